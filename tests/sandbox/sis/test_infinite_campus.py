"""Infinite Campus: the vendor's key, dates, letters; 1.1 and 1.2."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from passback.dictionary.template import say
from passback.sandbox.oneroster.app import describe
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.sis.infinite_campus.app import MANNERS, MANNERS_1_2
from passback.sandbox.sis.infinite_campus.rules import LETTER, UNCATEGORIZED

Come = Callable[[Manners], Any]
BOTH = pytest.mark.parametrize("manners", [MANNERS, MANNERS_1_2], ids=["1.1", "1.2"])
SUMMER, BETWEEN = "2026-08-28T00:00:00.000Z", "2026-11-04T00:00:00.000Z"


def test_1_1_stands_under_the_name_of_an_app_and_is_signed(door: Come) -> None:
    one = door(MANNERS)
    shown: Any = describe(MANNERS, one.school, "http://ic.test")

    assert MANNERS.gradebook == "/campus/oneroster/passback/ims/oneroster/v1p1"
    assert (shown["auth"]["kind"], "token_url" in shown["auth"]) == ("oauth1-sha1", False)
    assert shown["auth"]["client_id"].startswith("InfiniteCampus_")


def test_1_2_has_two_bases_and_a_token_of_its_own(door: Come) -> None:
    one = door(MANNERS_1_2)
    shown: Any = describe(MANNERS_1_2, one.school, "http://ic.test")

    base = "/campus/api/ims/oneroster"
    assert one.anyone("GET", f"{base}/rostering/v1p2/classes", **one.headers).status == 200
    assert one.anyone("GET", f"{base}/gradebook/v1p2/lineItems", **one.headers).status == 200
    assert shown["auth"]["token_url"] == "http://ic.test/campus/oauth2/token"


@BOTH
def test_without_the_vendors_header_every_gradebook_call_is_401(door: Come, manners: Manners) -> None:
    one = door(manners)
    key = one.headers.pop("x-vendor-authorization")
    words = json.loads(say("infinite-campus.not-authorized", {}))

    for answer in (
        one.put_line(),
        one.call("GET", "/categories"),
        one.call("GET", f"/classes/{one.klass}/lineItems"),
        one.call("GET", "/results"),
    ):
        assert (answer.status, answer.json) == (401, words)
    assert one.call("GET", f"/classes/{one.klass}/students").status == 200
    one.headers["x-vendor-authorization"] = key
    assert one.put_line().status == 201
    one.roster.hidden["vendor"] = "another:key"
    assert one.put_line().status == 401


def test_users_of_1_1_bear_a_letter_and_those_of_1_2_a_legacy_id(door: Come) -> None:
    old, new = door(MANNERS), door(MANNERS_1_2)
    (teacher,) = old.get(f"/classes/{old.klass}/teachers")["users"]
    student = old.get(f"/classes/{old.klass}/students")["users"][0]
    later = new.get(f"/classes/{new.klass}/students")["users"][0]

    assert (teacher["sourcedId"][0], student["sourcedId"]) == ("t", f"s{student['identifier']}")
    assert later["sourcedId"] == later["identifier"]
    assert later["metadata"] == {"ic.legacysourceId": f"s{later['sourcedId']}"}
    assert "metadata" not in student


def test_in_1_1_a_line_item_without_a_category_reads_back_as_uncategorized(door: Come) -> None:
    one = door(MANNERS)
    answer = one.put_line(category=...)

    assert answer.status == 201
    row = one.get("/lineItems/l-1")["lineItem"]
    assert row["category"]["sourcedId"] == UNCATEGORIZED
    assert row["category"]["href"].endswith(f"/v1p1/categories/{UNCATEGORIZED}")
    one.put_line()
    assert one.get("/lineItems/l-1")["lineItem"]["category"]["sourcedId"] == one.category()


def test_in_1_2_a_category_is_required(door: Come) -> None:
    one = door(MANNERS_1_2)

    assert one.put_line(category=...).status == 422
    assert one.put_line().status == 201


@BOTH
def test_the_grading_period_comes_from_the_due_date(door: Come, manners: Manners) -> None:
    one = door(manners)
    first, second = one.roster.periods
    one.put_line(gradingPeriod={"sourcedId": second})

    row = one.get("/lineItems/l-1")["lineItem"]
    assert row["gradingPeriod"]["sourcedId"] == first


@BOTH
def test_dates_outside_the_classs_terms_are_refused(door: Come, manners: Manners) -> None:
    one = door(manners)
    words = say("infinite-campus.due-date-outside-class", {})

    for dates in ({"dueDate": SUMMER}, {"assignDate": SUMMER}):
        answer = one.put_line(**dates)
        assert (answer.status, answer.json[0]["description"]) == (422, words)
    term = next(iter(one.roster.terms.values()))
    term.first = term.first.replace(month=8)
    assert one.put_line(assignDate=SUMMER).status == 201


def test_a_due_date_in_no_grading_period_is_refused(door: Come) -> None:
    one = door(MANNERS)
    answer = one.put_line(dueDate=BETWEEN)

    words = say("infinite-campus.due-date-outside-grading-period", {})
    assert (answer.status, answer.json[0]["description"]) == (422, words)
    first = next(iter(one.roster.periods.values()))
    first.last = first.last.replace(month=11, day=8)
    assert one.put_line(dueDate=BETWEEN).status == 201


@BOTH
def test_a_result_with_neither_score_nor_letter_is_refused_with_422(door: Come, manners: Manners) -> None:
    one = door(manners)
    one.put_line()
    answer = one.put_mark(..., scoreStatus="submitted")

    words = say("infinite-campus.score-cleared-refused", {})
    assert (answer.status, answer.json[0]["description"]) == (422, words)
    one.roster.hidden["score_required"] = False
    assert one.put_mark(..., scoreStatus="submitted").status == 201


def test_a_letter_stands_in_metadata(door: Come) -> None:
    one = door(MANNERS)
    one.put_line()

    assert one.put_mark(..., metadata={LETTER: "A-"}).status == 201
    (row,) = one.get("/results")["results"]
    assert row["metadata"] == {LETTER: "A-"}
    assert one.put_mark(..., seat=1, metadata={LETTER: ""}).status == 422


def test_numbers_as_text_no_status_and_no_sourcedid_are_taken(door: Come) -> None:
    one = door(MANNERS)

    answer = one.put_line(category=..., resultValueMin="0", resultValueMax="10")
    assert answer.status == 201
    assert one.put_mark("8", scoreStatus="submitted", scoreDate="2026-01-02T00:00:00.000Z").status == 201
    assert one.put_mark("91", seat=1, scoreStatus=..., metadata={LETTER: "A-"}, comment="x").status == 201
    assert [str(row["score"]) for row in one.get("/results")["results"]] == ["8", "91"]


@BOTH
def test_a_refusal_is_a_bare_array_in_capitals(door: Come, manners: Manners) -> None:
    (row,) = door(manners).put_line(dueDate=SUMMER).json

    assert set(row) == {"codeMajor", "severity", "codeMinor", "description"}
    assert (row["codeMajor"], row["severity"], row["codeMinor"]) == ("FAILURE", "ERROR", "INVALID DATA")
