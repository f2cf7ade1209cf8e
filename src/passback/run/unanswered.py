"""Whether a side still answers: a refused token, or no answer twice in a row, and it is not asked again."""

from passback.core.errors import NeedsConfig, NeedsLogin, PassbackError
from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.ports import CourseRef
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject

_GIVE_UP_AFTER = 2


def unread(error: PassbackError) -> Unread:
    """What an error of ours leaves of the part that it hit."""
    return Unread(str(error), getattr(error, "problem", Problem.PART_UNREAD))


def unread_course(ref: CourseRef, error: PassbackError) -> Finding:
    """What an error of ours leaves of a whole course: a finding in its place."""
    problem = getattr(error, "problem", Problem.CANVAS_UNREACHABLE)
    subject = Subject(ref.id, None, None, None)
    return Finding(problem, Severity.BLOCKS, subject, {"result": str(error), "value": ref.name})


class Unanswered:
    """What became of the requests to one side. `silent`: why it is not asked any more; None: it is."""

    def __init__(self) -> None:
        self.silent: Unread | None = None
        self._failures = 0

    def answered(self) -> None:
        """A request was answered."""
        self._failures = 0

    def failed(self, error: PassbackError) -> Unread:
        """A request failed for good; what that leaves of its part."""
        self._failures += 1
        if isinstance(error, NeedsLogin | NeedsConfig) or self._failures >= _GIVE_UP_AFTER:
            self.silent = unread(error)
        return unread(error)
