# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""PowerSchool's gradebook: who teaches, which tables, and lists that collapse, repeat or end early."""

import asyncio
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from passback.connect.sis import powerschool
from passback.core.errors import NeedsLogin, Retryable
from passback.core.gradebook import (
    Category,
    Excused,
    Gradebook,
    LineItem,
    Missing,
    Score,
    Student,
    Term,
    Unread,
)
from passback.core.ids import CanvasField, IdProfile, IdRule, Transform
from passback.core.ports import Request, Response, SisSide
from passback.core.problem import Problem
from passback.core.sis import Sis

T = "/ws/schema/table"
SECTION = "GET /ws/v1/section/85001"
ASSIGNMENTS = "GET /ws/xte/section/assignment/"
ROSTER = "GET /ws/v1/section/85001/section_enrollment"
PUPILS = "GET /ws/v1/school/30/student"
SECTION_ITEM = {
    "assignmentsectionid": 77001,
    "sectionsdcid": 85001,
    "name": "Unit 3 test",
    "description": None,
    "duedate": "2026-09-28",
    "scoretype": "POINTS",
    "scoreentrypoints": 12.5,
    "weight": 2,
    "totalpointvalue": 25,
    "iscountedinfinalgrade": True,
    "$breach_mitigation": "xyz",
    "_assignmentcategoryassociations": [
        {"teachercategoryid": 4303, "isprimary": False},
        {"teachercategoryid": 4302, "isprimary": True},
    ],
}
SCORE = {
    "assignmentsectionid": "77001",
    "studentsdcid": "81001",
    "actualscoreentered": "9.50",
    "scorepoints": "9.5",
    "isexempt": "0",
    "islate": "1",
    "ismissing": "0",
    "scorelettergrade": "",
}


def table(name: str, *rows: dict[str, str]) -> dict[str, object]:
    if not rows:
        return {"name": name, "$breach_mitigation": "abc"}
    record = [{"id": n, "tables": {name: row}} for n, row in enumerate(rows)]
    return {"name": name, "record": record, "$breach_mitigation": "abc"}


@pytest.fixture
def school(script: Any) -> Any:
    section = {"dcid": "85001", "id": "8501", "termid": "3600", "schoolid": "30"}
    term = {"id": "3600", "yearid": "36", "schoolid": "30", "firstday": "2026-08-20", "lastday": "2027-06-01"}
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": "2591999"})
    script.on(f"GET {T}/sections", table("sections", section))
    script.on(f"GET {T}/sectionteacher", table("sectionteacher", {"sectionid": "8501", "teacherid": "61"}))
    script.on(f"GET {T}/schoolstaff", table("schoolstaff", {"id": "61", "users_dcid": "5100"}))
    script.on(f"GET {T}/terms", table("terms", {**term, "name": "Year"}))
    script.on(ROSTER, {"section_enrollments": {"section_enrollment": {"id": 1, "student_id": 81001}}})
    script.on(
        PUPILS, {"students": {"student": [{"id": 81001, "local_id": 4711, "name": {"last_name": "P"}}]}}
    )
    script.on(
        "GET /ws/xte/teacher_category", [{"teachercategoryid": 4302, "name": "Tests", "isactive": True}]
    )
    script.on(ASSIGNMENTS, [{"assignmentid": 900, "_assignmentsections": [SECTION_ITEM]}])
    script.on(f"GET {T}/assignmentscore", table("assignmentscore", SCORE))
    return script


@pytest.fixture
def sis(connection: Any, means: Any) -> SisSide:
    return powerschool.connect(connection(Sis.POWERSCHOOL, "oauth2-basic"), means, "space")


@pytest.fixture
def read(sis: SisSide) -> Callable[[], Gradebook]:
    def made() -> Gradebook:
        held = asyncio.run(sis.read("8501"))
        assert isinstance(held, Gradebook), held
        return held

    return made


def queried(script: Any, route: str) -> str:
    return str(dict(script.last(route).query)["q"])


