"""What is approved is what runs, and what no longer stands as it was approved is left out by itself."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

import in_process
from passback.core.errors import BadInput, Retryable
from passback.core.problem import Problem, State
from passback.run import app as run_app
from passback.run.alone import alone
from passback.run.report import Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.faults import fault_from
from passback.sandbox.state.canvas import SubmissionRow

NAME, DENSITY = "practice-aspen", "Density worksheet"


def submission(practice: in_process.Practice) -> SubmissionRow:
    """A healthy score of a healthy assignment."""
    canvas = practice.school.canvas
    work = next(row for row in canvas.assignments.values() if row.name == DENSITY)
    return next(
        row
        for row in canvas.submissions.values()
        if row.assignment == work.id and row.score and canvas.users[row.user].name != "Test Student"
    )


async def plan_change_sync(
    practice: in_process.Practice, store: MemoryStore, change: Callable[[], object]
) -> Report:
    async with run_app.open(in_process.settings(practice, store)) as app:
        await in_process.connected(app, practice, "aspen")
        batch, _ = await app.plan(NAME)
    change()
    async with run_app.open(in_process.settings(practice, store)) as app:
        return await app.sync(batch)


def state_of(report: Report, row: SubmissionRow) -> tuple[State, Problem | None]:
    (line,) = (
        x
        for x in report.lines
        if (x.subject.assignment, x.subject.student) == (str(row.assignment), str(row.user))
    )
    return line.state, line.problem


def marks(practice: in_process.Practice, title: str) -> list[Decimal]:
    columns = {c.id for c in practice.school.aspen.columns.values() if c.title == title}
    return [cell.score for cell in practice.school.aspen.cells.values() if cell.column in columns]


CHANGES: dict[str, Callable[[SubmissionRow], None]] = {
    "another score": lambda row: setattr(row, "score", Decimal("0.75")),
    "hidden": lambda row: setattr(row, "posted_at", None),
    "excused": lambda row: (setattr(row, "excused", True), setattr(row, "score", None))[0],  # type: ignore[func-returns-value]
    "cleared": lambda row: setattr(row, "score", None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_score_that_canvas_changed_since_the_plan_is_left_out_and_the_rest_goes(change: str) -> None:
    practice, store = in_process.a_practice(), MemoryStore()
    row = submission(practice)
    planned = row.score

    report = asyncio.run(plan_change_sync(practice, store, lambda: CHANGES[change](row)))

    assert state_of(report, row) == (State.NOT_SENT, Problem.CHANGED_SINCE_PLAN)
    assert report.states[State.IN_SIS] == 483
    assert len(marks(practice, DENSITY)) == 21
    assert planned is not None


def test_an_assignment_whose_points_changed_since_the_plan_is_left_out_whole() -> None:
    practice, store = in_process.a_practice(), MemoryStore()
    work = practice.school.canvas.assignments[submission(practice).assignment]

    report = asyncio.run(plan_change_sync(practice, store, lambda: setattr(work, "points", Decimal(50))))

    assert marks(practice, DENSITY) == []
    hit = [line for line in report.lines if line.subject.assignment == str(work.id)]
    assert {line.problem for line in hit if line.state is State.NOT_SENT} >= {Problem.CHANGED_SINCE_PLAN}
    assert State.IN_SIS not in {line.state for line in hit}
    assert report.states[State.IN_SIS] > 400


def test_an_old_plan_never_overwrites_what_was_sent_since() -> None:
    practice, store = in_process.a_practice(), MemoryStore()
    row = submission(practice)

    async def play() -> Report:
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice, "aspen")
            first, _ = await app.plan(NAME)
            await app.sync(first)
            right, row.score = row.score, Decimal("0.25")
            slip, _ = await app.plan(NAME)
            row.score = right
            return await app.sync(slip)

    report = asyncio.run(play())

    assert state_of(report, row)[0] in {State.NOT_SENT, State.ALREADY_THERE}
    assert Decimal("0.25") not in marks(practice, DENSITY)


def test_a_line_item_kept_with_another_maximum_gets_no_score() -> None:
    practice, store = in_process.a_practice(), MemoryStore()

    def shrink() -> None:
        def after(_request: object, _number: int) -> None:
            for column in practice.school.aspen.columns.values():
                if column.title == DENSITY:
                    column.maximum = Decimal(1)

        practice.after = after

    report = asyncio.run(plan_change_sync(practice, store, shrink))

    assert marks(practice, DENSITY) == []
    work = submission(practice).assignment
    hit = [line for line in report.lines if line.subject.assignment == str(work)]
    assert {line.state for line in hit if line.problem is Problem.VALUE_CHANGED_BY_SIS} == {State.WAITING}


def test_a_line_item_that_the_sis_acknowledges_and_does_not_show_is_not_linked() -> None:
    practice, store = in_process.a_practice(), MemoryStore()

    def vanish() -> None:
        def after(_request: object, _number: int) -> None:
            columns = practice.school.aspen.columns
            for ref in [ref for ref, column in columns.items() if column.title == DENSITY]:
                del columns[ref]

        practice.after = after

    report = asyncio.run(plan_change_sync(practice, store, vanish))
    work = str(submission(practice).assignment)
    practice.after = lambda _request, _number: None

    assert State.IN_SIS not in {x.state for x in report.lines if x.subject.assignment == work}
    links, _ = asyncio.run(store.snapshot_parts(NAME, report.lines[0].subject.course))
    assert work not in {link.assignment for link in links}


def test_a_plan_for_another_address_is_void() -> None:
    practice, store = in_process.a_practice(), MemoryStore()

    async def play() -> None:
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice, "aspen")
            batch, _ = await app.plan(NAME)
            kept = await app.connection(NAME)
            moved = replace(kept, settings=replace(kept.settings, url="http://other.practice.test"))
            await app.add(moved, replaces=True)
            await app.sync(batch)

    with pytest.raises(BadInput, match="another Canvas or SIS address"):
        asyncio.run(play())
    assert practice.writes == 0

    async def go_on() -> None:
        async with run_app.open(in_process.settings(practice, store)) as app:
            await app.open_batch(NAME)

    # It was approved, and can go on no more: it stands in nobody's way.
    assert asyncio.run(store.open_batch(NAME)) is not None
    asyncio.run(go_on())
    assert asyncio.run(store.open_batch(NAME)) is None


def test_only_one_sync_of_a_connection_runs_at_a_time() -> None:
    practice, store = in_process.a_practice(), MemoryStore()

    async def play() -> None:
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice, "aspen")
            batch, _ = await app.plan(NAME)
            with alone(practice.folder, NAME):
                await app.sync(batch)

    with pytest.raises(BadInput, match="is running"):
        asyncio.run(play())
    assert practice.writes == 0


def test_a_canvas_that_is_down_when_an_old_plan_runs_sends_nothing_and_keeps_the_plan() -> None:
    practice, store = in_process.a_practice(), MemoryStore()
    fault = fault_from({"system": "canvas", "kind": "down", "times": None})

    with pytest.raises(Retryable):
        asyncio.run(plan_change_sync(practice, store, lambda: practice.school.faults.append(fault)))

    assert practice.writes == 0
    practice.school.faults.clear()

    async def go_on() -> Report:
        async with run_app.open(in_process.settings(practice, store)) as app:
            batch = await app.open_batch(NAME)
            assert batch is not None
            return await app.sync(batch)

    assert asyncio.run(go_on()).states[State.IN_SIS] == 484


def test_a_refused_token_in_the_middle_is_asked_once_and_not_for_every_assignment() -> None:
    practice, store = in_process.a_practice(), MemoryStore()
    fault = fault_from({"system": "aspen", "kind": "refuse-token", "times": None, "method": "PUT"})

    report = asyncio.run(plan_change_sync(practice, store, lambda: practice.school.faults.append(fault)))

    refused = [call for call in practice.trace if call.startswith("PUT aspen") and call.endswith(" 401")]
    assert len(refused) <= 4
    assert practice.writes == 0
    assert report.states[State.WAITING] > 500


def test_a_canvas_that_moved_to_another_address_is_no_drift() -> None:
    """Its address stands in the description of a line item, which is no reason to leave a score out."""
    practice, store = in_process.a_practice(), MemoryStore()

    async def play() -> Report:
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice, "aspen")
            batch, _ = await app.plan(NAME)
            in_process.PORT = ":8443"
            await in_process.connected(app, practice, "aspen")
        async with run_app.open(in_process.settings(practice, store)) as app:
            return await app.sync(batch)

    try:
        report = asyncio.run(play())
    finally:
        in_process.PORT = ""

    assert report.states[State.IN_SIS] == 484
