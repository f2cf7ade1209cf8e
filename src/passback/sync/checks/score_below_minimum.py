"""A score is below 0, and this SIS takes nothing below."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.outside import outside

PROBLEMS: tuple[Problem, ...] = (Problem.SCORE_BELOW_MINIMUM,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "students")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per score: it blocks by a firm limit, and warns by one that is hearsay."""
    return outside(snapshot, Problem.SCORE_BELOW_MINIMUM)
