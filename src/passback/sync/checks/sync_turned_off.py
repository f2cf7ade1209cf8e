"""Sync is off: for work that was sent before, or for a whole class whose students have scores."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot
from passback.sync.stopped import by_section

PROBLEMS: tuple[Problem, ...] = (Problem.SYNC_TURNED_OFF,)
NEEDS: tuple[str, ...] = ("assignments",)


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item of ours whose assignment is off or deleted, and one per class that is off.

    It informs: stopping is not deleting, and what was sent stays in the SIS. `state` says which it is.
    """
    yield from _works(snapshot)
    for section, reasons in sorted(
        by_section(snapshot, Problem.SYNC_TURNED_OFF).items(), key=lambda row: row[0] or ""
    ):
        facts = {"section": reasons[0].facts["section"], "state": "class", "value": str(len(reasons))}
        subject = Subject(snapshot.course.id, section, None, None)
        yield Finding(Problem.SYNC_TURNED_OFF, Severity.INFORMS, subject, facts)


def _works(snapshot: Snapshot) -> Iterable[Finding]:
    listed = snapshot.course.assignments
    if isinstance(listed, Unread):
        return
    known = {work.id: work for work in listed}
    for link in snapshot.links:
        work = known.get(link.assignment)
        if work is None or (work.published and not work.post_to_sis):
            state = "deleted" if work is None else "off"
            facts = {"assignment_id": link.assignment, "class": link.class_ref, "state": state}
            subject = Subject(snapshot.course.id, link.section, link.assignment, None)
            yield Finding(Problem.SYNC_TURNED_OFF, Severity.INFORMS, subject, facts)
