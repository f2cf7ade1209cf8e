"""Work of an earlier term: its section leads to the class of a new one by now."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.TERM_OVER,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "terms")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per assignment and section. It informs: what was sent stays where it is."""
    return stopped(snapshot, Problem.TERM_OVER)
