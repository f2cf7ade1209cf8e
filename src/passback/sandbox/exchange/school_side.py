"""What the exchange reads of one Canvas course: sections, assignments that are to be sent, and scores.

Over Canvas's own interface alone, with the exchange's own token. Dates are those of the UTC calendar, which
is its habit (facts/canvas.md §2.14): what is due at 23:59 at the school is due a day later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from passback.sandbox.exchange.line import Line

_STUDENTS = ("StudentEnrollment", "StudentViewEnrollment")


@dataclass(frozen=True)
class Section:
    """A section; `students`: Canvas user to SIS id, None where there is none."""

    id: int
    name: str
    sis_id: str | None
    students: Mapping[int, str | None]


@dataclass(frozen=True)
class Grade:
    """One student's grade. `graded`: somebody graded it, though the score may be blank."""

    student: int
    score: Decimal | None
    excused: bool
    graded: bool
    graded_at: datetime | None


@dataclass(frozen=True)
class Work:
    """An assignment with Sync to SIS. `everyone`: the date for everyone; `dates`: sections' own."""

    id: int
    name: str
    points: Decimal | None
    group: str
    group_id: int
    everyone: date | None
    assigned: date
    dates: Mapping[int, date | None]
    of_students: bool
    sections: frozenset[int]
    link: str | None
    grades: Mapping[int, Grade] = field(default_factory=dict)

    def due(self, section: int) -> date | None:
        """Its date for a section: the section's own, else everyone's.

        The SIS API shows an override to no date and one that leaves the date alone as the same null (facts/
        canvas.md §1.8), so either is everyone's date here.
        """
        return self.dates.get(section) or self.everyone


@dataclass(frozen=True)
class Course:
    """A course as read. `twice`: names of groups that more than one group bears."""

    id: int
    name: str
    groups: tuple[str, ...]
    twice: frozenset[str]
    sections: tuple[Section, ...]
    works: tuple[Work, ...]


def utc_day(given: str | None) -> date | None:
    """The day of a time, in UTC."""
    return None if not given else datetime.fromisoformat(given).astimezone(UTC).date()


def courses(line: Line, account: str) -> list[tuple[int, str]]:
    """The published courses of an account and below it."""
    query = (("published", "true"), ("state[]", "available"), ("per_page", "100"))
    return [(row["id"], row["name"]) for row in line.read(f"/api/v1/accounts/{account}/courses", query)]


def read(line: Line, course: int, name: str, integration: str, since: datetime | None) -> Course:
    """One course; `since`: only grades given from then on.

    Raises:
        Failed: Canvas refuses, throttles or cannot be reached.
    """
    page = (("per_page", "100"),)
    rows = line.read(f"/api/sis/courses/{course}/assignments", (*page, ("include[]", "student_overrides")))
    groups = [row["name"] for row in line.read(f"/api/v1/courses/{course}/assignment_groups", page)]
    grades = _grades(line, course, since)
    return Course(
        course,
        name,
        tuple(groups),
        frozenset(group for group in groups if groups.count(group) > 1),
        tuple(_sections(line, course)),
        tuple(_work(row, grades.get(row["id"], {}), integration) for row in rows),
    )


def _sections(line: Line, course: int) -> list[Section]:
    seated: dict[int, dict[int, str | None]] = {}
    query = (*(("type[]", kind) for kind in _STUDENTS), ("state[]", "active"), ("per_page", "100"))
    for row in line.read(f"/api/v1/courses/{course}/enrollments", query):
        seated.setdefault(row["course_section_id"], {})[row["user_id"]] = row.get("sis_user_id")
    return [
        Section(row["id"], row["name"], row.get("sis_section_id"), seated.get(row["id"], {}))
        for row in line.read(f"/api/v1/courses/{course}/sections", (("per_page", "100"),))
    ]


def _grades(line: Line, course: int, since: datetime | None) -> dict[int, dict[int, Grade]]:
    query: tuple[tuple[str, str], ...] = (("student_ids[]", "all"), ("grouped", "1"), ("per_page", "100"))
    if since is not None:
        query = (*query, ("graded_since", since.strftime("%Y-%m-%dT%H:%M:%SZ")))
    found: dict[int, dict[int, Grade]] = {}
    for student in line.read(f"/api/v1/courses/{course}/students/submissions", query):
        for row in student["submissions"]:
            given = row["graded_at"]
            found.setdefault(row["assignment_id"], {})[row["user_id"]] = Grade(
                row["user_id"],
                None if row["score"] is None else Decimal(row["score"]),
                bool(row["excused"]),
                row["workflow_state"] == "graded",
                None if given is None else datetime.fromisoformat(given),
            )
    return found


def _work(row: Mapping[str, Any], grades: Mapping[int, Grade], integration: str) -> Work:
    points = row["points_possible"]
    group = row["assignment_group"]
    everyone = utc_day(row["due_at"])
    dates = {
        held["id"]: utc_day(held["override"]["due_at"])
        for held in row["sections"]
        if held.get("override") is not None
    }
    started = utc_day(row["unlock_at"] or row["created_at"])
    return Work(
        row["id"],
        row["name"],
        None if points is None else Decimal(points),
        group["name"],
        group["id"],
        everyone,
        started or date.min,
        dates,
        bool(row.get("user_overrides")),
        frozenset(held["id"] for held in row["sections"]),
        (row["integration_data"] or {}).get(integration),
        grades,
    )


def keep_link(line: Line, course: int, work: int, item: str) -> None:
    """Write into Canvas which line item an assignment became; the first of its sections (§0.2).

    Raises:
        Failed: Canvas throttles or cannot be reached. A refusal is passed over.
    """
    kept = {"assignment": {"integration_data": {line.job.school.incumbent.integration: item}}}
    line.send("PUT", f"/api/v1/courses/{course}/assignments/{work}", body=kept)
