"""Laws of the checks that block: what goes would be taken, and what is stopped would not be."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from hypothesis import example, given
from hypothesis import strategies as st

from passback.core.gradebook import LineItem, Term
from passback.core.problem import Problem, Severity

FIRST = date(2026, 9, 1)
names = st.sampled_from(["Quiz", "Essay", "Lab"])
days = st.integers(0, 2)
points = st.sampled_from([Decimal(10), Decimal(20)])
works = st.lists(st.tuples(names, days, points), max_size=5)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


TEN, TWENTY = Decimal(10), Decimal(20)


# What stands a day late waits for a person: until then it keeps its day, and does not have the other one yet.
@example([("Quiz", 0, TEN), ("Quiz", 1, TWENTY)], [("Quiz", 1, TEN)])
@example([("Quiz", 0, TEN), ("Quiz", 0, TWENTY)], [("Quiz", 1, TEN)])
@given(works, works)
def test_where_names_must_be_unique_nothing_that_is_made_meets_another_and_what_is_stopped_does(
    small: SimpleNamespace, in_canvas: list, in_sis: list
) -> None:
    held = tuple(
        small.item(f"L{n}", title=name, due=FIRST + timedelta(day), maximum=maximum)
        for n, (name, day, maximum) in enumerate(in_sis)
    )
    made = [
        small.assignment(f"A{n}", name=name, due=noon(FIRST + timedelta(day)), points=maximum)
        for n, (name, day, maximum) in enumerate(in_canvas)
    ]
    rows = tuple(small.submission(of=work.id, due=work.due) for work in made)
    snapshot = small.snapshot(
        assignments=tuple(made),
        submissions=rows,
        line_items=held,
        capabilities=small.caps(name_unique=True),
    )
    plan = small.plan(snapshot, small.NOW)

    new = [c.after for c in plan.changes if isinstance(c.after, LineItem) and c.before is None]
    taken = Counter((item.title, item.due) for item in (*held, *new))
    assert all(taken[item.title, item.due] == 1 for item in new)
    stopped = {
        finding.subject.assignment
        for finding in plan.findings
        if finding.severity is Severity.BLOCKS
        and finding.problem in {Problem.NAME_TAKEN, Problem.NAME_NOT_UNIQUE}
    }
    for work in made:
        key = (work.name, work.due.date())
        assert work.id not in stopped or taken[key] >= 1


spans = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 20)), min_size=1, max_size=4)


@given(spans, st.integers(0, 130))
def test_a_date_is_stopped_exactly_where_no_grading_period_of_the_sis_holds_it(
    small: SimpleNamespace, periods: list, offset: int
) -> None:
    listed = tuple(
        Term(f"P{n}", f"Q{n}", FIRST + timedelta(start), FIRST + timedelta(start + length), parent="T1")
        for n, (start, length) in enumerate(periods)
    )
    day = FIRST + timedelta(offset)
    snapshot = small.snapshot(
        assignments=(small.assignment(due=noon(day)),),
        submissions=(small.submission(due=noon(day)),),
        gradebooks={"S1": small.book(periods=listed)},
        capabilities=small.caps(due_in_period=True),
    )
    held = any(start <= offset <= start + length for start, length in periods)
    assert small.word(snapshot) == ("create 8.5" if held else "not-sent due-date-outside-grading-period")
