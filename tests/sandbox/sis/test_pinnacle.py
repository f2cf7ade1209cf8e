"""Pinnacle: the term comes from the due date."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from passback.dictionary.template import say
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.sis.pinnacle.app import MANNERS

Come = Callable[[Manners], Any]
SUMMER = "2026-08-28T00:00:00.000Z"
WORDS = say("pinnacle.due-date-outside-term", {})


def test_a_due_date_outside_every_term_of_the_class_is_refused_with_400(door: Come) -> None:
    one = door(MANNERS)
    answer = one.put_line(dueDate=SUMMER)

    assert (answer.status, answer.json["errors"][0]["description"]) == (400, WORDS)
    term = next(iter(one.roster.terms.values()))
    term.first -= timedelta(days=60)
    assert one.put_line(dueDate=SUMMER).status == 201


def test_a_refusal_stands_in_a_list_of_errors(door: Come) -> None:
    (row,) = door(MANNERS).put_line(dueDate=SUMMER).json["errors"]

    assert row == {
        "errorCode": 400,
        "codeMajor": "failure",
        "severity": "error",
        "codeMinor": "invaliddata",
        "description": WORDS,
    }


def test_the_term_comes_from_the_due_date_alone(door: Come) -> None:
    one = door(MANNERS)

    assert one.put_line(assignDate=SUMMER, gradingPeriod=...).status == 201
    one.roster.classes[one.klass].terms.clear()
    assert one.put_line().status == 400
