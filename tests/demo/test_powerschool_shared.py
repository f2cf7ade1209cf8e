"""One PowerSchool assignment that stands in two classes: adopted in both, changed once, put back whole."""

import asyncio
from collections import Counter
from decimal import Decimal

import pytest

import in_process
from passback.core.gradebook import LineItem
from passback.core.problem import State
from passback.run import app as run_app
from passback.run.report import Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.powerschool import PowerSchool, PsAssignment

NAME = "practice-powerschool"
Pair = tuple[PsAssignment, dict[str, object], dict[str, object]]


def synced(practice: in_process.Practice, store: MemoryStore, *, connect: bool = False) -> Report:
    """Plan and sync; `connect`: for the first time, with a store that knows nothing."""

    async def go() -> Report:
        async with run_app.open(in_process.settings(practice, store)) as app:
            if connect:
                await in_process.connected(app, practice)
                assert (await app.test(NAME)).passed
            batch, _ = await app.plan(NAME)
            return await app.sync(batch, just_planned=True)

    return asyncio.run(go())


def shared(ps: PowerSchool) -> Pair:
    """Two assignments of one name and day in two classes of one teacher, made one; not what was typed in."""
    by_name: dict[tuple[object, object], list[PsAssignment]] = {}
    for held in ps.assignments.values():
        by_name.setdefault((held.rows[0]["name"], held.rows[0]["duedate"]), []).append(held)
    first, second = next(
        pair for pair in by_name.values() if len(pair) == 2 and 49_001 not in {a.id for a in pair}
    )
    first.rows.append(second.rows[0])
    del ps.assignments[second.id]
    return first, first.rows[0], first.rows[1]


@pytest.fixture
def school() -> tuple[in_process.Practice, MemoryStore, Pair]:
    """Synced once; two assignments were made one; then connected anew, and the shared one adopted."""
    practice = in_process.a_practice()
    synced(practice, MemoryStore(), connect=True)
    pair = shared(practice.school.powerschool)
    store = MemoryStore()
    made = len(practice.school.powerschool.assignments)
    synced(practice, store, connect=True)
    assert len(practice.school.powerschool.assignments) == made, "adopted, not made again"
    return practice, store, pair


def puts(practice: in_process.Practice) -> list[str]:
    return [call for call in practice.trace if call.startswith("PUT powerschool/ws/xte/section/assignment")]


def renamed(store: MemoryStore, report: Report) -> Counter[State]:
    """How the changes of the renamed line items ended."""

    async def go() -> Counter[State]:
        batch = await store.batch(report.batch)
        assert batch is not None
        kept = [await store.kept_plan(plan) for plan in batch.plans]
        return Counter(
            outcome.verdict.state
            for plan in kept
            if plan is not None
            for outcome in plan.outcomes
            if isinstance(outcome.change.after, LineItem) and outcome.change.after.title == "Renamed"
        )

    return asyncio.run(go())


def canvas_row(practice: in_process.Practice, name: object) -> object:
    return next(row for row in practice.school.canvas.assignments.values() if row.name == name)


def test_a_new_name_is_one_put_of_the_whole_and_both_classes_have_it(
    school: tuple[in_process.Practice, MemoryStore, Pair],
) -> None:
    practice, store, (_, first, second) = school
    canvas_row(practice, first["name"]).name = "Renamed"  # type: ignore[attr-defined]
    scores, kept = dict(practice.school.powerschool.scores), dict(second)
    practice.trace.clear()

    report = synced(practice, store)

    rows = next(a.rows for a in practice.school.powerschool.assignments.values() if len(a.rows) == 2)
    assert [row["name"] for row in rows] == ["Renamed", "Renamed"]
    assert [row["assignmentsectionid"] for row in rows] == [
        first["assignmentsectionid"],
        kept["assignmentsectionid"],
    ]
    assert len(puts(practice)) == 1, "the second class has it from the first"
    assert practice.school.powerschool.scores == scores
    assert report.states[State.UNCONFIRMED] == 0
    assert renamed(store, report) == {State.IN_SIS: 1, State.ALREADY_THERE: 1}


def test_scores_go_to_the_class_of_each_student(
    school: tuple[in_process.Practice, MemoryStore, Pair],
) -> None:
    practice, store, (_, first, second) = school
    ps, canvas = practice.school.powerschool, practice.school.canvas
    work = canvas_row(practice, first["name"])
    changed = {}
    for part in (first, second):
        dcid = next(s for p, s in ps.scores if p == part["assignmentsectionid"])
        user = next(u.id for u in canvas.users.values() if str(u.sis_id) == ps.students[dcid].number)
        row = next(
            r
            for r in canvas.submissions.values()
            if (r.assignment, r.user) == (work.id, user)  # type: ignore[attr-defined]
        )
        row.score = row.entered = Decimal(3)
        row.grade = "3"
        changed[part["assignmentsectionid"], dcid] = Decimal(3)

    synced(practice, store)

    assert {key: ps.scores[key].points for key in changed} == changed  # type: ignore[index]
