"""A small district behind OneRoster: one course in Canvas, its class in the SIS, the same people in both.

Planted after the six courses and from its own chance, so those stay as they are. What a vendor's rules need
beside it, each simulator adds to its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.planting.calendar import ZONE, at, end_of
from passback.sandbox.planting.canvas import Ground
from passback.sandbox.planting.people import Name, names
from passback.sandbox.planting.plan import ABOVE, EXCUSED, MISSING, ROOT, UNGRADED, Work
from passback.sandbox.state.canvas import (
    Account,
    AssignmentRow,
    CanvasCourse,
    CanvasEnrollment,
    CanvasSection,
    GroupRow,
    SubmissionRow,
    User,
)
from passback.sandbox.state.clients import Client
from passback.sandbox.state.oneroster import (
    CategoryRow,
    EnrollmentRow,
    Klass,
    Org,
    Period,
    Person,
    Role,
    Roster,
)
from passback.sandbox.state.school import Planted

STUDENTS = 10
GROUPS = ("Homework", "Labs", "Tests")
# Healthy work, the same in every district: halves, a missing and an ungraded one among it.
WORKS = (
    Work("Unit 1 homework", "Homework", 10, 2),
    Work("Reading log", "Homework", 20, 3, marks=((2, MISSING), (6, UNGRADED))),
    Work("Lab 1: Observing", "Labs", 30, 4, step="0.5"),
    Work("Midterm exam", "Tests", 100, 6, kind="on_paper"),
)


@dataclass(frozen=True)
class District:
    """What a district is called and what is taught there.

    `name`: of its simulator. `key`: the SIS id of its Canvas account, the identifier of its org. `class_id`:
    sourcedId of its class and SIS id of its section. `works`: beside the healthy ones. `groups`: Canvas's;
    `categories`: the SIS's. `student_id`, `teacher_id`: sourcedId out of a person's number, None: a GUID.
    `version`: of OneRoster. `client_id`: where the vendor has a form for it.
    """

    name: str
    sis: Sis
    key: str
    school: str
    course: str
    class_id: str
    works: tuple[Work, ...] = ()
    groups: tuple[str, ...] = GROUPS
    categories: tuple[str, ...] = GROUPS
    student_id: str | None = None
    teacher_id: str | None = None
    version: str = "1.1"
    client_id: str = ""


@dataclass
class Planting:
    """A district while it is planted, for its simulator to add to."""

    ground: Ground
    district: District
    chance: Random
    roster: Roster
    course: int
    users: list[int] = field(default_factory=list)
    works: dict[str, int] = field(default_factory=dict)

    @property
    def klass(self) -> Klass:
        """Its one class."""
        return self.roster.classes[self.district.class_id]

    @property
    def students(self) -> list[Person]:
        """Its students, in the order of their seats."""
        return self.roster.people_of(self.district.class_id, Role.STUDENT)

    def category(self, title: str) -> CategoryRow:
        """A category by its title."""
        return next(row for row in self.roster.categories.values() if row.title == title)

    def cause(self, kind: str, problem: Problem, work: str | None = None, seat: int | None = None) -> None:
        """Say what was planted to go wrong: on a work by its name, on a student by the seat."""
        self.ground.causes.append(
            Planted(
                f"{self.district.name}-{problem}",
                kind,
                problem,
                self.district.sis,
                self.course,
                assignment=None if work is None else self.works[work],
                student=None if seat is None else self.users[seat],
            )
        )


def planter(district: District, more: Callable[[Planting], None] | None = None) -> Callable[[Ground], Roster]:
    """The planting of a district, and of what its simulator adds."""

    def plant(ground: Ground) -> Roster:
        made = plant_district(ground, district)
        if more is not None:
            more(made)
        return made.roster

    return plant


def plant_district(ground: Ground, district: District) -> Planting:
    """A whole district."""
    chance = ground.chance_of(district.name)
    client = Client(district.client_id or f"passback-{district.name}", f"practice-{district.name}-secret")
    org = Org(_guid(chance), f"{district.school} District", district.key, "district")
    made = Planting(
        ground, district, chance, Roster(client, district.version, org), ground.next("course", 3100)
    )
    _sis(made)
    people = _people(made)
    _canvas(made, people)
    return made


def _guid(chance: Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _sis(made: Planting) -> None:
    calendar, roster, chance = made.ground.calendar, made.roster, made.chance
    school = Org(_guid(chance), made.district.school, f"{made.district.key}-1", "school", roster.district.id)
    roster.schools[school.id] = school
    name = f"Semester {calendar.year}-{calendar.year + 1}"
    term = Period(_guid(chance), name, calendar.first, calendar.last)
    roster.terms[term.id] = term
    half = calendar.first + timedelta(weeks=8)
    for title, first, last in (
        ("Quarter 1", calendar.first, half - timedelta(days=1)),
        ("Quarter 2", half, calendar.last),
    ):
        period = Period(_guid(chance), title, first, last, term.id)
        roster.periods[period.id] = period
    district = made.district
    roster.classes[district.class_id] = Klass(
        district.class_id,
        f"{district.course} - Period 1",
        district.class_id,
        school.id,
        _guid(chance),
        [term.id],
    )
    for title in district.categories:
        row = CategoryRow(_guid(chance), title, district.class_id)
        roster.categories[row.id] = row


def _people(made: Planting) -> list[tuple[int, str]]:
    """The teacher first, then the students: each one's Canvas id and kind of enrollment."""
    ground, district = made.ground, made.district
    taken = {row.name for row in ground.canvas.users.values()}
    drawn = [name for name in names(made.chance, 8 * STUDENTS) if name.full not in taken]
    people = []
    for at_, name in enumerate(drawn[: STUDENTS + 1]):
        role = Role.STUDENT if at_ else Role.TEACHER
        number = ground.next("district number", 81_000)
        user = ground.next("user", 7000)
        login = f"{district.key.lower()}{number}"
        ground.canvas.users[user] = User(user, name.full, name.sortable, str(number), login)
        ground.people[user] = name
        _person(made, name, number, role)
        people.append((user, f"{'Student' if at_ else 'Teacher'}Enrollment"))
    made.users = [user for user, _ in people[1:]]
    return people


