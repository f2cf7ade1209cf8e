"""Skyward Qmlativ: the default category, and periods that close."""

from collections.abc import Callable
from typing import Any

from passback.dictionary.template import say
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.sis.skyward.app import MANNERS

Come = Callable[[Manners], Any]


def category(one: Any) -> str:  # noqa: ANN401 - a door
    return str(one.get("/lineItems/l-1")["lineItem"]["category"]["sourcedId"])


def test_an_unmatched_category_becomes_the_default_one_and_nothing_says_so(door: Come) -> None:
    one = door(MANNERS)

    for sent in (..., {"sourcedId": "none"}):
        assert one.put_line(category=sent).status in {200, 201}
        assert category(one) == one.category("Homework")
    one.put_line(category={"sourcedId": one.category("Labs")})
    assert category(one) == one.category("Labs")
    one.roster.hidden["default_category"] = one.category("Tests")
    one.put_line(category=...)
    assert category(one) == one.category("Tests")


def test_the_default_category_comes_again_with_each_put(door: Come) -> None:
    one = door(MANNERS)
    one.put_line(category=...)
    one.kept().category = one.category("Labs")

    one.put_line(category=...)
    assert category(one) == one.category("Homework")


def test_there_are_no_categories_of_a_class(door: Come) -> None:
    one = door(MANNERS)

    assert one.call("GET", f"/classes/{one.klass}/categories").status == 404
    assert len(one.get("/categories")["categories"]) == 3


def test_a_section_is_named_course_zero_section(door: Come) -> None:
    course, zero, section = door(MANNERS).klass.split(".")

    assert (course.isdigit(), zero, section.isdigit()) == (True, "0", True)


def test_a_student_is_named_without_leading_zeros(door: Come) -> None:
    one = door(MANNERS)

    for row in one.get(f"/classes/{one.klass}/students")["users"]:
        assert str(int(row["sourcedId"])) == row["sourcedId"] == row["identifier"]


def test_a_closed_grading_period_refuses(door: Come) -> None:
    one = door(MANNERS)
    period = next(iter(one.roster.periods.values()))
    period.hidden["closed"] = True
    answer = one.put_line()

    assert answer.status == 400
    words = say("skyward.grading-period-locked", {"assignment_id": "l-1"})
    assert answer.json["imsx_description"] == words
    period.hidden["closed"] = False
    assert one.put_line().status == 201
