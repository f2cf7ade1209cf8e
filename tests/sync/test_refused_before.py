"""What was refused once is predicted for whatever hangs on the same, and for nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from believing import believing
from passback.core.gradebook import Category, LineItem
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.checks import refused_before
from passback.sync.model import Plan, Snapshot
from passback.sync.plan import plan
from passback.sync.refused import (
    REMEMBERED,
    in_its_days,
    remembered_cause,
    waiting_for,
    with_days,
)
from passback.sync.remembered import Refused, Scope

NOW = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
LOCKED, SCALE = Problem.GRADING_PERIOD_LOCKED, Problem.CATEGORY_WITHOUT_GRADE_SCALE


def memory(problem: Problem, thing: str = "line-item", on: str = "", **over: object) -> Refused:
    scope = REMEMBERED[problem]
    where = "" if scope is Scope.CONNECTION else "c1"
    made = Refused(problem, scope, thing, where, on, 1, NOW, NOW, "earlier", (), ())
    return replace(made, **over)


@pytest.fixture
def course(small: SimpleNamespace) -> Snapshot:
    """Two essays of one group and a lab of another, with a score each of two students; none is in the SIS."""
    works = (small.assignment("A1"), small.assignment("A2"), small.assignment("A3", group="G2"))
    made: Snapshot = small.snapshot(
        assignments=works,
        groups=(small.group(), small.group("G2", "Labs")),
        categories=(Category("cat1", "Homework", active=True), Category("cat2", "Labs", active=True)),
        enrollments=(small.enrollment("1"), small.enrollment("2")),
        students=(small.pupil("1"), small.pupil("2")),
        submissions=tuple(small.submission(of=w.id, student=s) for w in works for s in ("1", "2")),
    )
    return made


def planned(snapshot: Snapshot, *known: Refused) -> Plan:
    return plan(replace(snapshot, refused=known), NOW)


def waiting(made: Plan) -> set[str]:
    """Assignments of which scores wait for the one that is tried."""
    return {subject.assignment or "" for subject in waiting_for(made)}


def category_of(made: Plan, assignment: str) -> str:
    items = [
        c.after for c in made.changes if isinstance(c.after, LineItem) and c.subject.assignment == assignment
    ]
    return str(items[0].category)


def test_without_a_memory_nothing_is_predicted(course: Snapshot) -> None:
    made = planned(course)

    assert made.rechecks == ()
    assert list(refused_before.check(course)) == []
    assert len(made.changes) == 9


def test_a_refused_category_predicts_the_work_of_that_category_and_of_no_other(course: Snapshot) -> None:
    on = category_of(planned(course), "A1")
    made = planned(course, memory(SCALE, on=on))

    found = [f for f in made.findings if f.problem is SCALE]
    alike = {a for a in ("A1", "A2", "A3") if category_of(made, a) == on}
    assert {f.subject.assignment for f in found} == alike == {"A1", "A2"}
    assert {f.severity for f in found} == {Severity.WARNS}
    assert {f.facts["state"] for f in found} == {"refused-before"}
    assert (found[0].facts["value"], found[0].facts["result"]) == ("1", "2026-10-05")
    assert waiting(made) == alike


def test_a_check_that_forgets_is_noticed(course: Snapshot) -> None:
    with (
        believing(refused_before.check, "if not snapshot.refused", "if snapshot.refused"),
        pytest.raises(AssertionError),
    ):
        test_a_refused_category_predicts_the_work_of_that_category_and_of_no_other(course)


def test_what_is_predicted_stays_in_the_plan_for_what_is_approved_is_what_runs(course: Snapshot) -> None:
    known = memory(SCALE, on=category_of(planned(course), "A1"))

    assert planned(course, known).changes == planned(course).changes


@pytest.mark.parametrize(
    "other",
    [
        {"class_ref": "c2"},
        {"on": "another"},
        {"thing": "score"},
    ],
    ids=["another class", "another category", "a score where line items are made"],
)
def test_what_hangs_on_something_else_is_not_predicted(course: Snapshot, other: dict[str, str]) -> None:
    known = replace(memory(SCALE, on=category_of(planned(course), "A1")), **other)

    made = planned(course, known)

    if other != {"thing": "score"}:
        assert made.rechecks == ()
    else:
        changes = {change.key: change for change in made.changes}
        assert all(changes[key].subject.student for recheck in made.rechecks for key in recheck.changes)


def test_a_refused_student_predicts_all_scores_of_that_student(course: Snapshot) -> None:
    made = planned(course, memory(Problem.STUDENT_NOT_ON_GRADEBOOK, "score", "r2"))

    assert {subject.student for subject in waiting_for(made)} == {"2"}
    assert len(waiting_for(made)) == 3
    (finding,) = [f for f in made.findings if f.problem is Problem.STUDENT_NOT_ON_GRADEBOOK]
    assert finding.subject == Subject("7", "S1", None, "2")


def test_a_refused_class_predicts_everything_of_that_class(course: Snapshot) -> None:
    assert waiting(planned(course, memory(Problem.SEVERAL_GRADEBOOKS))) == {"A1", "A2", "A3"}
    assert waiting(planned(course, memory(Problem.VENDOR_KEY_MISSING))) == {"A1", "A2", "A3"}


def test_each_sync_begins_with_another_one(course: Snapshot) -> None:
    """So that what does not belong to the group is not kept back for long."""
    first = [
        planned(course, memory(Problem.SEVERAL_GRADEBOOKS, times=times)).rechecks[0].changes[0]
        for times in range(1, 4)
    ]

    assert len(set(first)) == 3


def test_a_memory_that_speaks_of_nothing_to_send_is_silent(course: Snapshot) -> None:
    assert planned(replace(course, gradebooks={}), memory(Problem.SEVERAL_GRADEBOOKS)).rechecks == ()


# ---- what a refusal is remembered as ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("causes", "ruled_out", "wanted"),
    [
        ([LOCKED], [], (LOCKED, Scope.PERIOD)),
        ([Problem.NAME_TOO_LONG], [], None),
        ([Problem.SCORE_NOT_NUMERIC, SCALE], [], None),
        ([Problem.SCORE_NOT_NUMERIC, SCALE], [Problem.SCORE_NOT_NUMERIC], (SCALE, Scope.CATEGORY)),
        (
            [Problem.TEACHER_NOT_IN_SECTION, Problem.CATEGORY_NOT_LEAD_TEACHERS],
            [],
            (Problem.TEACHER_NOT_IN_SECTION, Scope.CATEGORY),
        ),
        ([], [], None),
    ],
    ids=[
        "a cause that no read shows",
        "one that a read shows",
        "perhaps one that a read shows",
        "one that a read shows, and did not",
        "of two the narrower decides what it hangs on",
        "no cause at all",
    ],
)
def test_only_what_no_read_shows_is_remembered(
    causes: list[Problem], ruled_out: list[Problem], wanted: tuple[Problem, Scope] | None
) -> None:
    assert remembered_cause(causes, frozenset(ruled_out)) == wanted


# ---- a locked period, of which nobody says where it ends ------------------------------------------

DAYS = st.dates(date(2026, 9, 1), date(2026, 10, 31))


def days(*given: int) -> frozenset[date]:
    return frozenset(date(2026, 9, day) for day in given)


def test_a_day_between_two_refused_ones_is_predicted_and_one_behind_a_taken_one_is_not() -> None:
    known = with_days(memory(LOCKED), days(5, 9), days(15), expected=False)

    assert [day for day in range(1, 31) if in_its_days(known, date(2026, 9, day))] == list(range(1, 15))


def test_one_taken_where_a_refusal_was_expected_ends_it() -> None:
    known = with_days(memory(LOCKED), days(5, 9), frozenset(), expected=False)

    mended = with_days(known, frozenset(), days(7), expected=True)

    assert (mended.days, mended.taken) == ((), tuple(days(7)))
    assert not in_its_days(mended, date(2026, 9, 5))


def test_one_refused_again_where_it_was_taken_once_is_locked_now() -> None:
    known = with_days(memory(LOCKED), days(5), days(20), expected=False)

    locked = with_days(known, days(20), frozenset(), expected=True)

    assert in_its_days(locked, date(2026, 9, 20))


@given(st.sets(DAYS, min_size=1), st.sets(DAYS), DAYS)
def test_what_was_refused_is_predicted_and_what_was_taken_beside_it_never(
    refused: set[date], taken: set[date], day: date
) -> None:
    known = with_days(memory(LOCKED), frozenset(refused), frozenset(taken), expected=False)

    assert all(in_its_days(known, one) for one in refused - taken)
    assert not any(in_its_days(known, one) for one in taken)
    if in_its_days(known, day):
        assert refused - taken


@given(DAYS, DAYS, st.lists(DAYS, max_size=12))
def test_of_a_span_that_is_locked_nothing_is_refused_unforeseen_more_than_a_few_times(
    one: date, two: date, works: list[date]
) -> None:
    """With open work read on both sides, the first refusal already speaks of the whole span between."""
    first, last = min(one, two), max(one, two)
    known = memory(LOCKED)
    unforeseen = 0
    for day in works:
        locked = first <= day <= last
        unforeseen += locked and not in_its_days(known, day)
        refused, taken = (frozenset([day]), frozenset()) if locked else (frozenset(), frozenset([day]))
        known = with_days(known, refused, taken, expected=False)
    assert unforeseen <= 1
