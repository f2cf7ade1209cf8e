"""Settings, holds, choices and the cut-over, as the command line asks for them."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from dataclasses import replace
from decimal import Decimal

import pytest

import in_process
from passback.core.errors import BadInput, NeedsConfig
from passback.core.problem import Problem, State
from passback.core.settings import Level
from passback.run import app as run_app
from passback.run.store.memory_store import MemoryStore
from passback.sync.approval import ApprovalKind

pytestmark = pytest.mark.disable_socket
NAME = "practice-aspen"
Play = Callable[[run_app.App, in_process.Practice], Coroutine[object, object, None]]


def played(play: Play) -> None:
    async def run() -> None:
        practice = in_process.a_practice()
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            await in_process.connected(app, practice)
            await play(app, practice)

    asyncio.run(run())


async def course_named(app: run_app.App, name: str) -> str:
    return next(ref.id for ref in await app.courses(NAME) if ref.name == name)


# ---- settings --------------------------------------------------------------------------------------


def test_the_nearest_setting_wins_and_explain_says_what_it_beat() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        course = await course_named(app, "Algebra 1")
        account = str(practice.school.canvas.courses[int(course)].account)
        section = next(str(s.id) for s in practice.school.canvas.sections.values() if str(s.course) == course)
        await app.choosing.put(NAME, Level.CONNECTION, "", ["hidden=send", "edited=sis"], "Ada")
        await app.choosing.put(NAME, Level.SCHOOL, f"account:{account}", ["hidden=hold"], "Ada")
        await app.choosing.put(NAME, Level.CLASS, section, ["edited=canvas"], "Ada")

        found = await app.choosing.explain(course, None)

        whole = {one.name: one for one in found.decided}
        assert (whole["hidden"].value, whole["hidden"].level) == ("hold", Level.SCHOOL)
        assert [s.value for s in whole["hidden"].beaten] == ["send"]
        assert (whole["edited"].value, whole["edited"].level) == ("sis", Level.CONNECTION)
        assert whole["undated"].level is None
        (differs,) = found.classes
        assert differs.section == section
        assert [(one.name, one.value, one.level) for one in differs.decided] == [
            ("edited", "canvas", Level.CLASS)
        ]

    played(play)


def test_a_setting_of_one_class_reaches_the_plan_of_that_class_alone() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        course = await course_named(app, "Algebra 1")
        sections = [str(s.id) for s in practice.school.canvas.sections.values() if str(s.course) == course]

        async def hidden() -> set[str | None]:
            batch, _ = await app.plan(NAME, [course])
            kept = await app.store.kept_plan(batch.plans[0])
            assert kept is not None
            rows = kept.plan.standing
            return {r.subject.section for r in rows if r.why and r.why.problem is Problem.SCORE_HIDDEN}

        before = await hidden()
        assert len(before) >= 1
        first = next(section for section in sections if section in before)
        await app.choosing.put(NAME, Level.CLASS, first, ["hidden=send"], "Ada")
        assert await hidden() == before - {first}

    played(play)


@pytest.mark.parametrize("given", ["hidden", "hidden=perhaps", "colour=red", "categories.=x"])
def test_a_setting_that_is_none_is_refused_and_nothing_is_kept(given: str) -> None:
    async def play(app: run_app.App, _: in_process.Practice) -> None:
        with pytest.raises(BadInput):
            await app.choosing.put(NAME, Level.CONNECTION, "", ["edited=sis", given], "Ada")
        assert await app.choosing.listed(NAME) == ()

    played(play)


def test_a_setting_that_is_taken_back_no_longer_holds() -> None:
    async def play(app: run_app.App, _: in_process.Practice) -> None:
        await app.choosing.put(NAME, Level.CONNECTION, "", ["edited=sis", "categories.Home  Work=HW"], "Ada")
        await app.choosing.drop(NAME, Level.CONNECTION, "", ["edited", "categories.Home Work"])
        assert await app.choosing.listed(NAME) == ()
        with pytest.raises(BadInput, match="not set there"):
            await app.choosing.drop(NAME, Level.CONNECTION, "", ["edited"])

    played(play)


def test_a_course_that_two_connections_cover_wants_one_named() -> None:
    async def play(app: run_app.App, _: in_process.Practice) -> None:
        course = await course_named(app, "Algebra 1")
        twin = replace(await app.connection(NAME), name="twin")
        await app.add(twin)
        with pytest.raises(BadInput, match="several connections"):
            await app.choosing.explain(course, None)
        assert (await app.choosing.explain(course, "twin")).connection == "twin"
        with pytest.raises(BadInput, match="no connection covers"):
            await app.choosing.explain("999999", None)

    played(play)


def test_a_course_of_two_connections_is_sent_by_neither() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        course = await course_named(app, "Algebra 1")
        twin = replace(await app.connection(NAME), name="twin")
        root = replace(twin, canvas=replace(twin.canvas, account="1"))
        elsewhere = replace(twin, canvas=replace(twin.canvas, account="20"))
        for other, rival in ((elsewhere, False), (twin, True), (root, True)):
            await app.add(other, replaces=True)
            batch, overview = await app.plan(NAME, [course])
            found = [w for w in overview.warned if w.problem is Problem.CONNECTION_NOT_UNIQUE]
            assert [f.facts["value"] for w in found for f in w.findings] == ["twin"] * rival
            assert (overview.rows == ()) is rival
        await app.sync(batch)
        assert practice.writes == 0

    played(play)


def test_without_another_connection_nobody_is_asked_for_accounts() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        for other in await app.connections():
            if other.name != NAME:
                await app.remove(other.name)
        practice.trace.clear()
        await app.plan(NAME, [await course_named(app, "Algebra 1")])
        assert not [line for line in practice.trace if re.search(r"canvas/api/v1/accounts/\d+ \(\)", line)]

    played(play)


def test_a_comment_travels_only_where_somebody_chose_so() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        course = await course_named(app, "Algebra 1")
        canvas = practice.school.canvas
        teacher = next(
            e.user for e in canvas.enrollments.values() if str(e.course) == course and "Teacher" in e.kind
        )
        works = {work.id for work in canvas.assignments.values() if str(work.course) == course}
        for row in canvas.submissions.values():
            if row.assignment in works:
                row.comments.append((teacher, "2026-11-02T00:00:00Z", "well done " * 20))

        def kept() -> set[str]:
            return {cell.comment for cell in practice.school.aspen.cells.values() if cell.comment}

        batch, _ = await app.plan(NAME, [course])
        await app.sync(batch)
        assert kept() == set()
        await app.choosing.put(NAME, Level.COURSE, course, ["comments=yes", "hold-percent=100"], "Ada")
        batch, overview = await app.plan(NAME, [course])
        report = await app.sync(batch)
        assert report.states[State.IN_SIS] == report.proven == overview.total.update > 0
        assert kept() == {("well done " * 20)[:100]}

    played(play)


# ---- holds -----------------------------------------------------------------------------------------


async def a_hold(app: run_app.App, practice: in_process.Practice) -> str:
    """A curve: every score of one assignment moves, after it was sent."""
    course = await course_named(app, "World History")
    batch, _ = await app.plan(NAME, [course])
    await app.sync(batch)
    canvas = practice.school.canvas
    sent = {work.id for work in canvas.assignments.values() if str(work.course) == course}
    work = next(iter(sorted(sent)))
    for row in canvas.submissions.values():
        if row.assignment == work and row.score is not None:
            row.score += Decimal(1)
    return course


def test_an_approved_hold_goes_with_the_next_plan_and_other_changes_wait_again() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        course = await a_hold(app, practice)
        await app.plan(NAME, [course])
        waiting = [q for q in await app.consent.questions(NAME) if q.why.facts.get("state") == "many"]
        assert waiting
        first = waiting[0]
        assert first.scores >= 5
        assert first.answer is None

        await app.consent.approve(NAME, [first.key], None, "Ada")
        _, overview = await app.plan(NAME, [course])

        assert overview.total.update >= first.scores
        (approval,) = await app.store.approvals(NAME)
        assert (approval.kind, approval.digest, approval.by) == (ApprovalKind.HOLD, first.key, "Ada")

    played(play)


def test_only_what_waits_can_be_approved() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        course = await a_hold(app, practice)
        await app.plan(NAME, [course])
        key = (await app.consent.questions(NAME))[0].key
        with pytest.raises(BadInput, match="nothing waits under 'nope'"):
            await app.consent.approve(NAME, [key, "nope"], None, "Ada")
        with pytest.raises(BadInput, match="--choose goes with"):
            await app.consent.approve(NAME, [key], "LI-1", "Ada")
        with pytest.raises(BadInput, match="no plan of a course"):
            await app.consent.questions(NAME, "4711")
        assert await app.store.approvals(NAME) == ()

    played(play)


def test_of_several_line_items_the_chosen_one_is_taken() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        course = await course_named(app, "Physical Science 8")
        batch, _ = await app.plan(NAME, [course])
        await app.sync(batch)
        aspen = practice.school.aspen
        mine = next(c for c in aspen.columns.values() if c.title == "Density worksheet")
        aspen.columns["twin-1"] = replace(mine, id="twin-1")
        aspen.columns["twin-2"] = replace(mine, id="twin-2")
        del aspen.columns[mine.id]
        aspen.cells = {key: cell for key, cell in aspen.cells.items() if cell.column != mine.id}
        await app.release(NAME)
        await app.plan(NAME, [course])

        (question,) = [q for q in await app.consent.questions(NAME) if q.kind is ApprovalKind.CHOICE]
        assert [c.ref for c in question.candidates] == ["twin-1", "twin-2"]
        assert [c.scores for c in question.candidates] == [0, 0]
        for wrong in (None, "twin-3"):
            with pytest.raises(BadInput, match="twin-1"):
                await app.consent.approve(NAME, [question.key], wrong, "Ada")
        await app.consent.approve(NAME, [question.key], "twin-2", "Ada")
        batch, _ = await app.plan(NAME, [course])
        report = await app.sync(batch)

        assert report.states[State.IN_SIS] > 10
        assert {c.column for c in aspen.cells.values()} >= {"twin-2"}
        assert "twin-1" not in {c.column for c in aspen.cells.values()}

    played(play)


# ---- the cut-over ----------------------------------------------------------------------------------


def test_writes_wait_while_another_exchange_is_at_work_until_somebody_says_that_it_is_off() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        course = await course_named(app, "Physical Science 8")
        await app.plan(NAME, [course])
        work = next(w for w in practice.school.canvas.assignments.values() if w.name == "Density worksheet")
        work.integration_data = {"someone": "else-1"}

        for _ in range(2):  # planning again does not make it go away
            _, overview = await app.plan(NAME, [course])
            assert overview.total.create == 0
            stands = await app.standing.cut_over(NAME)
            assert (stands.active, stands.by) == (("Physical Science 8",), None)

        stands = await app.standing.confirm(NAME, "Ada")
        assert stands.by == "Ada"
        _, overview = await app.plan(NAME, [course])
        assert overview.total.create > 10

    played(play)


def test_releasing_forgets_links_and_leaves_the_sis_as_it_is() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        course = await course_named(app, "Physical Science 8")
        batch, _ = await app.plan(NAME, [course])
        await app.sync(batch)
        kept, cells = practice.writes, len(practice.school.aspen.cells)

        assert await app.release(NAME) > 0

        assert await app.release(NAME) == 0
        assert (practice.writes, len(practice.school.aspen.cells)) == (kept, cells)

    played(play)


# ---- what is lacking at set-up -----------------------------------------------------------------------


def test_what_the_settings_lack_is_said_at_set_up_and_before_every_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Infinite Campus wants a vendor key"
    lack = NeedsConfig(text, Problem.VENDOR_KEY_MISSING)

    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        new = replace(await app.connection(NAME), name="new")
        monkeypatch.setattr("passback.run.schools.lacks", lambda _sis, _settings: lack)
        with pytest.raises(NeedsConfig, match=text) as refused:
            await app.add(new)
        assert refused.value.problem is Problem.VENDOR_KEY_MISSING
        assert "new" not in {c.name for c in await app.connections()}

        await app.add(new, anyway=True)
        asked = practice.number
        with pytest.raises(NeedsConfig, match=text):
            await app.plan("new")
        assert practice.number == asked
        tested = await app.test("new")
        assert not tested.passed
        assert (tested.probes[0].name, tested.probes[0].problem) == ("settings", Problem.VENDOR_KEY_MISSING)
        assert "aspen" not in practice.school.calls

    played(play)


def test_a_description_of_which_one_lacks_something_is_kept_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def run() -> None:
        practice = in_process.a_practice()
        lack = NeedsConfig("a licence is missing", Problem.VENDOR_KEY_MISSING)
        monkeypatch.setattr(
            "passback.run.schools.lacks", lambda sis, _: lack if sis.value == "powerschool" else None
        )
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            with pytest.raises(NeedsConfig, match="licence"):
                await in_process.connected(app, practice)
            assert await app.connections() == ()
            assert not app.secrets_folder.exists() or not list(app.secrets_folder.iterdir())

    asyncio.run(run())


@pytest.mark.parametrize("ttl", ["-1", "1.5", "soon", "86401", "", "9999999999999999999999"])
def test_a_time_to_live_that_is_none_is_refused(ttl: str) -> None:
    async def play(app: run_app.App, _: in_process.Practice) -> None:
        kept = await app.connection(NAME)
        settings = replace(kept.settings, options={"ttl": ttl})
        with pytest.raises(BadInput, match="ttl"):
            await app.add(replace(kept, name="new", settings=settings))

    played(play)
