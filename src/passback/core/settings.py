"""What a district chose, by level: the nearest to a class wins, and it can be said which one did.

Values only. Which names there are, what each may hold and which setting wins is decided in the room that
decides, `sync`. A school is a Canvas sub-account or a school of the SIS.
"""

from datetime import datetime
from enum import StrEnum

from passback.core.value import Value, value


class Level(StrEnum):
    """Where a setting holds; the nearest first. `assignment`: one Canvas assignment in one class."""

    ASSIGNMENT = "assignment"
    CLASS = "class"
    COURSE = "course"
    SCHOOL = "school"
    CONNECTION = "connection"


@value
class Setting(Value):
    """One choice at one place.

    `target`: a Canvas section id, a slash and an assignment id (assignment), a section id (class), a course
    id (course), `account:` and a Canvas account id or `school:` and the SIS's ref of a school (school), or
    nothing (connection). `value`: text as a person
    writes it; its name says how it is read. `by` and `at`: who chose, and when.
    """

    level: Level
    target: str
    name: str
    value: str
    by: str
    at: datetime


@value
class Decided(Value):
    """What holds at a place, and why. `level` None: nobody chose, so the default holds.

    `beaten`: the settings of that name that hold there too and are farther away, the nearest first.
    """

    name: str
    value: str
    level: Level | None
    target: str
    beaten: tuple[Setting, ...]


@value
class Where(Value):
    """A place that settings are asked for. `section` None: the whole course; `assignment` None: all of them.

    `accounts`: Canvas's, the course's own first, up to the root. `school`: the SIS's ref of the class's
    school, None where the SIS does not say.
    """

    section: str | None
    course: str
    accounts: tuple[str, ...]
    school: str | None
    assignment: str | None = None
