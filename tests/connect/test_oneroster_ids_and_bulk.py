# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""Who chooses an id, several at once, and all of a line item in one request."""

import asyncio
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from passback.connect.oneroster.dialect import Bulk, Exempted, PutIds
from passback.connect.oneroster.fan_out import fan_out
from passback.core.capabilities import Ids
from passback.core.errors import NeedsConfig, NoAnswer, Retryable
from passback.core.finding import Receipt, Rejection, Silence
from passback.core.gradebook import Excused, LineItem, Score
from passback.core.ids import result_id
from passback.core.ports import Request, Response
from passback.core.problem import Problem
from refusals import bare

B = "/ims/oneroster/v1p1"
SPACE = "6f1cf6f4-3f0f-4b8e-9d0e-0d3a3f6c2b51"
RESULTS = f"GET {B}/classes/CLS1/lineItems/li-1/results"
POST = f"POST {B}/lineItems/li-1/results"
ITEM = LineItem(None, "Quiz", "", "cat-1", date(2026, 9, 1), date(2026, 9, 15), Decimal(10), counts=None)


def score(student: str, mark: Any = Decimal(8)) -> Score:
    return Score(student, mark, None, late=False, missing=False, comment="")


def own(student: str) -> str:
    return result_id(SPACE, "li-1", student)


def result(ref: str, student: str) -> dict[str, object]:
    return {
        "sourcedId": ref,
        "lineItem": {"sourcedId": "li-1"},
        "student": {"sourcedId": student},
        "score": 1,
    }


@pytest.fixture
def school(script: Any) -> Any:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 3600})
    script.on(RESULTS, {"results": []})
    return script


def save(sis: Any, *scores: Score) -> Any:
    return asyncio.run(sis.save_scores("CLS1", [("li-1", given) for given in scores]))


# ---- the SIS chooses ------------------------------------------------------------------------------


def test_an_id_that_the_sis_chooses_is_in_neither_address_nor_body(
    oneroster: Any, school: Any, answer: Any, clock: Any
) -> None:
    school.on(f"PUT {B}/lineItems", answer(201, {"lineItem": {"sourcedId": "theirs"}}))
    school.on(f"PUT {B}/results", answer(201, {"result": {"sourcedId": "r-1"}}))
    sis = oneroster(ids=PutIds.ABSENT)

    assert sis.capabilities.line_item_ids.value is Ids.SERVER
    assert asyncio.run(sis.save_line_item("CLS1", None, ITEM)) == Receipt("theirs", clock.now())
    assert "sourcedId" not in school.bodies(f"PUT {B}/lineItems")[0]["lineItem"]
    made = asyncio.run(sis.save_scores("CLS1", [("theirs", score("stu-1"))]))
    assert made == [Receipt("r-1", clock.now())]
    assert "sourcedId" not in school.bodies(f"PUT {B}/results")[0]["result"]


def test_a_second_score_goes_to_the_id_that_the_sis_chose(oneroster: Any, school: Any) -> None:
    school.on(f"PUT {B}/results", {"result": {"sourcedId": "r-1"}})
    school.on(f"PUT {B}/results/r-1", {})
    sis = oneroster(ids=PutIds.ABSENT)
    save(sis, score("stu-1"))
    save(sis, score("stu-1", Decimal(9)))

    assert school.asked("PUT") == [f"PUT {B}/results", f"PUT {B}/results/r-1"]


@pytest.mark.parametrize("body", [b"", {}, b"OK"])
def test_an_answer_without_the_id_that_the_sis_chose_is_no_receipt(
    oneroster: Any, school: Any, answer: Any, body: object
) -> None:
    school.on(f"PUT {B}/lineItems", answer(201, body))
    school.on(f"PUT {B}/results", answer(200, body))
    sis = oneroster(ids=PutIds.ABSENT)
    held = [asyncio.run(sis.save_line_item("CLS1", None, ITEM)), *save(sis, score("stu-1"))]

    assert [(type(one), one.sent) for one in held] == [(Silence, True)] * 2


