# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""The teacher's last words about a submission: asked for only by choice, and never a classmate's."""

import asyncio
from typing import Any

import pytest

from passback.connect.canvas.client import Canvas
from passback.core.connection import CanvasSettings
from passback.core.gradebook import Submission, Unread

C = "/api/v1/courses/1"
TEACHER, PUPIL, CLASSMATE, LEFT = 9, 21, 22, 23
ROW = {
    "assignment_id": 31,
    "user_id": PUPIL,
    "score": 9.25,
    "grade": "9.25",
    "excused": False,
    "late": False,
    "missing": False,
    "workflow_state": "graded",
    "graded_at": "2026-10-02T00:00:00Z",
    "posted_at": None,
    "cached_due_date": None,
}


def said(author: int | None, day: int, text: str | None) -> dict[str, object]:
    return {"id": day, "author_id": author, "comment": text, "created_at": f"2026-10-{day:02}T00:00:00Z"}


def read(script: Any, means: Any, *comments: dict[str, object], wanted: bool = True) -> Any:
    course = {"id": 1, "account_id": 7, "time_zone": "America/Chicago", "workflow_state": "available"}
    seats = [
        {
            "user_id": user,
            "course_section_id": 11,
            "type": "StudentEnrollment",
            "enrollment_state": "deleted" if user == LEFT else "active",
            "sis_user_id": str(user),
        }
        for user in (PUPIL, CLASSMATE, LEFT)
    ]
    row = {**ROW, "submission_comments": list(comments)}
    for place, body in (
        ("", course),
        ("/sections", []),
        ("/enrollments", seats),
        ("/assignment_groups", []),
        ("/students/submissions", [{"user_id": PUPIL, "submissions": [row]}]),
        ("/grading_periods", {"grading_periods": []}),
    ):
        script.on(f"GET {C}{place}", body)
    canvas = Canvas(CanvasSettings("https://canvas.test/", "7", "env:TOKEN"), means)
    return asyncio.run(canvas.read("1", comments=wanted)).submissions


def comment(script: Any, means: Any, *comments: dict[str, object], wanted: bool = True) -> str:
    (submission,) = read(script, means, *comments, wanted=wanted)
    assert isinstance(submission, Submission)
    return submission.comment


def test_comments_are_not_even_asked_for_by_default(script: Any, means: Any) -> None:
    assert comment(script, means, said(TEACHER, 1, "well done"), wanted=False) == ""
    assert not any("submission_comments" in str(request.query) for request in script.requests)


def test_the_last_comment_of_a_teacher_is_taken_whatever_the_order(script: Any, means: Any) -> None:
    told = (said(TEACHER, 5, " better "), said(TEACHER, 2, "see me"))
    assert comment(script, means, *told) == "better"
    asked = [request.query for request in script.requests if request.url.endswith("students/submissions")]
    assert all(("include[]", "submission_comments") in query for query in asked)


@pytest.mark.parametrize("author", [PUPIL, CLASSMATE, LEFT, None])
def test_the_student_s_a_classmate_s_and_nobody_s_words_are_not_the_teacher_s(
    script: Any, means: Any, author: int | None
) -> None:
    assert comment(script, means, said(TEACHER, 1, "see me"), said(author, 2, "you are dumb")) == "see me"
    assert comment(script, means, said(author, 2, "you are dumb")) == ""


def test_a_comment_without_text_says_nothing(script: Any, means: Any) -> None:
    assert comment(script, means, said(TEACHER, 1, None)) == ""


def test_where_nobody_can_tell_who_is_a_student_the_scores_wait(script: Any, means: Any) -> None:
    read(script, means)
    script.on(f"GET {C}/enrollments", {"errors": "no"})
    canvas = Canvas(CanvasSettings("https://canvas.test/", "7", "env:TOKEN"), means)
    assert isinstance(asyncio.run(canvas.read("1", comments=True)).submissions, Unread)
