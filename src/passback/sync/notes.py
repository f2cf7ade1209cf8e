"""What Canvas has and this version does not carry. None of it stops a score."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot
from passback.sync.routing import takes_part


def notes(snapshot: Snapshot) -> Iterable[Finding]:
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
