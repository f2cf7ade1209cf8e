# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""Writing over OneRoster 1.1, as to Aspen: exact bodies, adopted results, and one answer per score."""

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from passback.connect.oneroster.client import OneRoster
from passback.connect.oneroster.dialect import Clear, Exempted
from passback.connect.sis import aspen
from passback.core.errors import NeedsLogin, NoAnswer, Retryable
from passback.core.finding import Receipt, Rejection, Silence
from passback.core.gradebook import Excused, LineItem, Score, Unread
from passback.core.ids import result_id
from passback.core.ports import Request, Response
from passback.core.problem import Problem
from passback.core.sis import Sis
from refusals import bare

B = "/ims/oneroster/v1p1"
URL = f"https://sis.test{B}"
SPACE = "6f1cf6f4-3f0f-4b8e-9d0e-0d3a3f6c2b51"
ITEM = LineItem(
    "li-1", "Quiz", "", "cat-1", date(2026, 9, 1), date(2026, 9, 15), Decimal("10.50"), counts=None
)
PUT_ITEM = f"PUT {B}/lineItems/li-1"
RESULTS = f"GET {B}/classes/CLS1/lineItems/li-1/results"


def score(student: str = "stu-1", mark: object = Decimal("8.250"), comment: str = "") -> Score:
    return Score(student, mark, None, late=False, missing=False, comment=comment)  # type: ignore[arg-type]


def result(ref: str, student: str, held: object = 1) -> dict[str, object]:
    return {
        "sourcedId": ref,
        "lineItem": {"sourcedId": "li-1"},
        "student": {"sourcedId": student},
        "score": held,
        "scoreStatus": "fully graded",
    }


def own(student: str) -> str:
    return result_id(SPACE, "li-1", student)


@pytest.fixture
def school(script: Any) -> Any:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 3600})
    script.on(RESULTS, {"results": []})
    for student in ("stu-1", "stu-2", "stu-3"):
        script.on(f"PUT {B}/results/{own(student)}", {})
    script.on(PUT_ITEM, {})
    return script


@pytest.fixture
def sis(connection: Any, means: Any) -> OneRoster:
    made = aspen.connect(connection(Sis.ASPEN), means, SPACE)
    assert isinstance(made, OneRoster)
    return made


def save(sis: OneRoster, *scores: Score) -> Any:
    return asyncio.run(sis.save_scores("CLS1", [("li-1", given) for given in scores]))


# ---- line items ----------------------------------------------------------------------------------


def test_a_new_line_item_is_sent_whole_without_empty_references(
    sis: OneRoster, school: Any, clock: Any
) -> None:
    assert asyncio.run(sis.save_line_item("CLS1", None, ITEM)) == Receipt("li-1", clock.now())
    assert b'"resultValueMax":10.5' in school.last(PUT_ITEM).body
    assert school.bodies(PUT_ITEM) == [
        {
            "lineItem": {
                "status": "active",
                "resultValueMin": 0,
                "sourcedId": "li-1",
                "title": "Quiz",
                "assignDate": "2026-09-01T00:00:00.000Z",
                "dueDate": "2026-09-15T00:00:00.000Z",
                "resultValueMax": 10.5,
                "class": {"href": f"{URL}/classes/CLS1", "sourcedId": "CLS1", "type": "class"},
                "category": {"href": f"{URL}/categories/cat-1", "sourcedId": "cat-1", "type": "category"},
            }
        }
    ]


def test_a_line_item_without_category_bears_no_such_key(sis: OneRoster, school: Any) -> None:
    asyncio.run(sis.save_line_item("CLS1", None, replace(ITEM, category=None)))
    assert "category" not in school.bodies(PUT_ITEM)[0]["lineItem"]


def test_an_update_keeps_what_is_not_ours(sis: OneRoster, school: Any) -> None:
    held = {
        "sourcedId": "li-1",
        "status": "active",
        "title": "Old",
        "category": {"sourcedId": "cat-9"},
        "gradingPeriod": "",
        "resultValueMin": 2,
        "metadata": {"weight": 0.5},
    }
    school.on(f"GET {B}/lineItems/li-1", {"lineItem": held})
    asyncio.run(sis.save_line_item("CLS1", ITEM, replace(ITEM, title="New")))
    sent = school.bodies(PUT_ITEM)[0]["lineItem"]
    assert (sent["title"], sent["category"]) == ("New", {"sourcedId": "cat-9"})
    assert (sent["resultValueMin"], sent["metadata"]) == (2, {"weight": 0.5})
    assert "gradingPeriod" not in sent


