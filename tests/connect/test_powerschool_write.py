# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""Writing to PowerSchool: two ids, full overwrites, and batches of which one student can fail all."""

import asyncio
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from passback.connect.sis import powerschool
from passback.core.errors import NeedsLogin, NoAnswer, Retryable
from passback.core.finding import Receipt, Rejection, Silence
from passback.core.gradebook import Excused, LineItem, Score
from passback.core.ports import Request, Response, SisSide
from passback.core.problem import Problem
from passback.core.sis import Sis
from refusals import bare

T = "/ws/schema/table"
POST = "POST /ws/xte/section/assignment/"
ONE = "/ws/xte/section/assignment/900"
SCORES = "PUT /ws/xte/score"
DUE = date(2026, 9, 28)
DUE_TEXT = "2026-09-28"
ITEM = LineItem(None, "Unit 3 test", "", "4302", DUE, DUE, Decimal(12), counts=None)
HELD = replace(ITEM, ref="900.77001")


def table(name: str, row: dict[str, str]) -> dict[str, object]:
    return {"name": name, "record": [{"id": 1, "tables": {name: row}}]}


def section(dcid: int = 85001, ref: int = 77001) -> dict[str, object]:
    return {
        "assignmentsectionid": ref,
        "sectionsdcid": dcid,
        "name": "Unit 3 test",
        "duedate": "2026-09-28",
        "scoreentrypoints": 12,
        "weight": 2,
        "totalpointvalue": 24,
        "publishoption": "Never",
        "$breach_mitigation": "xyz",
    }


@pytest.fixture
def school(script: Any, answer: Any) -> Any:
    row = {"dcid": "85001", "id": "8501", "termid": "3600", "schoolid": "30"}
    term = {"id": "3600", "yearid": "36", "firstday": "2026-08-20", "lastday": "2027-06-01", "name": "Y"}
    category = {
        "teachercategoryid": 4302,
        "name": "Tests",
        "isactive": True,
        "isinfinalgrades": False,
        "defaultweight": 2.5,
        "defaultpublishoption": "Never",
    }
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": "2591999"})
    script.on(f"GET {T}/sections", table("sections", row))
    script.on(f"GET {T}/sectionteacher", table("sectionteacher", {"sectionid": "8501", "teacherid": "61"}))
    script.on(f"GET {T}/schoolstaff", table("schoolstaff", {"id": "61", "users_dcid": "5100"}))
    script.on(f"GET {T}/terms", table("terms", term))
    script.on("GET /ws/xte/teacher_category", [category])
    script.on(POST, answer(201, location="https://sis.test/ws/xte/section/assignment/900"))
    script.on(f"GET {ONE}", {"assignmentid": 900, "yearid": 36, "_assignmentsections": [section()]})
    script.on(f"PUT {ONE}", answer(200))
    script.on(SCORES, {"assignment_scores": []})
    return script


@pytest.fixture
def sis(connection: Any, means: Any) -> SisSide:
    return powerschool.connect(connection(Sis.POWERSCHOOL, "oauth2-basic"), means, "space")


def score(student: str, mark: object = Decimal("9.5"), *, late: bool = False) -> Score:
    return Score(student, mark, None, late=late, missing=False, comment="")  # type: ignore[arg-type]


def create(sis: SisSide, item: LineItem = ITEM) -> Any:
    return asyncio.run(sis.save_line_item("85001", None, item))


def save(sis: SisSide, *scores: Score, ref: str = "900.77001") -> Any:
    return asyncio.run(sis.save_scores("85001", [(ref, given) for given in scores]))


def kinds(answers: Any) -> list[str]:
    return [type(held).__name__ for held in answers]


# ---- line items -----------------------------------------------------------------------------------


