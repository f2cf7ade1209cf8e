"""Skyward SMS 2.0: each of its messages, by a value of its state."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from passback.dictionary.template import say
from passback.sandbox.school import interface
from passback.sandbox.sis.skyward.sms2.app import DISTRICT, NAME, TOKEN_PATH
from passback.sandbox.state.oneroster import Klass, Roster
from passback.sandbox.state.school import School
from passback.sandbox.systems import names

GOOD = {
    "SectionID": DISTRICT.class_id,
    "Title": "Lab 4",
    "AssignDate": "2026-09-28",
    "ActualDueDate": "2026-10-02",
}


@dataclass
class Sms:
    """Signed in to SMS 2.0."""

    roster: Roster
    anyone: Any
    headers: dict[str, str] = field(default_factory=dict)

    def put(self, sourced_id: str = "318604", **more: object) -> Any:  # noqa: ANN401 - an answer
        return self.anyone("PUT", f"/sms2/assignments/{sourced_id}", GOOD | more, **self.headers)

    def score(self, student: str | None = None, sourced_id: str = "318604") -> Any:  # noqa: ANN401
        who = student or self.students[0]
        address = f"/sms2/assignments/{sourced_id}/scores/{who}"
        return self.anyone("PUT", address, {"Score": 8}, **self.headers)

    @property
    def students(self) -> list[str]:
        return [row.id for row in self.roster.people_of(DISTRICT.class_id, "student")]


@pytest.fixture
def sms(school: School, caller: Callable[[str], Any]) -> Sms:
    roster, anyone = school.rosters[NAME], caller(NAME)
    pair = base64.b64encode(f"{roster.client.id}:{roster.client.secret}".encode()).decode()
    token = anyone("POST", TOKEN_PATH, b"", authorization=f"Basic {pair}").json["access_token"]
    return Sms(roster, anyone, {"authorization": f"Bearer {token}"})


def refused(answer: Any, entry: str, **slots: str) -> bool:  # noqa: ANN401 - an answer
    return (answer.status, answer.json) == (400, {"Message": say(f"skyward.{entry}", slots)})


def test_ids_that_are_no_numbers_are_an_invalid_request(sms: Sms) -> None:
    assert refused(sms.put("staff_318604"), "student-sis-id-invalid")
    assert sms.put().status == 200
    assert refused(sms.score("staff_81001"), "student-sis-id-invalid")
    assert refused(sms.score(sourced_id="9"), "student-sis-id-invalid")
    assert sms.score().status == 200


def test_a_student_whose_own_id_is_no_number_is_an_invalid_request(sms: Sms) -> None:
    sms.put()
    held = sms.roster.people[sms.students[0]]
    number, held.number = held.number, f"staff_{held.number}"

    assert refused(sms.score(held.id), "student-sis-id-invalid")
    held.number = number
    assert sms.score(held.id).status == 200


def test_both_dates_lie_in_an_open_grading_period_of_the_section(sms: Sms) -> None:
    first = next(iter(sms.roster.periods.values()))
    first.hidden["closed"] = True
    said = {"assign_date": "9/28/2026", "due_date": "10/2/2026"}

    assert refused(sms.put(), "dates-outside-open-period", **said)
    first.hidden["closed"] = False
    assert sms.put().status == 200


def test_a_locked_assignment_is_left_as_it_is(sms: Sms) -> None:
    sms.put()
    hidden = sms.roster.lines["318604"].hidden
    hidden["locked"] = True

    for answer in (sms.put(Title="Lab 5"), sms.score()):
        assert refused(answer, "grading-period-locked", assignment_id="318604")
    hidden["locked"] = False
    assert [sms.put().status, sms.score().status] == [200, 200]


def test_what_is_marked_as_deleted_may_only_be_restored_by_its_teacher(sms: Sms) -> None:
    sms.put()
    hidden = sms.roster.lines["318604"].hidden
    hidden["deleted"] = True

    for answer in (sms.put(), sms.score()):
        assert refused(answer, "line-item-deleted", assignment_id="318604")
    hidden["deleted"] = False
    assert sms.score().status == 200


def test_the_section_of_an_assignment_cannot_be_changed(sms: Sms) -> None:
    sms.put()
    held = sms.roster.classes[DISTRICT.class_id]
    other = Klass("10234.0.002", "B", "B", held.school, held.course, held.terms, hidden={"gradebook": True})
    sms.roster.classes[other.id] = other

    assert refused(sms.put(SectionID=other.id), "link-broken")
    sms.roster.lines["318604"].klass = other.id
    assert sms.put(SectionID=other.id).status == 200


def test_a_section_without_a_gradebook_takes_nothing(sms: Sms) -> None:
    hidden = sms.roster.classes[DISTRICT.class_id].hidden
    hidden["gradebook"] = False

    assert refused(sms.put(), "section-without-gradebook", section=DISTRICT.class_id)
    hidden["gradebook"] = True
    assert sms.put().status == 200


def test_gradebook_title_and_due_date_are_taken_once(sms: Sms) -> None:
    sms.put()

    assert refused(sms.put("318605"), "name-taken")
    assert sms.put("318605", ActualDueDate="2026-10-09").status == 200
    sms.roster.lines["318604"].title = "Renamed"
    assert sms.put("318606").status == 200


def test_a_student_who_is_not_enrolled_gets_no_score(sms: Sms) -> None:
    sms.put()
    student = sms.students[0]
    row = next(row for row in sms.roster.enrollments.values() if row.person == student)
    row.status = "tobedeleted"

    assert refused(sms.score(student), "student-not-in-section", student=student, assignment_id="318604")
    row.status = "active"
    assert sms.score(student).status == 200


def test_without_the_licence_nothing_is_written(sms: Sms) -> None:
    sms.roster.hidden["licensed"] = False
    assert sms.put().status == 403
    sms.roster.hidden["licensed"] = True
    assert sms.put().status == 200


def test_no_connection_is_made_of_it_by_itself(school: School) -> None:
    shown: Any = interface(school, {name: f"http://{name}.test" for name in names()})

    assert NAME not in shown["sis"]
    entry = shown["more"][NAME]
    assert (entry["sis"], entry["options"]) == ("skyward", {"product": "sms2"})
