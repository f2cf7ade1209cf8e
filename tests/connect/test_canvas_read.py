# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""Reading a course: whole parts or `Unread`, and the traps of Canvas's fields."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from passback.connect.canvas.client import Canvas
from passback.core.connection import CanvasSettings
from passback.core.errors import NeedsLogin, Retryable
from passback.core.gradebook import Course, Unread
from passback.core.ports import Response
from passback.core.problem import Problem

C = "/api/v1/courses/1"
COURSE = {
    "id": 1,
    "name": "Algebra",
    "sis_course_id": "ALG",
    "account_id": 7,
    "time_zone": "America/Denver",
    "workflow_state": "available",
}
SECTION = {
    "id": 11,
    "name": "P1",
    "sis_section_id": "S-1",
    "integration_id": None,
    "nonxlist_course_id": None,
}
ENROLLMENT = {
    "user_id": 21,
    "course_section_id": 11,
    "type": "StudentEnrollment",
    "enrollment_state": "active",
    "sis_user_id": "000123",
    "user": {"id": 21, "name": "Ada Pupil"},
}
ASSIGNMENT = {
    "id": 31,
    "name": "Quiz",
    "html_url": "https://canvas.test/courses/1/assignments/31",
    "assignment_group_id": 41,
    "points_possible": 10.5,
    "grading_type": "points",
    "submission_types": ["online_quiz"],
    "due_at": "2026-10-01T05:59:59Z",
    "unlock_at": None,
    "created_at": "2026-09-01T00:00:00Z",
    "published": True,
    "post_to_sis": True,
    "only_visible_to_overrides": False,
    "overrides": [],
    "anonymous_grading": True,
    "moderated_grading": True,
    "grades_published": False,
    "omit_from_final_grade": True,
    "max_name_length": 30,
    "due_date_required": True,
}
SUBMISSION = {
    "assignment_id": 31,
    "user_id": 21,
    "score": 9.25,
    "entered_score": 10.0,
    "grade": "9.25",
    "excused": False,
    "late": True,
    "missing": False,
    "workflow_state": "graded",
    "graded_at": "2026-10-02T00:00:00Z",
    "posted_at": None,
    "cached_due_date": "2026-10-01T05:59:59Z",
    "grade_matches_current_submission": True,
}


@pytest.fixture
def course(script: Any) -> Any:
    script.on(f"GET {C}", COURSE)
    script.on(f"GET {C}/sections", [SECTION])
    script.on(f"GET {C}/enrollments", [ENROLLMENT])
    script.on(f"GET {C}/assignment_groups", [{"id": 41, "name": "Quizzes", "assignments": [ASSIGNMENT]}])
    script.on(f"GET {C}/students/submissions", [{"user_id": 21, "submissions": [SUBMISSION]}])
    script.on(f"GET {C}/grading_periods", {"grading_periods": []})
    return script


@pytest.fixture
def canvas(means: Any) -> Canvas:
    return Canvas(CanvasSettings("https://canvas.test/", "7", "env:TOKEN"), means)


def read(canvas: Canvas) -> Course:
    return asyncio.run(canvas.read("1"))


def groups_with(script: Any, **changed: object) -> None:
    row = {name: held for name, held in {**ASSIGNMENT, **changed}.items() if held is not ...}
    script.on(f"GET {C}/assignment_groups", [{"id": 41, "name": "Quizzes", "assignments": [row]}])


def test_a_course_is_six_requests_in_a_fixed_order(canvas: Canvas, course: Any) -> None:
    read(canvas)
    assert course.asked() == [
        f"GET {C}",
        f"GET {C}/sections",
        f"GET {C}/enrollments",
        f"GET {C}/assignment_groups",
        f"GET {C}/students/submissions",
        f"GET {C}/grading_periods",
    ]


def test_every_request_asks_for_a_hundred_rows_and_bears_the_token(canvas: Canvas, course: Any) -> None:
    read(canvas)
    assert all(("per_page", "100") in request.query for request in course.requests[1:])
    assert {request.headers["Authorization"] for request in course.requests} == {"Bearer canvas-secret"}


def test_the_test_student_is_asked_for_by_name_and_dates_as_set_for_everyone(
    canvas: Canvas, course: Any
) -> None:
    read(canvas)
    enrollments = course.last(f"GET {C}/enrollments").query
    assert ("type[]", "StudentViewEnrollment") in enrollments
    assert {held for name, held in enrollments if name == "state[]"} >= {"active", "completed", "inactive"}
    groups = course.last(f"GET {C}/assignment_groups").query
    assert ("override_assignment_dates", "false") in groups
    submissions = course.last(f"GET {C}/students/submissions").query
    assert {("student_ids[]", "all"), ("grouped", "1")} <= set(submissions)


