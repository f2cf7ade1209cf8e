"""The SIS has no teacher in whose name scores could be written to the class, or does not let that one in."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot
from passback.sync.stopped import by_section

PROBLEMS: tuple[Problem, ...] = (Problem.TEACHER_NOT_IN_SECTION,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "gradebook")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per section with scores to send.

    It blocks where the class was read and has no teacher. It warns where a part of the gradebook was kept
    from us: that the teacher is the reason is likely and not certain (facts/sis-vendors.md §1.7).
    """
    found = by_section(snapshot, Problem.TEACHER_NOT_IN_SECTION)
    for section, reasons in sorted(found.items(), key=lambda row: row[0] or ""):
        worst = next((why for why in reasons if why.severity is Severity.BLOCKS), reasons[0])
        subject = Subject(snapshot.course.id, section, None, None)
        yield Finding(worst.problem, worst.severity, subject, worst.facts)
