"""Scores are not posted yet, so they wait until students may see them."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import of_each_work

PROBLEMS: tuple[Problem, ...] = (Problem.SCORE_HIDDEN,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "students")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per assignment, with the number of its scores. It informs: a teacher will post them."""
    return of_each_work(snapshot, Problem.SCORE_HIDDEN)
