"""Q: neither exempt nor null."""

from collections.abc import Callable
from typing import Any

import pytest

from passback.dictionary.template import say
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.sis.q_sis.app import MANNERS

Come = Callable[[Manners], Any]


def test_an_exempt_result_is_refused(door: Come) -> None:
    one = door(MANNERS)
    one.put_line()
    answer = one.put_mark(0, scoreStatus="exempt")

    assert (answer.status, answer.text) == (400, say("q-sis.score-excused", {}))
    one.roster.hidden["takes_exempt"] = True
    assert one.put_mark(0, scoreStatus="exempt").status == 201


@pytest.mark.parametrize("score", [None, ...])
def test_a_score_that_is_null_ends_in_the_words_of_net(door: Come, score: object) -> None:
    one = door(MANNERS)
    one.put_line()
    answer = one.put_mark(score)

    assert (answer.status, answer.text) == (500, say("q-sis.score-empty", {}))
    one.roster.hidden["takes_null"] = True
    assert one.put_mark(score).status == 201


def test_a_refusal_is_plain_text(door: Come) -> None:
    one = door(MANNERS)
    one.put_line()

    assert one.put_mark(None).headers["content-type"].startswith("text/plain")


def test_categories_are_named_per_class(door: Come) -> None:
    one = door(MANNERS)

    rows = one.get("/categories")["categories"]
    assert {row["metadata"]["classId"] for row in rows} == {one.klass}
