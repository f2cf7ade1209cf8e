"""A class with scores to send has more than one gradebook, and the SIS does not choose."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.SEVERAL_GRADEBOOKS,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "gradebook")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per section. A firm no where the gradebooks can be listed (facts/sis-vendors.md §3)."""
    return stopped(snapshot, Problem.SEVERAL_GRADEBOOKS)