def test_a_new_line_item_is_made_and_then_asked_for_its_second_id(
    sis: SisSide, school: Any, clock: Any
) -> None:
    assert create(sis) == Receipt("900.77001", clock.now())
    assert school.asked()[-2:] == [POST, f"GET {ONE}"]
    assert school.last(POST).query == (("users_dcid", "5100"),)
    assert school.bodies(POST) == [
        {
            "_assignmentsections": [
                {
                    "sectionsdcid": 85001,
                    "name": "Unit 3 test",
                    "duedate": "2026-09-28",
                    "scoretype": "POINTS",
                    "scoreentrypoints": 12,
                    "weight": 2.5,
                    "totalpointvalue": 30,
                    "extracreditpoints": 0,
                    "iscountedinfinalgrade": False,
                    "isscoringneeded": True,
                    "publishoption": "Never",
                    "_assignmentcategoryassociations": [{"teachercategoryid": 4302, "isprimary": True}],
                }
            ]
        }
    ]


def test_without_a_category_there_is_no_association_and_it_counts(sis: SisSide, school: Any) -> None:
    create(sis, replace(ITEM, category=None))
    sent = school.bodies(POST)[0]["_assignmentsections"][0]
    assert "_assignmentcategoryassociations" not in sent
    assert (sent["weight"], sent["totalpointvalue"], sent["iscountedinfinalgrade"]) == (1, 12, True)


def test_made_but_not_named_may_have_arrived(sis: SisSide, school: Any, answer: Any) -> None:
    school.on(POST, answer(201))
    held = create(sis)
    assert isinstance(held, Silence)
    assert held.sent


@pytest.mark.parametrize("status", [500, 401, 429])
def test_made_but_not_read_back_is_never_raised_as_not_done(
    sis: SisSide, school: Any, answer: Any, status: int
) -> None:
    school.on(f"GET {ONE}", answer(status, b"x", retry_after="99"))
    held = create(sis)
    assert isinstance(held, Silence)
    assert held.sent


def test_a_refusal_to_make_keeps_its_words(sis: SisSide, school: Any, answer: Any) -> None:
    raw = b'{"message":"Due date must be between 08/20/2026 and 06/01/2027.","errors":[]}'
    school.on(POST, answer(409, raw))
    assert bare(create(sis)) == Rejection(raw.decode(), 409, ())


def test_an_update_is_the_whole_assignment_with_our_fields_changed(
    sis: SisSide, school: Any, clock: Any
) -> None:
    both = [section(), section(85002, 77002)]
    school.on(f"GET {ONE}", {"assignmentid": 900, "yearid": 36, "_assignmentsections": both})
    after = replace(HELD, title="New", due=date(2026, 9, 30), maximum=Decimal(20))
    assert asyncio.run(sis.save_line_item("85001", HELD, after)) == Receipt("900.77001", clock.now())
    assert school.last(f"PUT {ONE}").query == (("users_dcid", "5100"), ("update_scores", "true"))
    sent = school.bodies(f"PUT {ONE}")[0]
    first, second = sent["_assignmentsections"]
    assert sent["yearid"] == 36
    assert (first["name"], first["duedate"]) == ("New", "2026-09-30")
    assert (first["scoreentrypoints"], first["totalpointvalue"], first["publishoption"]) == (20, 40, "Never")
    assert (second["sectionsdcid"], second["assignmentsectionid"], second["duedate"]) == (
        85002,
        77002,
        DUE_TEXT,
    )
    own = {"sectionsdcid", "assignmentsectionid", "duedate"}
    assert all(first[name] == second[name] for name in first.keys() - own), "all else is one value"
    assert second["publishoption"] == "Never"
    assert "$breach_mitigation" not in json.dumps(sent)


def test_scores_are_left_alone_where_the_points_stay(sis: SisSide, school: Any) -> None:
    asyncio.run(sis.save_line_item("85001", HELD, replace(HELD, title="New")))
    assert dict(school.last(f"PUT {ONE}").query)["update_scores"] == "false"


def test_an_update_of_what_is_gone_is_refused_and_makes_nothing(
    sis: SisSide, school: Any, answer: Any
) -> None:
    school.on(f"GET {ONE}", answer(404, b'{"message":"Assignment not found"}'))
    held = asyncio.run(sis.save_line_item("85001", HELD, HELD))
    assert bare(held) == Rejection('{"message":"Assignment not found"}', 404, ())
    assert school.asked("PUT") + school.asked("POST /ws") == []


