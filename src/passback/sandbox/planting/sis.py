"""What the SISs of a practice school know of it, and where they differ from its Canvas.

Student and class ids are each system's own; only the district's numbers join them to Canvas.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

from passback.sandbox.planting.calendar import Calendar
from passback.sandbox.planting.canvas import Ground
from passback.sandbox.planting.plan import HIGH_COURSES, MIDDLE_COURSES, CoursePlan, SectionPlan
from passback.sandbox.state.aspen import Aspen, ColumnType, Klass, Period, Person
from passback.sandbox.state.clients import Client
from passback.sandbox.state.powerschool import (
    PowerSchool,
    PsAssignment,
    PsCategory,
    PsEnrollment,
    PsScore,
    PsSection,
    PsStudent,
    PsTeacher,
    PsTerm,
    part_of_assignment,
)

_SCHOOL = 310
# How many of a hand-typed assignment's scores differ from Canvas.
_TYPED_DIFFERENTLY = 4


def _enrolled(ground: Ground, section: SectionPlan) -> list[tuple[int, str]]:
    """The students of a section with their state, in Canvas."""
    held = ground.sections[section.name]
    rows = ground.canvas.enrollments.values()
    return [(row.user, row.state) for row in rows if row.section == held and row.kind == "StudentEnrollment"]


# ---- Aspen ------------------------------------------------------------------------------------------


def plant_aspen(ground: Ground) -> Aspen:
    """The middle school's Aspen.

    One student of algebra is missing, quizzes there lack a grade scale, participation keeps whole numbers.
    """
    calendar = ground.calendar
    aspen = Aspen(Client("passback-aspen", "practice-aspen-secret"))
    name = f"Semester {calendar.year}-{calendar.year + 1}"
    aspen.terms.append(Period(_guid(ground), name, calendar.first, calendar.last))
    half = calendar.first + timedelta(weeks=8)
    aspen.periods += [
        Period(_guid(ground), "Quarter 1", calendar.first, half),
        Period(_guid(ground), "Quarter 2", half + timedelta(days=1), calendar.last),
    ]
    ids = {user: _person(ground, aspen, user) for user in [*ground.middle, *ground.teachers[:2]]}
    for plan in MIDDLE_COURSES:
        for section in plan.sections:
            _class(ground, aspen, plan, section, ids)
    gone = ids[missing_student(ground)]
    aspen.classes["BMS-ALG1-02"].students.remove(gone)
    for category in aspen.categories.values():
        algebra = str(category.klass).startswith("BMS-ALG1-")
        category.scale = not (category.title == "Quizzes" and algebra)
        category.whole = category.title == "Participation"
    return aspen


def missing_student(ground: Ground) -> int:
    """The student whom Canvas has in algebra and Aspen has not."""
    return _enrolled(ground, MIDDLE_COURSES[1].sections[0])[9][0]


def _guid(ground: Ground) -> str:
    return str(uuid.UUID(int=ground.chance.getrandbits(128), version=4)).upper()


def _person(ground: Ground, aspen: Aspen, user: int) -> str:
    name, held = ground.people[user], ground.canvas.users[user]
    row = Person(_guid(ground), str(held.sis_id), name.given, name.family, email(ground, user))
    aspen.people[row.id] = row
    return row.id


def email(ground: Ground, user: int) -> str:
    """A person's address at the district, which does not exist."""
    return f"{ground.canvas.users[user].login}@maplevalley.example"


def _class(ground: Ground, aspen: Aspen, plan: CoursePlan, section: SectionPlan, ids: dict[int, str]) -> None:
    students = [ids[user] for user, _ in _enrolled(ground, section)]
    teacher = ids[ground.teachers[plan.teacher]]
    aspen.classes[section.sis_id] = Klass(section.sis_id, section.name, students, [teacher])
    for title in plan.categories:
        row = ColumnType(_guid(ground), title, section.sis_id)
        aspen.categories[row.id] = row


# ---- PowerSchool ------------------------------------------------------------------------------------


