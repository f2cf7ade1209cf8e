"""The assignment has no points, or 0 where the SIS is not known to have extra credit."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.sync.adopt import Adoptable, Linked, item_facts, item_subject, places
from passback.sync.carry import carry
from passback.sync.model import Snapshot
from passback.sync.routing import Unit

PROBLEMS: tuple[Problem, ...] = (Problem.POINTS_MISSING,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per assignment and class, as the rule of what is sent for a score has it.

    A line item that is there keeps its own points, and is only warned of.
    """
    for unit, place in places(snapshot):
        why = _why(snapshot, unit)
        if why is not None:
            there = isinstance(place, Linked | Adoptable)
            severity = Severity.WARNS if there else why.severity
            facts = item_facts(unit) | {k: v for k, v in why.facts.items() if k == "points"}
            yield Finding(Problem.POINTS_MISSING, severity, item_subject(snapshot, unit), facts)


def _why(snapshot: Snapshot, unit: Unit) -> Finding | None:
    for case in unit.cases:
        stop = carry(snapshot, unit.assignment, case, None).stop if case.student is not None else None
        if stop is not None and stop.why.problem is Problem.POINTS_MISSING:
            return stop.why
    return None
