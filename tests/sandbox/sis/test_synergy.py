"""Synergy: locks, periods, twice the maximum."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from passback.dictionary.template import say
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.sis.synergy.app import MANNERS

Come = Callable[[Manners], Any]
SUMMER = "2026-08-28T00:00:00.000Z"


def test_a_token_needs_a_scope_of_the_gradebook(door: Come) -> None:
    one = door(MANNERS)
    client = one.roster.client
    pair = base64.b64encode(f"{client.id}:{client.secret}".encode()).decode()

    for scope, status in (("", 400), ("nonsense", 400), (MANNERS.scopes[1], 200)):
        form = f"grant_type=client_credentials&scope={scope}".encode()
        answer = one.anyone("POST", MANNERS.token_path, form, authorization=f"Basic {pair}")
        assert (answer.status, "invalid_scope" in answer.text) == (status, status == 400)


def test_dates_bear_no_zone(door: Come) -> None:
    one = door(MANNERS)
    answer = one.put_line()

    for row in (answer.json["lineItem"], one.get("/lineItems/l-1")["lineItem"]):
        assert row["dueDate"] == "2026-10-02T00:00:00"


@pytest.mark.parametrize(
    ("flag", "shut", "free"), [("admin_locked", True, False), ("third_party", False, True)]
)
def test_a_line_item_that_is_locked_or_no_longer_third_party_is_left_as_it_is(
    door: Come, flag: str, shut: bool, free: bool
) -> None:
    one = door(MANNERS)
    one.put_line()
    one.kept().hidden[flag] = shut
    answer = one.put_line(title="Another")

    assert (answer.status, answer.text) == (400, say("synergy.assignment-locked", {}))
    assert one.kept().title == "Density worksheet"
    one.kept().hidden[flag] = free
    assert one.put_line(title="Another").status == 200


def test_a_due_date_outside_every_grading_period_is_refused(door: Come) -> None:
    one = door(MANNERS)
    answer = one.put_line(dueDate=SUMMER)

    assert (answer.status, answer.text) == (400, say("synergy.due-date-outside-grading-period", {}))
    period = next(iter(one.roster.periods.values()))
    period.first = period.first.replace(month=8, day=1)
    assert one.put_line(dueDate=SUMMER).status == 201


def test_a_score_above_twice_the_maximum_is_refused_without_extra_credit(door: Come) -> None:
    one = door(MANNERS)
    one.put_line()
    said = {"score": "20.5", "min_score": "0", "max_score": "10"}
    answer = one.put_mark("20.5")

    assert (answer.status, answer.text) == (400, say("synergy.score-above-maximum", said))
    assert one.put_mark(20).status == 201
    assert one.put_mark(-1).status == 400
    one.kept().hidden["extra_credit"] = True
    assert one.put_mark("20.5").status == 200


def test_categories_are_read_and_never_put(door: Come) -> None:
    one = door(MANNERS)

    assert len(one.get("/categories")["categories"]) == 3
    assert one.call("PUT", "/categories/x", {"category": {"title": "Projects"}}).status == 404


def test_a_server_in_trouble_says_internal_server_error(door: Come) -> None:
    one = door(MANNERS)
    one.put_line()
    one.roster.hidden["broken"] = True

    for answer in (one.put_line(), one.put_mark(8)):
        assert (answer.status, answer.text) == (500, say("synergy.sis-internal-error", {}))
    one.roster.hidden["broken"] = False
    assert one.put_mark(8).status == 201