def test_a_class_is_nine_requests_in_a_fixed_order(read: Any, school: Any) -> None:
    read()
    assert school.asked() == [
        f"GET {T}/sections",
        f"GET {T}/sectionteacher",
        f"GET {T}/schoolstaff",
        f"GET {T}/terms",
        ROSTER,
        PUPILS,
        "GET /ws/xte/teacher_category",
        ASSIGNMENTS,
        f"GET {T}/assignmentscore",
    ]
    assert queried(school, f"GET {T}/sections") == "id==8501"
    assert queried(school, f"GET {T}/sectionteacher") == "sectionid==8501"
    assert queried(school, f"GET {T}/schoolstaff") == "id==61"
    assert queried(school, f"GET {T}/terms") == "id==3600;schoolid==30"
    assert queried(school, f"GET {T}/assignmentscore") == "assignmentsectionid==77001"
    assert school.last(ASSIGNMENTS).query == (("users_dcid", "5100"), ("section_ids", "85001"))
    assert school.last("GET /ws/xte/teacher_category").query == (("users_dcid", "5100"), ("year_id", "36"))


def test_every_field_has_its_value(read: Any, school: Any) -> None:
    held = read()
    due = date(2026, 9, 28)
    assert held == Gradebook(
        class_ref="85001",
        school=None,
        terms=(Term("3600", "Year", date(2026, 8, 20), date(2027, 6, 1)),),
        categories=(Category("4302", "Tests", active=True),),
        students=(
            Student("81001", {"dcid": "81001", "student_number": "4711"}, active=True, on_gradebook=True),
        ),
        line_items=(
            LineItem("900.77001", "Unit 3 test", "", "4302", due, due, Decimal("12.5"), counts=True),
        ),
        scores={"900.77001": (Score("81001", Decimal("9.5"), None, late=True, missing=False, comment=""),)},
    )


def test_the_students_of_a_school_are_read_once(sis: SisSide, school: Any) -> None:
    async def twice() -> None:
        await sis.read("8501")
        await sis.read("8501")

    asyncio.run(twice())
    assert school.asked().count(PUPILS) == 1
    assert school.asked().count(f"GET {T}/sections") == 1


@pytest.mark.parametrize(
    ("changed", "mark"),
    [
        ({"isexempt": "1"}, Excused.EXCUSED),
        ({"isexempt": "true", "scorepoints": "0"}, Excused.EXCUSED),
        ({"actualscoreentered": "", "scorepoints": ""}, None),
        ({"actualscoreentered": "0", "scorepoints": "0"}, Decimal(0)),
        ({"scorepoints": ""}, Decimal("9.5")),
        ({"actualscoreentered": "A-", "scorepoints": ""}, "A-"),
    ],
)
def test_a_score_is_what_counts(read: Any, school: Any, changed: dict[str, str], mark: object) -> None:
    school.on(f"GET {T}/assignmentscore", table("assignmentscore", {**SCORE, **changed}))
    assert read().scores["900.77001"][0].mark == mark


def test_assignments_of_other_sections_are_left_out(read: Any, school: Any) -> None:
    other = {**SECTION_ITEM, "sectionsdcid": 85002, "assignmentsectionid": 77002}
    school.on(ASSIGNMENTS, [{"assignmentid": 900, "_assignmentsections": [other, SECTION_ITEM]}])
    assert [item.ref for item in read().line_items] == ["900.77001"]


def test_collected_work_without_points_does_not_spoil_the_list(read: Any, school: Any) -> None:
    row = {**SECTION_ITEM, "scoreentrypoints": None, "scoretype": "COLLECTED"}
    school.on(ASSIGNMENTS, [{"assignmentid": 900, "_assignmentsections": [row]}])
    assert read().line_items[0].maximum == 0


@pytest.mark.parametrize(
    "changed",
    [{"isactive": False}, {"_teachercategorysectionexcludeassociations": [{"sectionsdcid": 85001}]}],
)
def test_a_category_that_is_off_or_hidden_here_is_not_active(
    read: Any, school: Any, changed: dict[str, object]
) -> None:
    row = {"teachercategoryid": 4302, "name": "Tests", "isactive": True, **changed}
    school.on("GET /ws/xte/teacher_category", [row])
    assert [category.active for category in read().categories] == [False]


# ---- the roster --------------------------------------------------------------------------------------


@pytest.mark.parametrize("enrolled", ["", None, {}])
def test_a_section_without_students_has_an_empty_roster(read: Any, school: Any, enrolled: object) -> None:
    school.on(ROSTER, {"section_enrollments": enrolled})
    assert read().students == ()


def test_a_roster_without_its_envelope_is_not_an_empty_one(read: Any, school: Any) -> None:
    school.on(ROSTER, {"message": "hello"})
    assert isinstance(read().students, Unread)


