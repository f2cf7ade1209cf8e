"""Submissions of the simulated Canvas."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from passback.sandbox.school import School
from passback.sandbox.state.canvas import AssignmentRow

Ask = Callable[..., Any]

ALL = "/courses/{}/students/submissions?student_ids[]=all"


def _course(school: School, name: str) -> int:
    return next(row.id for row in school.canvas.courses.values() if row.name == name)


def _assignment(school: School, name: str) -> AssignmentRow:
    return next(row for row in school.canvas.assignments.values() if row.name == name)


def _rows(school: School, canvas: Ask, name: str) -> list[dict[str, Any]]:
    """All submissions to an assignment."""
    row = _assignment(school, name)
    return canvas.all(f"{ALL.format(row.course)}&assignment_ids[]={row.id}")


def test_grouped_pages_students_not_submissions(school: School, canvas: Ask) -> None:
    course = _course(school, "Physical Science 8")
    page = canvas("GET", f"{ALL.format(course)}&grouped=1&per_page=5").json
    assert len(page) == 5
    assert {len(row["submissions"]) for row in page} == {9}
    ungrouped = canvas("GET", f"{ALL.format(course)}&per_page=5").json
    assert len(ungrouped) == 5
    students = canvas.all(f"{ALL.format(course)}&grouped=1")
    assert len({row["user_id"] for row in students}) == len(students) == 23
    flat = canvas.all(ALL.format(course))
    assert len(flat) == sum(len(row["submissions"]) for row in students)


def test_a_course_without_student_ids_answers_nobody(school: School, canvas: Ask) -> None:
    assert canvas("GET", f"/courses/{_course(school, 'Biology')}/students/submissions?grouped=1").json == []


def test_all_of_a_course_holds_the_test_student_and_all_of_a_section_does_not(
    school: School, canvas: Ask
) -> None:
    course = canvas.all(f"{ALL.format(_course(school, 'Physical Science 8'))}&grouped=1")
    section = canvas.all(
        "/sections/sis_section_id:BMS-SCI8-01/students/submissions?student_ids[]=all&grouped=1"
    )
    (tester,) = {row["user_id"] for row in course} - {row["user_id"] for row in section}
    (row,) = [row for row in course if row["user_id"] == tester]
    assert row["sis_user_id"] is None
    assert all(held["score"] is not None for held in row["submissions"])


def test_rows_bear_the_sis_id_of_their_student_only_with_read_sis(school: School, canvas: Ask) -> None:
    address = f"{ALL.format(3101)}&grouped=1&per_page=1"
    assert canvas("GET", address).json[0]["sis_user_id"]
    next(iter(school.canvas.tokens.values())).permissions.remove("read_sis")
    assert "sis_user_id" not in canvas("GET", address).json[0]


def test_a_student_in_two_sections_is_shown_once_with_one_of_them(school: School, canvas: Ask) -> None:
    rows = canvas.all(f"{ALL.format(_course(school, 'Algebra 1'))}&grouped=1")
    assert len({row["user_id"] for row in rows}) == len(rows) == 27


def test_only_published_assignments_are_there(school: School, canvas: Ask) -> None:
    row = _assignment(school, "Graphing lines")
    course = ALL.format(row.course)
    assert row.id in {held["assignment_id"] for held in canvas.all(course)}
    row.published = False
    assert row.id not in {held["assignment_id"] for held in canvas.all(course)}


def test_scores_are_numbers_with_a_point_and_keep_their_digits(school: School, canvas: Ask) -> None:
    raw = canvas("GET", f"{ALL.format(3101)}&grouped=1&per_page=1").text
    assert '"score":10.0' in raw or '"score":9.0' in raw
    thirds = {row["score"] for row in _rows(school, canvas, "Quiz: Proofs")}
    assert thirds <= {Decimal("66.666667"), Decimal("100.0")}
    assert len(thirds) == 2
    assert any(row["score"] % 1 for row in _rows(school, canvas, "Poetry annotations"))


def test_the_school_has_every_state_of_a_score(school: School, canvas: Ask) -> None:
    def found(name: str, **facts: object) -> list[dict[str, Any]]:
        rows = _rows(school, canvas, name)
        return [row for row in rows if all(row[key] == value for key, value in facts.items())]

    assert len(found("Slope and intercept", excused=True, score=None)) == 2
    (late, *_) = found("Graphing lines", late=True)
    assert late["entered_score"] - late["points_deducted"] == late["score"]
    assert found("States of matter reading", missing=True, score=None, workflow_state="unsubmitted")
    assert found("States of matter reading", score=None, workflow_state="submitted")
    assert found("Energy reading guide", missing=True, score=0, late_policy_status="missing")
    assert found("Argument draft", workflow_state="pending_review")
    assert found("Essay: Athens & Sparta", grade_matches_current_submission=False)
    (above,) = [row for row in _rows(school, canvas, "Enzyme lab report") if row["score"] > 30]
    assert above["score"] == 32
    assert {row["grade"] for row in _rows(school, canvas, "Triangle proofs")} == {"complete", "incomplete"}
    assert all(row["grade"].endswith("%") for row in _rows(school, canvas, "Systems of equations"))


def test_hidden_scores_have_no_time_of_posting_and_others_do(school: School, canvas: Ask) -> None:
    assert {row["posted_at"] for row in _rows(school, canvas, "Inequalities review")} == {None}
    assert None not in {row["posted_at"] for row in _rows(school, canvas, "Linear equations practice")}


def test_each_student_has_the_due_date_of_the_own_section(school: School, canvas: Ask) -> None:
    base, other = "2026-11-07T05:59:59Z", "2026-11-10T05:59:59Z"
    sections = {
        row["user_id"]: row["section_id"]
        for row in canvas.all(f"{ALL.format(_course(school, 'Algebra 1'))}&grouped=1")
    }
    names = {row.id: row.sis_id for row in school.canvas.sections.values()}
    rows = _rows(school, canvas, "Word problems & applications")
    assert len(rows) == 27
    twice = _twice(school, "Algebra 1")
    for row in rows:
        moved = names[sections[row["user_id"]]] == "BMS-ALG1-05" or row["user_id"] in twice
        assert row["cached_due_date"] == (other if moved else base)


def _twice(school: School, name: str) -> set[int]:
    course = _course(school, name)
    users = [row.user for row in school.canvas.enrollments.values() if row.course == course]
    return {user for user in users if users.count(user) > 1}


def test_a_date_of_one_student_and_a_date_of_nobody_are_effective(school: School, canvas: Ask) -> None:
    dates = [row["cached_due_date"] for row in _rows(school, canvas, "Similarity")]
    assert dates.count("2026-11-04T05:59:59Z") == 1
    assert len(set(dates)) == 2
    assert {row["cached_due_date"] for row in _rows(school, canvas, "Reading log 3: Rome")} == {None}


def test_an_unlock_date_alone_leaves_the_due_date(school: School, canvas: Ask) -> None:
    row = _assignment(school, "Forces vocabulary")
    assert {held["cached_due_date"] for held in _rows(school, canvas, row.name)} == {row.due_at}


def test_an_assignment_for_overrides_only_is_nobody_elses(school: School, canvas: Ask) -> None:
    _assignment(school, "Similarity").only_overrides = True
    assert len(_rows(school, canvas, "Similarity")) == 1


@pytest.mark.parametrize(
    ("query", "status", "body"),
    [
        ("assignment_ids[]=7", 403, {"error": "invalid assignment ids requested"}),
        ("graded_since=yesterday", 400, None),
    ],
)
def test_a_bad_question_is_refused(
    school: School, canvas: Ask, query: str, status: int, body: object
) -> None:
    answer = canvas("GET", f"{ALL.format(3101)}&{query}")
    assert answer.status == status
    assert body is None or answer.json == body


def test_more_than_100_students_by_name_are_too_many(canvas: Ask) -> None:
    ids = "&".join(f"student_ids[]={number}" for number in range(101))
    answer = canvas("GET", f"/courses/3101/students/submissions?{ids}")
    assert (answer.status, answer.json) == (400, {"error": "too many students"})


def test_graded_since_leaves_out_what_was_never_graded(school: School, canvas: Ask) -> None:
    rows = canvas.all(f"{ALL.format(3101)}&graded_since=2026-11-01T00:00:00Z")
    assert rows
    assert all(row["graded_at"] > "2026-11-01T00:00:00Z" for row in rows)


def test_only_synced_work_of_imported_students_comes_with_post_to_sis(school: School, canvas: Ask) -> None:
    biology = _course(school, "Biology")
    every = canvas.all(f"{ALL.format(biology)}&grouped=1")
    synced = canvas.all(f"{ALL.format(biology)}&grouped=1&post_to_sis=true")
    assert len(every) - len(synced) == 3
    unsynced = _assignment(school, "Genetics pre-test").id
    assert unsynced in {row["assignment_id"] for row in every[0]["submissions"]}
    assert unsynced not in {row["assignment_id"] for row in synced[0]["submissions"]}


def test_comments_come_when_asked_for(school: School, canvas: Ask) -> None:
    row = next(iter(school.canvas.submissions.values()))
    row.comments.append((7101, "2026-11-01T00:00:00Z", "Well done"))
    bare = canvas("GET", f"{ALL.format(3101)}&per_page=1").json[0]
    assert "submission_comments" not in bare
    shown = canvas("GET", f"{ALL.format(3101)}&per_page=1&include[]=submission_comments").json[0]
    assert shown["submission_comments"][0]["comment"] == "Well done"


def test_concluded_students_can_be_asked_for_alone(school: School, canvas: Ask) -> None:
    rows = canvas.all(f"{ALL.format(_course(school, 'Biology'))}&grouped=1&enrollment_state=concluded")
    assert len(rows) == 1