def test_an_assignment_that_left_the_class_is_not_updated(sis: SisSide, school: Any) -> None:
    school.on(f"GET {ONE}", {"assignmentid": 900, "_assignmentsections": [section(85002, 77002)]})
    held = asyncio.run(sis.save_line_item("85001", HELD, HELD))
    assert isinstance(held, Silence)
    assert school.asked("PUT") == []


def test_an_assignment_that_others_share_is_not_deleted(sis: SisSide, school: Any, answer: Any) -> None:
    school.on(f"DELETE {ONE}", answer(204))
    both = [section(), section(85002, 77002)]
    school.on(f"GET {ONE}", {"assignmentid": 900, "_assignmentsections": both})
    held = asyncio.run(sis.delete_line_item("85001", "900.77001"))
    assert isinstance(held, Silence)
    assert school.asked("DELETE") == []
    school.on(f"GET {ONE}", {"assignmentid": 900, "_assignmentsections": [section()]})
    assert isinstance(asyncio.run(sis.delete_line_item("85001", "900.77001")), Receipt)
    assert school.last(f"DELETE {ONE}").query == (("users_dcid", "5100"), ("force", "true"))


@pytest.mark.parametrize("ref", ["900", "900.x", "../1.2", ""])
def test_a_ref_that_is_not_ours_is_a_bug_of_the_caller(sis: SisSide, school: Any, ref: str) -> None:
    with pytest.raises(ValueError, match="two numbers"):
        asyncio.run(sis.scores("85001", ref))


# ---- scores ------------------------------------------------------------------------------------------


def test_scores_of_a_line_item_go_in_one_batch_exactly(sis: SisSide, school: Any) -> None:
    assert kinds(save(sis, score("81001", Decimal("33.3333"), late=True), score("81002"))) == ["Receipt"] * 2
    request = school.last(SCORES)
    assert request.query == (("users_dcid", "5100"), ("status", "A"), ("term_id", "3600"))
    assert b'"actualscoreentered":"33.3333"' in request.body
    assert b'"scorepoints":33.3333' in request.body
    assert school.bodies(SCORES)[0]["assignment_scores"][0] == {
        "_assignmentsection": {"assignmentsectionid": 77001},
        "studentsdcid": 81001,
        "scoretype": "POINTS",
        "isexempt": False,
        "islate": True,
        "ismissing": False,
        "actualscoreentered": "33.3333",
        "actualscorekind": "REAL_SCORE",
        "scorepoints": 33.3333,
    }


def test_an_excused_score_is_a_flag_and_never_a_number(sis: SisSide, school: Any) -> None:
    save(sis, score("81001", Excused.EXCUSED))
    sent = school.bodies(SCORES)[0]["assignment_scores"][0]
    assert sent["isexempt"] is True
    assert sent.keys().isdisjoint({"actualscoreentered", "scorepoints", "actualscorekind"})


@pytest.mark.parametrize("mark", [None, "B+"])
def test_what_this_sis_is_not_known_to_take_is_never_sent(sis: SisSide, school: Any, mark: object) -> None:
    first, second = save(sis, score("81001", mark), score("81002"))
    assert isinstance(first, Silence)
    assert not first.sent
    assert isinstance(second, Receipt)
    assert len(school.bodies(SCORES)[0]["assignment_scores"]) == 1


def test_a_batch_holds_a_hundred_scores_at_most(sis: SisSide, school: Any) -> None:
    assert len(save(sis, *(score(str(81000 + n)) for n in range(230)))) == 230
    assert [len(body["assignment_scores"]) for body in school.bodies(SCORES)] == [100, 100, 30]


def test_a_batch_holds_one_line_item_and_answers_stay_in_order(
    sis: SisSide, school: Any, answer: Any
) -> None:
    school.turns(SCORES, answer(409, b'{"message":"The specified assignment is locked."}'), {})
    pairs = [("900.77001", score("1")), ("901.77002", score("2")), ("900.77001", score("3"))]
    answers = asyncio.run(sis.save_scores("85001", pairs))
    assert kinds(answers) == ["Rejection", "Receipt", "Rejection"]


