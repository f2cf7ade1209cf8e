"""What a check blocks the SIS refuses: with the check taken away the same write is sent, and refused."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import pytest

import in_process
from passback.core.problem import Problem, Severity, State
from passback.run import app as run_app
from passback.run.report import Line, Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.canvas import AssignmentRow
from passback.sandbox.state.school import School
from passback.sync import plan as planning
from passback.sync.checks import (
    CHECKS,
    category_missing,
    category_not_found,
    due_date_outside_class,
    due_date_outside_grading_period,
    due_date_outside_term,
    name_not_unique,
    name_taken,
    name_too_long,
)

pytestmark = pytest.mark.disable_socket


@dataclass(frozen=True)
class Case:
    """A write that one SIS refuses. `prepare` makes it so; `says`: what it is refused as.

    `checks`: the one that blocks it, and others that would block it too.
    """

    system: str
    checks: tuple[ModuleType, ...]
    prepare: Callable[[School], AssignmentRow]
    says: Problem


def named(school: School, name: str, course: str = "") -> AssignmentRow:
    """An assignment of Canvas by its name, and by the SIS id of its course where several have one."""
    canvas = school.canvas
    return next(
        row
        for row in canvas.assignments.values()
        if row.name == name and course in {"", canvas.courses[row.course].sis_id}
    )


def planted(name: str) -> Callable[[School], AssignmentRow]:
    """It goes wrong as the practice school is planted."""
    return lambda school: named(school, name)


def due(name: str, course: str, moment: str) -> Callable[[School], AssignmentRow]:
    """An assignment of Canvas is due at another time."""

    def prepare(school: School) -> AssignmentRow:
        row = named(school, name, course)
        row.due_at = moment
        return row

    return prepare


def without_categories(system: str, course: str) -> Callable[[School], AssignmentRow]:
    """The SIS has no category at all."""

    def prepare(school: School) -> AssignmentRow:
        school.rosters[system].categories.clear()
        return named(school, "Midterm exam", course)

    return prepare


def typed_by_hand_with_other_points(school: School) -> AssignmentRow:
    """The SIS has that name and date already; the points tell that it is other work."""
    row = named(school, "Personal narrative")
    assert row.points is not None
    row.points += 5
    return row


def like_another(school: School) -> AssignmentRow:
    """Two assignments of one course get one name and one date."""
    first, second = named(school, "Osmosis questions"), named(school, "Photosynthesis reading")
    second.name, second.due_at = first.name, first.due_at
    return first


# The practice year's semester ends in January; no term and no grading period holds a day of July.
JULY = "2027-07-06T04:59:59Z"
CASES = {
    "powerschool: outside the term": Case(
        "powerschool",
        (due_date_outside_term,),
        planted("Summer reading response"),
        Problem.DUE_DATE_OUTSIDE_TERM,
    ),
    "powerschool: too long": Case(
        "powerschool",
        (name_too_long,),
        planted("Comparative essay: power and loneliness in two novels"),
        Problem.NAME_TOO_LONG,
    ),
    "powerschool: taken": Case(
        "powerschool", (name_taken,), typed_by_hand_with_other_points, Problem.NAME_TAKEN
    ),
    "powerschool: twice": Case("powerschool", (name_not_unique,), like_another, Problem.NAME_TAKEN),
    "pinnacle: outside the term": Case(
        "pinnacle", (due_date_outside_term,), planted("Summer assignment"), Problem.DUE_DATE_OUTSIDE_TERM
    ),
    "infinite-campus: outside the class": Case(
        "infinite-campus",
        (due_date_outside_class, due_date_outside_grading_period),
        due("Reading log", "ICA-COURSE", JULY),
        Problem.DUE_DATE_OUTSIDE_CLASS,
    ),
    "infinite-campus: between two periods": Case(
        "infinite-campus",
        (due_date_outside_grading_period,),
        planted("Debate notes"),
        Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD,
    ),
    # No document quotes what 1.2 says then.
    "infinite-campus-1.2: no category": Case(
        "infinite-campus-1.2",
        (category_missing,),
        without_categories("infinite-campus-1.2", "ICB-COURSE"),
        Problem.UNRECOGNIZED,
    ),
    "synergy: outside all periods": Case(
        "synergy",
        (due_date_outside_grading_period,),
        due("Midterm exam", "SYN-COURSE", JULY),
        Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD,
    ),
    "progressbook: no category": Case(
        "progressbook",
        (category_missing,),
        without_categories("progressbook", "PRB-COURSE"),
        Problem.CATEGORY_NOT_IMPORTED,
    ),
    "sapphire: no category": Case(
        "sapphire",
        (category_missing,),
        without_categories("sapphire", "SAP-COURSE"),
        Problem.CATEGORY_NOT_FOUND,
    ),
    "sapphire: another category": Case(
        "sapphire", (category_not_found,), planted("Sketchbook check"), Problem.CATEGORY_NOT_FOUND
    ),
}


def played(case: Case) -> tuple[list[Severity], list[Line], list[Line]]:
    """What the check says of the assignment, where its scores stand then, and where without the check."""
    practice = in_process.a_practice()
    course = str(case.prepare(practice.school).course)
    connection = f"practice-{case.system}"

    async def lines(app: run_app.App) -> tuple[list[Severity], list[Line]]:
        batch, _ = await app.plan(connection, [course])
        report = await app.sync(batch, just_planned=True)
        kept = await app.store.kept_plan(batch.plans[0])
        assert kept is not None
        told = [f.severity for f in kept.plan.findings if f.problem is own(case)]
        return told, [line for line in report.lines if line.score]

    async def play() -> tuple[list[Severity], list[Line], list[Line]]:
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            await in_process.connected(app, practice, case.system)
            told, first = await lines(app)
            with pytest.MonkeyPatch.context() as patch:
                rest = tuple(check for check in CHECKS if check not in case.checks)
                patch.setattr(planning, "CHECKS", rest)
                _, second = await lines(app)
        return told, first, second

    return asyncio.run(play())


def own(case: Case) -> Problem:
    """The problem that its check is named for."""
    return Problem(case.checks[0].__name__.rpartition(".")[2].replace("_", "-"))


@pytest.mark.parametrize("says", CASES)
def test_what_is_blocked_is_refused_when_it_is_sent_anyway(says: str) -> None:
    case = CASES[says]
    told, first, second = played(case)

    held = {line.subject for line in first if line.problem is own(case)}
    assert Severity.BLOCKS in told
    assert held
    assert {line.state for line in first if line.subject in held} == {State.NOT_SENT}
    again = [line for line in second if line.subject in held]
    assert {(line.state, line.problem) for line in again} == {(State.REFUSED, case.says)}


# ---- one day, one letter less ------------------------------------------------------------------------


def fifty(school: School) -> AssignmentRow:
    """A name as long as PowerSchool takes it."""
    row = named(school, "Comparative essay: power and loneliness in two novels")
    row.name = row.name[:50]
    return row


def another_day(school: School) -> AssignmentRow:
    """Two assignments of one name, due on two days."""
    second = named(school, "Photosynthesis reading")
    second.name = "Osmosis questions"
    return second


def on_the_last_day(system: str, course: str) -> Callable[[School], AssignmentRow]:
    """Due on the day that ends the first grading period."""

    def prepare(school: School) -> AssignmentRow:
        row = named(school, "Midterm exam", course)
        last = next(iter(school.rosters[system].periods.values())).last
        row.due_at = f"{last.isoformat()}T18:00:00Z"
        return row

    return prepare


def on_the_first_day(school: School) -> AssignmentRow:
    """Due on the day on which the class begins."""
    row = named(school, "Reading log", "ICA-COURSE")
    first = next(iter(school.rosters["infinite-campus"].terms.values())).first
    row.due_at = f"{first.isoformat()}T18:00:00Z"
    return row


FINE = {
    "powerschool: last day of the term": ("powerschool", planted("Research proposal")),
    "powerschool: 50 characters": ("powerschool", fifty),
    "powerschool: one name on two days": ("powerschool", another_day),
    "infinite-campus: first day of the class": ("infinite-campus", on_the_first_day),
    "infinite-campus: last day of a period": (
        "infinite-campus",
        on_the_last_day("infinite-campus", "ICA-COURSE"),
    ),
    "synergy: last day of a period": ("synergy", on_the_last_day("synergy", "SYN-COURSE")),
}


@pytest.mark.parametrize("says", FINE)
def test_what_is_just_within_the_limits_is_neither_stopped_nor_refused(says: str) -> None:
    system, prepare = FINE[says]
    practice = in_process.a_practice()
    row = prepare(practice.school)

    async def play() -> Report:
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            await in_process.connected(app, practice, system)
            batch, _ = await app.plan(f"practice-{system}", [str(row.course)])
            return await app.sync(batch, just_planned=True)

    lines = [line for line in asyncio.run(play()).lines if line.subject.assignment == str(row.id)]
    scores = [line for line in lines if line.score]
    # Who sits in a section without an id, or is excused, is another matter.
    assert State.IN_SIS in {line.state for line in scores}
    assert State.REFUSED not in {line.state for line in scores}
    assert {line.problem for line in scores} & {own(case) for case in CASES.values()} == set()