def test_an_update_of_what_is_gone_does_not_make_it_anew(sis: OneRoster, school: Any, answer: Any) -> None:
    school.on(f"GET {B}/lineItems/li-1", answer(404, b"gone"))
    assert bare(asyncio.run(sis.save_line_item("CLS1", ITEM, ITEM))) == Rejection("gone", 404, ())
    assert school.asked("PUT") == []


def test_an_update_that_cannot_be_read_first_is_not_sent(sis: OneRoster, school: Any, answer: Any) -> None:
    school.on(f"GET {B}/lineItems/li-1", answer(500, b"x"))
    held = asyncio.run(sis.save_line_item("CLS1", ITEM, ITEM))
    assert isinstance(held, Silence)
    assert not held.sent
    assert school.asked("PUT") == []


@pytest.mark.parametrize(
    ("status", "body", "ref"),
    [
        (200, {"lineItem": {"sourcedId": "theirs"}}, "theirs"),
        (201, {"lineItem": [{"sourcedId": "theirs"}]}, "theirs"),
        (201, [{"sourcedId": "theirs"}], "theirs"),
        (201, {}, "li-1"),
        (204, b"", "li-1"),
        (200, b"OK", "li-1"),
    ],
)
def test_any_kind_of_yes_is_a_receipt(
    sis: OneRoster, school: Any, answer: Any, clock: Any, status: int, body: object, ref: str
) -> None:
    school.on(PUT_ITEM, answer(status, body))
    assert asyncio.run(sis.save_line_item("CLS1", None, ITEM)) == Receipt(ref, clock.now())


def test_a_failure_inside_a_200_is_a_refusal(sis: OneRoster, school: Any, answer: Any) -> None:
    raw = b'{"statusInfoSet":[{"imsx_codeMajor":"failure","imsx_description":"no"}]}'
    school.on(PUT_ITEM, answer(200, raw))
    assert bare(asyncio.run(sis.save_line_item("CLS1", None, ITEM))) == Rejection(raw.decode(), 200, ())


def test_a_refusal_keeps_its_words_and_names_whom_its_fields_name(
    sis: OneRoster, school: Any, answer: Any
) -> None:
    raw = b'{"errors":[{"codeMajor":"failure","class":{"sourcedId":"CLS1"}}], "x":"stu-9"}'
    school.on(PUT_ITEM, answer(422, raw))
    assert bare(asyncio.run(sis.save_line_item("CLS1", None, ITEM))) == Rejection(
        raw.decode(), 422, ("CLS1",)
    )


# Every shape of facts/oneroster.md §1.7, in its order, with what its fields name.
SHAPES: list[tuple[int, bytes, tuple[str, ...]]] = [
    (404, b'{"imsx_codeMajor": "failure", "imsx_severity": "error", "imsx_description": "no \\u00e9"}', ()),
    (400, b'{"imsx_StatusInfo": {"imsx_codeMajor": "failure", "imsx_description": "no"}}', ()),
    (400, b'{"imsx_codeMajor":"failure","imsx_codeMinor":"invalid data"}', ()),
    (422, b'{"statusInfoSet":[{"imsx_codeMajor":"failure","imsx_description":"no"}]}', ()),
    (422, b'[{"codeMajor":"FAILURE","severity":"ERROR","codeMinor":"INVALID DATA","description":"x"}]', ()),
    (400, b'{"errors":[{"errorCode":400,"codeMinor":"invaliddata","sourcedId":"stu-1"}]}', ("stu-1",)),
    (403, b'{"CodeMajor":"failure","Severity":"error","CodeMinor":"forbidden","Description":"x"}', ()),
    (422, b'{"request_id":11410981,"status":422,"error":"Invalid Assignment Category for due date: 1"}', ()),
    (404, b"RESTEASY003210: Could not find resource for full path: https://x/v1p1/lineItems?limit=200", ()),
    (400, b'Bad Request - The Request body is missing category. Object Passed: {"a":1}', ()),
    (500, b"Object reference not set to an instance of an object.", ()),
    (422, b"", ()),
]


@pytest.mark.parametrize(("status", "raw", "about"), SHAPES)
def test_each_shape_of_a_refusal_is_carried_raw(
    sis: OneRoster, school: Any, answer: Any, status: int, raw: bytes, about: tuple[str, ...]
) -> None:
    school.on(PUT_ITEM, answer(status, raw))
    school.on(f"PUT {B}/results/{own('stu-1')}", answer(status, raw))

    answers = [asyncio.run(sis.save_line_item("CLS1", None, ITEM)), *save(sis, score())]

    assert bare(answers) == [Rejection(raw.decode(), status, about)] * 2


