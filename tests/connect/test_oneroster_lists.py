# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""Envelopes as servers write them, and lists that contradict themselves."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from passback.connect.failures import Unreadable
from passback.connect.oneroster import errors
from passback.connect.oneroster.dialect import FilterQuotes
from passback.connect.oneroster.lists import many, one
from passback.core.gradebook import Gradebook, Missing, Unread
from passback.core.ids import CanvasField, IdRule, Transform
from passback.core.problem import Problem

B = "/ims/oneroster/v1p1"
ITEMS = f"GET {B}/classes/CLS1/lineItems"
ROW: dict[str, object] = {"sourcedId": "a"}
ITEM = {"title": "Quiz", "dueDate": "2026-09-15", "resultValueMax": 10}
FAILED = {"imsx_codeMajor": "failure", "imsx_severity": "error"}


@pytest.fixture
def school(script: Any) -> Any:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 3600})
    return script


def items(*refs: str) -> dict[str, object]:
    return {"lineItems": [{**ITEM, "sourcedId": ref} for ref in refs]}


# ---- envelopes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        {"categories": [ROW]},
        {"categories": ROW},
        {"category": [ROW]},
        {"data": [ROW], "total": 1},
        {"statusInfoSet": [{"imsx_codeMajor": "success"}], "categories": [ROW]},
        [ROW],
    ],
)
def test_a_list_comes_in_any_known_envelope(answer: object) -> None:
    assert [row.data for row in many(answer, "categories")] == [ROW]


@pytest.mark.parametrize("answer", [{"categories": []}, {"category": []}, {"data": [], "total": 0}])
def test_an_empty_list_in_an_envelope_is_empty(answer: object) -> None:
    assert many(answer, "categories") == ()


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        {"categories": None},
        {"categories": {"title": "no id"}},
        {"lineItems": [ROW]},
        {"statusInfoSet": [FAILED], "categories": [ROW]},
        {"imsx_StatusInfo": FAILED, "categories": []},
        {**FAILED, "categories": []},
        "none",
    ],
)
def test_what_may_be_no_list_or_a_failure_is_never_empty(answer: object) -> None:
    with pytest.raises(Unreadable):
        many(answer, "categories")


@pytest.mark.parametrize(
    "answer", [{"class": ROW}, {"class": [ROW]}, {"classes": [ROW]}, {"classes": ROW}, {"data": ROW}]
)
def test_one_thing_comes_in_any_known_envelope(answer: object) -> None:
    assert one(answer, "classes").data == ROW


@pytest.mark.parametrize(
    "answer", [{"class": []}, {"class": [ROW, ROW]}, ROW, [ROW], {"class": ROW, **FAILED}]
)
def test_none_several_or_a_bare_body_is_not_the_one(answer: object) -> None:
    with pytest.raises(Unreadable):
        one(answer, "classes")


@pytest.mark.parametrize(
    ("body", "failed"),
    [
        (b'{"imsx_codeMajor":"failure"}', True),
        (b'{"imsx_StatusInfo":{"imsx_codeMajor":"failure"}}', True),
        (b'{"imsx_codeMajor":"failure","imsx_codeMinor":"unknown object"}', True),
        (b'{"statusInfoSet":[{"imsx_codeMajor":"failure"}]}', True),
        (b'[{"codeMajor":"FAILURE","codeMinor":"INVALID DATA"}]', True),
        (b'{"errors":[{"codeMajor":"failure","codeMinor":"invaliddata"}]}', True),
        (b'{"CodeMajor":"failure","CodeMinor":"x"}', True),
        (b'{"imsx_codeMajor":"success","imsx_severity":"warning"}', False),
        (b'{"request_id":1,"status":422,"error":"x"}', False),
        (b"RESTEASY003210: Could not find resource", False),
        (b"", False),
    ],
)
def test_each_shape_of_an_error_body_is_known_for_one(body: bytes, failed: bool) -> None:
    assert errors.says_failure(body) is failed
    assert errors.is_error(body) is (b"ajor" in body)


# ---- lists that contradict themselves ------------------------------------------------------------------


@pytest.mark.parametrize(
    "pages",
    [
        [(items("a", "b"), {"link": '<https://sis.test/x>; rel="first"', "x_total_count": "3"})],
        [(items("a", "b"), {"x_total_count": "4"}), (items("b", "c"), {"x_total_count": "4"})],
        [({"data": items("a")["lineItems"], "total": 3}, {}), ({"data": [], "total": 3}, {})],
    ],
)
def test_a_list_that_contradicts_its_count_or_moves_while_it_is_read_is_unread(
    oneroster: Any, school: Any, answer: Any, pages: list[tuple[object, dict[str, str]]]
) -> None:
    school.turns(ITEMS, *(answer(200, body, **headers) for body, headers in pages))
    held = asyncio.run(oneroster(page=2).line_items("CLS1"))

    assert isinstance(held, Unread)
    assert held.problem is Problem.ANSWER_NOT_UNDERSTOOD


