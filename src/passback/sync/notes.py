"""What a plan says beside its scores: parts of the course that were not read, items no longer sent.

Knows links and assignments. None of it stops a score by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Link, Snapshot
from passback.sync.routing import Unit, takes_part, units

# Without these no score is considered at all; without the groups only no new line item is made.
_DECISIVE = ("sections", "enrollments", "assignments", "submissions")


def notes(snapshot: Snapshot) -> Iterable[Finding]:
    """Findings for people to read: they inform, or name what could not be read."""
    yield from _unread(snapshot)
    for link, state in _no_longer_sent(snapshot):
        subject = Subject(snapshot.course.id, link.section, link.assignment, None)
        facts = {"assignment_id": link.assignment, "class": link.class_ref, "state": state}
        yield Finding(Problem.SYNC_TURNED_OFF, Severity.INFORMS, subject, facts)
    yield from _not_carried(snapshot)
    yield from _in_several(snapshot, units(snapshot))


def _in_several(snapshot: Snapshot, considered: Sequence[Unit]) -> Iterable[Finding]:
    """Students whose scores go to two classes of the course, by the classes; `value`: how many students."""
    names = {unit.section: unit.section_name for unit in considered}
    sections: dict[tuple[str, str], set[str]] = defaultdict(set)
    for unit in considered:
        for case in unit.cases:
            if case.student is not None and case.subject.section is not None:
                key = (unit.assignment.id, case.submission.student)
                sections[key].add(case.subject.section)
    students: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for (_, student), where in sections.items():
        if len(where) > 1:
            students[tuple(sorted(where))].add(student)
    for both, who in sorted(students.items()):
        facts = {"section": ", ".join(names[one] for one in both), "value": str(len(who))}
        subject = Subject(snapshot.course.id, None, None, None)
        yield Finding(Problem.STUDENT_IN_SEVERAL_CLASSES, Severity.INFORMS, subject, facts)


def _unread(snapshot: Snapshot) -> Iterable[Finding]:
    course = snapshot.course
    subject = Subject(course.id, None, None, None)
    parts = {
        "sections": course.sections,
        "enrollments": course.enrollments,
        "assignments": course.assignments,
        "submissions": course.submissions,
        "groups": course.groups,
    }
    for name, part in parts.items():
        if isinstance(part, Unread):
            severity = Severity.BLOCKS if name in _DECISIVE else Severity.WARNS
            yield Finding(part.problem, severity, subject, {"value": name, "result": part.why})


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


def _no_longer_sent(snapshot: Snapshot) -> Iterable[tuple[Link, str]]:
    """Links whose assignment does not take part any more: named here, left in the SIS. Not drafts."""
    assignments = snapshot.course.assignments
    if isinstance(assignments, Unread):
        return
    known = {assignment.id: assignment for assignment in assignments}
    for link in snapshot.links:
        assignment = known.get(link.assignment)
        if assignment is None:
            yield link, "deleted"
        elif assignment.published and not assignment.post_to_sis:
            yield link, "off"