def test_a_score_that_may_be_there_is_looked_for_before_it_is_sent_again(oneroster: Any, school: Any) -> None:
    school.on(f"PUT {B}/results", {})
    sis = oneroster(ids=PutIds.ABSENT)
    save(sis, score("stu-1"))
    school.on(RESULTS, {"results": [result("r-1", "stu-1")]})
    school.on(f"PUT {B}/results/r-1", {})
    save(sis, score("stu-1"))

    assert school.asked("PUT") == [f"PUT {B}/results", f"PUT {B}/results/r-1"]


def test_an_id_of_ours_is_needed_where_we_choose(oneroster: Any) -> None:
    with pytest.raises(ValueError, match="chosen"):
        asyncio.run(oneroster().save_line_item("CLS1", None, ITEM))


# ---- several at once ------------------------------------------------------------------------------


class Crowd:
    """Answers a PUT when it is let go; knows how many wait."""

    def __init__(self) -> None:
        self.waiting = 0
        self.most = 0

    async def do(self, number: int) -> int:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        for _ in range(10 - number % 7):
            await asyncio.sleep(0)
        self.waiting -= 1
        return number * 10


@pytest.mark.parametrize("at_once", [1, 3, 50])
def test_outcomes_stand_in_the_order_asked_and_never_more_than_so_many_go_at_once(at_once: int) -> None:
    crowd = Crowd()
    done, failure = asyncio.run(fan_out(range(20), crowd.do, at_once))

    assert (done, failure) == ([n * 10 for n in range(20)], None)
    assert crowd.most == min(at_once, 20)


def test_after_a_failure_what_was_begun_ends_and_nothing_more_is_begun() -> None:
    begun: list[int] = []

    async def do(number: int) -> int:
        begun.append(number)
        await asyncio.sleep(0)
        if number == 2:
            raise Retryable("throttled", Problem.SIS_THROTTLED)
        await asyncio.sleep(0)
        return number

    done, failure = asyncio.run(fan_out(range(50), do, 4))
    assert isinstance(failure, Retryable)
    assert done[:4] == [0, 1, None, 3]
    assert len(begun) < 10


def test_a_bug_in_one_of_several_comes_out_as_it_is() -> None:
    async def do(number: int) -> int:
        await asyncio.sleep(0)
        return 1 // number

    with pytest.raises(ZeroDivisionError):
        asyncio.run(fan_out(range(3), do, 3))


def test_scores_sent_at_once_have_their_answers_in_order(
    oneroster: Any, school: Any, answer: Any, clock: Any
) -> None:
    students = [f"stu-{n}" for n in range(12)]
    for student in students:
        school.on(f"PUT {B}/results/{own(student)}", answer(400, student.encode()))
    school.on(f"PUT {B}/results/{own('stu-7')}", {})
    answers = save(oneroster(parallel=4), *map(score, students))

    expected: list[object] = [Rejection(student, 400, ()) for student in students]
    expected[7] = Receipt(own("stu-7"), clock.now())
    assert bare(answers) == expected


def test_two_scores_of_one_student_never_go_at_once(oneroster: Any, school: Any) -> None:
    school.on(f"PUT {B}/results/{own('stu-1')}", {"result": {"sourcedId": "theirs"}})
    school.on(f"PUT {B}/results/theirs", {})
    save(oneroster(parallel=4), score("stu-1"), score("stu-1", Decimal(9)))

    assert school.asked("PUT") == [f"PUT {B}/results/{own('stu-1')}", f"PUT {B}/results/theirs"]


# ---- all of a line item in one request ------------------------------------------------------------


def allocated(request: Request) -> Response:
    rows = json.loads(request.body)["results"]
    pairs = [
        {"suppliedSourcedId": row["sourcedId"], "allocatedSourcedId": f"r-{row['student']['sourcedId']}"}
        for row in reversed(rows)
    ]
    return Response(201, {}, json.dumps({"sourcedIdPairs": pairs}).encode(), "")


def test_new_scores_travel_together_and_the_ids_that_the_sis_chose_are_kept(
    oneroster: Any, school: Any, clock: Any
) -> None:
    school.on(POST, allocated)
    school.on(f"PUT {B}/results/r-stu-2", {})
    sis = oneroster(bulk=Bulk.LINE_ITEM)

    assert save(sis, score("stu-1"), score("stu-2")) == [
        Receipt("r-stu-1", clock.now()),
        Receipt("r-stu-2", clock.now()),
    ]
    assert [row["score"] for row in school.bodies(POST)[0]["results"]] == [8, 8]
    save(sis, score("stu-2", Decimal(9)))
    assert school.asked() == [RESULTS, POST, f"PUT {B}/results/r-stu-2"]


