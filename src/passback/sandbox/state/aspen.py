"""The rows of an Aspen, what its interface never shows included.

Plain and mutable. Days are dates, times text as the wire writes them, scores Decimal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from passback.sandbox.state.clients import Client


@dataclass
class Period:
    """A term or grading period; both ends belong to it."""

    id: str
    name: str
    first: date
    last: date


@dataclass
class Person:
    """A student or teacher; `id` is the sourcedId, `number` what the district writes on papers."""

    id: str
    number: str
    given: str
    family: str
    email: str


@dataclass
class Klass:
    """A class with its roster."""

    id: str
    title: str
    students: list[str]
    teachers: list[str]


@dataclass
class ColumnType:
    """A grading category of one class (None: of all).

    Never on the wire: `scale`, whether it has a default grade scale; `letters`, what that makes of letters;
    `whole`, whether its columns keep whole numbers only.
    """

    id: str
    title: str
    klass: str | None
    scale: bool = True
    whole: bool = False
    letters: dict[str, Decimal] = field(default_factory=dict)


@dataclass
class Column:
    """A line item."""

    id: str
    klass: str
    category: str
    title: str
    description: str
    assigned: str
    due: str
    minimum: Decimal
    maximum: Decimal
    changed: str


@dataclass
class Cell:
    """A result. `score` None: a row without a number, which no write makes."""

    id: str
    column: str
    student: str
    score: Decimal | None
    status: str | None
    date: str | None
    comment: str
    changed: str


@dataclass
class Aspen:
    """One district's Aspen."""

    client: Client
    terms: list[Period] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    classes: dict[str, Klass] = field(default_factory=dict)
    categories: dict[str, ColumnType] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
