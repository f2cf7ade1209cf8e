"""What is remembered of a refusal, and what a plan does about it: one is tried, the rest waits for that one.

The types; which causes are remembered, and what hangs on them, is decided in `refused.py`.
"""

from datetime import date, datetime
from enum import StrEnum

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.core.value import Value, digest, value

# Short enough to type, long enough that no two of a connection share it.
_KEY = 12


class Scope(StrEnum):
    """What a remembered refusal hangs on; the narrowest first."""

    LINE_ITEM = "line-item"
    STUDENT = "student"
    CATEGORY = "category"
    PERIOD = "period"
    CLASS = "class"
    CONNECTION = "connection"


@value
class Refused(Value):
    """What the SIS refused once and would refuse again for as long as its cause stands.

    `thing`: `line-item` or `score`: what it refused. `class_ref`: the SIS class, empty for the whole
    connection. `on`: within the class, by `scope`: a Canvas assignment, an SIS student, a category's ref, a
    term; else empty. `times`: in how many syncs. `plan`: the one that met it last. `days` and `taken`: of a
    period, the due dates that were refused, and those near them that were not.
    """

    problem: Problem
    scope: Scope
    thing: str
    class_ref: str
    on: str
    times: int
    first: datetime
    last: datetime
    plan: str
    days: tuple[date, ...]
    taken: tuple[date, ...]

    @property
    def key(self) -> str:
        """Names what is remembered: short enough to type."""
        return digest([self.problem, self.scope, self.thing, self.class_ref, self.on])[:_KEY]


@value
class Spot(Value):
    """Where a line item of a plan is: its category's ref, the term that it is due in, and when."""

    category: str | None
    term: str | None
    due: date


@value
class Recheck(Value):
    """Changes that a remembered refusal speaks against. One of them is sent, the rest only if that is taken.

    `memory`: the key of what is remembered. `why`: what the rest stand for if it is refused again. `changes`:
    their keys, the one to be tried first.
    """

    memory: str
    why: Finding
    changes: tuple[str, ...]
