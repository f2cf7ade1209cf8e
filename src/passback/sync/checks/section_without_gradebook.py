"""A class with scores to send has no gradebook that they could go to."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.SECTION_WITHOUT_GRADEBOOK,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "gradebook")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per section. It warns: the class was read, and that the SIS refuses is not documented."""
    return stopped(snapshot, Problem.SECTION_WITHOUT_GRADEBOOK)
