"""What we found before a write, and what the SIS answered after one."""

from datetime import datetime

from passback.core.problem import Problem, Severity
from passback.core.slots import SLOTS, Slots
from passback.core.subject import Subject
from passback.core.value import Value, value

__all__ = ["SLOTS", "Answer", "Finding", "Receipt", "Rejection", "Silence", "Slots"]


@value
class Finding(Value):
    """A problem seen on a subject. `facts` bear slot names; they never hold a student's name."""

    problem: Problem
    severity: Severity
    subject: Subject
    facts: Slots


@value
class Receipt(Value):
    """The SIS acknowledged it; not yet proven. `ref`: the id under which the SIS keeps it."""

    ref: str
    at: datetime


@value
class Rejection(Value):
    """The SIS refused. `raw`: its words, untouched. `about`: the refs that its fields name."""

    raw: str
    status: int | None
    about: tuple[str, ...]


@value
class Silence(Value):
    """No answer. `sent` True: it may have arrived; False: it never left.

    `problem`: why a client of ours did not send it, where it knows; else left out.
    """

    why: str
    sent: bool
    problem: Problem | None = None


Answer = Receipt | Rejection | Silence
