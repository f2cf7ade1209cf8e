"""Two sections of the course lead to one class: each would write over what the other sent."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.GRADEBOOK_MISMATCH,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "gradebook")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per section, and neither is sent."""
    return stopped(snapshot, Problem.GRADEBOOK_MISMATCH)
