"""What was sent is gone: the class, read whole, does not have the line item any more."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.adopt import misplaced
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.LINE_ITEM_DELETED,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per assignment and class; it is not made again without a word."""
    return (why for _, why in misplaced(snapshot, Problem.LINE_ITEM_DELETED))
