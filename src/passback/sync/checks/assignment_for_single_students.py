"""Only some students, each by name, have the assignment."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Assignment, Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot
from passback.sync.routing import units

PROBLEMS: tuple[Problem, ...] = (Problem.ASSIGNMENT_FOR_SINGLE_STUDENTS,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per assignment with scores; `value`: how many students have it. It stops nothing."""
    works = {unit.assignment.id: unit.assignment for unit in units(snapshot)}
    for work in works.values():
        students = _students(work)
        if students:
            facts = {"assignment": work.name, "assignment_id": work.id, "value": str(len(students))}
            subject = Subject(snapshot.course.id, None, work.id, None)
            yield Finding(Problem.ASSIGNMENT_FOR_SINGLE_STUDENTS, Severity.INFORMS, subject, facts)


def _students(work: Assignment) -> frozenset[str]:
    """Whom it is given to by name; none where a section, a group or everyone has it."""
    if not work.only_overrides or isinstance(work.overrides, Unread):
        return frozenset()
    given = [one for one in work.overrides if not one.mastery]
    if any(one.course or one.section is not None or one.group is not None for one in given):
        return frozenset()
    return frozenset(student for one in given for student in one.students)
