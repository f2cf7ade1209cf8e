"""The class was not taught on the day that the work is due."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.carry import can
from passback.sync.model import Snapshot
from passback.sync.outlying import dated, on_the_end, outside, told

PROBLEMS: tuple[Problem, ...] = (Problem.DUE_DATE_OUTSIDE_CLASS,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "terms", "line_items")
RESTS_ON: tuple[str, ...] = ("due_in_class",)


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item whose due date would be new and lies in none of the class's terms.

    The terms that a class names are the days on which it is taught (facts/oneroster.md §2). A class that
    names none shows the grading periods in their place; those say nothing of it. The last day is warned of
    where nobody is sure that it is one of them.
    """
    limit = snapshot.capabilities.due_in_class
    if not can(limit):
        return
    for each in dated(snapshot):
        book = each[1]
        if book.terms == book.periods:
            continue
        if outside(each, book.terms, snapshot.capabilities):
            yield told(snapshot, each, Problem.DUE_DATE_OUTSIDE_CLASS, book.terms, limit)
        elif on_the_end(each, book.terms, snapshot.capabilities):
            yield told(snapshot, each, Problem.DUE_DATE_OUTSIDE_CLASS, book.terms, None)
