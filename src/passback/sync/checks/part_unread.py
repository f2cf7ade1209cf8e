"""A part of the course, or of a class with scores to send, could not be read: which one, and why."""

from collections.abc import Iterable, Mapping

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot
from passback.sync.resolve import is_silent
from passback.sync.routing import units

# A finding bears the problem that kept the part from being read. These last; of those that come and go with
# the load, which it may bear too, a read that went well says nothing.
PROBLEMS: tuple[Problem, ...] = (
    Problem.PART_UNREAD,
    Problem.CANVAS_UNREACHABLE,
    Problem.CREDENTIALS_EXPIRED,
    Problem.NOT_AUTHORIZED,
    Problem.PERMISSION_MISSING,
    Problem.PLUGIN_INCOMPLETE,
    Problem.ROUTE_MISSING,
    Problem.SEVERAL_MATCHES,
    Problem.SIS_UNREACHABLE,
    Problem.TEACHER_NOT_IN_SECTION,
    Problem.VENDOR_KEY_MISSING,
)
NEEDS: tuple[str, ...] = ()
# Without these no score is considered at all; without the groups only no new line item is made.
_DECISIVE = ("sections", "enrollments", "assignments", "submissions")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per part, and of a class one per section. Unread is not empty, so what rests on it waits.

    A part of the course that decides which scores there are blocks; any other warns.
    """
    course = snapshot.course
    parts: Mapping[str, object] = {
        "sections": course.sections,
        "enrollments": course.enrollments,
        "assignments": course.assignments,
        "submissions": course.submissions,
        "groups": course.groups,
    }
    for name, part in parts.items():
        if isinstance(part, Unread):
            severity = Severity.BLOCKS if name in _DECISIVE else Severity.WARNS
            yield _finding(snapshot, None, name, part, severity)
    for section in sorted({unit.section for unit in units(snapshot) if unit.section is not None}):
        for name, part in _of_class(snapshot.gradebooks.get(section)):
            yield _finding(snapshot, section, name, part, Severity.WARNS)


def _of_class(read: object) -> Iterable[tuple[str, Unread]]:
    if isinstance(read, Unread) and is_silent(read):
        yield "gradebook", read
    if isinstance(read, Gradebook):
        parts: Mapping[str, object] = {
            "terms": read.terms,
            "categories": read.categories,
            "students": read.students,
            "line_items": read.line_items,
            "scores": next((part for part in read.scores.values() if isinstance(part, Unread)), ()),
        }
        yield from ((name, part) for name, part in parts.items() if isinstance(part, Unread))


def _finding(snapshot: Snapshot, section: str | None, name: str, part: Unread, severity: Severity) -> Finding:
    subject = Subject(snapshot.course.id, section, None, None)
    return Finding(part.problem, severity, subject, {"value": name, "result": part.why})