def plant_powerschool(ground: Ground) -> PowerSchool:
    """The high school's PowerSchool.

    Geometry's first week is locked, and a teacher typed one English assignment by hand.
    """
    calendar = ground.calendar
    ps = PowerSchool(
        Client("passback-powerschool", "practice-powerschool-secret"), _SCHOOL, "Cedar Ridge High"
    )
    term = _terms(ps, calendar)
    dcids: dict[int, int] = {}
    for at, user in enumerate(ground.high):
        name, dcids[user] = ground.people[user], 81_001 + 3 * at
        number = str(ground.canvas.users[user].sis_id)
        ps.students[dcids[user]] = PsStudent(dcids[user], number, name.given, name.family)
    for at, user in enumerate(ground.teachers[2:]):
        ps.teachers[611 + at] = PsTeacher(611 + at, 2041 + at, email(ground, user))
    for plan in HIGH_COURSES:
        _sections(ground, ps, plan, term, dcids)
    _categories(ps)
    geometry = next(row for row in ps.sections.values() if row.id == int(HIGH_COURSES[2].sections[0].sis_id))
    geometry.locked.append((calendar.first, calendar.day(1)))
    _typed_by_hand(ground, ps, dcids)
    return ps


def _terms(ps: PowerSchool, calendar: Calendar) -> int:
    year = calendar.year_id
    whole = PsTerm(
        year * 100,
        year,
        _SCHOOL,
        f"{calendar.year}-{calendar.year + 1}",
        calendar.first,
        _june(calendar.last),
    )
    half = PsTerm(year * 100 + 1, year, _SCHOOL, "Semester", calendar.first, calendar.last)
    ps.terms = {row.id: row for row in (whole, half)}
    return half.id


def _june(last: date) -> date:
    return last + timedelta(weeks=20)


def _sections(ground: Ground, ps: PowerSchool, plan: CoursePlan, term: int, dcids: dict[int, int]) -> None:
    staff = list(ps.teachers.values())[plan.teacher - 2].staff
    for section in plan.sections:
        if not section.sis:
            continue
        dcid = 85_001 + 2 * len(ps.sections)
        ps.sections[dcid] = PsSection(dcid, int(section.sis_id), term, _SCHOOL, section.name[-1], [staff])
        for user, state in _enrolled(ground, section):
            dropped = state != "active"
            leaves = ground.calendar.day(6) if dropped else ground.calendar.last
            ps.enrollments.append(
                PsEnrollment(
                    120_000 + len(ps.enrollments), dcid, dcids[user], ground.calendar.first, leaves, dropped
                )
            )


def _categories(ps: PowerSchool) -> None:
    """A category belongs to a teacher, whatever sections use it."""
    staff = list(ps.teachers.values())
    held: dict[tuple[int, str], None] = {}
    for plan in HIGH_COURSES:
        held |= {(staff[plan.teacher - 2].dcid, name): None for name in plan.categories}
    for at, (teacher, name) in enumerate(held):
        ps.categories[4301 + at] = PsCategory(4301 + at, name, teacher)


def _typed_by_hand(ground: Ground, ps: PowerSchool, dcids: dict[int, int]) -> None:
    """The same name, date and points as in Canvas; some of the scores are others."""
    row = ground.canvas.assignments[ground.assignments["hand-typed"]]
    section = HIGH_COURSES[1].sections[0]
    held = next(s for s in ps.sections.values() if s.id == int(section.sis_id))
    category = next(
        c.id
        for c in ps.categories.values()
        if c.name == "Writing" and ps.teachers[c.teacher].staff in held.staff
    )
    assignment, part = 49_001, 49_002
    work = next(work for work in HIGH_COURSES[1].works if work.key == "hand-typed")
    ps.assignments[assignment] = PsAssignment(
        assignment,
        ground.calendar.year_id,
        [
            part_of_assignment(
                {
                    "assignmentsectionid": part,
                    "sectionsdcid": held.dcid,
                    "name": row.name,
                    "duedate": ground.calendar.day(work.week, work.weekday).isoformat(),
                    "scoreentrypoints": row.points,
                    "totalpointvalue": row.points,
                    "_assignmentcategoryassociations": [{"teachercategoryid": category, "isprimary": True}],
                }
            )
        ],
    )
    seats = {user: seat for seat, (user, _) in enumerate(_enrolled(ground, section))}
    for submission in ground.canvas.submissions.values():
        if submission.assignment == row.id and submission.user in seats and submission.score is not None:
            other = Decimal(-2) if seats[submission.user] < _TYPED_DIFFERENTLY else Decimal(0)
            points = submission.score + other
            score = PsScore(part, dcids[submission.user], format(points, "f"), points)
            ps.scores[part, score.student] = score
