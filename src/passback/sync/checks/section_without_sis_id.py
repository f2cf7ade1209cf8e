"""A section made by hand has students with scores, and no other section of theirs leads to the SIS."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.SECTION_WITHOUT_SIS_ID,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per section. A student who also sits in a section with an id is fine there."""
    return stopped(snapshot, Problem.SECTION_WITHOUT_SIS_ID)
