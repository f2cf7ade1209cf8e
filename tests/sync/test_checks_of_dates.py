"""Checks of dates: what each flags, what it must not, and where it cannot tell."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from passback.core.finding import SLOTS, Finding
from passback.core.gradebook import NOT_ASKED, Term, Unread
from passback.core.problem import Problem, Severity
from passback.sync.checks import (
    cannot_tell,
    due_date_differs_by_student,
    due_date_not_for_everyone,
    due_date_outside_class,
    due_date_outside_grading_period,
    due_date_outside_term,
    grading_period_locked,
)

LOST = Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR)
FALL = Term("T1", "Fall", date(2026, 8, 15), date(2026, 12, 18))
SPRING = Term("T2", "Spring", date(2027, 1, 4), date(2027, 5, 28))
Q1 = Term("P1", "Q1", date(2026, 8, 15), date(2026, 10, 9), parent="T1")
Q2 = Term("P2", "Q2", date(2026, 10, 12), date(2026, 12, 18), parent="T1")
Q3 = Term("P3", "Q3", date(2027, 1, 4), date(2027, 3, 12), parent="T2")


def found(check: object, given: object) -> list[Finding]:
    findings = list(check.check(given))
    assert all(set(f.facts) <= SLOTS for f in findings)
    assert all(f.problem in check.PROBLEMS for f in findings)
    return findings


def severities(check: object, given: object) -> list[Severity]:
    return [finding.severity for finding in found(check, given)]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def due_on(
    small: SimpleNamespace, day: date, *periods: Term, terms: object = (FALL,), **can: object
) -> object:
    """An essay that is due on that day, in a class with these terms and an SIS with these periods."""
    book = small.book(terms=terms, periods=periods or NOT_ASKED)
    return small.snapshot(
        assignments=(small.assignment(due=noon(day)),),
        submissions=(small.submission(due=noon(day)),),
        gradebooks={"S1": book},
        capabilities=small.caps(**can),
    )


def moved_to(small: SimpleNamespace, day: date, *periods: Term, **can: object) -> object:
    """A line item of ours, due on October 1, that would move to that day."""
    book = small.book(line_items=(small.item(),), scores={}, periods=periods or NOT_ASKED)
    return small.snapshot(
        assignments=(small.assignment(due=noon(day)),),
        submissions=(small.submission(due=noon(day)),),
        gradebooks={"S1": book},
        links=(small.link(),),
        capabilities=small.caps(**can),
    )


# ---- due-date-outside-term ---------------------------------------------------------------------------


def test_a_date_outside_the_term_is_stopped_only_where_the_sis_firmly_refuses_it(
    small: SimpleNamespace,
) -> None:
    late = date(2027, 1, 8)
    firmly = due_on(small, late, due_in_term=True)
    assert severities(due_date_outside_term, firmly) == [Severity.BLOCKS]
    assert small.word(firmly) == "not-sent due-date-outside-term"
    for given in (due_on(small, late), due_on(small, late, due_in_term=small.rumor(given=True))):
        assert severities(due_date_outside_term, given) == [Severity.WARNS]
        assert small.word(given) == "create 8.5"
    assert found(due_date_outside_term, due_on(small, late, due_in_term=False)) == []


def test_an_sis_that_looks_at_other_days_has_no_rule_about_terms(small: SimpleNamespace) -> None:
    for other in ("due_in_class", "due_in_period"):
        assert found(due_date_outside_term, due_on(small, date(2027, 1, 8), **{other: True})) == []


def test_a_line_item_that_would_leave_its_term_is_warned_of(small: SimpleNamespace) -> None:
    given = moved_to(small, date(2027, 1, 8), due_in_term=True)
    assert severities(due_date_outside_term, given) == [Severity.WARNS]
    assert small.word(given) == "create 8.5"


# ---- due-date-outside-class --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        (date(2026, 8, 14), True),
        (date(2026, 8, 15), False),
        (date(2026, 12, 18), False),
        (date(2026, 12, 19), True),
    ],
)
def test_the_class_is_taught_from_the_first_to_the_last_day_of_its_terms(
    small: SimpleNamespace, day: date, outside: bool
) -> None:
    given = due_on(small, day, due_in_class=True, term_end_inclusive=True)
    assert severities(due_date_outside_class, given) == ([Severity.BLOCKS] if outside else [])
    assert small.word(given) == ("not-sent due-date-outside-class" if outside else "create 8.5")


def test_a_last_day_that_nobody_is_sure_of_is_warned_of(small: SimpleNamespace) -> None:
    last = date(2026, 12, 18)
    for given in (due_on(small, last, due_in_class=True), due_on(small, last, Q1, Q2, due_in_class=True)):
        assert severities(due_date_outside_class, given) == [Severity.WARNS]
        assert small.word(given) == "create 8.5"
    assert found(due_date_outside_class, due_on(small, date(2026, 12, 17), due_in_class=True)) == []
    for day, warned in ((date(2026, 10, 9), 1), (last, 1), (date(2026, 10, 8), 0)):
        given = due_on(small, day, Q1, Q2, due_in_period=True)
        assert severities(due_date_outside_grading_period, given) == [Severity.WARNS] * warned
        assert small.word(given) == "create 8.5"
    for unsure in (None, small.rumor(given=True), small.rumor(given=False)):
        for day, warned in ((date(2026, 12, 17), 0), (last, 1)):
            given = due_on(small, day, due_in_term=True, term_end_inclusive=unsure)
            assert severities(due_date_outside_term, given) == [Severity.WARNS] * warned
            assert small.word(given) == "create 8.5"
    # A day that another period begins on is in that one by either reading.
    next_one = Term("P2", "Q2", date(2026, 10, 9), last, parent="T1")
    shared = due_on(small, date(2026, 10, 9), Q1, next_one, due_in_period=True)
    assert found(due_date_outside_grading_period, shared) == []


def test_by_hearsay_a_day_without_class_is_only_warned_of_and_unknown_it_is_not_said(
    small: SimpleNamespace,
) -> None:
    late = date(2027, 1, 8)
    rumored = due_on(small, late, due_in_class=small.rumor(given=True))
    assert severities(due_date_outside_class, rumored) == [Severity.WARNS]
    assert found(due_date_outside_class, due_on(small, late)) == []
    assert found(due_date_outside_class, due_on(small, late, due_in_class=False)) == []


def test_grading_periods_in_the_place_of_terms_do_not_say_when_a_class_is_taught(
    small: SimpleNamespace,
) -> None:
    given = due_on(small, date(2027, 1, 8), Q1, Q2, terms=(Q1, Q2), due_in_class=True)
    assert found(due_date_outside_class, given) == []


# ---- due-date-outside-grading-period -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        (date(2026, 10, 9), False),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), True),
        (date(2026, 10, 12), False),
        (date(2026, 12, 18), False),
        (date(2026, 12, 19), True),
    ],
)
def test_a_day_between_two_grading_periods_is_in_none(
    small: SimpleNamespace, day: date, outside: bool
) -> None:
    given = due_on(small, day, Q1, Q2, due_in_period=True, term_end_inclusive=True)
    assert severities(due_date_outside_grading_period, given) == ([Severity.BLOCKS] if outside else [])
    assert small.word(given) == ("not-sent due-date-outside-grading-period" if outside else "create 8.5")


def test_the_ends_of_all_periods_are_told(small: SimpleNamespace) -> None:
    (finding,) = found(
        due_date_outside_grading_period, due_on(small, date(2026, 10, 10), Q1, Q2, due_in_period=True)
    )
    assert (finding.facts["start_date"], finding.facts["end_date"]) == ("2026-08-15", "2026-12-18")
    assert finding.facts["due_date"] == "2026-10-10"


def test_a_period_of_other_terms_is_warned_of_for_nobody_knows_which_count(small: SimpleNamespace) -> None:
    given = due_on(small, date(2027, 1, 8), Q1, Q2, Q3, due_in_period=True)
    assert severities(due_date_outside_grading_period, given) == [Severity.WARNS]
    assert small.word(given) == "create 8.5"
    both = due_on(small, date(2027, 1, 8), Q1, Q2, Q3, terms=(FALL, SPRING), due_in_period=True)
    assert found(due_date_outside_grading_period, both) == []


def test_by_hearsay_a_gap_is_only_warned_of_and_unknown_it_is_not_said(small: SimpleNamespace) -> None:
    gap = date(2026, 10, 10)
    rumored = due_on(small, gap, Q1, Q2, due_in_period=small.rumor(given=True))
    assert severities(due_date_outside_grading_period, rumored) == [Severity.WARNS]
    assert small.word(rumored) == "create 8.5"
    assert found(due_date_outside_grading_period, due_on(small, gap, Q1, Q2)) == []


def test_an_sis_that_lists_no_grading_period_says_nothing_about_dates(small: SimpleNamespace) -> None:
    book = small.book(periods=())
    given = small.snapshot(gradebooks={"S1": book}, capabilities=small.caps(due_in_period=True))
    assert found(due_date_outside_grading_period, given) == []
    assert small.word(given) == "create 8.5"


def test_a_line_item_that_stays_in_the_gap_is_not_flagged_and_one_that_moves_there_is_warned_of(
    small: SimpleNamespace,
) -> None:
    gap = date(2026, 10, 10)
    stays = small.linked(
        {"1": "8"},
        {"1": "8"},
        assignments=(small.assignment(due=noon(gap)),),
        gradebooks={"S1": small.book(line_items=(small.item(due=gap),), periods=(Q1, Q2))},
        capabilities=small.caps(due_in_period=True),
    )
    assert found(due_date_outside_grading_period, stays) == []
    moves = moved_to(small, gap, Q1, Q2, due_in_period=True)
    assert severities(due_date_outside_grading_period, moves) == [Severity.WARNS]


# ---- cannot tell -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "rule", "part"),
    [
        (due_date_outside_term, "due_in_term", "terms"),
        (due_date_outside_class, "due_in_class", "terms"),
        (due_date_outside_grading_period, "due_in_period", "periods"),
        (grading_period_locked, "lock_holds", "line_items"),
    ],
)
def test_without_the_days_it_cannot_tell_and_nothing_is_stopped(
    small: SimpleNamespace, check: object, rule: str, part: str
) -> None:
    given = small.snapshot(
        gradebooks={"S1": small.book(**{part: LOST})}, capabilities=small.caps(**{rule: True})
    )
    assert found(check, given) == []
    assert cannot_tell(given, check).facts["value"] == part


def test_what_an_sis_has_no_rule_about_lacks_no_part(small: SimpleNamespace) -> None:
    blind = small.snapshot(gradebooks={"S1": small.book(terms=LOST, periods=LOST)})
    assert cannot_tell(blind, due_date_outside_grading_period) is None
    assert cannot_tell(blind, due_date_outside_class) is None
    assert cannot_tell(blind, due_date_outside_term) is not None


# ---- grading-period-locked ---------------------------------------------------------------------------


def among(small: SimpleNamespace, *items: tuple[str, bool], **can: object) -> object:
    """The essay, due on October 1, beside line items due on these days, locked or not."""
    others = tuple(
        small.item(f"X{n}", title=f"Other {n}", due=date.fromisoformat(day), locked=locked)
        for n, (day, locked) in enumerate(items)
    )
    return small.snapshot(line_items=others, capabilities=small.caps(**({"lock_holds": True} | can)))


@pytest.mark.parametrize(
    ("items", "flagged"),
    [
        ([("2026-10-01", True)], True),
        ([("2026-09-20", True), ("2026-10-05", True)], True),
        ([("2026-09-20", True), ("2026-09-30", True)], False),
        ([("2026-10-02", True)], False),
        ([("2026-09-20", True), ("2026-09-25", False), ("2026-10-05", True)], False),
        ([("2026-09-20", True), ("2026-10-06", False), ("2026-10-05", True)], True),
        ([("2026-10-01", False)], False),
        ([], False),
    ],
)
def test_work_due_among_locked_work_is_warned_of(small: SimpleNamespace, items: list, flagged: bool) -> None:
    given = among(small, *items)
    assert severities(grading_period_locked, given) == ([Severity.WARNS] if flagged else [])
    assert small.word(given) == "create 8.5"


@pytest.mark.parametrize("holds", [None, False])
def test_locks_that_refuse_nothing_close_no_period(small: SimpleNamespace, holds: bool | None) -> None:
    assert found(grading_period_locked, among(small, ("2026-10-01", True), lock_holds=holds)) == []


# ---- dates of single students ------------------------------------------------------------------------


def dates(small: SimpleNamespace, *days: date | None, **work: object) -> object:
    rows = tuple(small.submission(str(n), due=noon(day) if day else None) for n, day in enumerate(days, 1))
    students = tuple(small.enrollment(str(n)) for n in range(1, len(days) + 1))
    return small.snapshot(assignments=(small.assignment(**work),), submissions=rows, enrollments=students)


FIRST, LATER = date(2026, 10, 1), date(2026, 10, 8)


def test_an_extension_beside_the_date_for_everyone_is_told(small: SimpleNamespace) -> None:
    (finding,) = found(due_date_differs_by_student, dates(small, FIRST, FIRST, LATER, due=noon(FIRST)))
    assert finding.severity is Severity.INFORMS
    assert (finding.facts["due_date"], finding.facts["value"]) == ("2026-10-01", "2026-10-08")


def test_an_extension_beside_the_date_for_everyone_is_told_in_the_course_s_zone(
    small: SimpleNamespace,
) -> None:
    rows = (small.submission("1"), small.submission("2", due=datetime(2026, 10, 9, 4, 59, tzinfo=UTC)))
    (finding,) = found(due_date_differs_by_student, small.snapshot(submissions=rows))
    assert finding.facts["value"] == "2026-10-08"


def test_the_same_day_at_another_hour_is_the_same_date(small: SimpleNamespace) -> None:
    rows = (small.submission("1"), small.submission("2", due=datetime(2026, 10, 1, 20, tzinfo=UTC)))
    assert found(due_date_differs_by_student, small.snapshot(submissions=rows)) == []


def test_a_date_of_some_only_is_told_with_how_many_have_none(small: SimpleNamespace) -> None:
    given = dates(small, FIRST, FIRST, None, due=None)
    (finding,) = found(due_date_not_for_everyone, given)
    assert finding.severity is Severity.INFORMS
    assert (finding.facts["due_date"], finding.facts["value"]) == ("2026-10-01", "1")
    assert set(small.words(given).values()) == {"create 8.5"}


def test_a_date_of_all_or_of_nobody_is_no_date_of_some(small: SimpleNamespace) -> None:
    assert found(due_date_not_for_everyone, dates(small, FIRST, FIRST, due=None)) == []
    assert found(due_date_not_for_everyone, dates(small, None, None, due=None)) == []


def test_what_is_there_already_bears_the_date_that_it_bears(small: SimpleNamespace) -> None:
    rows = (small.submission("1"), small.submission("2", due=None), small.submission("3", due=noon(LATER)))
    there = small.linked({"1": "8"}, {"1": "8"}, submissions=rows)
    assert found(due_date_differs_by_student, there) == []
    assert found(due_date_not_for_everyone, there) == []
