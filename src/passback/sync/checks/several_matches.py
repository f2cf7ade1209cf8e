"""Several line items of the class could be the assignment; none is guessed."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.adopt import misplaced
from passback.sync.carry import is_made
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.SEVERAL_MATCHES,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per class that a score waits to enter, and per assignment, with the ids to choose from."""
    for unit, why in misplaced(snapshot, Problem.SEVERAL_MATCHES):
        if is_made(snapshot, unit):
            yield why
