"""A student with scores has a SIS id, and the roster of the class, read whole, does not have the student."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.STUDENT_NOT_IN_SECTION,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "students")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per student and section, however many scores, with ids of the roster that look alike."""
    return stopped(snapshot, Problem.STUDENT_NOT_IN_SECTION)
