"""The class has a line item of this name and due date that is none of this course's, and is not this one."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.sync.model import Snapshot
from passback.sync.namesakes import namesakes, told

PROBLEMS: tuple[Problem, ...] = (Problem.NAME_TAKEN,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item; `result`: the one that is there. With the same points it would be adopted.

    Where nobody knows whether the SIS minds, it warns: families would see the work twice.
    """
    for found in namesakes(snapshot):
        why = None if found.owner else told(snapshot, Problem.NAME_TAKEN, found, Severity.WARNS)
        if why is not None:
            yield why
