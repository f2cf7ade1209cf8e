"""A section with scores has a SIS id, and the SIS, read whole, has no class of that id."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.SECTION_ID_NOT_IN_SIS,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "gradebook")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per section, with ids of classes that look alike. A firm no: the class was asked for."""
    return stopped(snapshot, Problem.SECTION_ID_NOT_IN_SIS)
