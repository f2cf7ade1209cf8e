# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""Canvas's list of courses, saving, the probe, and a live payload."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from passback.connect.canvas import model
from passback.connect.canvas.client import Canvas
from passback.connect.exact_json import decode
from passback.connect.shape import Row
from passback.core.connection import CanvasSettings
from passback.core.errors import Retryable
from passback.core.finding import Receipt, Rejection, Silence
from passback.core.gradebook import Assignment, Group, Override, Submission
from passback.core.ports import CourseRef
from passback.core.problem import Problem
from refusals import bare

QUIZ = Assignment(
    id="31",
    name="Quiz",
    url="",
    group="41",
    points=Decimal(10),
    grading_type="points",
    submission_types=("none",),
    due=None,
    unlock=None,
    created=datetime(2026, 9, 1, tzinfo=UTC),
    published=True,
    post_to_sis=True,
    only_overrides=False,
    overrides=(),
    omit_from_final_grade=False,
    anonymous=False,
    moderated=False,
    grades_published=None,
    name_max=None,
    due_required=False,
    integration_data=None,
    closed=False,
    quiz=None,
)
PUT = "PUT /api/v1/courses/1/assignments/31"


def group(id_: str, name: str, weight: Decimal | None = None) -> Group:
    return Group(id_, name, weight, None, drops=False)


@pytest.fixture
def canvas(means: Any) -> Canvas:
    return Canvas(CanvasSettings("https://canvas.test", "7", "env:TOKEN"), means)


def test_courses_are_listed_to_the_last_page(canvas: Canvas, script: Any, answer: Any) -> None:
    row = {"id": 1, "name": "A", "sis_course_id": None, "workflow_state": "available"}
    link = '<https://canvas.test/api/v1/accounts/7/courses?page=2>; rel="next"'
    script.turns("GET /api/v1/accounts/7/courses", answer(200, [row], link=link), [{**row, "id": 2}])
    assert asyncio.run(canvas.courses()) == (
        CourseRef("1", "A", None, "available"),
        CourseRef("2", "A", None, "available"),
    )


def test_courses_are_listed_whole_or_not_at_all(canvas: Canvas, script: Any, answer: Any) -> None:
    link = '<https://canvas.test/api/v1/accounts/7/courses?page=2>; rel="next"'
    script.turns("GET /api/v1/accounts/7/courses", answer(200, [], link=link), answer(502))
    with pytest.raises(Retryable):
        asyncio.run(canvas.courses())


def test_only_what_differs_is_saved_and_exactly(canvas: Canvas, script: Any, clock: Any) -> None:
    script.on(PUT, {"id": 31})
    after = replace(QUIZ, points=Decimal("10.50"), due=datetime(2026, 10, 1, 5, 59, 59, tzinfo=UTC))
    assert asyncio.run(canvas.save("1", QUIZ, after)) == Receipt("31", clock.now())
    assert script.last(PUT).body == (
        b'{"assignment":{"points_possible":10.5,"due_at":"2026-10-01T05:59:59Z"}}'
    )


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        ({"id": 31, "integration_data": {"a": "b"}}, Receipt),
        ({"id": 31, "integration_data": {}}, Rejection),
        ({"id": 31}, Silence),
    ],
)
def test_a_field_that_canvas_drops_in_silence_is_no_success(
    canvas: Canvas, script: Any, shown: dict[str, Any], kind: type
) -> None:
    script.on(PUT, shown)
    after = replace(QUIZ, integration_data={"a": "b"})
    assert isinstance(asyncio.run(canvas.save("1", QUIZ, after)), kind)


def test_a_group_is_saved_by_its_name(canvas: Canvas, script: Any) -> None:
    script.on("PUT /api/v1/courses/1/assignment_groups/41", {"id": 41})
    asyncio.run(canvas.save("1", group("41", "A"), group("41", "B")))
    assert script.bodies("PUT /api/v1/courses/1/assignment_groups/41") == [{"name": "B"}]


