"""The simulated PowerSchool's plugin rights, throttle, locks and shared assignments; each flips one value."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from passback.sandbox.school import School

Ask = Callable[..., Any]
Build = Callable[..., dict[str, Any]]

MAKE = "/ws/xte/section/assignment/?users_dcid=611"
SCORE = "/ws/xte/score?users_dcid=611&status=A&term_id=3601"
STUDENT = 81001


@pytest.fixture
def kept(powerschool: Ask, assignment: Build) -> str:
    """The address of an assignment of one section."""
    return str(powerschool("POST", MAKE, assignment()).headers["location"]) + "?users_dcid=611"


def part_of(powerschool: Ask, address: str) -> int:
    return int(powerschool("GET", address).json["_assignmentsections"][0]["assignmentsectionid"])


# ---- what the plugin was let in to -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "address", "field"),
    [
        ("GET", "/ws/schema/table/sections?projection=dcid&q=id==14501", "sections.id"),
        ("GET", "/ws/v1/school/310/student", "students.dcid"),
        ("GET", "/ws/v1/section/85001", "sections.dcid"),
        ("GET", "/ws/v1/section/85001/section_enrollment", "cc.sectionid"),
        (
            "GET",
            "/ws/xte/teacher_category?users_dcid=611&year_id=36",
            "teachercategory.teachercategoryid",
        ),
        ("GET", "/ws/xte/section/assignment/?users_dcid=611&section_ids=85001", "assignment.assignmentid"),
    ],
)
def test_a_read_names_the_field_that_is_closed(
    school: School, powerschool: Ask, method: str, address: str, field: str
) -> None:
    assert powerschool(method, address).status == 200
    school.powerschool.access = {"sections.dcid": "ViewOnly"} if field == "sections.id" else {}
    answer = powerschool(method, address)
    assert (answer.status, answer.json["message"]) == (403, f"No access to field {field}")


def test_a_write_needs_full_access_to_what_the_gradebook_fills_in_too(
    school: School, powerschool: Ask, assignment: Build
) -> None:
    school.powerschool.access = Everything()
    assert powerschool("POST", MAKE, assignment()).status == 201
    school.powerschool.access["assignment.createdbyplugin"] = "ViewOnly"
    answer = powerschool("POST", MAKE, assignment(name="Another"))
    assert (answer.status, answer.json["message"]) == (403, "No access to field assignment.createdbyplugin")
    assert school.writes == {"powerschool/line-item/14501/Osmosis questions": 1}


@pytest.mark.parametrize(
    ("more", "field"),
    [({}, None), ({"_assignmentscorecomment": {"commentvalue": "x"}}, "assignmentscorecomment.commentvalue")],
)
def test_a_comment_needs_its_own_table(
    school: School, powerschool: Ask, kept: str, score: Build, more: dict[str, object], field: str | None
) -> None:
    part = part_of(powerschool, kept)
    school.powerschool.access = Everything()
    school.powerschool.access["assignmentscorecomment.commentvalue"] = "ViewOnly"
    answer = powerschool("PUT", SCORE, {"assignment_scores": [score(part, STUDENT, "9", **more)]})
    assert answer.status == (200 if field is None else 403)


class Everything(dict[str, str]):
    """All is open but what is said."""

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as a dict has it
        return super().get(name, "FullAccess")


# ---- how fast -------------------------------------------------------------------------------------------


def test_a_request_before_its_time_is_told_how_long_to_wait(school: School, powerschool: Ask) -> None:
    school.powerschool.interval = 1500
    assert powerschool("GET", "/ws/v1/metadata").status == 200
    answer = powerschool("GET", "/ws/v1/metadata")
    assert (answer.status, "wait 2 seconds" in answer.json["message"]) == (429, True)
    powerschool.at += timedelta(milliseconds=1500)
    assert powerschool("GET", "/ws/v1/metadata").status == 200


# ---- who leads, what a category chose, what is locked ------------------------------------------------------


def test_a_section_names_who_leads_it_and_its_teachers_have_no_order(
    school: School, powerschool: Ask
) -> None:
    lead, other = school.powerschool.teachers[612], school.powerschool.teachers[611]
    school.powerschool.sections[85001].staff[:] = [lead.staff, other.staff]
    shown = powerschool("GET", "/ws/v1/section/85001").json["section"]
    rows = powerschool("GET", f"/ws/schema/table/schoolstaff?q=dcid=={shown['staff_id']}").json["record"]
    assert rows[0]["tables"]["schoolstaff"]["users_dcid"] == "612"
    listed = powerschool("GET", "/ws/schema/table/sectionteacher?q=sectionid==14501").json["record"]
    assert [row["tables"]["sectionteacher"]["teacherid"] for row in listed] == sorted(
        [str(lead.staff), str(other.staff)]
    )
    assert powerschool("GET", "/ws/v1/section/1").status == 404


def test_a_category_shows_what_its_teacher_chose(school: School, powerschool: Ask) -> None:
    held = next(c for c in school.powerschool.categories.values() if c.teacher == 611)
    held.publish, held.publishes_scores, held.weight, held.counts = "Never", False, Decimal(2), False
    shown = powerschool("GET", "/ws/xte/teacher_category?users_dcid=611&year_id=36").json
    row = next(row for row in shown if row["teachercategoryid"] == held.id)
    assert (row["defaultpublishoption"], row["isdefaultpublishscores"]) == ("Never", False)
    assert (row["defaultweight"], row["defaulttotalvalue"], row["isinfinalgrades"]) == (2, 20, False)


def test_what_is_due_in_a_locked_span_shows_that_it_is_locked_and_takes_nothing(
    school: School, powerschool: Ask, assignment: Build, kept: str, score: Build
) -> None:
    part = part_of(powerschool, kept)
    batch = {"assignment_scores": [score(part, STUDENT, "9")]}
    school.powerschool.sections[85001].locked.append((date(2026, 9, 25), date(2026, 9, 25)))
    (row,) = powerschool("GET", kept).json["_assignmentsections"]
    assert row["islocked"] is True
    assert powerschool("PUT", SCORE, batch).status == 409
    assert powerschool("PUT", kept, assignment()).status == 409
    school.powerschool.sections[85001].locked.clear()
    assert powerschool("GET", kept).json["_assignmentsections"][0]["islocked"] is False
    assert powerschool("PUT", SCORE, batch).status == 200


# ---- several sections, changed points -------------------------------------------------------------------


def test_all_sections_of_one_assignment_have_the_same_values_but_the_due_date(
    powerschool: Ask, assignment: Build
) -> None:
    body = assignment([85001, 85003])
    body["_assignmentsections"][1]["name"] = "Another"
    answer = powerschool("POST", MAKE, body)
    assert answer.status == 409
    assert answer.json["errors"][0]["field"] == "assignmentsection.name"
    body["_assignmentsections"][1] |= {"name": "Osmosis questions", "duedate": "2026-09-24"}
    assert powerschool("POST", MAKE, body).status == 201


def test_changed_points_want_a_word_about_the_scores_that_are_there(
    powerschool: Ask, assignment: Build, kept: str, score: Build
) -> None:
    part = part_of(powerschool, kept)
    changed = assignment(scoreentrypoints=20, totalpointvalue=20)
    assert powerschool("PUT", kept, changed).status == 200, "without scores nothing has to be said"
    powerschool("PUT", SCORE, {"assignment_scores": [score(part, STUDENT, "9")]})
    assert powerschool("PUT", kept, changed).status == 200, "what stays needs no word"
    refused = powerschool("PUT", kept, assignment())
    assert (refused.status, refused.json["errors"][0]["field"]) == (409, "update_scores")
    assert powerschool("PUT", f"{kept}&update_scores=true", assignment()).status == 200


def test_a_comment_stays_until_another_one_comes(
    school: School, powerschool: Ask, kept: str, score: Build
) -> None:
    part = part_of(powerschool, kept)
    for more in ({"_assignmentscorecomment": {"commentvalue": "Well done"}}, {}):
        powerschool("PUT", SCORE, {"assignment_scores": [score(part, STUDENT, "9", **more)]})
        assert school.powerschool.scores[part, STUDENT].comment == "Well done"
