"""The points are no whole number, and this SIS takes only whole ones."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.value import plain
from passback.sync.adopt import item_facts, item_subject
from passback.sync.carry import can
from passback.sync.model import Snapshot
from passback.sync.written import written

PROBLEMS: tuple[Problem, ...] = (Problem.POINTS_NOT_WHOLE,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item whose maximum would be written; hearsay only warns."""
    limit = snapshot.capabilities.points_whole
    if limit is None or not can(limit):
        return
    severity = Severity.BLOCKS if limit.firm else Severity.WARNS
    for unit, before, wanted in written(snapshot):
        whole = wanted.maximum == wanted.maximum.to_integral_value()
        if whole or (before is not None and before.maximum == wanted.maximum):
            continue
        facts = {**item_facts(unit), "points": plain(wanted.maximum)}
        yield Finding(Problem.POINTS_NOT_WHOLE, severity, item_subject(snapshot, unit), facts)
