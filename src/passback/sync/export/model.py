"""What an export is made of and what it comes to. Values only."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from passback.core.gradebook import Gradebook, LineItem, Missing, Score, Unread
from passback.core.problem import Problem
from passback.core.subject import Subject
from passback.core.value import Value, value
from passback.sync.model import Link, Plan


class Format(StrEnum):
    """A kind of file."""

    ONEROSTER_1_2 = "oneroster-1.2"
    ONEROSTER_1_1 = "oneroster-1.1"
    POWERTEACHER_PRO = "powerteacher-pro"


class Reason(StrEnum):
    """Why something of a plan is not in the file. The first five: the plan does not send it either."""

    ALREADY_THERE = "already-there"
    DIFFERS = "differs"
    HELD = "held"
    WAITING = "waiting"
    NOT_SENT = "not-sent"
    ARRIVED = "arrived"  # a sync has brought it to the SIS since, and only the rest was asked for
    CLEARED = "cleared"
    EXCUSED = "excused"
    LETTER = "letter"
    UNSAFE_ID = "unsafe-id"
    LINK_LOST = "link-lost"
    CLASS_UNREAD = "class-unread"
    NO_NUMBER = "no-number"
    SAME_NUMBER = "same-number"
    NO_TEMPLATE = "no-template"
    NOT_IN_TEMPLATE = "not-in-template"
    CELL_TAKEN = "cell-taken"
    # of line items and other things that are no scores
    NOT_MADE = "not-made"
    DELETED = "deleted"
    IN_CANVAS = "in-canvas"


# A score left out for one of these is none that the plan would send now.
NOT_PLANNED = frozenset(
    {Reason.ALREADY_THERE, Reason.DIFFERS, Reason.HELD, Reason.WAITING, Reason.NOT_SENT, Reason.ARRIVED}
)


@value
class Around(Value):
    """What rows need beside a plan's changes. `links`: kept ones of the course. `books`: by Canvas section.

    `names`: of students, by Canvas id; for people only. `arrived`: keys of changes that have arrived since.
    """

    links: tuple[Link, ...]
    books: Mapping[str, Gradebook | Missing | Unread]
    names: Mapping[str, str]
    arrived: tuple[str, ...]


@value
class Source(Value):
    """A plan with what is around it."""

    plan: Plan
    around: Around


@value
class Row(Value):
    """One score on its way into a file. `ref`: its line item; `before`: what the SIS holds by the plan.

    `item`: the line item as it will be; None: it is in the SIS and could not be read. `name`: the student's,
    empty where not known. `made`: when the plan was.
    """

    subject: Subject
    class_ref: str
    ref: str
    score: Score
    before: Score | None
    item: LineItem | None
    name: str
    made: datetime


@value
class ItemRow(Value):
    """One line item that the plan makes or changes, with what it hangs on; None: not known."""

    subject: Subject
    class_ref: str
    ref: str
    item: LineItem
    school: str | None
    period: str | None
    made: datetime


@value
class LeftOut(Value):
    """One score that is not in the file. `problem`: for which the plan does not send it, where it says so."""

    subject: Subject
    reason: Reason
    problem: Problem | None


@value
class ItemLeft(Value):
    """One thing of the plan beside its scores that is not in the file."""

    subject: Subject
    reason: Reason


@value
class Gathered(Value):
    """A plan sorted: what could go into a file, and what goes into none."""

    rows: tuple[Row, ...]
    items: tuple[ItemRow, ...]
    left: tuple[LeftOut, ...]
    items_left: tuple[ItemLeft, ...]


@value
class Contents(Value):
    """The files of an export, and an account of all that the plans speak of.

    `carried` and `left` are all considered scores, each once. `beside`: what scores in the file lost on the
    way (`late`, `comment` …) and how many. `blank`: columns that are empty because nobody says what belongs
    there, and in how many rows.
    """

    files: tuple[tuple[str, str], ...]
    carried: tuple[Subject, ...]
    items: tuple[Subject, ...]
    left: tuple[LeftOut, ...]
    items_left: tuple[ItemLeft, ...]
    beside: Mapping[str, int]
    blank: Mapping[str, int]
