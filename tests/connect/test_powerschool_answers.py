# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""PowerSchool's answers: a yes that refuses inside, whom a refusal names, and how long it asks to wait."""

import asyncio
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from passback.connect.shape import Row
from passback.connect.sis import powerschool
from passback.connect.xte import answers, write
from passback.connect.xte.tables import waits
from passback.core.errors import Retryable
from passback.core.finding import Receipt, Rejection, Silence
from passback.core.gradebook import LineItem, Score, Unread
from passback.core.ports import Response, SisSide
from passback.core.problem import Problem
from passback.core.sis import Sis
from refusals import bare

T = "/ws/schema/table"
SCORES = "PUT /ws/xte/score"
POST = "POST /ws/xte/section/assignment/"
DUE = date(2026, 9, 28)
ITEM = LineItem(None, "Unit 3 test", "", None, DUE, DUE, Decimal(12), counts=None)


def table(name: str, row: dict[str, str]) -> dict[str, object]:
    return {"name": name, "record": [{"id": 1, "tables": {name: row}}]}


@pytest.fixture
def school(script: Any) -> Any:
    row = {"dcid": "85001", "id": "8501", "termid": "3600", "schoolid": "30"}
    term = {"id": "3600", "yearid": "36", "firstday": "2026-08-20", "lastday": "2027-06-01", "name": "Y"}
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": "2591999"})
    script.on(f"GET {T}/sections", table("sections", row))
    script.on(f"GET {T}/sectionteacher", table("sectionteacher", {"sectionid": "8501", "teacherid": "61"}))
    script.on(f"GET {T}/schoolstaff", table("schoolstaff", {"id": "61", "users_dcid": "5100"}))
    script.on(f"GET {T}/terms", table("terms", term))
    return script


@pytest.fixture
def sis(connection: Any, means: Any) -> SisSide:
    return powerschool.connect(connection(Sis.POWERSCHOOL, "oauth2-basic"), means, "space")


def save(sis: SisSide, *students: str) -> Any:
    given = [Score(student, Decimal(9), None, late=False, missing=False, comment="") for student in students]
    return asyncio.run(sis.save_scores("85001", [("900.77001", score) for score in given]))


def kinds(found: Any) -> list[str]:
    return [type(held).__name__ for held in found]


# ---- a yes that is none ------------------------------------------------------------------------------

KEPT = {"studentsdcid": 81001, "_assignmentsection": {"assignmentsectionid": 77001}}
SAYS_NO = {
    "errors beside the rows": {
        "message": "x",
        "errors": [{"params": {"student_dcid": 81002}}],
        "assignment_scores": [KEPT],
    },
    "an error that names the student in a text": {
        "errors": [{"field": "Student.id [81002] does not have it"}],
        "assignment_scores": [KEPT],
    },
    "a row with a status": {
        "results": {
            "result": [
                KEPT,
                {"student_dcid": 81002, "status": "ERROR", "error_message": {"error": {"field": "x"}}},
            ]
        }
    },
    "a row with an error alone": {
        "assignment_scores": [KEPT, {"studentsdcid": "81002", "errors": [{"code": 409}]}]
    },
    "a batch result": {
        "assignment_scores": {
            "assignment_score": [
                {"student": {"id": 81001}, "batch_result": {"code": 200}},
                {"student": {"id": 81002}, "batch_result": {"code": 409, "text": "no"}},
            ]
        }
    },
}


@pytest.mark.parametrize("case", SAYS_NO)
def test_a_200_with_an_error_inside_refuses_the_student_that_it_names(
    sis: SisSide, school: Any, case: str
) -> None:
    school.on(SCORES, SAYS_NO[case])
    first, second = save(sis, "81001", "81002")
    assert isinstance(first, Receipt)
    assert isinstance(second, Rejection)
    assert (second.status, second.about) == (200, ("81002",))
    assert json.loads(second.raw) == SAYS_NO[case], "their words, untouched"


def test_a_200_whose_error_names_nobody_acknowledges_only_whom_it_lists(sis: SisSide, school: Any) -> None:
    said = {"errors": [{"code": "something"}], "assignment_scores": [KEPT]}
    school.on(SCORES, said)
    assert kinds(save(sis, "81001", "81002")) == ["Receipt", "Rejection"]
    school.on(SCORES, {"message": "no", "errors": [{"code": "something"}]})
    assert kinds(save(sis, "81001", "81002")) == ["Rejection", "Rejection"]


@pytest.mark.parametrize("said", [{"message": "Saved", "errors": []}, {}, {"errors": None}])
def test_a_plain_yes_is_one(sis: SisSide, school: Any, said: dict[str, object]) -> None:
    school.on(SCORES, said)
    assert kinds(save(sis, "81001")) == ["Receipt"]


def test_a_new_assignment_that_is_refused_inside_a_yes_is_not_taken_for_made(
    sis: SisSide, school: Any, answer: Any
) -> None:
    said = b'{"message":"Validation errors","errors":[{"field":"assignmentsection.name"}]}'
    school.on(POST, answer(201, said, location="https://sis.test/ws/xte/section/assignment/900"))
    held = asyncio.run(sis.save_line_item("85001", None, ITEM))
    assert bare(held) == Rejection(said.decode(), 201, ())


# ---- whom a refusal names ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"errors": [{"params": {"student_dcid": 1}}, {"field": "Student.id [2] does not"}]}, {"1", "2"}),
        ({"message": "Student.id [3] does not have an Association", "errors": []}, {"3"}),
        ({"message": "The student 3 does not have it", "errors": [{"code": 409}]}, set()),
        ([], set()),
    ],
)
def test_students_are_read_from_params_from_field_and_from_message(said: object, named: set[str]) -> None:
    assert answers.named_students(json.dumps(said).encode()) == named


