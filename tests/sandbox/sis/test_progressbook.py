"""ProgressBook: a category always, and no extra credit."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from passback.dictionary.template import say
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.sis.progressbook.app import MANNERS

Come = Callable[[Manners], Any]


def test_a_line_item_without_a_category_is_refused_in_the_words_of_its_json_reader(door: Come) -> None:
    one = door(MANNERS)
    answer = one.put_line(category=...)

    assert (answer.status, answer.text) == (400, say("progressbook.category-not-imported", {}))
    one.roster.hidden["category_required"] = False
    assert one.put_line(category=...).status == 201


def test_a_score_above_the_maximum_is_refused(door: Come) -> None:
    one = door(MANNERS)
    one.put_line()

    for score in (12, -1):
        answer = one.put_mark(score)
        assert (answer.status, answer.text) == (400, say("progressbook.score-above-maximum", {}))
    assert one.put_mark(10).status == 201
    one.kept().maximum = Decimal(12)
    assert one.put_mark(12).status == 200


def test_a_refusal_is_plain_text(door: Come) -> None:
    answer = door(MANNERS).put_line(category=...)

    assert answer.headers["content-type"].startswith("text/plain")


def test_a_category_that_is_there_is_taken(door: Come) -> None:
    one = door(MANNERS)

    assert one.put_line().status == 201
    assert one.put_line(category={"sourcedId": "none"}).status == 404
