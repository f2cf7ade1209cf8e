"""A student with scores is no longer in the section: what was sent stays, nothing new goes."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.LEFT_SECTION,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per student and section. It informs."""
    return stopped(snapshot, Problem.LEFT_SECTION)