def test_all_whom_one_refusal_names_are_refused_and_the_rest_goes_again(
    sis: SisSide, school: Any, answer: Any
) -> None:
    errors = [{"params": {"student_dcid": 81001}}, {"field": "Student.id [81003] does not have it"}]
    school.on(SCORES, answer(409, json.dumps({"message": "x", "errors": errors}).encode()))
    first, second, third = save(sis, "81001", "81002", "81003")
    assert [held.about for held in (first, third)] == [("81001",), ("81003",)]
    assert second == Silence("batch refused because of others", sent=False)


# ---- waiting ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "text", "seconds"),
    [
        (429, '{"message":"Too many requests. Please wait 3 seconds."}', 3.0),
        (403, "You must wait at least 1500 milliseconds between requests", 1.5),
        (503, "wait 0.5 s", 0.5),
        (409, '{"message":"The specified assignment is locked."}', None),
        (429, "Too many requests", None),
        (200, "wait 3 seconds", None),
        (503, "<html>Please wait 3 seconds</html>", None),
    ],
)
def test_the_wait_that_a_refusal_names_is_read(status: int, text: str, seconds: float | None) -> None:
    assert waits(Response(status, {}, text.encode(), "")) == seconds


def test_a_too_early_request_waits_as_long_as_it_is_told_and_goes_again(
    sis: SisSide, school: Any, answer: Any, clock: Any
) -> None:
    school.turns(SCORES, answer(429, b'{"message":"Please wait 7 seconds."}'), {})
    assert kinds(save(sis, "81001")) == ["Receipt"]
    assert clock.slept == [7.0]


def test_a_wait_that_is_too_long_goes_up_with_its_seconds(sis: SisSide, school: Any, answer: Any) -> None:
    school.on(SCORES, answer(403, b'{"message":"Please wait 90 seconds."}'))
    with pytest.raises(Retryable) as caught:
        save(sis, "81001")
    assert (caught.value.after, caught.value.problem) == (90.0, Problem.SIS_THROTTLED)


# ---- what the teacher chose ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "sent"),
    [
        ({"defaultpublishoption": "Never"}, {"publishoption": "Never"}),
        (
            {"defaultpublishoption": "OnSpecificDate"},
            {"publishoption": "OnSpecificDate", "publishonspecificdate": "2026-09-28"},
        ),
        (
            {"defaultpublishoption": "DaysBeforeDue", "defaultdaysbeforedue": 3},
            {"publishoption": "DaysBeforeDue", "publishdaysbeforedue": 3},
        ),
        ({"isdefaultpublishscores": False}, {"isscorespublish": False, "publishoption": "Immediately"}),
        ({"isdefaultpublishscores": True}, {"isscorespublish": True}),
        ({"defaultweight": "2.5"}, {"weight": Decimal("2.5"), "totalpointvalue": Decimal(30)}),
        ({"defaultextracreditpoints": 2}, {"extracreditpoints": 2}),
        ({"isinfinalgrades": False}, {"iscountedinfinalgrade": False}),
    ],
)
def test_new_work_has_what_its_category_s_teacher_chose(
    chosen: dict[str, object], sent: dict[str, object]
) -> None:
    (body,) = write.new_assignment("85001", ITEM, Row("category", chosen))["_assignmentsections"]  # type: ignore[misc]
    assert {name: body[name] for name in sent} == sent


def test_without_a_category_nothing_is_said_of_publishing_scores() -> None:
    (body,) = write.new_assignment("85001", ITEM, None)["_assignmentsections"]  # type: ignore[misc]
    assert "isscorespublish" not in body


# ---- why it was not even sent ------------------------------------------------------------------------------


def test_who_leads_a_section_is_not_guessed_where_it_cannot_be_read(sis: SisSide, school: Any) -> None:
    two = [
        {"id": n, "tables": {"sectionteacher": {"sectionid": "8501", "teacherid": str(n)}}} for n in (1, 2)
    ]
    school.on(f"GET {T}/sectionteacher", {"name": "sectionteacher", "record": two})
    users = iter(("5100", "5200"))
    school.on(
        f"GET {T}/schoolstaff",
        lambda _: Response(
            200, {}, json.dumps(table("schoolstaff", {"id": "1", "users_dcid": next(users)})).encode(), ""
        ),
    )
    held = asyncio.run(sis.read("8501"))
    assert isinstance(held, Unread)
    assert held.problem is Problem.ROUTE_MISSING


@pytest.mark.parametrize(
    ("mark", "problem"), [(None, Problem.SCORE_CLEARED), ("B", Problem.SCORE_NOT_NUMERIC)]
)
def test_what_this_sis_is_not_known_to_take_has_its_own_reason(
    sis: SisSide, school: Any, mark: str | None, problem: Problem
) -> None:
    score = Score("81001", mark, None, late=False, missing=False, comment="")
    (held,) = asyncio.run(sis.save_scores("85001", [("900.77001", score)]))
    assert isinstance(held, Silence)
    assert (held.sent, held.problem) == (False, problem)
    assert school.asked("PUT") == []


def test_an_assignment_that_others_share_waits_for_a_person_and_is_no_outage(
    sis: SisSide, school: Any
) -> None:
    rows = [{"assignmentsectionid": n, "sectionsdcid": n} for n in (77001, 77002)]
    school.on("GET /ws/xte/section/assignment/900", {"assignmentid": 900, "_assignmentsections": rows})
    held = asyncio.run(sis.delete_line_item("85001", "900.77001"))
    assert isinstance(held, Silence)
    assert (held.sent, held.problem) == (False, Problem.HELD_FOR_A_PERSON)
