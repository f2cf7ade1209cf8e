"""No grading period holds the day that the work is due."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.carry import can
from passback.sync.dates import own_periods
from passback.sync.model import Snapshot
from passback.sync.outlying import dated, on_the_end, outside, told

PROBLEMS: tuple[Problem, ...] = (Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "periods", "line_items")
RESTS_ON: tuple[str, ...] = ("due_in_period",)


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item whose due date would be new.

    A firm rule blocks where no period of the whole SIS holds the day. Where only a period of other terms than
    the class's does, it warns: which ones the SIS looks at is not documented (facts/oneroster.md §2). So it
    does on the last day of a period, where nobody is sure that the day belongs to it.
    """
    limit = snapshot.capabilities.due_in_period
    if not can(limit):
        return
    for each in dated(snapshot):
        book = each[1]
        if outside(each, book.periods, snapshot.capabilities):
            yield told(snapshot, each, Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD, book.periods, limit)
        elif outside(each, own := own_periods(book), snapshot.capabilities) or on_the_end(
            each, own, snapshot.capabilities
        ):
            yield told(snapshot, each, Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD, own, None)
