"""When an assignment is due in one class, and from when it is assigned."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passback.core.gradebook import Term, Unread
from passback.core.problem import Problem
from passback.sync.calendar import period, zone_of
from passback.sync.dates import assigned
from passback.sync.model import DEFAULT_POLICY

UNREAD = Unread("HTTP 500", Problem.CANVAS_UNREACHABLE)
# 23:59 in Chicago, which is the next day in UTC.
OCT_9 = datetime(2026, 10, 10, 4, 59, 59, tzinfo=UTC)
OCT_20 = datetime(2026, 10, 21, 4, 59, 59, tzinfo=UTC)


def due(small: SimpleNamespace, assignment: dict, *, dues: tuple = (None,), **more: object) -> date | None:
    """The due date of the line item that would be made; None: none is."""
    rows = tuple(small.submission(str(n + 1), due=moment) for n, moment in enumerate(dues))
    students = tuple(small.enrollment(str(n + 1)) for n in range(len(dues)))
    given = small.snapshot(
        assignments=(small.assignment(**assignment),), submissions=rows, enrollments=students, **more
    )
    made = [c.after for c in small.plan(given, small.NOW).changes if c.subject.student is None]
    return made[0].due if made else None


def test_the_date_for_everyone_is_the_day_in_the_course_s_zone(small: SimpleNamespace) -> None:
    assert due(small, {}) == date(2026, 10, 1)
    assert due(small, {}, zone="Asia/Tokyo") == date(2026, 10, 2)


def test_a_section_s_override_wins_over_everyone(small: SimpleNamespace) -> None:
    assert due(small, {"overrides": (small.override(due=OCT_9),)}) == date(2026, 10, 9)
    assert due(small, {"overrides": (small.override("S2", due=OCT_9),)}) == date(2026, 10, 1)


def test_an_override_without_a_due_date_leaves_the_assignment_s_own(small: SimpleNamespace) -> None:
    unlock_only = small.override(overrides_due=False)

    assert due(small, {"overrides": (unlock_only,)}) == date(2026, 10, 1)
    assert due(small, {"overrides": (unlock_only,), "only_overrides": True}) == date(2026, 10, 1)


def test_an_override_with_null_due_date_means_no_date(small: SimpleNamespace) -> None:
    assert due(small, {"overrides": (small.override(due=None),)}) is None


def test_without_a_date_for_everyone_the_date_of_most_of_its_students_holds(small: SimpleNamespace) -> None:
    assert due(small, {"due": None}, dues=(OCT_9, OCT_20, OCT_9)) == date(2026, 10, 9)
    assert due(small, {"due": None}, dues=(None, None, OCT_20)) == date(2026, 10, 20)


def test_of_two_equally_common_dates_the_latest_holds(small: SimpleNamespace) -> None:
    assert due(small, {"due": None}, dues=(OCT_20, OCT_9)) == date(2026, 10, 20)


def test_the_other_dates_are_listed(small: SimpleNamespace) -> None:
    rows = (small.submission("1", due=OCT_9), small.submission("2", due=OCT_20))
    given = small.snapshot(assignments=(small.assignment(due=None),), submissions=rows)

    (note,) = small.plan(given, small.NOW).findings

    assert note.problem is Problem.DUE_DATE_DIFFERS_BY_STUDENT
    assert (note.facts["due_date"], note.facts["value"]) == ("2026-10-20", "2026-10-09")


def test_the_date_for_everyone_is_not_for_a_class_that_only_overrides_reach(small: SimpleNamespace) -> None:
    only = {"only_overrides": True, "overrides": (small.override(None, due=OCT_9, students=("1",)),)}

    assert due(small, only, dues=(OCT_9,)) == date(2026, 10, 9)


def test_a_date_for_the_course_is_the_date_for_everyone(small: SimpleNamespace) -> None:
    whole = small.override(None, due=OCT_9, course=True)

    assert due(small, {"overrides": (whole,), "only_overrides": True}) == date(2026, 10, 9)
    assert due(small, {"overrides": (whole,)}, dues=(OCT_20,)) == date(2026, 10, 9)
    assert due(small, {"overrides": (small.override(due=OCT_20), whole)}) == date(2026, 10, 20)
    assert due(small, {"overrides": (small.override(None, due=None, course=True),)}) is None
    silent = small.override(None, course=True, overrides_due=False)
    assert due(small, {"overrides": (silent,)}) == date(2026, 10, 1)


def test_a_group_s_date_reaches_the_class_of_its_members(small: SimpleNamespace) -> None:
    group = small.override(None, due=OCT_9, group="5")

    shown = {"overrides": (group,), "only_overrides": True}
    assert due(small, shown, dues=(OCT_9, OCT_9, None)) == date(2026, 10, 9)


def test_a_mastery_path_dates_nobody(small: SimpleNamespace) -> None:
    path = small.override(None, due=OCT_20, mastery=True)

    assert due(small, {"overrides": (path,)}) == date(2026, 10, 1)


def test_a_connection_may_override_the_zone(small: SimpleNamespace) -> None:
    policy = replace(DEFAULT_POLICY, zone="Asia/Tokyo")

    assert due(small, {}, policy=policy) == date(2026, 10, 2)
    assert due(small, {}, class_policies={"S1": policy}) == date(2026, 10, 2)
    assert due(small, {}, class_policies={"S2": policy}) == date(2026, 10, 1)


def test_given_to_single_students_the_item_goes_to_their_classes_only(small: SimpleNamespace) -> None:
    single = small.assignment(only_overrides=True, due=None)
    given = small.snapshot(
        sections=(small.section("S1"), small.section("S2", "C2")),
        enrollments=(small.enrollment("1", "S1"), small.enrollment("2", "S2")),
        assignments=(single,),
        submissions=(small.submission("1"),),
        gradebooks={"S1": small.book(), "S2": small.book("c2")},
    )

    made = small.plan(given, small.NOW)

    assert [(c.subject.section, c.subject.student) for c in made.changes] == [("S1", None), ("S1", "1")]


def test_no_date_at_all_is_held_by_default(small: SimpleNamespace) -> None:
    given = small.snapshot(
        assignments=(small.assignment(due=None),), submissions=(small.submission(due=None),)
    )

    assert small.word(given) == "not-sent due-date-missing"


def test_a_hidden_score_without_a_date_waits_for_its_release_first(small: SimpleNamespace) -> None:
    given = small.snapshot(
        assignments=(small.assignment(due=None),), submissions=(small.submission(due=None, posted=None),)
    )

    assert small.word(given) == "waiting score-hidden"


def test_no_date_may_by_policy_be_the_last_day_of_the_open_period(small: SimpleNamespace) -> None:
    terms = (
        Term("year", "Year", date(2026, 8, 15), date(2027, 5, 28)),
        Term("q1", "Q1", date(2026, 8, 15), date(2026, 10, 16)),
    )

    assert due(small, {"due": None}, undated="last-day", terms=terms) == date(2026, 10, 16)
    assert due(small, {"due": None}, undated="last-day", terms=()) is None


def test_no_date_may_by_policy_be_the_day_it_was_made(small: SimpleNamespace) -> None:
    assert due(small, {"due": None}, undated="created") == date(2026, 9, 10)


def test_a_policy_s_date_does_not_move_a_line_item_that_is_there(small: SimpleNamespace) -> None:
    given = small.linked(
        {"1": "8.5"},
        {"1": "8.5"},
        assignments=(small.assignment(due=None),),
        submissions=(small.submission(due=None),),
        undated="last-day",
    )

    assert small.plan(given, small.NOW).changes == ()


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "America", "a\0b"])
def test_an_unknown_zone_gives_no_date_and_the_scores_wait(small: SimpleNamespace, zone: str) -> None:
    assert isinstance(zone_of(zone), Unread)
    assert small.word(small.snapshot(zone=zone)) == "waiting answer-not-understood"


def test_unread_overrides_give_no_date_and_the_scores_wait(small: SimpleNamespace) -> None:
    given = small.snapshot(assignments=(small.assignment(overrides=UNREAD),))

    assert small.word(given) == "waiting canvas-unreachable"


def test_unread_terms_do_not_stop_an_item_that_has_a_date(small: SimpleNamespace) -> None:
    assert small.word(small.snapshot(terms=UNREAD)) == "create 8.5"
    undated = small.snapshot(
        terms=UNREAD,
        assignments=(small.assignment(due=None),),
        submissions=(small.submission(due=None),),
        undated="last-day",
    )
    assert small.word(undated) == "waiting canvas-unreachable"


def test_23_59_on_the_last_day_of_the_term_is_that_day(small: SimpleNamespace) -> None:
    last = datetime(2026, 12, 19, 5, 59, 59, tzinfo=UTC)
    given = small.snapshot(assignments=(small.assignment(due=last),))

    assert small.word(given) == "create 8.5"
    assert small.made_item(given).due == date(2026, 12, 18)


# ---- the assign date -------------------------------------------------------------------------------

CHICAGO = ZoneInfo("America/Chicago")
FALL = Term("T1", "Fall", date(2026, 8, 15), date(2026, 12, 18))


def test_the_assign_date_is_the_unlock_date_else_the_creation_date(small: SimpleNamespace) -> None:
    unlock = datetime(2026, 9, 20, 4, 0, tzinfo=UTC)
    day = date(2026, 10, 1)

    assert assigned(small.assignment(), day, small.book(terms=(FALL,)), CHICAGO) == date(2026, 9, 10)
    assert assigned(small.assignment(unlock=unlock), day, small.book(terms=(FALL,)), CHICAGO) == date(
        2026, 9, 19
    )


def test_a_course_copied_in_summer_is_assigned_on_the_period_s_first_day(small: SimpleNamespace) -> None:
    copied = small.assignment(created=datetime(2026, 7, 1, tzinfo=UTC))

    assert assigned(copied, date(2026, 10, 1), small.book(terms=(FALL,)), CHICAGO) == date(2026, 8, 15)
    assert assigned(copied, date(2026, 10, 1), small.book(terms=UNREAD), CHICAGO) == date(2026, 6, 30)


def test_a_grading_period_of_the_class_begins_later_than_its_term(small: SimpleNamespace) -> None:
    made = small.assignment(created=datetime(2026, 8, 20, 15, tzinfo=UTC))
    own = Term("P2", "Q2", date(2026, 9, 28), date(2026, 12, 18), parent="T1")
    other = Term("P9", "Elementary", date(2026, 9, 30), date(2026, 12, 18), parent="T9")

    def day(*periods: Term) -> date:
        return assigned(made, date(2026, 10, 1), small.book(terms=(FALL,), periods=tuple(periods)), CHICAGO)

    assert day(own, other) == date(2026, 9, 28)
    assert day(other) == date(2026, 9, 30)
    assert day() == date(2026, 8, 20)


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(days, days, days, st.integers(0, 300))
def test_the_assign_date_is_never_after_the_due_date_nor_before_its_period(
    small: SimpleNamespace, created: date, due_day: date, first: date, length: int
) -> None:
    term = Term("T", "T", first, first + timedelta(days=length))
    made = datetime(created.year, created.month, created.day, 12, tzinfo=UTC)

    day = assigned(small.assignment(created=made), due_day, small.book(terms=(term,)), CHICAGO)

    assert day <= due_day
    assert day >= first or period((term,), due_day) is None


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - Hypothesis takes naive bounds and the zone beside them
def test_a_due_date_is_the_local_day_on_every_day_of_the_year(
    small: SimpleNamespace, moment: datetime
) -> None:
    terms = (Term("T", "T", date(2025, 1, 1), date(2028, 12, 31)),)

    assert due(small, {"due": moment}, terms=terms) == moment.astimezone(CHICAGO).date()
