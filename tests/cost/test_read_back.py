"""What proving costs: one read for all scores of a line item, one for the line item, whatever the SIS."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest

import in_process
import lying
from passback.core.problem import State
from passback.core.settings import Level
from passback.run import app as run_app
from passback.run.report import Report
from passback.sandbox.lies import Lie
from passback.sandbox.state.canvas import AssignmentRow, SubmissionRow
from passback.sandbox.state.school import Fault

pytestmark = pytest.mark.disable_socket
MANY = 3


@dataclass
class Synced:
    """A course of one connection that was synced once, and one of its assignments with its scores."""

    name: str
    practice: in_process.Practice
    app: run_app.App
    course: str
    work: AssignmentRow
    rows: list[SubmissionRow]

    async def sync(self) -> tuple[Report, int, int]:
        """Plan and send; the report, the reads and the writes of the SIS between plan and report."""
        connection = f"practice-{self.name}"
        batch, _ = await self.app.plan(connection, [self.course])
        self.practice.school.calls.clear()
        report = await self.app.sync(batch, just_planned=True)
        shapes = self.practice.school.calls.get(self.name, {})
        reads = sum(number for shape, number in shapes.items() if shape.startswith("GET "))
        return report, reads, sum(shapes.values()) - reads

    def change(self, many: int) -> None:
        for row in self.rows[:many]:
            lying._score(row, Decimal(1) if row.score != 1 else Decimal(2))


def played(name: str, play: Callable[[Synced], Awaitable[None]]) -> None:
    async def whole() -> None:
        ready = await lying.ready(name, whole=False, long_titles=False)
        practice, store = ready.begin()
        connection = f"practice-{name}"
        async with run_app.open(in_process.settings(practice, store)) as app:
            batch, _ = await app.plan(connection, ready.courses)
            report = await app.sync(batch, just_planned=True)
            canvas = practice.school.canvas
            rows: dict[tuple[str, str], list[SubmissionRow]] = {}
            for line in report.lines:
                s = line.subject
                row = next(
                    r
                    for r in canvas.submissions.values()
                    if (str(r.assignment), str(r.user)) == (s.assignment, s.student)
                )
                if row.score is not None:
                    rows.setdefault((s.section or "", s.assignment or ""), []).append(row)
            place, mine = next((place, rows) for place, rows in rows.items() if len(rows) >= MANY)
            work = canvas.assignments[int(place[1])]
            await play(Synced(name, practice, app, ready.courses[0], work, mine))

    asyncio.run(whole())


@pytest.mark.parametrize("name", lying.names())
def test_many_scores_of_one_line_item_are_read_back_once(name: str) -> None:
    async def play(synced: Synced) -> None:
        synced.change(MANY)
        report, reads, writes = await synced.sync()
        assert report.states[State.IN_SIS] == report.proven == MANY
        assert (reads, writes in {1, MANY}) == (1, True)

    played(name, play)


@pytest.mark.parametrize("name", lying.names())
def test_a_line_item_is_looked_at_and_read_back_whole(name: str) -> None:
    """A look, what its update keeps of it, the update, one read-back; PowerSchool per section."""

    async def play(synced: Synced) -> None:
        before = dict(lying.book_of(synced.practice.school, name).lines())
        synced.work.name = "Another name"
        _, reads, writes = await synced.sync()
        now = lying.book_of(synced.practice.school, name).lines()
        changed = sum(before[line] != kept for line, kept in now.items())
        assert changed > 0
        assert writes == changed
        assert reads == 3 * changed

    played(name, play)


def test_what_does_not_show_is_looked_for_once_more_and_no_more_often() -> None:
    async def play(synced: Synced) -> None:
        synced.practice.school.faults.append(Fault(synced.name, Lie.PARTIAL_SAVE, times=None))
        synced.change(1)
        report, reads, writes = await synced.sync()
        # A number that was lost is no old one that still stands: it shows, and is read once.
        assert (report.states[State.DIFFERS], reads, writes) == (1, 1, 1)
        synced.practice.school.faults[:] = [Fault(synced.name, Lie.STALE_READ, times=None)]
        synced.rows.reverse()
        synced.change(1)
        report, reads, writes = await synced.sync()
        assert (report.states[State.IN_SIS], reads, writes) == (1, 2, 1)

    played("oneroster-1.2", play)


def test_an_sis_that_drops_all_is_not_waited_for_all_night() -> None:
    """After three looks in vain what does not show is told at once."""

    async def play(synced: Synced) -> None:
        canvas = synced.practice.school.canvas
        for row in canvas.submissions.values():
            if str(canvas.assignments[row.assignment].course) == synced.course and row.score is not None:
                lying._score(row, row.score - Decimal("0.125"))
        await synced.app.choosing.put(
            f"practice-{synced.name}", Level.CONNECTION, "", ["hold-percent=100"], "test"
        )
        synced.practice.school.faults.append(Fault(synced.name, Lie.SILENT_DROP, times=None))
        began = synced.practice.clock.now()
        report, reads, _ = await synced.sync()
        items = {line.subject.assignment for line in report.lines if line.state is State.DIFFERS}
        assert len(items) > 3
        assert reads == len(items) + 3
        assert (synced.practice.clock.now() - began).total_seconds() <= 3 * 2

    played("oneroster-1.2", play)
