"""The line item is in the SIS for some students alone, and a student with a score is none of them."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped

PROBLEMS: tuple[Problem, ...] = (Problem.STUDENT_NOT_ON_ASSIGNMENT,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "students", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per score; `value`: how many students the line item is for.

    A firm no: such a score is refused, and with it all that travel along (facts/sis-vendors.md §1.6).
    """
    return stopped(snapshot, Problem.STUDENT_NOT_ON_ASSIGNMENT)
