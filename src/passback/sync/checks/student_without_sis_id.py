"""A student with scores has no SIS id in Canvas, so nobody knows who is meant."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.STUDENT_WITHOUT_SIS_ID,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "gradebook")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per student and section, however many scores."""
    return stopped(snapshot, Problem.STUDENT_WITHOUT_SIS_ID)
