"""A new line item needs a due date, and neither Canvas nor the policy gives this class one."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.adopt import misplaced
from passback.sync.carry import is_made
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.DUE_DATE_MISSING,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per class that a score waits to enter and whose date is missing."""
    for unit, why in misplaced(snapshot, Problem.DUE_DATE_MISSING):
        if is_made(snapshot, unit):
            yield why
