"""A score has no number that the SIS could keep."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.SCORE_NOT_NUMERIC,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "students")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per score."""
    return stopped(snapshot, Problem.SCORE_NOT_NUMERIC)
