"""Work that was sent before is a draft again; it stays in the SIS, and nothing more of it is sent."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.ASSIGNMENT_UNPUBLISHED,)
NEEDS: tuple[str, ...] = ("assignments",)


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item of ours. A draft that was never sent is nobody's trouble."""
    listed = snapshot.course.assignments
    if isinstance(listed, Unread):
        return
    drafts = {work.id: work for work in listed if not work.published}
    for link in snapshot.links:
        work = drafts.get(link.assignment)
        if work is not None:
            facts = {"assignment_id": work.id, "class": link.class_ref, "state": "unpublished"}
            subject = Subject(snapshot.course.id, link.section, work.id, None)
            yield Finding(Problem.ASSIGNMENT_UNPUBLISHED, Severity.INFORMS, subject, facts)
