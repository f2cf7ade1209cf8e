"""Scores outside of what an SIS takes: what stops them, and what only hearsay says of them."""

from collections.abc import Iterable
from decimal import Decimal

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.value import plain
from passback.sync.carry import bounds, carry
from passback.sync.model import Snapshot
from passback.sync.routing import Case, Unit, units

_PROBLEMS = frozenset({Problem.SCORE_ABOVE_MAXIMUM, Problem.SCORE_BELOW_MINIMUM})


def outside(snapshot: Snapshot) -> Iterable[Finding]:
    """The findings about scores above or below the limits, in the order of the plan.

    What is held for another reason, and what will be capped on consent, is not among them.
    """
    for unit in units(snapshot):
        for case in unit.cases:
            if case.student is not None:
                yield from _of(snapshot, unit, case)


def _of(snapshot: Snapshot, unit: Unit, case: Case) -> Iterable[Finding]:
    carried = carry(snapshot, unit.assignment, case, None)
    if carried.stop is not None:
        if carried.stop.why.problem in _PROBLEMS:
            yield carried.stop.why
        return
    mark, points = carried.score.mark if carried.score else None, unit.assignment.points
    if not isinstance(mark, Decimal) or points is None:
        return
    least, most = bounds(points, snapshot.capabilities, firm=False)
    facts = {
        "assignment": unit.assignment.name,
        "assignment_id": unit.assignment.id,
        "student": case.submission.student,
        "score": plain(mark),
        "min_score": "0",
        "max_score": plain(points),
    }
    if most is not None and mark > most:
        told = facts | {"limit": plain(most)}
        yield Finding(Problem.SCORE_ABOVE_MAXIMUM, Severity.WARNS, case.subject, told)
    elif least is not None and mark < least:
        yield Finding(Problem.SCORE_BELOW_MINIMUM, Severity.WARNS, case.subject, facts)
