"""What we found before a write, and what the SIS answered after one."""

from collections.abc import Mapping
from datetime import datetime

from passback.core.gradebook import Subject
from passback.core.problem import Problem, Severity
from passback.core.value import Value, value

# Names of DESIGN §5: the same in a finding's facts and in a recognized message's variables, so that
# one entry renders from a prediction and from a refusal.
SLOTS = frozenset(
    [
        "assignment",
        "assignment_id",
        "section",
        "class",
        "category",
        "category_id",
        "available_categories",
        "due_date",
        "assign_date",
        "start_date",
        "end_date",
        "student",
        "score",
        "min_score",
        "max_score",
        "points",
        "scale",
        "value",
        "result",
        "limit",
        "seconds",
        "state",
        "code",
        "url",
        "path",
        "request_id",
        "exchange_id",
    ]
)
Slots = Mapping[str, str]


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
    """No answer. `sent` True: it may have arrived; False: it never left."""

    why: str
    sent: bool


Answer = Receipt | Rejection | Silence