def test_who_dropped_is_not_active_unless_another_row_holds(read: Any, school: Any) -> None:
    rows = [
        {"id": 1, "student_id": 81001, "dropped": False},
        {"id": 2, "student_id": 81002, "dropped": True},
        {"id": 3, "student_id": 81001, "dropped": True},
    ]
    school.on(ROSTER, {"section_enrollments": {"section_enrollment": rows}})
    assert {student.ref: student.active for student in read().students} == {"81001": True, "81002": False}


def test_a_roster_whose_student_numbers_cannot_be_read_is_unread(read: Any, school: Any, answer: Any) -> None:
    school.on(PUPILS, answer(500, b"x"))
    assert isinstance(read().students, Unread)


def test_the_students_of_a_school_are_read_to_the_last_page(read: Any, school: Any) -> None:
    def page(request: Request) -> Any:
        first = (int(dict(request.query)["page"]) - 1) * 100
        rows = [{"id": n, "local_id": n + 5} for n in range(first, min(first + 100, 230))]
        return Response(200, {}, str({"students": {"student": rows}}).replace("'", '"').encode(), "")

    school.on(PUPILS, page)
    school.on(ROSTER, {"section_enrollments": {"section_enrollment": {"student_id": 229}}})
    assert read().students[0].ids == {"dcid": "229", "student_number": "234"}
    assert school.asked().count(PUPILS) == 3


# ---- scores, whole or not at all -----------------------------------------------------------------------


def page_of_scores(first: int, last: int) -> dict[str, object]:
    record = [
        {"id": n, "tables": {"assignmentscore": {**SCORE, "studentsdcid": str(n)}}}
        for n in range(first, last)
    ]
    return {"name": "assignmentscore", "record": record}


def test_scores_are_read_to_the_last_page(read: Any, school: Any) -> None:
    school.turns(f"GET {T}/assignmentscore", page_of_scores(0, 100), page_of_scores(100, 130))
    assert len(read().scores["900.77001"]) == 130


def test_a_hundred_scores_exactly_end_at_an_empty_page(read: Any, school: Any) -> None:
    school.turns(f"GET {T}/assignmentscore", page_of_scores(0, 100), {"name": "assignmentscore"})
    assert len(read().scores["900.77001"]) == 100


@pytest.mark.parametrize(
    "then",
    [
        page_of_scores(0, 100),
        {"record": [{"id": 1}]},
        [],
        Response(500, {}, b"x", ""),
        Response(200, {}, b'{"record": [', ""),
    ],
)
def test_scores_that_are_not_whole_are_unread(read: Any, school: Any, then: object) -> None:
    school.turns(f"GET {T}/assignmentscore", page_of_scores(0, 100), then)
    assert isinstance(read().scores["900.77001"], Unread)
    assert school.asked().count(f"GET {T}/assignmentscore") == 2


@pytest.mark.parametrize(
    ("status", "body"), [(200, {"message": "x"}), (200, b"<html>x</html>"), (403, b"No access"), (404, b"")]
)
def test_assignments_that_cannot_be_read_are_never_none(
    read: Any, school: Any, answer: Any, status: int, body: object
) -> None:
    school.on(ASSIGNMENTS, answer(status, body))
    held = read()
    assert isinstance(held.line_items, Unread)
    assert not isinstance(held.categories, Unread)


# ---- the section and its teacher -----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["8501;schoolid==1", "ALG-1", "", "८५०१", "-1"])
def test_a_text_that_is_no_number_names_no_section(sis: SisSide, school: Any, text: str) -> None:
    assert asyncio.run(sis.read(text)) == Missing(text, ())
    assert school.requests == []


def test_a_section_that_is_not_there_is_missing(sis: SisSide, school: Any) -> None:
    school.on(f"GET {T}/sections", table("sections"))
    assert asyncio.run(sis.read("8501")) == Missing("8501", ())


def test_a_wrong_address_is_not_taken_for_a_missing_section(sis: SisSide, school: Any, answer: Any) -> None:
    school.on(f"GET {T}/sections", answer(404, b"<html>404</html>"))
    held = asyncio.run(sis.read("8501"))
    assert isinstance(held, Unread)
    assert held.problem is Problem.ROUTE_MISSING


