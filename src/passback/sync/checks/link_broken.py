"""The link of an assignment leads to another class than its section does now."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.adopt import misplaced
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.LINK_BROKEN,)
NEEDS: tuple[str, ...] = ("sections", "assignments", "submissions")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per assignment and class. The class of an earlier term is history and no broken link."""
    return (why for _, why in misplaced(snapshot, Problem.LINK_BROKEN))
