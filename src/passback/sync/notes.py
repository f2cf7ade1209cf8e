"""What a plan says beside its scores: work no longer published, dates that differ, what is not carried.

Knows links and assignments. None of it stops a score by itself.
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.adopt import Place, ToMake, item_facts, item_subject
from passback.sync.model import Link, Snapshot
from passback.sync.routing import Unit, takes_part


def notes(snapshot: Snapshot, placed: Iterable[tuple[Unit, Place | None]]) -> Iterable[Finding]:
    """Findings for people to read: they inform."""
    for link in _unpublished(snapshot):
        subject = Subject(snapshot.course.id, link.section, link.assignment, None)
        facts = {"assignment_id": link.assignment, "class": link.class_ref, "state": "unpublished"}
        yield Finding(Problem.ASSIGNMENT_UNPUBLISHED, Severity.INFORMS, subject, facts)
    yield from _not_carried(snapshot)
    for unit, place in placed:
        if isinstance(place, ToMake) and place.due.others:
            days = ", ".join(day.isoformat() for day in place.due.others)
            facts = {**item_facts(unit), "due_date": place.due.day.isoformat(), "value": days}
            subject = item_subject(snapshot, unit)
            yield Finding(Problem.DUE_DATE_DIFFERS_BY_STUDENT, Severity.INFORMS, subject, facts)


def _not_carried(snapshot: Snapshot) -> Iterable[Finding]:
    """What Canvas has and this version does not send, said once where it is met.

    MasteryPaths: the assignment's score is sent, the path is not. Drop rules: a dropped score is sent, and
    the SIS counts it.
    """
    course = snapshot.course
    works = () if isinstance(course.assignments, Unread) else course.assignments
    taking = [work for work in works if takes_part(work)]
    for work in taking:
        overrides = () if isinstance(work.overrides, Unread) else work.overrides
        if any(override.mastery for override in overrides):
            facts = {"assignment": work.name, "assignment_id": work.id, "state": "mastery-paths"}
            subject = Subject(course.id, None, work.id, None)
            yield Finding(Problem.NOT_CARRIED, Severity.INFORMS, subject, facts)
    used = {work.group for work in taking}
    for group in () if isinstance(course.groups, Unread) else course.groups:
        if group.drops and group.id in used:
            facts = {"category": group.name, "category_id": group.id, "state": "drops"}
            subject = Subject(course.id, None, None, None)
            yield Finding(Problem.NOT_CARRIED, Severity.INFORMS, subject, facts)


def _unpublished(snapshot: Snapshot) -> Iterable[Link]:
    """Links whose assignment is a draft again: named here, left in the SIS."""
    works = snapshot.course.assignments
    drafts = {work.id for work in (() if isinstance(works, Unread) else works) if not work.published}
    return (link for link in snapshot.links if link.assignment in drafts)
