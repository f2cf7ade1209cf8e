"""Canvas's Test Student has scores; nobody in the SIS is meant."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.TEST_STUDENT,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per section with the Test Student in it. It informs: there is nothing to mend."""
    return stopped(snapshot, Problem.TEST_STUDENT)
