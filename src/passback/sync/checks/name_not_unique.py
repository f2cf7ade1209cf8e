"""Two assignments of the course would bear one name and one due date in a class."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.sync.model import Snapshot
from passback.sync.namesakes import namesakes, told

PROBLEMS: tuple[Problem, ...] = (Problem.NAME_NOT_UNIQUE,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item that comes second; the first is taken. `value`: the other assignment.

    Where nobody knows whether the SIS minds, it is only said: should our link be lost, no one could tell the
    two apart.
    """
    for found in namesakes(snapshot):
        why = told(snapshot, Problem.NAME_NOT_UNIQUE, found, Severity.INFORMS) if found.owner else None
        if why is not None:
            yield why
