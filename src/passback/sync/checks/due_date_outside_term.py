"""The due date lies in no term of the class."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.carry import can
from passback.sync.model import Snapshot
from passback.sync.outlying import dated, on_the_end, outside, told

PROBLEMS: tuple[Problem, ...] = (Problem.DUE_DATE_OUTSIDE_TERM,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "terms", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item whose due date would be new. A firm rule blocks what is to be made.

    Where nothing is known of the SIS's rules about dates it warns: a date of another term is seldom meant.
    Where a rule is known, and not whether the last day belongs to a term, that day is warned of too.
    Where it is known to look at other days, those have checks of their own.
    """
    able = snapshot.capabilities
    limit = able.due_in_term
    if limit.value is False if limit else (able.due_in_class or able.due_in_period):
        return
    for each in dated(snapshot):
        if outside(each, each[1].terms, able):
            yield told(snapshot, each, Problem.DUE_DATE_OUTSIDE_TERM, each[1].terms, limit)
        elif can(limit) and on_the_end(each, each[1].terms, able):
            yield told(snapshot, each, Problem.DUE_DATE_OUTSIDE_TERM, each[1].terms, None)
