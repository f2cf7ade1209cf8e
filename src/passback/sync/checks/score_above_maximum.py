"""A score is above what this SIS takes for its assignment."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.outside import outside

PROBLEMS: tuple[Problem, ...] = (Problem.SCORE_ABOVE_MAXIMUM,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "students")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per score: it blocks by a firm limit, and warns by one that is hearsay."""
    return outside(snapshot, Problem.SCORE_ABOVE_MAXIMUM)
