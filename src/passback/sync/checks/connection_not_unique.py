"""Another connection covers this course too: each would write what the other does not know of."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.CONNECTION_NOT_UNIQUE,)
NEEDS: tuple[str, ...] = ("rivals",)


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per course, and nothing of it is sent: a course belongs to exactly one connection."""
    if isinstance(snapshot.rivals, Unread) or not snapshot.rivals:
        return
    subject = Subject(snapshot.course.id, None, None, None)
    facts = {"value": ", ".join(snapshot.rivals)}
    yield Finding(Problem.CONNECTION_NOT_UNIQUE, Severity.BLOCKS, subject, facts)
