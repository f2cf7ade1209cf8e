"""Canvas leaves the work out of the final grade, and the SIS would count it, so its scores wait."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import of_each_work

PROBLEMS: tuple[Problem, ...] = (Problem.OMITTED_FROM_FINAL_GRADE,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "students")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per assignment, with the number of its scores. It informs: a district may let them go."""
    return of_each_work(snapshot, Problem.OMITTED_FROM_FINAL_GRADE)