def test_a_page_is_no_receipt(sis: OneRoster, school: Any, answer: Any) -> None:
    school.on(PUT_ITEM, answer(200, b"<html>Maintenance</html>"))
    held = asyncio.run(sis.save_line_item("CLS1", None, ITEM))
    assert isinstance(held, Silence)
    assert held.sent


def test_deleting_answers_once(sis: OneRoster, school: Any, answer: Any, clock: Any) -> None:
    school.on(f"DELETE {B}/lineItems/li-1", answer(204))
    assert asyncio.run(sis.delete_line_item("CLS1", "li-1")) == Receipt("li-1", clock.now())
    school.on(f"DELETE {B}/lineItems/li-1", answer(405, b"no"))
    assert bare(asyncio.run(sis.delete_line_item("CLS1", "li-1"))) == Rejection("no", 405, ())


# ---- scores ----------------------------------------------------------------------------------------


def test_a_score_is_sent_exactly_and_as_fully_graded(sis: OneRoster, school: Any, clock: Any) -> None:
    put = f"PUT {B}/results/{own('stu-1')}"
    assert save(sis, score(mark=Decimal("33.333333333333333333"))) == [Receipt(own("stu-1"), clock.now())]
    assert b'"score":33.333333333333333333' in school.last(put).body
    sent = school.bodies(put)[0]["result"]
    assert sent["lineItem"] == {"href": f"{URL}/lineItems/li-1", "sourcedId": "li-1", "type": "lineItem"}
    assert sent["student"] == {"href": f"{URL}/users/stu-1", "sourcedId": "stu-1", "type": "user"}
    assert (sent["scoreStatus"], sent["scoreDate"]) == ("fully graded", "2026-11-23")
    assert "comment" not in sent


@pytest.mark.parametrize(
    ("status", "body", "theirs"),
    [
        (200, {"result": {"sourcedId": "theirs"}}, True),
        (201, {"result": [{"sourcedId": "theirs"}]}, True),
        (201, [{"sourcedId": "theirs"}], True),
        (201, {}, False),
        (204, b"", False),
    ],
)
def test_any_kind_of_yes_to_a_score_is_a_receipt(
    sis: OneRoster, school: Any, answer: Any, clock: Any, status: int, body: object, theirs: bool
) -> None:
    school.on(f"PUT {B}/results/{own('stu-1')}", answer(status, body))
    assert save(sis, score()) == [Receipt("theirs" if theirs else own("stu-1"), clock.now())]


def test_a_comment_is_sent_only_where_there_is_one(sis: OneRoster, school: Any) -> None:
    save(sis, score(comment="Well done"))
    assert school.bodies(f"PUT {B}/results/{own('stu-1')}")[0]["result"]["comment"] == "Well done"


@pytest.mark.parametrize(("exempted", "number"), [(Exempted.NO_NUMBER, None), (Exempted.ZERO, 0)])
def test_an_excused_score_has_a_number_only_where_the_sis_is_known_to_ignore_it(
    oneroster: Any, school: Any, exempted: Exempted, number: int | None
) -> None:
    save(oneroster(exempted=exempted), score(mark=Excused.EXCUSED))
    sent = school.bodies(f"PUT {B}/results/{own('stu-1')}")[0]["result"]
    assert (sent["scoreStatus"], sent.get("score")) == ("exempt", number)


def test_a_result_that_is_there_is_adopted_and_never_doubled(sis: OneRoster, school: Any) -> None:
    school.on(RESULTS, {"results": [result("theirs", "stu-1")]})
    school.on(f"PUT {B}/results/theirs", {})
    save(sis, score("stu-1"), score("stu-2"))
    assert school.asked() == [RESULTS, f"PUT {B}/results/theirs", f"PUT {B}/results/{own('stu-2')}"]


def test_results_read_with_the_class_are_not_read_again(sis: OneRoster, school: Any) -> None:
    school.on(f"GET {B}/classes/CLS1", {"class": {"sourcedId": "CLS1"}})
    row = {
        "sourcedId": "li-1",
        "title": "Quiz",
        "dueDate": "2026-09-15",
        "resultValueMax": 10,
    }
    school.on(f"GET {B}/classes/CLS1/lineItems", {"lineItems": [row]})
    school.on(f"GET {B}/classes/CLS1/results", {"results": [result("theirs", "stu-1")]})
    school.on(f"PUT {B}/results/theirs", {})
    asyncio.run(sis.read("CLS1"))
    save(sis, score("stu-1"), score("stu-2"))
    assert RESULTS not in school.asked()
    assert school.asked("PUT") == [f"PUT {B}/results/theirs", f"PUT {B}/results/{own('stu-2')}"]


