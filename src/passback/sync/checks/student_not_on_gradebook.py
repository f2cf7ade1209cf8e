"""A student with scores is in the class, and the gradebook's own list of students lacks the student."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.STUDENT_NOT_ON_GRADEBOOK,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "students")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per student and section, however many scores."""
    return stopped(snapshot, Problem.STUDENT_NOT_ON_GRADEBOOK)