def test_nothing_differs_and_nothing_is_sent(canvas: Canvas, script: Any) -> None:
    asyncio.run(canvas.save("1", QUIZ, QUIZ))
    assert script.requests == []


def test_a_refusal_and_a_silence_are_answers(canvas: Canvas, script: Any, answer: Any) -> None:
    raw = b'{"errors":{"due_at":[{"message":"cannot be blank when Post to Sis is checked"}]}}'
    script.turns(PUT, answer(400, raw), answer(502))
    after = replace(QUIZ, name="B")
    assert bare(asyncio.run(canvas.save("1", QUIZ, after))) == Rejection(raw.decode(), 400, ())
    assert isinstance(asyncio.run(canvas.save("1", QUIZ, after)), Silence)


@pytest.mark.parametrize(
    "after",
    [
        replace(QUIZ, id="32"),
        group("31", "Quiz"),
        replace(
            QUIZ,
            overrides=(
                Override("1", "11", (), None, course=False, mastery=False, overrides_due=False, due=None),
            ),
        ),
    ],
)
def test_what_cannot_be_saved_is_a_bug_of_the_caller(canvas: Canvas, after: Assignment | Group) -> None:
    with pytest.raises(ValueError, match="save"):
        asyncio.run(canvas.save("1", QUIZ, after))


def probed(canvas: Canvas) -> dict[str, tuple[bool | None, Problem | None]]:
    return {probe.name: (probe.ok, probe.problem) for probe in asyncio.run(canvas.probe())}


def well(script: Any) -> None:
    script.on("GET /api/v1/users/self", {"id": 1})
    script.on("GET /api/v1/accounts/7", {"id": 7})
    script.on("GET /api/v1/accounts/7/courses", [{"id": 1, "name": "A", "workflow_state": "available"}])
    script.on("GET /api/v1/courses/1/sections", [{"id": 11, "sis_section_id": None}])
    script.on("GET /api/v1/courses/1/students/submissions", [])


def test_the_probe_of_a_good_connection_is_all_yes(canvas: Canvas, script: Any) -> None:
    well(script)
    assert [ok for ok, _ in probed(canvas).values()] == [True] * 4


def test_the_probe_tells_a_bad_token_from_a_missing_permission(
    canvas: Canvas, script: Any, answer: Any
) -> None:
    well(script)
    script.on("GET /api/v1/courses/1/sections", [{"id": 11}])
    script.on("GET /api/v1/courses/1/students/submissions", answer(401))
    seen = probed(canvas)
    assert seen["SIS ids shown (read_sis)"] == (False, Problem.PERMISSION_MISSING)
    assert seen["scores shown (view all grades)"] == (False, Problem.NOT_AUTHORIZED)
    script.on("GET /api/v1/users/self", answer(401, www_authenticate="Bearer"))
    assert probed(canvas) == {"Canvas token": (False, Problem.CREDENTIALS_EXPIRED)}


def test_a_live_submission_goes_through_the_model_unchanged() -> None:
    name = "shared/data/canvas/submission.live.data.json"
    found = [parent / name for parent in Path(__file__).resolve().parents if (parent / name).is_file()]
    if not found:
        pytest.skip(f"no {name} beside the project")
    body = found[0].read_bytes()
    made = model.submission(Row("submission", decode(body)))
    assert made == Submission(
        assignment="356597",
        student="1163",
        score=Decimal(20),
        grade="20",
        excused=False,
        late=False,
        missing=False,
        state="graded",
        graded=datetime(2021, 3, 30, 16, 11, 38, tzinfo=UTC),
        posted=datetime(2021, 3, 30, 16, 11, 38, tzinfo=UTC),
        due=datetime(2021, 3, 23, 3, 59, 59, tzinfo=UTC),
        current=True,
        comment="",
    )
    assert isinstance(made.score, Decimal)
    assert isinstance(json.loads(body)["score"], float)


# ---- groups and accounts -----------------------------------------------------------------------------


