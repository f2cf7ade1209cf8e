"""Another exchange seems to write to the classes of this course; a person has to say that it is off."""

from collections.abc import Iterable
from dataclasses import replace

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.sync.approval import ApprovalKind
from passback.sync.cutover import signs
from passback.sync.model import (
    Snapshot,
)

PROBLEMS: tuple[Problem, ...] = (Problem.OTHER_EXCHANGE_ACTIVE,)
NEEDS: tuple[str, ...] = ("assignments",)


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per course. It blocks until the cut-over is confirmed, and then only warns of what is new.

    What is there on a first look says nothing once the other exchange is said to be off; that something
    changed since says that it may not be.
    """
    found, _ = signs(snapshot.course, snapshot.gradebooks, snapshot.links, snapshot.earlier)
    if not any(approval.kind is ApprovalKind.CUT_OVER for approval in snapshot.approvals):
        return found
    return [replace(f, severity=Severity.WARNS) for f in found if f.facts["state"] != "linked-elsewhere"]
