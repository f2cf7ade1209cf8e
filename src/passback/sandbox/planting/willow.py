"""What an SIS behind OneRoster knows of Willow Creek (`habits.py`): its classes, people and categories.

A planter of a roster calls `seat`, so that the courses of Canvas's habits are synced through that SIS.
"""

from __future__ import annotations

import uuid
from random import Random

from passback.sandbox.planting.calendar import Calendar
from passback.sandbox.planting.canvas import Ground
from passback.sandbox.planting.habits import CLUBS, SPRING, WILLOW, spring_of
from passback.sandbox.state.canvas import CanvasCourse, CanvasEnrollment, CanvasSection
from passback.sandbox.state.oneroster import (
    CategoryRow,
    EnrollmentRow,
    Klass,
    Org,
    Period,
    Person,
    Role,
    Roster,
    Status,
)

# Whom Canvas has as gone, the SIS has as dropped; who was only invited sits in the class all the same.
_GONE = {"inactive", "completed", "deleted", "rejected"}


def seat(ground: Ground, roster: Roster, account: int) -> None:
    """Put Willow Creek's classes into a roster that has its own term, and its account under that account.

    Args:
        ground: Willow Creek's Canvas.
        roster: of the district; its first term is the semester.
        account: the district's in Canvas, so that one connection covers both.
    """
    canvas, chance = ground.canvas, ground.chance_of("Willow Creek in OneRoster")
    canvas.accounts[WILLOW].parent = account
    school = Org(_guid(chance), "Willow Creek School", "WCS-1", "school", roster.district.id)
    roster.schools[school.id] = school
    terms = {SPRING: _spring(ground.calendar, roster, chance)}
    semester = next(iter(roster.terms))
    for course in [row for row in canvas.courses.values() if row.account in {WILLOW, CLUBS}]:
        for section in [row for row in canvas.sections.values() if row.course == course.id]:
            _klass(ground, roster, course, section, school.id, terms.get(course.term, semester), chance)


def _guid(chance: Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _spring(calendar: Calendar, roster: Roster, chance: Random) -> str:
    """Last spring, with one grading period; it comes after the semester, which stays the first."""
    first, last = spring_of(calendar)
    term = Period(_guid(chance), "Last spring", first, last)
    roster.terms[term.id] = term
    period = Period(_guid(chance), "Quarter 4", first, last, term.id)
    roster.periods[period.id] = period
    return term.id


def _klass(
    ground: Ground,
    roster: Roster,
    course: CanvasCourse,
    section: CanvasSection,
    school: str,
    term: str,
    chance: Random,
) -> None:
    held = str(section.sis_id)
    roster.classes[held] = Klass(held, section.name, held, school, _guid(chance), [term])
    for group in ground.canvas.groups.values():
        if group.course == course.id:
            row = CategoryRow(_guid(chance), group.name, held)
            roster.categories[row.id] = row
    for seated in ground.canvas.enrollments.values():
        if seated.section == section.id:
            _seated(ground, roster, held, seated, chance)


def _seated(ground: Ground, roster: Roster, klass: str, seated: CanvasEnrollment, chance: Random) -> None:
    number = str(ground.canvas.users[seated.user].sis_id)
    role = Role.STUDENT if seated.kind == "StudentEnrollment" else Role.TEACHER
    person = next((row for row in roster.people.values() if row.number == number), None)
    if person is None:
        name = ground.people[seated.user]
        email = f"{ground.canvas.users[seated.user].login}@maplevalley.example"
        person = Person(_guid(chance), number, name.given, name.family, email, role)
        roster.people[person.id] = person
    gone = seated.state in _GONE
    row = EnrollmentRow(_guid(chance), klass, person.id, role, primary=role == Role.TEACHER)
    row.status = Status.TO_BE_DELETED if gone else Status.ACTIVE
    roster.enrollments[row.id] = row
