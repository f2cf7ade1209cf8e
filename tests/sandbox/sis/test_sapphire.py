"""Sapphire: a category always, and the body said back."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from passback.dictionary import recognize as recognizing
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.sis.sapphire.app import MANNERS

Come = Callable[[Manners], Any]
SEEN = "Bad Request - The Request body is missing category. Object Passed: "


def test_a_line_item_without_a_category_is_refused_with_400(door: Come) -> None:
    one = door(MANNERS)
    answer = one.put_line(category=...)

    assert answer.status == 400
    found = recognizing.recognize(answer.text, "sapphire")
    assert found.entry.id == "sapphire.category-not-found"
    one.roster.hidden["category_required"] = False
    assert one.put_line(category=...).status == 201


@pytest.mark.parametrize("empty", ["", {}, None])
def test_an_empty_category_is_no_category(door: Come, empty: object) -> None:
    one = door(MANNERS)

    assert one.put_line(category=empty).status == 400
    one.roster.hidden["category_required"] = False
    assert one.put_line(category=empty).status == 201


def test_a_refusal_is_plain_text_that_repeats_the_body(door: Come) -> None:
    one = door(MANNERS)
    said = "Imported from Canvas: https://canvas.example.org/courses/101"
    answer = one.put_line(category="", title='Lab "4"', description=said)

    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith(SEEN)
    body = json.loads(answer.text.removeprefix(SEEN))
    assert (body["title"], body["description"], body["resultValueMax"]) == ('Lab "4"', said, 10)
    assert body["class"]["sourcedId"] == one.klass


def test_a_class_is_named_class_and_a_guid(door: Come) -> None:
    one = door(MANNERS)

    (row,) = one.get("/classes")["classes"]
    assert row["sourcedId"].startswith("CLASS-")
    assert len(row["sourcedId"]) == len("CLASS-") + 36
