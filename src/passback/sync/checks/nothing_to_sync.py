"""The course has graded work and a class in the SIS, and no work of it is set to be sent."""

from collections.abc import Iterable
from dataclasses import replace

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot
from passback.sync.routing import OPEN_COURSE, takes_part

PROBLEMS: tuple[Problem, ...] = (Problem.NOTHING_TO_SYNC,)
NEEDS: tuple[str, ...] = ("assignments",)


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per course; `value`: how many graded assignments it has. It informs: that may be a choice.

    Where Canvas hides the box, the work is marked for the SIS on consent, and this is not said; nor where
    work was sent before, which is named as no longer sent.
    """
    course = snapshot.course
    listed = course.assignments
    if isinstance(listed, Unread) or course.state not in OPEN_COURSE or snapshot.box is False:
        return
    if any(takes_part(work) for work in listed) or snapshot.links or not _joins(snapshot):
        return
    graded = sum(takes_part(replace(work, post_to_sis=True)) for work in listed)
    if graded:
        subject = Subject(course.id, None, None, None)
        facts = {"value": str(graded), "state": "off"}
        yield Finding(Problem.NOTHING_TO_SYNC, Severity.INFORMS, subject, facts)


def _joins(snapshot: Snapshot) -> bool:
    return any(
        isinstance(read, Gradebook) and snapshot.policy_of(section).joins
        for section, read in snapshot.gradebooks.items()
    )