@pytest.mark.parametrize(
    "error",
    [
        {"field": "x", "params": {"assignment_section_id": 77001, "student_dcid": 81002}},
        {"field": "x", "params": {"assignment_section_id": "77001", "student_dcid": "81002"}},
        {"field": "Student.id [81002] does not have an AssignmentStudentAssociation"},
    ],
)
def test_in_a_refused_batch_only_the_named_student_is_refused(
    sis: SisSide, school: Any, answer: Any, error: dict[str, object]
) -> None:
    raw = json.dumps({"message": "Validation", "errors": [error]})
    school.on(SCORES, answer(409, raw.encode()))
    first, second, third = save(sis, score("81001"), score("81002"), score("81003"))
    assert bare(second) == Rejection(raw, 409, ("81002",))
    assert first == third == Silence("batch refused because of others", sent=False)
    assert len(school.bodies(SCORES)) == 1


def test_a_refusal_that_names_nobody_is_everyones(sis: SisSide, school: Any, answer: Any) -> None:
    raw = '{"message":"Unable to find com.pearson.powerschool.xte.model.AssignmentSection with id 77001"}'
    school.on(SCORES, answer(500, raw.encode()))
    assert bare(save(sis, score("81001"), score("81002"))) == [Rejection(raw, 500, ())] * 2


def test_a_student_whom_a_yes_leaves_out_is_not_acknowledged(sis: SisSide, school: Any) -> None:
    school.on(SCORES, {"assignment_scores": [{"studentsdcid": 81001}]})
    first, second = save(sis, score("81001"), score("81002"))
    assert isinstance(first, Receipt)
    assert second == Silence("the answer does not name this student", sent=True)


def test_412_resubmit_sends_the_batch_once_more(sis: SisSide, school: Any, answer: Any) -> None:
    school.turns(SCORES, answer(412, b'{"message":"Resubmit"}'), {})
    assert kinds(save(sis, score("81001"))) == ["Receipt"]
    assert len(school.bodies(SCORES)) == 2


def test_a_lost_answer_leaves_the_whole_batch_in_doubt(sis: SisSide, school: Any) -> None:
    def lost(_request: Request) -> Response:
        raise NoAnswer("cut", Problem.SIS_UNREACHABLE, sent=True)

    school.on(SCORES, lost)
    assert save(sis, score("81001"), score("81002")) == [Silence("cut", sent=True)] * 2
    assert len(school.bodies(SCORES)) == 1


def test_an_outage_before_the_first_batch_goes_up_and_later_leaves_the_rest_unsent(
    sis: SisSide, school: Any, answer: Any
) -> None:
    outage = answer(302, location="https://message.powerschool.com/?server=x")
    school.turns(SCORES, {}, outage)
    answers = save(sis, *(score(str(81000 + n)) for n in range(101)))
    assert kinds(answers[:100]) == ["Receipt"] * 100
    assert isinstance(answers[100], Silence)
    assert not answers[100].sent
    school.on(SCORES, outage)
    with pytest.raises(Retryable):
        save(sis, score("81001"))


def test_a_refused_token_needs_new_credentials(sis: SisSide, school: Any, answer: Any) -> None:
    school.on(SCORES, answer(401))
    with pytest.raises(NeedsLogin):
        save(sis, score("81001"))


@pytest.mark.parametrize("body", [{"name": "sections"}, b"<html>"])
def test_a_class_that_cannot_be_found_gets_nothing(
    sis: SisSide, school: Any, answer: Any, body: object
) -> None:
    school.on(f"GET {T}/sections", answer(200, body))
    held = save(sis, score("81001"))[0]
    assert isinstance(held, Silence)
    assert not held.sent
    made = create(sis)
    assert isinstance(made, Silence)
    assert not made.sent
    assert school.asked("PUT") + school.asked("POST /ws") == []
