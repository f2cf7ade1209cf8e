"""`passback check`: what a sync would meet, found before it, and not a trace left anywhere."""

import asyncio
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from desk import Desk
from passback.core.errors import Retryable
from passback.core.ports import Clock, Request
from passback.core.problem import Problem
from passback.run.ports import Store
from passback.run.read import Reader

pytestmark = pytest.mark.disable_socket
NAME = "practice-aspen"


def checked(desk: Desk, *words: str) -> tuple[int, dict[str, Any]]:
    code, told = desk.json("check", *words)
    assert isinstance(told, dict)
    return code, told


def test_a_check_and_the_sync_after_it_end_in_the_same_causes_with_the_same_numbers(desk: Desk) -> None:
    _, before = checked(desk, NAME)
    _, told = desk.json("sync", NAME, "--yes")
    assert isinstance(told, dict)

    predicted = {c["problem"]: c["scores"] for c in before["causes"] if c["stops"]}
    became = {p["problem"]: p["scores"] for p in told["problems"] if p["effect"] != "harmless"}
    assert predicted == {problem: count for problem, count in became.items() if problem in predicted}
    assert before["considered"] == told["considered"]
    kept_back = told["states"]["waiting"] + told["states"]["not-sent"]
    assert before["considered"] - before["ready"] == kept_back


def test_every_score_considered_is_ready_or_kept_back_by_one_cause(desk: Desk) -> None:
    _, told = checked(desk, NAME)

    assert told["considered"] == told["ready"] + sum(cause["scores"] for cause in told["causes"]) > 0


def test_a_check_writes_nowhere(desk: Desk) -> None:
    """Not to a school, and not into the store: no plan, no batch, nothing seen, nothing remembered."""
    store, school = deepcopy(vars(desk.store)), deepcopy(desk.practice.school)

    code, _ = checked(desk, NAME)

    assert code == 1
    calls = [shape for shapes in desk.practice.school.calls.values() for shape in shapes]
    assert calls
    assert [shape for shape in calls if not shape.startswith(("GET ", "POST token"))] == []
    assert desk.practice.school.canvas == school.canvas
    assert desk.practice.school.writes == school.writes
    assert vars(desk.store) == store


def test_what_a_plan_leaves_behind_would_have_been_seen(desk: Desk) -> None:
    """The comparison above can fail: a plan writes what a check does not."""
    store = deepcopy(vars(desk.store))

    desk.type("plan", NAME)

    assert vars(desk.store) != store


def test_causes_come_worst_first_and_say_whose_they_are_and_what_to_do(desk: Desk) -> None:
    _, told = checked(desk, NAME)
    _, text, _ = desk.type("check", NAME)

    stopping = [cause for cause in told["causes"] if cause["stops"]]
    blocking = [cause["scores"] for cause in stopping if cause["severity"] == "blocks"]
    assert told["causes"][: len(stopping)] == stopping
    assert blocking == sorted(blocking, reverse=True) != []
    at = [text.index(f"{n}. {cause['title']}") for n, cause in enumerate(stopping, 1)]
    assert at == sorted(at)
    assert "keeps back 22 scores, 1 assignment, 22 students" in text
    assert "where: Physical Science 8: Lab 1: Measuring density" in text
    assert "seen:  category Labs; the SIS has Classwork, Homework, Tests" in text
    assert "first: Teacher: " in text
    assert f"next: passback plan {NAME}" in text


def test_nothing_in_the_way_is_exit_0(desk: Desk) -> None:
    course = desk.course("World History Honors")
    _, told = checked(desk, NAME, "--course", course)
    for row in desk.practice.school.canvas.assignments.values():
        hit = {str(f["subject"]["assignment"]) for c in told["causes"] for f in c["findings"]}
        row.post_to_sis = row.post_to_sis and str(row.id) not in hit

    code, told = checked(desk, NAME, "--course", course)

    assert (code, told["clear"]) == (0, True)
    assert [c["course"] for c in told["courses"]] == [course]