def test_every_field_has_its_value(canvas: Canvas, course: Any) -> None:
    made = read(canvas)
    assert (made.id, made.account, made.zone, made.sis_id) == ("1", "7", "America/Denver", "ALG")
    assert not isinstance(made.assignments, Unread)
    quiz = made.assignments[0]
    assert (quiz.id, quiz.group, quiz.points) == ("31", "41", Decimal("10.5"))
    assert quiz.due == datetime(2026, 10, 1, 5, 59, 59, tzinfo=UTC)
    assert (quiz.unlock, quiz.overrides, quiz.name_max, quiz.due_required) == (None, (), 30, True)
    assert (quiz.anonymous, quiz.moderated, quiz.grades_published) == (True, True, False)
    assert (quiz.omit_from_final_grade, quiz.published, quiz.post_to_sis) == (True, True, True)
    assert not isinstance(made.enrollments, Unread)
    student = made.enrollments[0]
    assert (student.student, student.section, student.sis_id, student.test) == ("21", "11", "000123", False)
    assert not isinstance(made.submissions, Unread)
    score = made.submissions[0]
    assert (score.score, score.late, score.posted, score.current) == (Decimal("9.25"), True, None, True)
    assert isinstance(score.score, Decimal)


def test_the_test_student_is_marked_and_needs_no_sis_id(canvas: Canvas, course: Any) -> None:
    test = {name: held for name, held in ENROLLMENT.items() if name != "sis_user_id"}
    course.on(f"GET {C}/enrollments", [ENROLLMENT, {**test, "type": "StudentViewEnrollment"}])
    made = read(canvas)
    assert not isinstance(made.enrollments, Unread)
    assert [enrollment.test for enrollment in made.enrollments] == [False, True]


# ---- pages -------------------------------------------------------------------------------------


def paged(answer: Any, rows: list[Any], link: str) -> Response:
    made: Response = answer(200, rows, link=f'<{link}>; rel="next"')
    return made


def test_pages_go_on_until_no_next_link_whatever_their_size(canvas: Canvas, course: Any, answer: Any) -> None:
    link = f"https://canvas.test{C}/sections?page=bookmark%3AWzFd&per_page=100"
    second = {**SECTION, "id": 12}
    first, then = paged(answer, [], link), paged(answer, [SECTION], link + "x")
    course.turns(f"GET {C}/sections", first, then, [second])
    made = read(canvas)
    assert not isinstance(made.sections, Unread)
    assert [section.id for section in made.sections] == ["11", "12"]
    queries = [r.query for r in course.requests if r.url.endswith("/sections")]
    assert queries[1] == (("page", "bookmark:WzFd"), ("per_page", "100"))


def test_a_page_that_fails_leaves_no_partial_list_and_the_others_whole(
    canvas: Canvas, course: Any, answer: Any
) -> None:
    link = f"https://canvas.test{C}/students/submissions?page=2"
    first = paged(answer, [{"user_id": 21, "submissions": [SUBMISSION]}], link)
    course.turns(f"GET {C}/students/submissions", first, answer(500, b"oops"))
    made = read(canvas)
    assert isinstance(made.submissions, Unread)
    assert made.submissions.problem is Problem.CANVAS_UNREACHABLE
    assert not isinstance(made.assignments, Unread)


@pytest.mark.parametrize(
    "link", ["https://elsewhere.test/x?page=2", f"http://canvas.test{C}/sections?page=2"]
)
def test_a_next_page_on_another_host_is_not_followed(
    canvas: Canvas, course: Any, answer: Any, link: str
) -> None:
    course.on(f"GET {C}/sections", paged(answer, [SECTION], link))
    assert isinstance(read(canvas).sections, Unread)
    assert all(request.url.startswith("https://canvas.test/") for request in course.requests)


def test_pages_in_a_circle_end(canvas: Canvas, course: Any, answer: Any) -> None:
    link = f"https://canvas.test{C}/sections?page=2"
    course.on(f"GET {C}/sections", paged(answer, [SECTION], link))
    assert isinstance(read(canvas).sections, Unread)
    assert course.asked().count(f"GET {C}/sections") == 2


# ---- what must not be guessed ----------------------------------------------------------------------


def test_sis_ids_that_are_not_shown_are_not_taken_for_none(canvas: Canvas, course: Any) -> None:
    hidden = {name: held for name, held in SECTION.items() if name != "sis_section_id"}
    course.on(f"GET {C}/sections", [hidden])
    unshown = {name: held for name, held in ENROLLMENT.items() if name != "sis_user_id"}
    course.on(f"GET {C}/enrollments", [unshown])
    made = read(canvas)
    for part in (made.sections, made.enrollments):
        assert isinstance(part, Unread)
        assert part.problem is Problem.PERMISSION_MISSING


def test_a_null_sis_id_is_a_section_made_by_hand(canvas: Canvas, course: Any) -> None:
    course.on(f"GET {C}/sections", [{**SECTION, "sis_section_id": None, "nonxlist_course_id": 5}])
    made = read(canvas)
    assert not isinstance(made.sections, Unread)
    assert (made.sections[0].sis_id, made.sections[0].origin_course) == (None, "5")


