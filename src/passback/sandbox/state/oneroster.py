"""The rows of an SIS that speaks OneRoster, 1.1 or 1.2, what its interface never shows included.

Plain and mutable. Days are dates, times text as the wire writes them, points Decimal. Fields are those of
facts/oneroster.md §1.4 and §2. `extra` of a row goes over the wire as it is (1.2's further fields, a vendor's
metadata); `hidden`, of a row or of the whole roster, never does: it refuses, changes and moves, unseen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from passback.sandbox.state.clients import Client

PLANTED = "2026-07-01T00:00:00.000Z"


class Status(StrEnum):
    """Of a row; `inactive` is 1.0's, which some servers still say (facts/oneroster.md §1.4)."""

    ACTIVE = "active"
    TO_BE_DELETED = "tobedeleted"
    INACTIVE = "inactive"


class Role(StrEnum):
    """What a person is to a class, or a user to the district."""

    STUDENT = "student"
    TEACHER = "teacher"


@dataclass
class Org:
    """A school or district. `kind`: `school` or `district`."""

    id: str
    name: str
    identifier: str
    kind: str
    parent: str | None = None
    status: str = Status.ACTIVE
    changed: str = PLANTED


@dataclass
class Period:
    """A term or grading period; both ends belong to it. `parent`: the term that a grading period is of."""

    id: str
    name: str
    first: date
    last: date
    parent: str | None = None
    status: str = Status.ACTIVE
    changed: str = PLANTED
    hidden: dict[str, object] = field(default_factory=dict)


@dataclass
class Person:
    """A user; `id` is the sourcedId, `number` (identifier) what the district writes on papers."""

    id: str
    number: str
    given: str
    family: str
    email: str
    role: str = Role.STUDENT
    enabled: bool = True
    status: str = Status.ACTIVE
    changed: str = PLANTED
    extra: dict[str, object] = field(default_factory=dict)


@dataclass
class Klass:
    """A class. `code`: classCode. `terms`: ids of its terms. Who is in it stands in the enrollments."""

    id: str
    title: str
    code: str
    school: str
    course: str
    terms: list[str]
    status: str = Status.ACTIVE
    changed: str = PLANTED
    extra: dict[str, object] = field(default_factory=dict)
    hidden: dict[str, object] = field(default_factory=dict)


@dataclass
class EnrollmentRow:
    """One person in one class. `first` and `last` day: None where the district leaves them open."""

    id: str
    klass: str
    person: str
    role: str
    primary: bool = False
    first: date | None = None
    last: date | None = None
    status: str = Status.ACTIVE
    changed: str = PLANTED


@dataclass
class CategoryRow:
    """A grading category of one class (None: of all). `weight`: 1.2 only."""

    id: str
    title: str
    klass: str | None
    weight: Decimal | None = None
    status: str = Status.ACTIVE
    changed: str = PLANTED
    extra: dict[str, object] = field(default_factory=dict)
    hidden: dict[str, object] = field(default_factory=dict)


@dataclass
class Line:
    """A line item. `category` and `period` None: the sender named none; `maximum` None: 1.2 allows it."""

    id: str
    klass: str
    category: str | None
    title: str
    description: str
    assigned: str
    due: str
    minimum: Decimal | None
    maximum: Decimal | None
    period: str | None = None
    school: str | None = None
    status: str = Status.ACTIVE
    changed: str = PLANTED
    extra: dict[str, object] = field(default_factory=dict)
    hidden: dict[str, object] = field(default_factory=dict)


@dataclass
class Mark:
    """A result. `score_status`: scoreStatus. `text`: textScore (1.2); its string flags stand in `extra`."""

    id: str
    line: str
    student: str
    score: Decimal | None
    score_status: str | None
    date: str | None
    comment: str
    text: str | None = None
    status: str = Status.ACTIVE
    changed: str = PLANTED
    extra: dict[str, object] = field(default_factory=dict)
    hidden: dict[str, object] = field(default_factory=dict)


@dataclass
class ScoreScale:
    """A scale of letters (1.2): pairs of what is written and what it is worth."""

    id: str
    title: str
    kind: str
    klass: str
    values: list[tuple[str, str]]
    status: str = Status.ACTIVE
    changed: str = PLANTED


@dataclass
class Roster:
    """One district's SIS behind OneRoster. A row that was deleted for real is gone from its table.

    `pairs`: sourcedIdPairs of the bulk POST, supplied to allocated. `last_id`: the last id that the SIS
    chose itself. `hidden`: what makes this SIS refuse and is nowhere on the wire, by the rule's own names.
    """

    client: Client
    version: str
    district: Org
    schools: dict[str, Org] = field(default_factory=dict)
    terms: dict[str, Period] = field(default_factory=dict)
    periods: dict[str, Period] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    classes: dict[str, Klass] = field(default_factory=dict)
    enrollments: dict[str, EnrollmentRow] = field(default_factory=dict)
    categories: dict[str, CategoryRow] = field(default_factory=dict)
    scales: dict[str, ScoreScale] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    pairs: dict[str, str] = field(default_factory=dict)
    last_id: int = 0
    hidden: dict[str, object] = field(default_factory=dict)

    def people_of(self, klass: str, role: str) -> list[Person]:
        """The active people of a class in one role, in the order of their enrollment."""
        rows = self.enrollments.values()
        return [
            self.people[row.person]
            for row in rows
            if row.klass == klass and row.role == role and row.status == Status.ACTIVE
        ]

    def lines_of(self, klass: str) -> list[Line]:
        """The line items of a class, in the order in which they came."""
        return [row for row in self.lines.values() if row.klass == klass]

    def marks_of(self, line: str) -> list[Mark]:
        """The results of a line item, in the order in which they came."""
        return [row for row in self.marks.values() if row.line == line]

    def categories_of(self, klass: str) -> list[CategoryRow]:
        """The categories of a class: its own, and those of all classes."""
        return [row for row in self.categories.values() if row.klass in {None, klass}]

    def next_id(self) -> str:
        """An id that the SIS chooses itself."""
        self.last_id += 1
        return str(self.last_id)