def test_a_count_beside_the_data_is_followed_like_one_in_a_header(oneroster: Any, school: Any) -> None:
    pages = [{"data": items(ref)["lineItems"], "total": 2} for ref in "ab"]
    school.turns(ITEMS, *pages)

    assert [item.ref for item in asyncio.run(oneroster().line_items("CLS1"))] == ["a", "b"]


def test_bare_lists_end_with_an_empty_one(oneroster: Any, school: Any) -> None:
    school.turns(ITEMS, items("a", "b")["lineItems"], [])

    assert [item.ref for item in asyncio.run(oneroster(page=2).line_items("CLS1"))] == ["a", "b"]


def test_as_many_rows_are_asked_for_as_the_dialect_says(oneroster: Any, school: Any) -> None:
    school.on(ITEMS, items("a"))
    asyncio.run(oneroster(page=500).line_items("CLS1"))

    assert dict(school.last(ITEMS).query)["limit"] == "500"


def test_ten_thousand_rows_are_read_whole(oneroster: Any, school: Any) -> None:
    school.on(ITEMS, items(*(f"li-{n}" for n in range(10_000))))

    assert len(asyncio.run(oneroster().line_items("CLS1"))) == 10_000


def test_what_1_0_calls_inactive_is_not_there(oneroster: Any, school: Any) -> None:
    rows = [{**ITEM, "sourcedId": "a", "status": "inactive"}, {**ITEM, "sourcedId": "b", "status": "active"}]
    school.on(ITEMS, {"lineItems": rows})

    assert [item.ref for item in asyncio.run(oneroster().line_items("CLS1"))] == ["b"]


# ---- finding a class by what its SIS writes otherwise ---------------------------------------------------


@pytest.fixture
def classes(school: Any) -> Any:
    for part, plural in (("students", "users"), ("lineItems", "lineItems"), ("results", "results")):
        school.on(f"GET {B}/classes/CLASS-7/{part}", {plural: []})
    school.on(f"GET {B}/gradingPeriods", {"academicSessions": []})
    school.on(f"GET {B}/categories", {"categories": []})
    rows = [{"sourcedId": "CLASS-7", "classCode": "A 1"}, {"sourcedId": "CLASS-77", "classCode": "A 2"}]
    school.on(f"GET {B}/classes", {"classes": rows})
    return school


def test_a_class_whose_id_has_a_prefix_is_found_among_all(oneroster: Any, classes: Any) -> None:
    rule = IdRule(CanvasField.SIS_ID, "sourcedId", Transform.AS_IS, Transform.STRIP_PREFIX)
    held = asyncio.run(oneroster(rule=rule).read("7"))

    assert isinstance(held, Gradebook)
    assert held.class_ref == "CLASS-7"
    assert asyncio.run(oneroster(rule=rule).read("8")) == Missing("8", ())
    assert all(name != "filter" for name, _ in classes.last(f"GET {B}/classes").query)


@pytest.mark.parametrize(
    ("quotes", "text", "filtered"),
    [
        (FilterQuotes.QUOTED, "A1", "classCode='A1'"),
        (FilterQuotes.BARE, "A1", "classCode=A1"),
        (FilterQuotes.NONE, "A1", None),
        (FilterQuotes.QUOTED, "A 1", None),
        (FilterQuotes.QUOTED, "O'Hara", None),
    ],
)
def test_a_filter_is_written_as_the_vendor_reads_it_and_left_out_where_in_doubt(
    oneroster: Any, classes: Any, quotes: FilterQuotes, text: str, filtered: str | None
) -> None:
    rule = replace(IdRule(CanvasField.SIS_ID, "classCode", Transform.AS_IS, Transform.AS_IS))
    asyncio.run(oneroster(rule=rule, quotes=quotes).read(text))
    first = next(request for request in classes.requests if request.url.endswith("/classes"))

    assert dict(first.query).get("filter") == filtered


def test_a_filter_that_finds_no_class_is_left_out_before_it_is_called_missing(
    oneroster: Any, classes: Any
) -> None:
    classes.turns(
        f"GET {B}/classes", {"classes": []}, {"classes": [{"sourcedId": "CLASS-7", "classCode": "A1"}]}
    )
    rule = IdRule(CanvasField.SIS_ID, "classCode", Transform.AS_IS, Transform.AS_IS)

    assert isinstance(asyncio.run(oneroster(rule=rule).read("A1")), Gradebook)
