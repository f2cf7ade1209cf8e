"""Students who sit in two classes of one course: each class gets their scores."""

from collections import defaultdict
from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot
from passback.sync.routing import units

PROBLEMS: tuple[Problem, ...] = (Problem.STUDENT_IN_SEVERAL_CLASSES,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "students")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per set of classes; `value`: how many students. It informs: no score is lost."""
    names = {unit.section: unit.section_name for unit in units(snapshot)}
    sections: dict[tuple[str, str], set[str]] = defaultdict(set)
    for unit in units(snapshot):
        for case in unit.cases:
            if case.student is not None and case.subject.section is not None:
                sections[unit.assignment.id, case.submission.student].add(case.subject.section)
    students: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for (_, student), where in sections.items():
        if len(where) > 1:
            students[tuple(sorted(where))].add(student)
    for both, who in sorted(students.items()):
        facts = {"section": ", ".join(names[one] for one in both), "value": str(len(who))}
        subject = Subject(snapshot.course.id, None, None, None)
        yield Finding(Problem.STUDENT_IN_SEVERAL_CLASSES, Severity.INFORMS, subject, facts)
