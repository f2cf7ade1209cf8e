"""A student's SIS id is written otherwise than in the SIS, in no form of it, or is that of several."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.STUDENT_SIS_ID_INVALID,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "students")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per student and section, with ids of the roster that look alike.

    Of two Canvas students with one id, and of two of the roster with one id, neither is sent.
    """
    return stopped(snapshot, Problem.STUDENT_SIS_ID_INVALID)
