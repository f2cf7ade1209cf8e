"""Willow Creek in an SIS behind OneRoster: the same classes and people, and its courses under one account."""

from datetime import date

import pytest

from passback.sandbox.planting.calendar import Calendar
from passback.sandbox.planting.canvas import Ground, plant_canvas
from passback.sandbox.planting.habits import CLUBS, WILLOW, plant_habits
from passback.sandbox.planting.willow import seat
from passback.sandbox.state.clients import Client
from passback.sandbox.state.oneroster import Org, Period, Role, Roster

MIDDLE = 10


@pytest.fixture(scope="module")
def planted() -> tuple[Ground, Roster]:
    ground = plant_canvas(1, Calendar(date(2026, 11, 23)))
    plant_habits(ground)
    roster = Roster(Client("id", "secret"), "1.1", Org("D", "District", "D", "district"))
    roster.terms["S"] = Period("S", "Semester", ground.calendar.first, ground.calendar.last)
    seat(ground, roster, MIDDLE)
    return ground, roster


def sections(ground: Ground) -> dict[str, int]:
    courses = {row.id for row in ground.canvas.courses.values() if row.account in {WILLOW, CLUBS}}
    return {str(row.sis_id): row.id for row in ground.canvas.sections.values() if row.course in courses}


def test_every_section_of_willow_creek_is_a_class_of_the_sis(planted: tuple[Ground, Roster]) -> None:
    ground, roster = planted
    assert roster.classes.keys() == sections(ground).keys()
    assert ground.canvas.accounts[WILLOW].parent == MIDDLE
    assert ground.canvas.accounts[CLUBS].parent == WILLOW


def test_who_is_invited_sits_in_the_class_and_who_left_does_not(planted: tuple[Ground, Roster]) -> None:
    ground, roster = planted
    for sis_id, section in sections(ground).items():
        rows = [row for row in ground.canvas.enrollments.values() if row.section == section]
        here = {"active", "invited", "creation_pending"}
        wanted = {
            ground.canvas.users[row.user].sis_id
            for row in rows
            if row.state in here and row.kind == "StudentEnrollment"
        }
        assert {person.number for person in roster.people_of(sis_id, Role.STUDENT)} == wanted
        assert len(roster.people_of(sis_id, Role.TEACHER)) == 1
    assert len(roster.people_of("WCS-SKL-01", Role.STUDENT)) == 4
    assert len({person.number for person in roster.people.values()}) == len(roster.people)


def test_each_class_has_the_categories_of_its_course_and_a_term_that_holds_its_work(
    planted: tuple[Ground, Roster],
) -> None:
    ground, roster = planted
    for sis_id, section in sections(ground).items():
        course = ground.canvas.sections[section].course
        groups = {row.name for row in ground.canvas.groups.values() if row.course == course}
        assert {row.title for row in roster.categories_of(sis_id)} == groups
        (term,) = (roster.terms[held] for held in roster.classes[sis_id].terms)
        due = [
            row.due_at for row in ground.canvas.assignments.values() if row.course == course and row.due_at
        ]
        assert all(term.first.isoformat() <= held[:10] <= f"{term.last.isoformat()}T" for held in due)
    assert next(iter(roster.terms)) == "S"
