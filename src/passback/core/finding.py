"""What we found before a write, and what the SIS answered after one."""

from collections.abc import Iterable
from datetime import datetime

from passback.core.problem import Problem, Severity
from passback.core.slots import SLOTS, Slots
from passback.core.subject import Subject
from passback.core.value import Value, digest, value

_KEY = 10

__all__ = ["SLOTS", "Answer", "Exchange", "Finding", "Receipt", "Rejection", "Silence", "Slots"]


@value
class Finding(Value):
    """A problem seen on a subject. `facts` bear slot names; they never hold a student's name."""

    problem: Problem
    severity: Severity
    subject: Subject
    facts: Slots

    @property
    def key(self) -> str:
        """Names this problem on this subject, short enough to type; the same as long as it is there."""
        return digest([self.problem.value, self.subject.to_dict()])[:_KEY]


def distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, in the order in which they came; in time that grows with their number."""
    found = {(f.problem, f.severity, f.subject, frozenset(f.facts.items())): f for f in reversed([*findings])}
    return tuple(reversed(found.values()))


@value
class Receipt(Value):
    """The SIS acknowledged it; not yet proven. `ref`: the id under which the SIS keeps it."""

    ref: str
    at: datetime


@value
class Exchange(Value):
    """One request and what came back, as a support desk can look it up in its own log.

    `path`: without its query. `request`: the id that the other side gave the request, None: it gave none.
    `at`: when the answer was there. Never a body, a header or a secret.
    """

    method: str
    host: str
    path: str
    status: int
    request: str | None
    at: datetime


@value
class Rejection(Value):
    """The SIS refused. `raw`: its words, untouched. `about`: the refs that its fields name.

    `exchange`: the request that was refused; left out where no single one was.
    """

    raw: str
    status: int | None
    about: tuple[str, ...]
    exchange: Exchange | None = None


@value
class Silence(Value):
    """No answer. `sent` True: it may have arrived; False: it never left.

    `problem`: why a client of ours did not send it, where it knows; else left out.
    """

    why: str
    sent: bool
    problem: Problem | None = None


Answer = Receipt | Rejection | Silence
