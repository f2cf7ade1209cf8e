"""From red to proven green: each curable cause of the practice school, with the fix proposed for it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

import pytest

import in_process
from believing import believing
from passback.core.errors import BadInput
from passback.core.problem import Problem
from passback.core.settings import Level
from passback.run import app as run_app
from passback.run.fixing import BULK
from passback.run.repairs import Repair
from passback.run.store.memory_store import MemoryStore
from passback.sync.repair import narrowed

pytestmark = pytest.mark.disable_socket
T = TypeVar("T")
Play = Callable[[run_app.App, in_process.Practice], Awaitable[T]]


def played(play: Play[T], sis: str) -> T:
    """With one connection of a fresh school that was synced once."""

    async def run() -> T:
        practice = in_process.a_practice()
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            (name,) = await in_process.connected(app, practice, sis)
            batch, _ = await app.plan(name)
            await app.sync(batch, just_planned=True)
            return await play(app, practice)

    return asyncio.run(run())


async def look(app: run_app.App, wanted: str | None, choose: str | None = None, **more: object) -> Repair:
    (connection,) = await app.connections()
    return await app.fixing.look(connection.name, wanted, "Ada", choose=choose, **more)  # type: ignore[arg-type]


async def problems(app: run_app.App) -> list[str]:
    (connection,) = await app.connections()
    listed = await app.fixing.listed(connection.name)
    return [found.finding.problem.value for found in listed if found.kept_back]


# problem, how many scores turn green, how many wait or are left out by choice, and what is chosen.
CURED = [
    ("powerschool", "name-too-long", 30, 0, None),
    ("powerschool", "category-not-found", 26, 0, "Labs"),
    ("powerschool", "due-date-outside-term", 30, 0, "2026-11-23"),
    ("powerschool", "grading-period-locked", 19, 0, "2026-11-23"),
    ("powerschool", "held-for-a-person", 4, 0, None),
    ("powerschool", "section-without-sis-id", 0, 24, None),
    ("aspen", "category-without-grade-scale", 27, 0, "Tests"),
    ("aspen", "due-date-missing", 21, 0, "last-day"),
    ("aspen", "student-not-in-section", 0, 9, None),
    ("aeries", "student-not-on-gradebook", 0, 4, None),
    ("focus", "grading-period-locked", 10, 0, "2026-11-23"),
    ("infinite-campus", "due-date-outside-grading-period", 10, 0, "2026-11-23"),
    ("infinite-campus-1.2", "category-not-found", 10, 0, "Labs"),
    ("pinnacle", "due-date-outside-term", 10, 0, "2026-09-14"),
    ("progressbook", "score-above-maximum", 1, 0, None),
    ("sapphire", "category-not-found", 10, 0, "Labs"),
    ("synergy", "score-above-maximum", 1, 0, None),
    ("q-sis", "score-excused", 0, 1, None),
]


@pytest.mark.parametrize(("sis", "problem", "green", "answered", "choose"), CURED)
def test_what_was_refused_or_kept_back_is_cured_sent_and_read_back(
    sis: str, problem: str, green: int, answered: int, choose: str | None
) -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        before = practice.writes
        repair = await look(app, problem, choose)
        assert practice.writes == before
        done = await app.fixing.apply(repair)
        assert (done.green, done.proven, done.red, done.answered) == (green, green, (), answered)
        assert problem not in await problems(app)
        if green == 0:
            assert practice.writes == before
        # Nothing of it is sent twice, and nothing else was sent with it.
        writes = practice.writes
        batch, _ = await app.plan(repair.connection)
        await app.sync(batch)
        assert practice.writes == writes

    played(play, sis)


def test_only_what_was_kept_back_is_sent() -> None:
    async def play(app: run_app.App, _: in_process.Practice) -> None:
        repair = await look(app, "name-too-long")
        (plan,) = repair.plans
        sent = {c.subject for c in plan.changes if c.subject.student is not None}
        assert sent == repair.frees
        assert {c.subject.assignment for c in plan.changes} == {
            f.subject.assignment for item in repair.items for f in item.proposal.findings
        }

    played(play, "powerschool")


def test_what_else_could_go_by_now_is_not_sent_along() -> None:
    """A teacher graded anew in the same class since: no part of the fix, it goes with the next sync."""

    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        canvas = practice.school.canvas
        other = next(w.id for w in canvas.assignments.values() if w.name == "Discussion circles")
        row = next(r for r in canvas.submissions.values() if r.assignment == other and r.score is not None)
        row.score = row.entered = Decimal(1 if row.score != 1 else 2)
        repair = await look(app, "name-too-long")
        done = await app.fixing.apply(repair)
        assert (done.green, done.red) == (len(repair.frees), ())
        held = await app.store.batch(done.fix.batch)
        plans = [await app.store.kept_plan(plan) for plan in (held.plans if held else ())]
        written = [outcome.change.subject for kept in plans if kept for outcome in kept.outcomes]
        assert {subject for subject in written if subject.student is not None} == repair.frees

        await practice.clock.sleep(1)
        batch, _ = await app.plan(repair.connection, [repair.items[0].course])
        going = await app.store.kept_plan(batch.plans[0])
        assert going is not None
        (left,) = [c.subject for c in going.plan.changes if c.subject.student is not None]
        assert (left.assignment, left.student) == (str(other), str(row.user))

    played(play, "powerschool")
    with believing(narrowed, "or c.subject in scores", "or c.subject.student"), pytest.raises(AssertionError):
        played(play, "powerschool")


def test_an_item_that_is_left_out_stays_as_it_was() -> None:
    async def play(app: run_app.App, _: in_process.Practice) -> None:
        whole = await look(app, "name-too-long")
        first, second = whole.items
        repair = await look(app, "name-too-long", leave=[first.key])
        done = await app.fixing.apply(repair)
        assert [item.key for item in repair.items] == [second.key]
        assert done.green == len(second.frees)
        assert (await problems(app)).count("name-too-long") == 1
        left = await look(app, "name-too-long")
        assert [item.key for item in left.items] == [first.key]

    played(play, "powerschool")


def test_one_fix_hides_nothing_of_what_else_was_refused() -> None:
    async def play(app: run_app.App, _: in_process.Practice) -> None:
        before = await problems(app)
        await app.fixing.apply(await look(app, "name-too-long"))
        await app.fixing.apply(await look(app, "held-for-a-person"))
        gone = {"name-too-long", "held-for-a-person"}
        assert sorted(await problems(app)) == sorted(p for p in before if p not in gone)

    played(play, "powerschool")


def test_what_no_fix_cures_says_who_has_to_act_and_where() -> None:
    async def play(app: run_app.App, _: in_process.Practice) -> None:
        repair = await look(app, "value-changed-by-sis")
        assert repair.items == repair.plans == ()
        assert all(told.link and "/assignments/" in told.link for told in repair.told)
        with pytest.raises(BadInput, match="nothing to do"):
            await app.fixing.apply(repair)

    played(play, "aspen")


# ---- I did it, check again -----------------------------------------------------------------------


def test_what_somebody_mended_is_seen_and_only_that_is_sent() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        still = await look(app, "category-not-found", recheck=True)
        assert len(still.still) == 1
        assert still.plans == ()
        group = next(g for g in practice.school.canvas.groups.values() if g.name == "Sketchbook")
        group.name = "Homework"

        repair = await look(app, "category-not-found", recheck=True)
        assert repair.still == ()
        done = await app.fixing.apply(repair)
        assert (done.green, done.red) == (10, ())
        with pytest.raises(BadInput, match="is not there"):
            await look(app, "category-not-found")

    played(play, "sapphire")


def test_a_fix_whose_cause_is_gone_and_that_nothing_waits_for_does_nothing() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        key = (await look(app, "category-not-found")).to_choose[0].key
        group = next(g for g in practice.school.canvas.groups.values() if g.name == "Sketchbook")
        group.name = "Homework"
        batch, _ = await app.plan("practice-sapphire")
        kept = await app.store.kept_plan(batch.plans[0])
        assert kept is not None
        await app.sync(batch)
        with pytest.raises(BadInput, match="not there"):
            await look(app, key)

    played(play, "sapphire")


# ---- two people, and what moves meanwhile ---------------------------------------------------------


def test_of_two_people_who_fix_one_thing_the_second_hears_of_the_first() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        mine, theirs = await look(app, "category-not-found", "Labs"), await look(app, None, "Tests")
        await app.fixing.apply(theirs)
        writes = practice.writes
        with pytest.raises(BadInput, match=r"somebody else decided .*categories\.Sketchbook"):
            await app.fixing.apply(mine)
        assert practice.writes == writes
        assert len(await app.undoing.listed(mine.connection)) == 1

    played(play, "sapphire")


def test_a_setting_that_changes_between_yes_and_write_stops_all_that_rests_on_it() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        repair = await look(app, "category-not-found", "Labs")
        section = repair.items[0].proposal.findings[0].subject.section or ""
        put, writes = app.store.begin_fix, practice.writes

        async def meanwhile(*given: object) -> None:
            await put(*given)  # type: ignore[arg-type]
            await app.choosing.put(
                repair.connection, Level.CLASS, section, ["categories.Sketchbook=Tests"], "Bo"
            )

        app.store.begin_fix = meanwhile  # type: ignore[method-assign,assignment]
        done = await app.fixing.apply(repair)
        assert done.green == 0
        assert {line.problem for line in done.red} == {Problem.CHANGED_SINCE_PLAN}
        assert practice.writes == writes

    played(play, "sapphire")


def test_a_score_that_changes_after_the_yes_is_left_out_by_itself() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        repair = await look(app, "category-not-found", "Labs")
        subject = min(repair.frees, key=lambda s: s.student or "")
        row = next(
            r
            for r in practice.school.canvas.submissions.values()
            if (str(r.assignment), str(r.user)) == (subject.assignment, subject.student)
        )
        row.score = row.entered = Decimal(1)
        done = await app.fixing.apply(repair)
        assert done.green == len(repair.frees) - 1
        assert [line.subject for line in done.red] == [subject]

    played(play, "sapphire")


def test_a_large_repair_wants_a_reason_in_words() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        repair = await look(app, "category-not-found", "Labs")
        (plan,) = repair.plans
        large = replace(repair, plans=(replace(plan, changes=plan.changes * (BULK // 11)),))
        writes = practice.writes
        with pytest.raises(BadInput, match="say why with --reason"):
            await app.fixing.apply(large, "  ")
        assert practice.writes == writes
        done = await app.fixing.apply(repair, " the term ends ")
        assert done.fix.reason == "the term ends"

    played(play, "sapphire")


@pytest.mark.parametrize(
    ("wanted", "more", "said"),
    [
        ("no-such-thing", {}, "is not there"),
        ("category-not-found", {"choose": "Gym"}, "not one of: Homework"),
        ("category-not-found", {"leave": ["x1"]}, "no such item"),
    ],
)
def test_what_is_not_there_cannot_be_named(wanted: str, more: dict[str, object], said: str) -> None:
    async def play(app: run_app.App, _: in_process.Practice) -> None:
        with pytest.raises(BadInput, match=said):
            await look(app, wanted, **more)  # type: ignore[arg-type]

    played(play, "sapphire")