def test_what_is_there_or_cannot_be_said_does_not_travel_with_the_rest(
    oneroster: Any, school: Any, clock: Any
) -> None:
    school.on(RESULTS, {"results": [result("theirs", "stu-2")]})
    school.on(f"PUT {B}/results/theirs", {})
    school.on(POST, allocated)
    given = [
        score("stu-1"),
        score("stu-2"),
        score("stu-3"),
        score("stu-4", Excused.EXCUSED),
        score("stu-5", None),
    ]
    answers = save(oneroster(bulk=Bulk.LINE_ITEM, exempted=Exempted.NEVER), *given)

    assert answers[:3] == [Receipt(ref, clock.now()) for ref in ("r-stu-1", "theirs", "r-stu-3")]
    assert [(type(one), one.sent) for one in answers[3:]] == [(Silence, False)] * 2
    assert [row["student"]["sourcedId"] for row in school.bodies(POST)[0]["results"]] == ["stu-1", "stu-3"]


def test_what_was_refused_together_goes_one_by_one_after_another_look(
    oneroster: Any, school: Any, answer: Any, clock: Any
) -> None:
    """One bad student keeps nobody else back, and a POST that kept some of them doubles none."""
    school.turns(RESULTS, answer(200, {"results": []}), answer(200, {"results": [result("theirs", "stu-3")]}))
    school.on(POST, answer(422, b"one of them is not in this class"))
    school.on(f"PUT {B}/results/{own('stu-1')}", {})
    school.on(f"PUT {B}/results/{own('stu-2')}", answer(422, b"not in this class"))
    school.on(f"PUT {B}/results/theirs", {})

    answers = save(oneroster(bulk=Bulk.LINE_ITEM), score("stu-1"), score("stu-2"), score("stu-3"))

    assert bare(answers) == [
        Receipt(own("stu-1"), clock.now()),
        Rejection("not in this class", 422, ()),
        Receipt("theirs", clock.now()),
    ]
    assert len(school.asked("POST")) == 1


def test_what_was_refused_together_is_not_sent_where_the_look_fails(
    oneroster: Any, school: Any, answer: Any
) -> None:
    school.turns(RESULTS, answer(200, {"results": []}), answer(500, b"oops"))
    school.on(POST, answer(422, b"no"))

    answers = save(oneroster(bulk=Bulk.LINE_ITEM), score("stu-1"), score("stu-2"))

    assert [(type(one), one.sent) for one in answers] == [(Silence, False)] * 2
    assert school.asked("PUT") == []


@pytest.mark.parametrize("body", [b"", {"sourcedIdPairs": []}, b"<html>", {"sourcedIdPairs": [{"x": 1}]}])
def test_an_answer_without_pairs_is_no_receipt_and_nothing_is_sent_twice(
    oneroster: Any, school: Any, answer: Any, body: object
) -> None:
    school.on(POST, answer(201, body))
    sis = oneroster(bulk=Bulk.LINE_ITEM)
    held = save(sis, score("stu-1"), score("stu-2"))
    assert [(type(one), one.sent) for one in held] == [(Silence, True)] * 2

    school.on(RESULTS, {"results": [result("a", "stu-1"), result("b", "stu-2")]})
    for ref in "ab":
        school.on(f"PUT {B}/results/{ref}", {})
    save(sis, score("stu-1"), score("stu-2"))
    assert len(school.bodies(POST)) == 1


def test_a_single_new_score_goes_by_itself(oneroster: Any, school: Any) -> None:
    school.on(f"PUT {B}/results/{own('stu-1')}", {})
    save(oneroster(bulk=Bulk.LINE_ITEM), score("stu-1"))

    assert school.asked() == [RESULTS, f"PUT {B}/results/{own('stu-1')}"]


