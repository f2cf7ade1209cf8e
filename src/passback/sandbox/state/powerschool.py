"""The rows of a PowerSchool, what its interface never shows included.

Plain and mutable, named by its own tables. Days are dates, points Decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from passback.sandbox.state.clients import Client


@dataclass
class PsTerm:
    """A row of TERMS."""

    id: int
    year: int
    school: int
    name: str
    first: date
    last: date


@dataclass
class PsSection:
    """A row of SECTIONS with its teachers (SCHOOLSTAFF.ID, the lead first).

    Never on the wire: `locked`, spans of days in which it takes no assignment any more. `scale`: the DCID of
    its grade scale, that of its course or its own.
    """

    dcid: int
    id: int
    term: int
    school: int
    number: str
    staff: list[int]
    locked: list[tuple[date, date]] = field(default_factory=list)
    scale: int = 1


@dataclass
class PsTeacher:
    """A row of USERS with its SCHOOLSTAFF.ID at the one school."""

    dcid: int
    staff: int
    email: str


@dataclass
class PsStudent:
    """A row of STUDENTS; `number` is `local_id` on the wire."""

    dcid: int
    number: str
    given: str
    family: str


@dataclass
class PsEnrollment:
    """A row of CC."""

    id: int
    section: int
    student: int
    entry: date
    exit: date
    dropped: bool


@dataclass
class PsCategory:
    """A teacher category; `excluded`: sections (dcid) in which it is hidden.

    The rest is what its teacher chose for new work in it; `weight` holds where the sender names none.
    """

    id: int
    name: str
    teacher: int
    active: bool = True
    excluded: list[int] = field(default_factory=list)
    weight: Decimal = Decimal(1)
    counts: bool = True
    extra: Decimal = Decimal(0)
    publish: str = "Immediately"
    days_before_due: int = 0
    publishes_scores: bool = True


def part_of_assignment(given: Mapping[str, object]) -> dict[str, object]:
    """An assignment in one section, a row of ASSIGNMENTSECTION, by the wire's own names.

    What is not given is as PowerTeacher Pro fills it in (facts/sis-vendors.md §1.5).
    """
    return {
        "_name": "assignmentsection",
        "description": "",
        "scoretype": "POINTS",
        "weight": 1,
        "extracreditpoints": 0,
        "iscountedinfinalgrade": True,
        "isscoringneeded": True,
        "isscorespublish": True,
        "publishoption": "Immediately",
        "publishdaysbeforedue": None,
        "publishonspecificdate": None,
        "maxretakeallowed": 99,
        "islocked": False,
        "relatedgradescaleitemdcid": None,
        "_assignmentcategoryassociations": [],
        "_assignmentstudentassociations": [],
        **given,
    }


@dataclass
class PsAssignment:
    """An assignment: `rows` are its assignmentsections, in the wire's own names."""

    id: int
    year: int
    rows: list[dict[str, object]]


@dataclass
class PsScore:
    """A score; `section` is the assignmentsectionid. `entered` is text, as typed."""

    section: int
    student: int
    entered: str
    points: Decimal | None
    exempt: bool = False
    late: bool = False
    missing: bool = False
    comment: str = ""


@dataclass
class PowerSchool:
    """One district's PowerSchool, one school in it.

    `access`: what the plugin was let in to, `table.column` to `ViewOnly` or `FullAccess`; None: to all.
    `interval`: the least milliseconds between two requests, 0: any; `asked`: when the last one came.
    `queries`: the PowerQueries that plugins brought. `longest_name`: characters of an assignment's;
    `last_day_counts`: a term's last day belongs to it, `category_required`: work needs a category, of which
    no source is sure.
    """

    client: Client
    school: int
    school_name: str
    terms: dict[int, PsTerm] = field(default_factory=dict)
    sections: dict[int, PsSection] = field(default_factory=dict)
    teachers: dict[int, PsTeacher] = field(default_factory=dict)
    students: dict[int, PsStudent] = field(default_factory=dict)
    enrollments: list[PsEnrollment] = field(default_factory=list)
    categories: dict[int, PsCategory] = field(default_factory=dict)
    assignments: dict[int, PsAssignment] = field(default_factory=dict)
    scores: dict[tuple[int, int], PsScore] = field(default_factory=dict)
    queries: list[str] = field(default_factory=list)
    last_id: int = 50_000
    access: dict[str, str] | None = None
    interval: int = 0
    longest_name: int = 50
    last_day_counts: bool = True
    category_required: bool = False
    asked: datetime | None = None