def test_a_new_line_item_has_no_results_to_read(sis: OneRoster, school: Any) -> None:
    asyncio.run(sis.save_line_item("CLS1", None, ITEM))
    save(sis, score())
    assert RESULTS not in school.asked()


def test_a_repeated_score_goes_to_the_id_that_the_sis_gave(sis: OneRoster, school: Any) -> None:
    school.on(f"PUT {B}/results/{own('stu-1')}", {"result": {"sourcedId": "theirs"}})
    school.on(f"PUT {B}/results/theirs", {})
    save(sis, score())
    save(sis, score(mark=Decimal(9)))
    assert school.asked("PUT")[-1] == f"PUT {B}/results/theirs"


def test_scores_are_not_sent_where_existing_results_cannot_be_read(
    sis: OneRoster, school: Any, answer: Any
) -> None:
    school.on(RESULTS, answer(500, b"x"))
    answers = save(sis, score("stu-1"), score("stu-2"))
    assert [(type(held), held.sent) for held in answers] == [(Silence, False)] * 2
    assert school.asked("PUT") == []


def test_each_score_has_its_own_answer_in_order(sis: OneRoster, school: Any, answer: Any, clock: Any) -> None:
    def lost(_request: Request) -> Response:
        raise NoAnswer("cut", Problem.SIS_UNREACHABLE, sent=True)

    school.on(f"PUT {B}/results/{own('stu-1')}", answer(400, b"'x' is not a valid value"))
    school.on(f"PUT {B}/results/{own('stu-2')}", lost)
    assert bare(save(sis, score("stu-1"), score("stu-2"), score("stu-3"))) == [
        Rejection("'x' is not a valid value", 400, ()),
        Silence("cut", sent=True),
        Receipt(own("stu-3"), clock.now()),
    ]


@pytest.mark.parametrize("mark", [None, "B+"])
def test_what_this_sis_is_not_known_to_take_is_never_sent(sis: OneRoster, school: Any, mark: object) -> None:
    held = save(sis, score(mark=mark))[0]
    assert isinstance(held, Silence)
    assert not held.sent
    assert school.asked("PUT") + school.asked("DELETE") == []


def test_a_score_is_cleared_by_deleting_its_result_where_that_is_known_to_work(
    oneroster: Any, school: Any, answer: Any, clock: Any
) -> None:
    sis = oneroster(clear=Clear.DELETE)
    school.on(RESULTS, {"results": [result("theirs", "stu-1")]})
    school.on(f"DELETE {B}/results/theirs", answer(204))
    assert save(sis, score("stu-1", None), score("stu-2", None)) == [
        Receipt("theirs", clock.now()),
        Receipt(own("stu-2"), clock.now()),
    ]
    assert school.asked("DELETE") == [f"DELETE {B}/results/theirs"]


def test_a_throttle_before_the_first_score_goes_up(sis: OneRoster, school: Any, answer: Any) -> None:
    school.on(f"PUT {B}/results/{own('stu-1')}", answer(429, retry_after="90"))
    with pytest.raises(Retryable) as caught:
        save(sis, score("stu-1"), score("stu-2"))
    assert caught.value.after == 90


@pytest.mark.parametrize("status", [429, 401])
def test_what_stops_a_batch_midway_keeps_the_answers_that_came(
    sis: OneRoster, school: Any, answer: Any, clock: Any, status: int
) -> None:
    school.on(f"PUT {B}/results/{own('stu-2')}", answer(status, retry_after="90"))
    first, second, third = save(sis, score("stu-1"), score("stu-2"), score("stu-3"))
    assert first == Receipt(own("stu-1"), clock.now())
    assert isinstance(second, Silence)
    assert not second.sent
    assert third == second
    assert f"PUT {B}/results/{own('stu-3')}" not in school.asked()


def test_a_refused_token_before_the_first_score_needs_new_credentials(
    sis: OneRoster, school: Any, answer: Any
) -> None:
    school.on(f"PUT {B}/results/{own('stu-1')}", answer(401))
    with pytest.raises(NeedsLogin):
        save(sis, score("stu-1"))


def test_the_read_back_is_the_line_items_own_results(sis: OneRoster, school: Any, answer: Any) -> None:
    school.on(RESULTS, {"results": [result("r", "stu-1", 8.25)]})
    assert asyncio.run(sis.scores("CLS1", "li-1")) == (score(mark=Decimal("8.25")),)
    school.on(RESULTS, answer(200, b'{"results": [{"sourcedId"'))
    assert isinstance(asyncio.run(sis.scores("CLS1", "li-1")), Unread)
