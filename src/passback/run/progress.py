"""How long work says how far it is: values to a listener; the command line and pages draw them."""

from collections.abc import Callable

from passback.core.value import Value, value


@value
class Progress(Value):
    """One sign of life. `stage`: `read`, `plan`, `send` or `test`; `done` of `total` in `unit`s.

    `course` and `what` name the course and the assignment in hand, for people; never a student.
    """

    stage: str
    done: int
    total: int
    unit: str
    course: str
    what: str


Listener = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """A listener for those who do not care."""
