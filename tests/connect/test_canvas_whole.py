# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""Canvas whole, by script: grading periods, ends, quizzes, the SIS gate, changes that Canvas may twist."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from passback.connect.canvas import model
from passback.connect.canvas.changes import difference
from passback.connect.canvas.client import Canvas
from passback.connect.shape import Row
from passback.core.connection import CanvasSettings
from passback.core.finding import Receipt, Rejection, Silence
from passback.core.gradebook import Assignment, Group, Term, Unread

C = "/api/v1/courses/1"
PERIOD = {
    "id": "7",
    "title": "Quarter 1",
    "start_date": "2026-08-18T03:00:00Z",
    "end_date": "2026-10-17T05:59:59Z",
    "close_date": "2026-10-24T05:59:59Z",
    "is_closed": True,
}
NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
PUT = f"PUT {C}/assignments/31"
PUT_GROUP = f"PUT {C}/assignment_groups/41"
ESSAY = Assignment(
    id="31",
    name="Essay",
    url="",
    group="41",
    points=Decimal(10),
    grading_type="points",
    submission_types=("none",),
    due=None,
    unlock=None,
    created=datetime(2026, 9, 1, tzinfo=UTC),
    published=True,
    post_to_sis=False,
    only_overrides=True,
    overrides=(),
    omit_from_final_grade=False,
    anonymous=False,
    moderated=False,
    grades_published=None,
    name_max=None,
    due_required=False,
    integration_data={},
    closed=False,
    quiz=None,
)


@pytest.fixture
def canvas(means: Any) -> Canvas:
    return Canvas(CanvasSettings("https://canvas.test/", "7", "env:TOKEN"), means)


@pytest.fixture
def course(script: Any) -> Any:
    head = {"id": 1, "name": "A", "account_id": 7, "time_zone": "America/Denver"}
    script.on(f"GET {C}", {**head, "workflow_state": "available"})
    for part in ("sections", "enrollments", "assignment_groups", "students/submissions"):
        script.on(f"GET {C}/{part}", [])
    script.on(f"GET {C}/grading_periods", {"grading_periods": [PERIOD]})
    return script


def group(**links: str) -> Group:
    return Group("41", "Homework", Decimal(30), links, drops=False)


# ---- grading periods ---------------------------------------------------------------------------------


def test_a_course_reads_its_grading_periods_in_its_own_zone(canvas: Canvas, course: Any) -> None:
    assert asyncio.run(canvas.read("1")).periods == (
        Term("7", "Quarter 1", date(2026, 8, 17), date(2026, 10, 16)),
    )


def test_the_next_page_of_grading_periods_stands_in_their_meta(canvas: Canvas, course: Any) -> None:
    following = f"https://canvas.test{C}/grading_periods?page=2"
    course.turns(
        f"GET {C}/grading_periods",
        {"grading_periods": [PERIOD], "meta": {"pagination": {"next": following}}},
        {"grading_periods": [{**PERIOD, "id": "8"}], "meta": {"pagination": {"current": following}}},
    )
    periods = asyncio.run(canvas.read("1")).periods
    assert not isinstance(periods, Unread)
    assert [period.ref for period in periods] == ["7", "8"]


@pytest.mark.parametrize("body", [{}, [], {"grading_periods": [{"id": 1}]}, {"grading_periods": None}])
def test_grading_periods_not_understood_are_unread_and_stop_nothing(
    canvas: Canvas, course: Any, body: Any
) -> None:
    course.on(f"GET {C}/grading_periods", body)
    read = asyncio.run(canvas.read("1"))
    assert isinstance(read.periods, Unread)
    assert read.unread == ()


def test_grading_periods_that_go_round_in_a_circle_are_unread(canvas: Canvas, course: Any) -> None:
    following = f"https://canvas.test{C}/grading_periods?page=2"
    page = {"grading_periods": [PERIOD], "meta": {"pagination": {"next": following}}}
    course.on(f"GET {C}/grading_periods", page)
    assert isinstance(asyncio.run(canvas.read("1")).periods, Unread)


# ---- ends, quizzes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "term", "ended"),
    [
        (None, None, None),
        (None, "2026-11-23T16:00:00Z", NOW),
        (None, "2026-11-23T16:00:01Z", None),
        ("2026-05-30T05:00:00Z", "2027-06-30T05:00:00Z", datetime(2026, 5, 30, 5, tzinfo=UTC)),
        ("2027-01-30T05:00:00Z", "2026-05-30T05:00:00Z", None),
    ],
)
def test_a_course_ended_by_its_own_date_or_else_by_its_terms(
    own: str | None, term: str | None, ended: datetime | None
) -> None:
    row = Row("course", {"end_at": own, "term": {"id": 1, "end_at": term}})
    assert model.ended(row, NOW) == ended


def test_a_course_that_shows_no_dates_has_not_ended() -> None:
    assert model.ended(Row("course", {"id": 1}), NOW) is None