def test_a_throttle_after_the_first_line_item_keeps_its_answers(
    oneroster: Any, school: Any, answer: Any, clock: Any
) -> None:
    school.on(f"GET {B}/classes/CLS1/lineItems/li-2/results", {"results": []})
    school.on(POST, allocated)
    school.on(f"POST {B}/lineItems/li-2/results", answer(429, retry_after="90"))
    pairs = [(item, score(student)) for item in ("li-1", "li-2") for student in ("stu-1", "stu-2")]
    answers = asyncio.run(oneroster(bulk=Bulk.LINE_ITEM).save_scores("CLS1", pairs))

    assert answers[:2] == [Receipt("r-stu-1", clock.now()), Receipt("r-stu-2", clock.now())]
    assert [(type(one), one.sent) for one in answers[2:]] == [(Silence, False)] * 2


# ---- what a connection may set otherwise ----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("parallel", "0"),
        ("parallel", "many"),
        ("ids", "ours"),
        ("page", "1e3"),
        ("bulk", "yes"),
    ],
)
def test_an_option_that_means_nothing_is_a_setting_to_correct(oneroster: Any, name: str, held: str) -> None:
    with pytest.raises(NeedsConfig, match=f"option {name}"):
        oneroster(options={name: held})


@pytest.mark.parametrize("path", ["api/or", "/api/or/"])
def test_the_base_path_may_be_the_district_s_own(oneroster: Any, school: Any, path: str) -> None:
    school.on("GET /api/or/classes/CLS1/lineItems", {"lineItems": []})

    assert asyncio.run(oneroster(options={"base_path": path}).line_items("CLS1")) == ()


def test_an_address_may_be_the_whole_base(oneroster: Any, school: Any) -> None:
    school.on("GET /classes/CLS1/lineItems", {"lineItems": []})

    assert asyncio.run(oneroster(options={"base_path": "/"}).line_items("CLS1")) == ()


def test_updates_keep_their_id_where_the_sis_chooses(oneroster: Any, school: Any, clock: Any) -> None:
    school.on(f"GET {B}/lineItems/theirs", {"lineItem": {"sourcedId": "theirs", "title": "Old"}})
    school.on(f"PUT {B}/lineItems/theirs", {})
    item = replace(ITEM, ref="theirs")

    assert asyncio.run(oneroster(ids=PutIds.ABSENT).save_line_item("CLS1", item, item)) == Receipt(
        "theirs", clock.now()
    )


# ---- what nobody may do twice ---------------------------------------------------------------------


def test_the_second_score_of_a_student_does_not_travel_with_the_first(
    oneroster: Any, school: Any, clock: Any
) -> None:
    school.on(POST, allocated)
    school.on(f"PUT {B}/results/r-stu-1", {})
    given = [score("stu-1"), score("stu-1", Decimal(9)), score("stu-2")]
    answers = save(oneroster(bulk=Bulk.LINE_ITEM), *given)

    assert [row["student"]["sourcedId"] for row in school.bodies(POST)[0]["results"]] == ["stu-1", "stu-2"]
    assert answers[1] == Receipt("r-stu-1", clock.now())


def test_a_lost_answer_under_an_id_of_theirs_is_looked_for(oneroster: Any, school: Any) -> None:
    def lost(_request: Request) -> Response:
        raise NoAnswer("cut", Problem.SIS_UNREACHABLE, sent=True)

    school.on(f"PUT {B}/results", lost)
    sis = oneroster(ids=PutIds.ABSENT)
    save(sis, score("stu-1"))
    school.on(RESULTS, {"results": [result("r-1", "stu-1")]})
    school.on(f"PUT {B}/results/r-1", {})
    save(sis, score("stu-1"))

    assert school.asked("PUT") == [f"PUT {B}/results", f"PUT {B}/results/r-1"]


@pytest.mark.parametrize(("second", "at_once"), [("stu-1", 1), ("stu-2", 4)])
def test_only_scores_of_different_students_go_at_once(
    oneroster: Any, school: Any, monkeypatch: pytest.MonkeyPatch, second: str, at_once: int
) -> None:
    given: list[int] = []

    async def counted(rows: Any, do: Any, most: int) -> Any:
        given.append(most)
        return await fan_out(rows, do, most)

    monkeypatch.setattr("passback.connect.oneroster.client.fan_out", counted)
    save(oneroster(parallel=4), score("stu-1"), score(second))

    assert given == [at_once]