def test_an_override_without_due_at_and_one_with_null_are_not_the_same(canvas: Canvas, course: Any) -> None:
    groups_with(
        course,
        overrides=[
            {"id": 1, "course_section_id": 11, "unlock_at": None},
            {"id": 2, "student_ids": [21, 22], "due_at": None},
            {"id": 3, "group_id": 9, "due_at": "2026-10-05T05:59:59Z"},
        ],
    )
    made = read(canvas)
    assert not isinstance(made.assignments, Unread)
    first, second, third = made.assignments[0].overrides  # type: ignore[misc]
    assert (first.section, first.overrides_due, first.due) == ("11", False, None)
    assert (second.students, second.overrides_due, second.due) == (("21", "22"), True, None)
    assert (third.group, third.due) == ("9", datetime(2026, 10, 5, 5, 59, 59, tzinfo=UTC))


@pytest.mark.parametrize("changed", [{"all_dates_count": 25, "overrides": []}, {"overrides": ...}])
def test_overrides_that_canvas_left_out_are_asked_for(
    canvas: Canvas, course: Any, changed: dict[str, object]
) -> None:
    groups_with(course, **changed)
    course.on(f"GET {C}/assignments/31/overrides", [{"id": 1, "course_section_id": 11}])
    made = read(canvas)
    assert not isinstance(made.assignments, Unread)
    assert [override.id for override in made.assignments[0].overrides] == ["1"]  # type: ignore[union-attr]


def test_overrides_that_cannot_be_read_are_unread_and_the_assignment_stays(
    canvas: Canvas, course: Any
) -> None:
    groups_with(course, overrides=...)
    made = read(canvas)
    assert not isinstance(made.assignments, Unread)
    assert isinstance(made.assignments[0].overrides, Unread)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"points_possible": "10"}, "points_possible"),
        ({"points_possible": ...}, "points_possible"),
        ({"due_at": ...}, "due_at"),
        ({"due_at": "tomorrow"}, "due_at"),
        ({"published": "yes"}, "published"),
        ({"post_to_sis": ...}, "post_to_sis"),
        ({"id": None}, "id"),
        ({"id": True}, "id"),
        ({"submission_types": "none"}, "submission_types"),
    ],
)
def test_an_assignment_of_another_shape_is_named_by_its_field(
    canvas: Canvas, course: Any, changed: dict[str, object], field: str
) -> None:
    groups_with(course, **changed)
    made = read(canvas)
    assert isinstance(made.assignments, Unread)
    assert made.assignments.problem is Problem.ANSWER_NOT_UNDERSTOOD
    assert f".{field}:" in made.assignments.why
    assert not isinstance(made.groups, Unread)


@pytest.mark.parametrize("field", ["score", "posted_at", "excused", "cached_due_date", "workflow_state"])
def test_a_score_without_a_field_that_decides_is_not_read(canvas: Canvas, course: Any, field: str) -> None:
    row = {name: held for name, held in SUBMISSION.items() if name != field}
    course.on(f"GET {C}/students/submissions", [{"user_id": 21, "submissions": [row]}])
    made = read(canvas)
    assert isinstance(made.submissions, Unread)
    assert field in made.submissions.why


@pytest.mark.parametrize("body", [{"errors": []}, b"<html>Log in</html>", b'[{"id": 1', b"", [1, 2]])
def test_a_list_that_is_something_else_is_unread(
    canvas: Canvas, course: Any, answer: Any, body: object
) -> None:
    course.on(f"GET {C}/sections", answer(200, body))
    sections = read(canvas).sections
    assert isinstance(sections, Unread)
    assert sections.problem is Problem.ANSWER_NOT_UNDERSTOOD


def test_a_bare_401_leaves_a_part_unread(canvas: Canvas, course: Any, answer: Any) -> None:
    course.on(f"GET {C}/students/submissions", answer(401, {"status": "unauthorized"}))
    made = read(canvas)
    assert isinstance(made.submissions, Unread)
    assert made.submissions.problem is Problem.NOT_AUTHORIZED


def test_a_refused_token_in_the_middle_needs_a_person(canvas: Canvas, course: Any, answer: Any) -> None:
    course.on(f"GET {C}/enrollments", answer(401, {}, www_authenticate="Bearer"))
    with pytest.raises(NeedsLogin):
        read(canvas)


@pytest.mark.parametrize("head", [{**COURSE, "time_zone": "../../etc/passwd"}, {"id": 1}, [], None])
def test_a_course_that_is_not_understood_is_not_read(canvas: Canvas, course: Any, head: object) -> None:
    course.on(f"GET {C}", head)
    with pytest.raises(Retryable):
        read(canvas)
    assert len(course.requests) == 1


def test_a_name_never_stands_in_why(canvas: Canvas, course: Any) -> None:
    course.on(f"GET {C}/enrollments", [{**ENROLLMENT, "enrollment_state": {"of": "Ada Pupil"}}])
    made = read(canvas)
    assert isinstance(made.enrollments, Unread)
    assert "Ada" not in made.enrollments.why
