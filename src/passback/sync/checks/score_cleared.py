"""A score was sent and then cleared in Canvas, and this SIS is not known to let it be taken back."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.SCORE_CLEARED,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "line_items", "scores")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per score. The SIS keeps the old one; a 0 is never sent in its place."""
    return stopped(snapshot, Problem.SCORE_CLEARED)