def test_a_section_without_a_teacher_cannot_be_acted_for(sis: SisSide, school: Any) -> None:
    school.on(f"GET {T}/sectionteacher", table("sectionteacher"))
    held = asyncio.run(sis.read("8501"))
    assert isinstance(held, Unread)
    assert held.problem is Problem.TEACHER_NOT_IN_SECTION


def two_teachers(school: Any) -> None:
    rows = [{"sectionid": "8501", "teacherid": "61"}, {"sectionid": "8501", "teacherid": "62"}]
    school.on(f"GET {T}/sectionteacher", table("sectionteacher", *rows))
    users = {"id==61": "5100", "id==62": "5200"}

    def staff(request: Request) -> Response:
        user = users[dict(request.query)["q"]]
        row = {"id": "61", "dcid": f"7{user}", "users_dcid": user}
        return Response(200, {}, str(table("schoolstaff", row)).replace("'", '"').encode(), "")

    school.on(f"GET {T}/schoolstaff", staff)


@pytest.mark.parametrize(
    ("lead", "email", "found", "user"),
    [
        (75100, "b@school.test", "5200", "5100"),
        (None, "b@school.test", "5200", "5200"),
        (1, "x@school.test", "9", "5100"),
    ],
)
def test_of_several_teachers_the_lead_else_the_one_of_the_setting_else_the_first(
    connection: Any, means: Any, school: Any, lead: int | None, email: str, found: str, user: str
) -> None:
    two_teachers(school)
    school.on(SECTION, {"section": {"id": 85001, "staff_id": lead}})
    school.on(f"GET {T}/users", table("users", {"dcid": found, "email_addr": email}))
    sis = powerschool.connect(connection(Sis.POWERSCHOOL, teacher_email=email), means, "space")
    asyncio.run(sis.read("8501"))
    assert dict(school.last(ASSIGNMENTS).query)["users_dcid"] == user


def test_of_several_teachers_the_lead_s_gradebook_is_read(read: Any, school: Any) -> None:
    two_teachers(school)
    school.on(SECTION, {"section": {"id": 85001, "staff_id": 75200}})
    read()
    assert dict(school.last(ASSIGNMENTS).query)["users_dcid"] == "5200"


def test_a_profile_may_name_the_dcid(connection: Any, means: Any, school: Any) -> None:
    rule = IdRule(CanvasField.SIS_ID, "dcid", Transform.AS_IS, Transform.AS_IS)
    profile = IdProfile(rule, powerschool.PROFILES[0].student, None)
    sis = powerschool.connect(connection(Sis.POWERSCHOOL, profile=profile), means, "space")
    assert isinstance(asyncio.run(sis.read("85001")), Gradebook)
    assert queried(school, f"GET {T}/sections") == "dcid==85001"


def test_an_outage_goes_up_as_one(sis: SisSide, school: Any) -> None:
    page = Response(302, {"location": "https://message.powerschool.com/?server=x"}, b"", "")
    school.on(f"GET {T}/sections", page)
    with pytest.raises(Retryable) as caught:
        asyncio.run(sis.read("8501"))
    assert caught.value.problem is Problem.SIS_UNREACHABLE


def test_an_outage_in_the_middle_leaves_the_rest_unread(read: Any, school: Any) -> None:
    page = Response(200, {"content-type": "text/html"}, b"<html>PowerSchool page unavailable</html>", "")
    school.on(ASSIGNMENTS, page)
    held = read()
    assert isinstance(held.line_items, Unread)
    assert held.line_items.problem is Problem.SIS_UNREACHABLE


def test_a_refused_token_goes_up(sis: SisSide, school: Any, answer: Any) -> None:
    school.on(ROSTER, answer(401))
    with pytest.raises(NeedsLogin):
        asyncio.run(sis.read("8501"))


def test_the_probe_says_which_table_is_not_granted(sis: SisSide, school: Any, answer: Any) -> None:
    school.on("GET /ws/v1/metadata", {"metadata": {}})
    school.on(f"GET {T}/users", table("users"))
    assert all(probe.ok for probe in asyncio.run(sis.probe()))
    school.on(f"GET {T}/assignmentscore", answer(403, b'{"message":"No access to field"}'))
    failed = [probe for probe in asyncio.run(sis.probe()) if not probe.ok]
    assert [(probe.name, probe.problem) for probe in failed] == [
        ("PowerSchool assignmentscore", Problem.PERMISSION_MISSING)
    ]