def _person(made: Planting, name: Name, number: int, role: str) -> None:
    district, roster = made.district, made.roster
    form = district.student_id if role == Role.STUDENT else district.teacher_id
    sourced_id = _guid(made.chance) if form is None else form.format(number)
    email = f"{district.key.lower()}{number}@maplevalley.example"
    roster.people[sourced_id] = Person(sourced_id, str(number), name.given, name.family, email, role)
    row = EnrollmentRow(_guid(made.chance), district.class_id, sourced_id, role, primary=role == Role.TEACHER)
    roster.enrollments[row.id] = row


# ---- Canvas ------------------------------------------------------------------------------------------


def _canvas(made: Planting, people: Sequence[tuple[int, str]]) -> None:
    ground, district = made.ground, made.district
    canvas, created = ground.canvas, at(ground.calendar.first - timedelta(days=21), 9)
    account = ground.next("account", 29)
    canvas.accounts[account] = Account(account, district.school, ROOT, district.key)
    course, section = made.course, ground.next("section", 4100)
    code, sis_id = district.key, f"{district.key}-COURSE"
    canvas.courses[course] = CanvasCourse(
        course, account, 1, district.course, code, sis_id, "available", ZONE, created
    )
    canvas.sections[section] = CanvasSection(
        section, course, f"{district.course} - Period 1", district.class_id, None
    )
    for user, kind in people:
        row = CanvasEnrollment(
            ground.next("enrollment", 80_000),
            course,
            section,
            user,
            kind,
            "active",
            imported=True,
            created_at=created,
        )
        canvas.enrollments[row.id] = row
    groups = {}
    for position, name in enumerate(district.groups, 1):
        group = groups[name] = ground.next("group", 5100)
        canvas.groups[group] = GroupRow(group, course, name, position, Decimal(100) / len(district.groups))
    for position, work in enumerate((*WORKS, *district.works), 1):
        _work(made, groups[work.group], position, work, people[0][0])


def _work(made: Planting, group: int, position: int, work: Work, teacher: int) -> None:
    ground, calendar = made.ground, made.ground.calendar
    due = calendar.day(work.week, work.weekday)
    row = AssignmentRow(
        ground.next("assignment", 61_000),
        made.course,
        group,
        work.name,
        position,
        Decimal(work.points),
        work.grading,
        [work.kind],
        end_of(due),
        None,
        None,
        at(calendar.day(work.week - 1, work.weekday), 8),
        published=work.published,
        post_to_sis=work.synced,
        post_manually=work.hidden,
    )
    ground.canvas.assignments[row.id] = row
    made.works[work.name] = row.id
    marks = dict(work.marks)
    graded = at(min(due, calendar.today - timedelta(days=2)) + timedelta(days=1), 16)
    for seat, user in enumerate(made.users):
        held = SubmissionRow(ground.next("submission", 900_000), row.id, user)
        ground.canvas.submissions[held.id] = held
        _marked(held, work, marks.get(seat, ""), made.chance)
        if held.state == "graded":
            held.graded_at = held.posted_at = graded
            held.grader = teacher


def _marked(held: SubmissionRow, work: Work, mark: str, chance: Random) -> None:
    percent, step = Decimal(chance.randint(55, 100)), Decimal(work.step)
    if mark in {MISSING, UNGRADED}:
        held.missing = mark == MISSING
        return
    held.state = "graded"
    if mark == EXCUSED:
        held.excused = True
        return
    score = (work.points * percent / 100 / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    if mark == ABOVE:
        score = Decimal(work.points) + 2
    elif mark:
        score = Decimal(mark)
    held.score = held.entered = score
    held.grade = format(score.normalize(), "f")
