"""What a drawn class is: plain values in nobody's words but the school's.

Nothing of passback and nothing of the practice school is imported here or in `drawing`, so that what is asked
is neither's own. Days are those of the school, times are aware, points exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum


class Seat(Enum):
    """Where a student of the Canvas section is in the SIS."""

    CLASS = "in the class"
    LEFT = "dropped from the class"
    ELSEWHERE = "in another class of the SIS"
    UNKNOWN = "not known to the SIS"


class Later(Enum):
    """What happened to a work after it was sent once."""

    DELETED = "deleted in the SIS"
    RENAMED = "renamed in the SIS"
    LOCKED = "locked in the SIS"
    FOR_SOME = "given to some students only in the SIS"
    REGRADED = "graded anew in Canvas"
    RETITLED = "renamed in Canvas"


class Undated(Enum):
    """A date that says that there is none."""

    NO_DATE = "no date"


class Given(Enum):
    """What a teacher gave, where it is no number."""

    EXCUSED = "excused"
    CLEARED = "taken back after it was sent"


class Cause(Enum):
    """What makes an SIS refuse and is in no answer of its own. Each bears the entry that it is told by."""

    AERIES_BROKEN = "aeries.sis-internal-error"
    AERIES_MISMATCH = "aeries.gradebook-mismatch"
    ASPEN_SCALE = "aspen.category-without-grade-scale"
    FOCUS_PERIOD = "focus.grading-period-locked"
    POWERSCHOOL_PERIOD = "powerschool.grading-period-locked"
    SKYWARD_PERIOD = "skyward.grading-period-locked"
    SYNERGY_BROKEN = "synergy.sis-internal-error"
    SYNERGY_LOCKED = "synergy.assignment-locked"


@dataclass(frozen=True)
class Span:
    """Days, both ends included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """True for a day of it."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Limits:
    """What one SIS happens to refuse; where sources differ or are silent it is drawn, and no read shows it.

    `last_day`: the last day of a term or period belongs to it. `longest`: characters of a name, None: any.
    `whole`: points must be whole. `category`: work needs a category.
    """

    last_day: bool = True
    longest: int | None = None
    whole: bool = False
    category: bool = False


@dataclass(frozen=True)
class Category:
    """A category of the SIS. `active` and `shown` (in this class): only PowerSchool tells them apart."""

    name: str
    active: bool = True
    shown: bool = True


@dataclass(frozen=True)
class Pupil:
    """A student of the Canvas section. `number`: the district's, which both sides have.

    `section`: sits in this further section alone, by its place; None: in the one of the class. `numbered`:
    Canvas has the number too.
    """

    given: str
    family: str
    number: str
    seat: Seat = Seat.CLASS
    on_gradebook: bool = True
    section: int | None = None
    numbered: bool = True


class Written(Enum):
    """How Canvas writes the id of a further section's class."""

    RIGHT = "as the SIS does"
    PREFIXED = "with a prefix"
    PADDED = "with zeros before it"
    LAST_YEAR = "with last year behind it"
    GONE = "right, but the class is gone"
    NOT_AT_ALL = "lacking"


# A number, a letter without a number, or what is neither.
Mark = Decimal | str | Given


@dataclass(frozen=True)
class Work:
    """An assignment in Canvas, graded. `marks`: by the place of the student in the class.

    `due` None: no date for everyone. `section_due`: the section's own date, in place of it. `for_students`:
    dates that its graded students have, each for himself, and nobody else. `late_for`: a student with a
    later date of their own. `taken`: the SIS has one of the same name and date, with other points.
    `letters`: it is graded by letters, which Canvas turns into points. `later` None: it was never sent
    before; else it was, and then that happened. `kept_for`: whom it is for, where only some. `first`: it
    meets the class's unreadable cause before the others. `renamed`: in Canvas, beside what happened.
    """

    name: str
    group: int
    points: Decimal
    due: datetime | None
    created: datetime
    marks: tuple[tuple[int, Mark], ...]
    unlock: datetime | None = None
    section_due: datetime | Undated | None = None
    for_students: tuple[datetime, ...] = ()
    late_for: int | None = None
    taken: bool = False
    letters: bool = False
    later: Later | None = None
    kept_for: tuple[int, ...] = ()
    first: bool = False
    renamed: bool = False


def day_of(work: Work) -> date | None:
    """The day on which a work is due for the class, None: on none."""
    if isinstance(work.section_due, Undated):
        return None
    when = work.section_due or work.due
    return None if when is None else when.date()


@dataclass(frozen=True)
class Situation:
    """One question: is this refused? `refused`: what the facts say. `work` and `pupil`: their places.

    `pupil` None: it is about the line item. `section`: of that further section, None: of the class. `what`:
    in words, for whoever reads a wrong answer.
    """

    rule: str
    refused: bool
    what: str
    work: int
    pupil: int | None = None
    section: int | None = None


@dataclass(frozen=True)
class Room:
    """One class with its Canvas course.

    `gradebooks`: how many the SIS has of it (Aeries); `taught`: somebody teaches it there. `sections`: more
    sections of the course, each of a class of its own. `cause`: what is wrong with it and cannot be read,
    from the day on which the `first` works are sent; `locked`: whose line items, where it is about those.
    `groups` are Canvas's assignment groups, `categories` the SIS's.
    """

    system: str
    number: int
    zone: str
    terms: tuple[Span, ...]
    periods: tuple[Span, ...]
    limits: Limits
    categories: tuple[Category, ...]
    groups: tuple[str, ...]
    pupils: tuple[Pupil, ...]
    works: tuple[Work, ...]
    situations: tuple[Situation, ...]
    gradebooks: int = 1
    taught: bool = True
    sections: tuple[Written, ...] = ()
    cause: Cause | None = None
    locked: tuple[int, ...] = ()
