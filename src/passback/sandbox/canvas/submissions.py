"""Submissions: one row per student and published assignment.

Honors facts/canvas.md §1.6: `grouped` pages students, not submissions; only published assignments; the
course's *all* holds the Test Student, a section's does not; `section_id` names one of a student's sections;
`sis_user_id` only with read_sis; `cached_due_date` and `grading_period_id` are the student's own; bad
`assignment_ids[]` 403, too many `student_ids[]` 400, bad `graded_since` 400.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from passback.sandbox.canvas.assignments import as_float
from passback.sandbox.canvas.courses import TEST_STUDENT
from passback.sandbox.canvas.dates import assigned, effective_due, period_of, periods_of
from passback.sandbox.canvas.visit import LARGEST_PAGE, Refused, Visit, paged, said
from passback.sandbox.state.canvas import AssignmentRow, CanvasEnrollment, SubmissionRow
from passback.sandbox.wire import Reply, picked, reply_json

_STUDENTS = {"StudentEnrollment", TEST_STUDENT}
_GONE = {"deleted", "rejected", "creation_pending"}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def of_course(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/courses/:id/students/submissions`."""
    held = visit.course(args[0])
    rows = [
        row for row in visit.canvas.enrollments.values() if row.course == held.id and row.kind in _STUDENTS
    ]
    return _answer(visit, held.id, rows)


def of_section(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/sections/:id/students/submissions`."""
    held = visit.section(args[0])
    rows = [
        row
        for row in visit.canvas.enrollments.values()
        if row.section == held.id and row.kind == "StudentEnrollment"
    ]
    return _answer(visit, held.course, rows)


def _answer(visit: Visit, course: int, enrolled: list[CanvasEnrollment]) -> Reply:
    visit.needs("view_all_grades")
    by_user = _students(visit, enrolled)
    chosen = _assignments(visit, course)
    rows = {
        (row.user, row.assignment): row
        for row in visit.canvas.submissions.values()
        if row.assignment in chosen and row.user in by_user
    }
    since = _since(visit)

    def shown(user: int, among: Iterable[int]) -> list[dict[str, object]]:
        held = (rows[user, a] for a in among if (user, a) in rows)
        return [
            _row(visit, chosen[row.assignment], row)
            for row in held
            if assigned(visit.canvas, chosen[row.assignment], user) and _recent(row, since)
        ]

    if visit.call.flag("grouped"):
        return paged(
            visit, list(by_user.items()), lambda item: _student(visit, item[1], shown(item[0], chosen))
        )
    flat = [row for user in by_user for row in shown(user, chosen)]
    return paged(visit, sorted(flat, key=lambda row: str(row["id"])), lambda row: row)


def _students(visit: Visit, enrolled: list[CanvasEnrollment]) -> dict[int, CanvasEnrollment]:
    """The students asked for, each with the one enrollment that is shown; an active one is preferred."""
    state = {"active": {"active"}, "concluded": {"completed"}}.get(visit.call.one("enrollment_state"))
    held: dict[int, CanvasEnrollment] = {}
    for row in sorted(enrolled, key=lambda row: (row.user, row.state != "active", row.id)):
        if row.state not in _GONE and (state is None or row.state in state):
            held.setdefault(row.user, row)
    asked = visit.call.many("student_ids")
    if "all" not in asked:
        if len(asked) > LARGEST_PAGE:
            raise Refused(said("canvas.too-many-students", 400))
        wanted = {visit.user_id(given) for given in asked}
        held = {user: row for user, row in held.items() if user in wanted}
    if visit.call.flag("post_to_sis"):
        held = {user: row for user, row in held.items() if row.imported}
    return held


def _assignments(visit: Visit, course: int) -> dict[int, AssignmentRow]:
    held = {row.id: row for row in visit.canvas.assignments.values() if row.course == course}
    if asked := visit.call.many("assignment_ids"):
        if any(not given.isdigit() or int(given) not in held for given in asked):
            raise Refused(said("canvas.assignment-ids-invalid", 403))
        held = {int(given): held[int(given)] for given in asked}
    synced = visit.call.flag("post_to_sis")
    return {key: row for key, row in held.items() if row.published and (row.post_to_sis or not synced)}


def _since(visit: Visit) -> str:
    given = visit.call.one("graded_since")
    if given and not _TIME.fullmatch(given):
        raise Refused(reply_json(400, {"errors": [{"message": "Invalid datetime for graded_since"}]}))
    return given


def _recent(row: SubmissionRow, since: str) -> bool:
    return not since or (row.graded_at is not None and row.graded_at > since)


def _student(visit: Visit, held: CanvasEnrollment, rows: list[dict[str, object]]) -> dict[str, object]:
    shown: dict[str, object] = {"user_id": held.user, "section_id": held.section, "submissions": rows}
    if visit.may("read_sis"):
        shown |= {"sis_user_id": visit.canvas.users[held.user].sis_id, "integration_id": None}
    return shown


def _row(visit: Visit, assignment: AssignmentRow, row: SubmissionRow) -> dict[str, object]:
    due = effective_due(visit.canvas, assignment, row.user)
    period = period_of(periods_of(visit.canvas, assignment.course), due)
    shown: dict[str, object] = {
        "id": row.id,
        "body": None,
        "url": None,
        "grade": row.grade,
        "score": as_float(row.score),
        "submitted_at": row.submitted_at,
        "assignment_id": row.assignment,
        "user_id": row.user,
        "submission_type": assignment.submission_types[0] if row.submitted_at else None,
        "workflow_state": row.state,
        "grade_matches_current_submission": row.current,
        "graded_at": row.graded_at,
        "grader_id": row.grader,
        "attempt": row.attempt,
        "cached_due_date": due,
        "excused": row.excused,
        "late_policy_status": row.late_policy,
        "points_deducted": as_float(row.deducted),
        "grading_period_id": period.id if period else None,
        "extra_attempts": None,
        "posted_at": row.posted_at,
        "redo_request": False,
        "custom_grade_status_id": None,
        "sticker": None,
        "late": row.late,
        "missing": row.missing,
        "seconds_late": row.seconds_late,
        "entered_grade": row.grade if row.deducted is None else _text(row),
        "entered_score": as_float(row.entered),
        "preview_url": f"{visit.call.base}/courses/{assignment.course}/assignments/{row.assignment}"
        f"/submissions/{row.user}?preview=1",
    }
    includes = visit.call.many("include")
    if "submission_comments" in includes:
        shown["submission_comments"] = [
            _comment(visit, row, at, comment) for at, comment in enumerate(row.comments)
        ]
    if "visibility" in includes:
        shown["assignment_visible"] = True
    return picked(shown, visit.call.many("exclude_response_fields"))


def _text(row: SubmissionRow) -> str | None:
    return None if row.entered is None else format(row.entered.normalize(), "f")


def _comment(visit: Visit, row: SubmissionRow, at: int, comment: tuple[int, str, str]) -> dict[str, object]:
    author, when, text = comment
    name = visit.canvas.users[author].name
    return {
        "id": row.id * 10 + at,
        "author_id": author,
        "author_name": name,
        "author": {"id": author, "display_name": name},
        "comment": text,
        "created_at": when,
        "edited_at": None,
        "attempt": row.attempt,
    }
