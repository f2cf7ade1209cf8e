"""What a run costs in requests, counted at the practice school's control port and not by ourselves."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

import in_process
from passback.core.problem import Problem, State
from passback.core.value import Json
from passback.run import app as run_app
from passback.run.ports import Batch
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.canvas import SubmissionRow

pytestmark = pytest.mark.disable_socket
NAME = "practice-aspen"
# One read that tells whether the SIS lets us in: once in a plan, however many courses it has.
PROBE = 1
PAGE = 100
TITLE = "Density worksheet"


class Counted:
    """A practice school with one clean course of one section, synced once; and a count of its calls."""

    def __init__(self) -> None:
        self.practice, self.store = in_process.a_practice(), MemoryStore()
        self.course = ""

    async def synced(self) -> "Counted":
        async with self.app() as app:
            await in_process.connected(app, self.practice, "aspen")
            listed = await app.courses(NAME)
            self.course = next(ref.id for ref in listed if ref.name == "Physical Science 8")
            batch, _ = await app.plan(NAME, [self.course])
            await self.mend(batch)
            batch, _ = await app.plan(NAME, [self.course])
            await app.sync(batch)
            await app.plan(NAME, [self.course])
        self.taken()
        return self

    async def mend(self, batch: Batch) -> None:
        """Take out of the sync what was planted to fail: it is what nothing changed is not."""
        kept = await self.store.kept_plan(batch.plans[0])
        assert kept is not None
        for finding in kept.plan.findings:
            if finding.problem is Problem.CATEGORY_NOT_FOUND:
                work = self.practice.school.canvas.assignments[int(finding.subject.assignment or "")]
                work.post_to_sis = False

    def app(self) -> AbstractAsyncContextManager[run_app.App]:
        return run_app.open(in_process.settings(self.practice, self.store))

    def taken(self) -> Mapping[str, Mapping[str, int]]:
        calls = {system: dict(shapes) for system, shapes in self.practice.school.calls.items()}
        self.practice.school.calls.clear()
        return calls

    def reads(self, calls: Mapping[str, Mapping[str, int]], system: str) -> int:
        """Signing in apart, and paging: the results of the one class fill further pages of 100."""
        shapes = calls.get(system, {})
        total = sum(count for shape, count in shapes.items() if shape.startswith("GET "))
        paged = any(shape.endswith("classes/:id/results") for shape in shapes)
        return total - (len(self.practice.school.aspen.cells) - 1) // PAGE * paged

    def writes(self, calls: Mapping[str, Mapping[str, int]], system: str) -> int:
        shapes = calls.get(system, {})
        return sum(n for shape, n in shapes.items() if not shape.startswith(("GET ", "POST token")))

    def submission(self) -> SubmissionRow:
        canvas = self.practice.school.canvas
        work = next(row for row in canvas.assignments.values() if row.name == TITLE)
        rows = [row for row in canvas.submissions.values() if row.assignment == work.id and row.score]
        return next(row for row in rows if canvas.users[row.user].name != "Test Student")

    def mark(self) -> list[Decimal]:
        """What the SIS really holds of that work."""
        columns = {c.id for c in self.practice.school.aspen.columns.values() if c.title == TITLE}
        return [cell.score for cell in self.practice.school.aspen.cells.values() if cell.column in columns]


def test_nothing_changed_in_one_section_with_young_parts_is_two_sis_reads() -> None:
    async def play() -> None:
        school = await Counted().synced()
        async with school.app() as app:
            _, overview = await app.plan(NAME, [school.course])
        calls = school.taken()
        assert overview.rows == ()
        assert overview.total.leave > 100
        assert school.reads(calls, "canvas") <= 6
        assert school.reads(calls, "aspen") == PROBE + 2
        assert school.writes(calls, "aspen") == 0

    asyncio.run(play())


def test_nothing_changed_in_one_section_with_old_parts_is_six_sis_reads() -> None:
    async def play() -> None:
        school = await Counted().synced()
        await school.practice.clock.sleep(timedelta(hours=1).total_seconds())
        async with school.app() as app:
            await app.plan(NAME, [school.course])
        calls = school.taken()
        assert school.reads(calls, "canvas") <= 6 + 1  # and the list of courses, which is as old
        assert calls["canvas"]["GET /api/v1/accounts/:id/courses"] == 1
        assert school.reads(calls, "aspen") == PROBE + 6

    asyncio.run(play())


def test_one_changed_score_is_one_write_and_one_read_back() -> None:
    async def play() -> None:
        school = await Counted().synced()
        row = school.submission()
        row.score = Decimal("0.75")
        async with school.app() as app:
            batch, _ = await app.plan(NAME, [school.course])
            school.taken()
            report = await app.sync(batch, just_planned=True)
        calls = school.taken()
        assert (school.writes(calls, "aspen"), school.reads(calls, "aspen")) == (1, 1)
        assert school.reads(calls, "canvas") == 0
        assert report.states[State.IN_SIS] == report.proven == 1
        assert Decimal("0.75") in school.mark()

    asyncio.run(play())


@pytest.mark.parametrize("how", ["a minute later", "another command", "not just planned"])
def test_a_plan_that_is_not_of_a_moment_ago_is_looked_at_again(how: str) -> None:
    async def play() -> None:
        school = await Counted().synced()
        school.submission().score = Decimal("0.75")
        async with school.app() as app:
            batch, _ = await app.plan(NAME, [school.course])
            school.taken()
            if how == "a minute later":
                await school.practice.clock.sleep(60)
            if how != "another command":
                await app.sync(batch, just_planned=how == "a minute later")
        if how == "another command":
            async with school.app() as app:
                await app.sync(batch, just_planned=True)
        calls = school.taken()
        assert school.writes(calls, "aspen") == 1
        assert school.reads(calls, "aspen") >= 2

    asyncio.run(play())


def test_what_the_sis_got_after_the_look_of_a_moment_ago_is_written_over_and_only_then() -> None:
    """The price of not looking twice, docs/adr/0011; a minute later the look finds it."""

    async def play(wait: float) -> list[Decimal]:
        school = await Counted().synced()
        row = school.submission()
        old = row.score
        row.score = Decimal("0.75")
        async with school.app() as app:
            batch, _ = await app.plan(NAME, [school.course])
            for cell in school.practice.school.aspen.cells.values():
                if cell.score == old:
                    cell.score = Decimal("0.5")
            await school.practice.clock.sleep(wait)
            await app.sync(batch, just_planned=True)
        return school.mark()

    assert Decimal("0.75") in asyncio.run(play(0))
    assert Decimal("0.75") not in asyncio.run(play(61))


def test_a_new_student_in_the_sis_gets_a_score_within_the_time_to_live() -> None:
    """The roster of an hour ago does not have the student: it is read again before anything is said."""

    async def play() -> None:
        school = await Counted().synced()
        klass = next(c for c in school.practice.school.aspen.classes.values() if "Science" in c.title)
        row = school.submission()
        person = next(
            p.id
            for p in school.practice.school.aspen.people.values()
            if p.number == school.practice.school.canvas.users[row.user].sis_id
        )
        klass.students.remove(person)
        await school.practice.clock.sleep(3600)
        async with school.app() as app:
            _, without = await app.plan(NAME, [school.course])
            klass.students.append(person)
            _, with_it = await app.plan(NAME, [school.course])
        lacking = [w.problem for w in without.warned]
        assert Problem.STUDENT_NOT_IN_SECTION in lacking
        assert Problem.STUDENT_NOT_IN_SECTION not in [w.problem for w in with_it.warned]

    asyncio.run(play())


def test_a_write_that_needs_the_roster_reads_it_anew() -> None:
    async def play() -> None:
        school = await Counted().synced()
        for work in school.practice.school.canvas.assignments.values():
            if str(work.course) == school.course:
                work.post_to_sis = True
        async with school.app() as app:
            await app.plan(NAME, [school.course])
        shapes = school.taken()["aspen"]
        assert any(shape.endswith("/classes/:id/students") for shape in shapes)
        assert any(shape.endswith("/categories") for shape in shapes)

    asyncio.run(play())


def test_a_problem_that_stays_costs_six_reads_and_not_eight() -> None:
    async def play() -> None:
        school = await Counted().synced()
        for work in school.practice.school.canvas.assignments.values():
            if str(work.course) == school.course:
                work.post_to_sis = True
        async with school.app() as app:
            await app.plan(NAME, [school.course])
            school.taken()
            await app.plan(NAME, [school.course])
        assert school.reads(school.taken(), "aspen") == PROBE + 6

    asyncio.run(play())


def test_with_a_time_to_live_of_zero_nothing_is_kept() -> None:
    async def play() -> None:
        school = await Counted().synced()
        async with school.app() as app:
            kept = await app.connection(NAME)
            settings = replace(kept.settings, options={**kept.settings.options, "ttl": "0"})
            await app.add(replace(kept, settings=settings), replaces=True)
            await app.plan(NAME, [school.course])
            school.taken()
            await app.plan(NAME, [school.course])
        calls = school.taken()
        assert school.reads(calls, "aspen") == PROBE + 6
        assert calls["canvas"]["GET /api/v1/accounts/:id/courses"] == 1

    asyncio.run(play())


def test_what_is_kept_between_runs_holds_no_student_s_name() -> None:
    async def play() -> None:
        school = await Counted().synced()
        kept: list[Json] = [held for _, held in school.store._cache.values()]
        text = str(kept)
        assert "Homework" in text or "Test" in text  # categories are there
        for person in school.practice.school.aspen.people.values():
            assert person.family not in text, person.family
            assert person.email not in text

    asyncio.run(play())


def test_removing_a_connection_forgets_what_was_read_for_it_and_for_no_other() -> None:
    async def play() -> None:
        school = await Counted().synced()
        async with school.app() as app:
            twin = replace(await app.connection(NAME), name="twin")
            await app.add(twin)
            await app.plan("twin", [school.course])
            await app.remove("twin")
            left = set(school.store._cache)
            assert left
            assert all(f"/{NAME}/" in key for key in left)
            await app.remove(NAME)
        assert school.store._cache == {}

    asyncio.run(play())


@pytest.mark.parametrize("sis", ["aspen", "powerschool"])
def test_a_connection_test_is_less_than_thirty_requests(sis: str) -> None:
    async def play() -> None:
        school = Counted()
        async with school.app() as app:
            await in_process.connected(app, school.practice, sis)
            tested = await app.test(f"practice-{sis}")
        total = sum(sum(shapes.values()) for shapes in school.taken().values())
        assert tested.passed
        assert total < 30, total

    asyncio.run(play())
