"""A section that leads to a class of the SIS, and no student sits in it."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot
from passback.sync.routing import OPEN_COURSE, is_here, takes_part

PROBLEMS: tuple[Problem, ...] = (Problem.SECTION_WITHOUT_STUDENTS,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per section of a course that has work for the SIS. It informs: no score is missing.

    The Test Student is nobody, and who has left does not sit there.
    """
    course = snapshot.course
    sections, enrolled, works = course.sections, course.enrollments, course.assignments
    if isinstance(sections, Unread) or isinstance(enrolled, Unread) or isinstance(works, Unread):
        return
    if course.state not in OPEN_COURSE or not any(map(takes_part, works)):
        return
    taken = {e.section for e in enrolled if not e.test and is_here(e, course)}
    for section in sections:
        read = snapshot.gradebooks.get(section.id)
        if section.id not in taken and isinstance(read, Gradebook) and snapshot.policy_of(section.id).joins:
            facts = {"section": section.name, "class": read.class_ref}
            subject = Subject(course.id, section.id, None, None)
            yield Finding(Problem.SECTION_WITHOUT_STUDENTS, Severity.INFORMS, subject, facts)
