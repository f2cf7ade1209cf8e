"""A student is excused, and this SIS is not known to take that without a number."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.SCORE_EXCUSED,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "students")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per score: it blocks where the SIS firmly refuses, and warns where nobody knows."""
    return stopped(snapshot, Problem.SCORE_EXCUSED)