def test_a_course_that_cannot_be_read_is_named_and_the_others_are_checked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = desk.course("Algebra 1")
    read = Reader.snapshot

    async def broken(self: Reader, course: str, store: Store, clock: Clock) -> object:
        if course == lost:
            raise Retryable("the connection broke off", Problem.CANVAS_UNREACHABLE)
        return await read(self, course, store, clock)

    monkeypatch.setattr(Reader, "snapshot", broken)
    code, told = checked(desk, NAME)
    _, text, _ = desk.type("check", NAME)

    assert code == 1
    assert [finding["subject"]["course"] for finding in told["unread"]] == [lost]
    assert len(told["courses"]) == 3
    assert "Algebra 1: could not be read: the connection broke off" in text


def test_a_part_that_cannot_be_read_is_said_once_with_what_cannot_be_told(desk: Desk) -> None:
    desk.type("connections", "test", NAME)
    before = desk.practice.before

    def hide(request: Request, number: int) -> None:
        before(request, number)
        if request.url.endswith("/categories"):
            raise Retryable("the categories do not come", Problem.SIS_UNREACHABLE)

    desk.practice.before = hide
    code, told = checked(desk, NAME, "--course", desk.course("Physical Science 8"))

    (part,) = told["cannot_tell"]
    assert code == 1
    assert part["part"] == "categories"
    assert "category-not-found" in part["checks"]
    assert not any(cause["problem"] == "category-not-found" for cause in told["causes"])


def test_the_id_profile_is_found_for_a_check_and_not_kept(desk: Desk) -> None:
    code, _ = checked(desk, NAME)

    (kept,) = [c for c in asyncio.run(desk.store.connections()) if c.name == NAME]
    assert code == 1
    assert kept.profile is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "give a connection or --snapshot"),
        ((NAME, "--snapshot", "x"), "one of them"),
        (("--snapshot", "x", "--save", "y"), "--save goes with a connection"),
        (("nobody",), "no connection named"),
        ((NAME, "--course", " "), "--course: is empty"),
        ((NAME, "--course", "99999"), "no course '99999'"),
        ((NAME, "--save", "/nowhere/at/all.json"), "cannot be written"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(desk: Desk, words: tuple[str, ...], says: str) -> None:
    code, out, err = desk.type("check", *words)

    assert (code, out) == (2, "")
    assert says in err.strip().splitlines()[-1]


def test_docs_name_every_field_of_the_json(desk: Desk) -> None:
    documented = Path("docs/check.md").read_text(encoding="utf-8")
    _, told = checked(desk, NAME)

    rows = [told, told["causes"][0], told["causes"][0]["findings"][0], told["courses"][0]]
    fields = {field for row in rows for field in row} | {"part", "checks"}
    assert [field for field in sorted(fields) if f"`{field}`" not in documented] == []


def test_what_was_refused_before_is_said_and_a_person_s_word_forgets_it(desk: Desk) -> None:
    course = desk.course("Algebra 1")
    desk.type("sync", NAME, "--course", course, "--yes")

    _, before = checked(desk, NAME, "--course", course)
    _, text, _ = desk.type("check", NAME, "--course", course)

    (cause,) = [c for c in before["causes"] if c["refused_before"]]
    assert cause["problem"] == "category-without-grade-scale"
    assert cause["stops"]
    assert before["considered"] == before["ready"] + sum(c["scores"] for c in before["causes"])
    assert "refused before: the next sync tries one" in text
    assert f"--fixed {' '.join(cause['refused_before'])}" in " ".join(text.split())

    code, out, err = desk.type("check", NAME, "--fixed", *cause["refused_before"], "--course", course)
    _, after = checked(desk, NAME, "--course", course)

    assert code == 1
    assert "forgotten: category-without-grade-scale" in err
    assert "refused before" not in out
    assert after["ready"] == before["ready"] + cause["scores"]


def test_a_key_that_nobody_knows_is_one_line(desk: Desk) -> None:
    code, out, err = desk.type("check", NAME, "--fixed", "0123456789ab")

    assert (code, out) == (2, "")
    assert "no refusal '0123456789ab' is remembered" in err