def test_a_group_is_made_with_its_name_and_its_weight_where_it_has_one(canvas: Canvas, script: Any) -> None:
    route = "POST /api/v1/courses/1/assignment_groups"
    script.on(route, {"id": 77, "name": "Labs"})

    made = asyncio.run(canvas.create_group("1", group("", "Labs")))
    asyncio.run(canvas.create_group("1", group("", "Labs", Decimal("12.5"))))

    assert isinstance(made, Receipt)
    assert made.ref == "77"
    assert script.bodies(route) == [{"name": "Labs"}, {"name": "Labs", "group_weight": 12.5}]


def test_a_group_that_canvas_refuses_or_does_not_name_is_not_made(
    canvas: Canvas, script: Any, answer: Any
) -> None:
    route = "POST /api/v1/courses/1/assignment_groups"
    script.turns(route, answer(401, {"errors": [{"message": "user not authorized"}]}), {"name": "Labs"})

    refused = asyncio.run(canvas.create_group("1", group("", "Labs")))
    unnamed = asyncio.run(canvas.create_group("1", group("", "Labs")))

    assert isinstance(refused, Rejection)
    assert isinstance(unnamed, Silence)
    assert unnamed.sent


def test_a_group_is_deleted_only_with_another_that_takes_its_work(canvas: Canvas, script: Any) -> None:
    route = "DELETE /api/v1/courses/1/assignment_groups/77"
    script.on(route, {"id": 77, "name": "Labs"})

    gone = asyncio.run(canvas.delete_group("1", "77", "78"))

    assert isinstance(gone, Receipt)
    assert [request.query for request in script.requests] == [(("move_assignments_to", "78"),)]
    for nobody in ("", "77"):
        with pytest.raises(ValueError, match="another group has to take"):
            asyncio.run(canvas.delete_group("1", "77", nobody))
    assert len(script.requests) == 1


def test_accounts_are_named_from_the_nearest_up_to_the_root(canvas: Canvas, script: Any) -> None:
    for account, above in (("30", 20), ("20", 1), ("1", None)):
        script.on(f"GET /api/v1/accounts/{account}", {"id": int(account), "parent_account_id": above})

    assert asyncio.run(canvas.accounts("30")) == ("30", "20", "1")
    assert asyncio.run(canvas.accounts("1")) == ("1",)


def test_an_account_has_a_name(canvas: Canvas, script: Any) -> None:
    script.on("GET /api/v1/accounts/30", {"id": 30, "name": "Birchwood Middle School"})

    assert asyncio.run(canvas.account_name("30")) == "Birchwood Middle School"


def test_accounts_that_stand_under_each_other_end(canvas: Canvas, script: Any) -> None:
    for account, above in (("30", 20), ("20", 30)):
        script.on(f"GET /api/v1/accounts/{account}", {"id": int(account), "parent_account_id": above})

    assert asyncio.run(canvas.accounts("30")) == ("30", "20")


def test_an_account_chain_that_cannot_be_read_whole_is_none(canvas: Canvas, script: Any) -> None:
    script.on("GET /api/v1/accounts/30", {"id": 30, "parent_account_id": 20})

    with pytest.raises(Retryable):
        asyncio.run(canvas.accounts("30"))


def test_more_of_groups_overrides_and_assignments_is_read_where_canvas_says_it() -> None:
    rich = {"id": 1, "name": "G", "group_weight": Decimal("12.5"), "rules": {"drop_lowest": 1}}
    held = model.group(Row("group", rich | {"integration_data": {"a": "b"}}))
    assert held == Group("1", "G", Decimal("12.5"), {"a": "b"}, drops=True)
    assert model.group(Row("group", {"id": 1, "name": "G", "rules": {}})) == group("1", "G")

    kinds = [{"course_section_id": 5}, {"course_id": 1}, {"noop_id": 1}]
    read = [model.override(Row("override", {"id": 1, **kind})) for kind in kinds]
    assert [(o.section, o.course, o.mastery) for o in read] == [
        *(("5", False, False), (None, True, False), (None, False, True)),
    ]