@pytest.mark.parametrize(
    ("flags", "quiz"),
    [
        ({"is_quiz_assignment": True}, "classic"),
        ({"is_quiz_lti_assignment": True, "is_quiz_assignment": False}, "new"),
        ({"is_quiz_assignment": False}, None),
        ({}, None),
    ],
)
def test_a_classic_and_a_new_quiz_are_told_apart(flags: dict[str, bool], quiz: str | None) -> None:
    row = {
        "id": 31,
        "assignment_group_id": 41,
        "points_possible": 1,
        "grading_type": "points",
        "submission_types": ["external_tool"],
        "due_at": None,
        "unlock_at": None,
        "created_at": "2026-09-01T00:00:00Z",
        "published": True,
        "post_to_sis": True,
    }
    assert model.assignment(Row("assignment", row | flags), ()).quiz == quiz


# ---- the gate of the SIS API -------------------------------------------------------------------------


def test_a_course_that_lists_its_synced_work_shows_the_box(canvas: Canvas, script: Any) -> None:
    script.on("GET /api/sis/courses/1/assignments", [])
    assert asyncio.run(canvas.box("1")) is True


def test_a_course_that_is_not_enabled_hides_the_box(canvas: Canvas, script: Any, answer: Any) -> None:
    script.on("GET /api/sis/courses/1/assignments", answer(400, b'{"code":"not_enabled","error":"x"}'))
    assert asyncio.run(canvas.box("1")) is False


@pytest.mark.parametrize(
    ("status", "body"),
    [(400, b'{"code":"unpublished_course"}'), (400, b"no"), (401, b"{}"), (404, b"{}"), (400, b"[]")],
)
def test_any_other_refusal_leaves_it_unread_whether_the_box_is_shown(
    canvas: Canvas, script: Any, answer: Any, status: int, body: bytes
) -> None:
    script.on("GET /api/sis/courses/1/assignments", answer(status, body))
    assert isinstance(asyncio.run(canvas.box("1")), Unread)


# ---- changes that Canvas may twist -------------------------------------------------------------------


def test_a_date_never_opens_an_assignment_that_is_only_for_overrides(canvas: Canvas, script: Any) -> None:
    script.on(PUT, {"id": 31, "only_visible_to_overrides": True})
    after = replace(ESSAY, due=datetime(2026, 10, 1, 5, 59, 59, tzinfo=UTC))
    assert isinstance(asyncio.run(canvas.save("1", ESSAY, after)), Receipt)
    assert script.bodies(PUT) == [
        {"assignment": {"due_at": "2026-10-01T05:59:59Z", "only_visible_to_overrides": True}}
    ]


@pytest.mark.parametrize(
    ("shown", "kind"), [({"only_visible_to_overrides": False}, Rejection), ({"id": 31}, Silence)]
)
def test_an_assignment_that_canvas_opened_all_the_same_is_no_success(
    canvas: Canvas, script: Any, shown: dict[str, Any], kind: type
) -> None:
    script.on(PUT, shown)
    after = replace(ESSAY, due=datetime(2026, 10, 1, 5, 59, 59, tzinfo=UTC))
    assert isinstance(asyncio.run(canvas.save("1", ESSAY, after)), kind)


def test_no_date_and_a_date_for_everyone_need_no_such_word() -> None:
    dated = replace(ESSAY, due=datetime(2026, 10, 1, tzinfo=UTC))
    assert difference(dated, ESSAY) == ("assignments", {"due_at": None})
    everyone = replace(ESSAY, only_overrides=False)
    assert "only_visible_to_overrides" not in difference(everyone, replace(dated, only_overrides=False))[1]


def test_only_new_links_of_a_group_are_sent_for_canvas_merges_them() -> None:
    assert difference(group(a="1", b="2"), group(a="1", b="3", c="4")) == (
        "assignment_groups",
        {"integration_data": {"b": "3", "c": "4"}},
    )


@pytest.mark.parametrize("after", [group(), group(a="")])
def test_a_link_of_a_group_cannot_be_taken_away(after: Group) -> None:
    with pytest.raises(ValueError, match="not taken away"):
        difference(group(a="1"), after)


def test_all_links_of_an_assignment_are_sent_for_canvas_replaces_them() -> None:
    before = replace(ESSAY, integration_data={"a": "1", "b": "2"})
    after = replace(ESSAY, integration_data={"a": "1"})
    assert difference(before, after) == ("assignments", {"integration_data": {"a": "1"}})


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        ({"integration_data": {"old": "1", "new": "2"}}, Receipt),
        ({"integration_data": {"old": "1"}}, Rejection),
        ({"integration_data": None}, Rejection),
        ({"id": 41}, Silence),
    ],
)
def test_links_of_a_group_are_taken_when_the_answer_shows_them_among_others(
    canvas: Canvas, script: Any, shown: dict[str, Any], kind: type
) -> None:
    script.on(PUT_GROUP, shown)
    answer = asyncio.run(canvas.save("1", group(old="1"), group(old="1", new="2")))
    assert isinstance(answer, kind)


def test_a_group_is_saved_with_its_weight() -> None:
    assert difference(group(), replace(group(), weight=Decimal(40))) == (
        "assignment_groups",
        {"group_weight": Decimal(40)},
    )


def test_what_a_group_drops_cannot_be_saved() -> None:
    with pytest.raises(ValueError, match="drops cannot be saved"):
        difference(group(), replace(group(), drops=True))
