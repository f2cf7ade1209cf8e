"""Focus: categories of grading periods, and what was deleted."""

from collections.abc import Callable
from typing import Any

from passback.dictionary.template import say
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.sis.focus.app import MANNERS

Come = Callable[[Manners], Any]
EARLY, LATE = "2026-10-02T00:00:00.000Z", "2026-11-13T00:00:00.000Z"


def test_a_category_is_refused_for_a_due_date_in_another_period_with_422(door: Come) -> None:
    one = door(MANNERS)
    projects = {"sourcedId": one.category("Projects")}
    answer = one.put_line(category=projects, dueDate=EARLY)

    assert answer.status == 422
    assert answer.json["error"] == say("focus.grading-period-locked", {"due_date": "10/02/2026"})
    assert one.put_line(category=projects, dueDate=LATE).status == 201
    one.roster.categories[one.category("Projects")].hidden["periods"] = list(one.roster.periods)
    assert one.put_line("l-2", category=projects, dueDate=EARLY).status == 201


def test_a_closed_marking_period_is_refused_with_422(door: Come) -> None:
    one = door(MANNERS)
    period = next(iter(one.roster.periods.values()))
    period.hidden["closed"] = True

    assert one.put_line(dueDate=EARLY).status == 422
    period.hidden["closed"] = False
    assert one.put_line(dueDate=EARLY).status == 201


def test_what_was_deleted_in_focus_is_not_found_with_404(door: Come) -> None:
    one = door(MANNERS)
    one.put_line(title="Lab 4")
    one.roster.lines.pop("l-1")
    deleted = one.roster.hidden["deleted"] = {"l-1": "Lab 4"}
    words = say("focus.line-item-deleted", {"assignment": "Lab 4"})

    for answer in (one.put_line(), one.put_mark(8)):
        assert (answer.status, answer.json["error"]) == (404, words)
    assert one.put_mark(8, line="never").json["error"] == "Assignment not found: never"
    deleted.clear()
    assert [one.put_line().status, one.put_mark(8).status] == [201, 201]


def test_results_of_a_line_item_and_student_are_no_route(door: Come) -> None:
    answer = door(MANNERS).call("GET", "/results/5521/81001")

    assert answer.status == 404
    assert answer.json["error"] == say("focus.result-not-looked-up", {"path": "5521/81001"})


def test_a_refusal_names_the_request_the_status_and_a_sentence(door: Come) -> None:
    answer = door(MANNERS).put_mark(8)

    assert set(answer.json) == {"request_id", "status", "error"}
    assert (answer.json["status"], type(answer.json["request_id"])) == (404, int)
