"""Canvas's SIS API: what would be synced, seen from Canvas.

Honors facts/canvas.md §1.8: published work with `post_to_sis` only, by course and id; sections with their
SIS id and their override; an assignment only for overrides lists the sections that have one; 400
`not_enabled` where the gate is shut, 400 `unpublished_course`; needs view_all_grades. Turning sync off takes
undated work along.
"""

from __future__ import annotations

from collections.abc import Iterable

from passback.dictionary.template import say
from passback.sandbox.canvas.assignments import as_float
from passback.sandbox.canvas.courses import account_row
from passback.sandbox.canvas.dates import overrides_of, periods_of
from passback.sandbox.canvas.visit import Refused, Visit, descendants, paged
from passback.sandbox.state.canvas import Account, AssignmentRow, CanvasCourse, CanvasSection, OverrideRow
from passback.sandbox.wire import Reply, empty, reply_json

_PUBLISHED = {"available", "completed"}


def of_course(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/sis/courses/:id/assignments`."""
    held = visit.course(args[0])
    visit.needs("view_all_grades")
    _needs_gate(visit, visit.canvas.accounts[held.account])
    if held.state not in _PUBLISHED:
        raise Refused(_refused("unpublished_course", say("canvas.course-not-published", {})))
    return _listed(visit, [held.id])


def of_account(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/sis/accounts/:id/assignments`: of all published courses of the account and below it."""
    account = account_row(visit, args[0])
    visit.needs("view_all_grades")
    _needs_gate(visit, account)
    covered = descendants(visit.canvas, account.id)
    courses = visit.canvas.courses.values()
    return _listed(visit, [row.id for row in courses if row.account in covered and row.state in _PUBLISHED])


def disable(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`PUT /api/sis/courses/:id/disable_post_to_sis`."""
    held = visit.course(args[0])
    visit.needs("manage_assignments_edit")
    wanted = visit.call.one("grading_period_id") or visit.call.form().get("grading_period_id", "")
    known = periods_of(visit.canvas, held.id)
    period = next((row for row in known if str(row.id) == wanted), None)
    if wanted and period is None:
        raise Refused(_refused("not_found", "The grading period was not found", 400))
    for row in visit.canvas.assignments.values():
        inside = period is None or row.due_at is None or period.start <= row.due_at <= period.end
        if row.course == held.id and inside:
            row.post_to_sis = False
    visit.school.accept_canvas(f"canvas/course/{held.id}/disable-post-to-sis")
    return empty(204)


def _needs_gate(visit: Visit, account: Account) -> None:
    while account.grade_export is None and account.parent is not None:
        account = visit.canvas.accounts[account.parent]
    if not account.grade_export:
        raise Refused(_refused("not_enabled", say("canvas.grade-export-off", {})))


def _refused(code: str, text: str, status: int = 400) -> Reply:
    return reply_json(status, {"code": code, "error": text})


def _listed(visit: Visit, courses: Iterable[int]) -> Reply:
    covered = set(courses)
    rows = [
        row
        for row in visit.canvas.assignments.values()
        if row.course in covered and row.published and row.post_to_sis
    ]
    return paged(visit, sorted(rows, key=lambda row: (row.course, row.id)), lambda row: _shown(visit, row))


def _shown(visit: Visit, row: AssignmentRow) -> dict[str, object]:
    canvas = visit.canvas
    group = canvas.groups[row.group]
    overrides = overrides_of(canvas, row.id)
    shown: dict[str, object] = {
        "id": row.id,
        "course_id": row.course,
        "name": row.name,
        "created_at": row.created_at,
        "due_at": row.due_at,
        "unlock_at": row.unlock_at,
        "lock_at": row.lock_at,
        "points_possible": as_float(row.points),
        "integration_id": row.integration_id,
        "integration_data": row.integration_data,
        "submission_types": row.submission_types,
        "include_in_final_grade": not (row.omit_from_final_grade or row.grading_type == "not_graded"),
        "assignment_group": {
            "id": group.id,
            "name": group.name,
            "sis_source_id": group.sis_id,
            "integration_data": group.integration_data,
            "group_weight": as_float(group.weight),
        },
        "sections": [
            _section(visit, section, override)
            for section in canvas.sections.values()
            if section.course == row.course
            for override in [next((o for o in overrides if o.section == section.id), None)]
            if override is not None or not row.only_overrides
        ],
    }
    if "student_overrides" in visit.call.many("include"):
        shown["user_overrides"] = [_of_students(visit, held) for held in overrides if held.students]
    return shown


def _section(visit: Visit, row: CanvasSection, override: OverrideRow | None) -> dict[str, object]:
    courses = visit.canvas.courses
    here = courses[row.course]
    shown: dict[str, object] = {
        "id": row.id,
        "name": row.name,
        "sis_id": row.sis_id,
        "integration_id": None,
        "origin_course": _course(here if row.origin is None else courses[row.origin]),
    }
    if row.origin is not None:
        shown["xlist_course"] = _course(here)
    if override is not None:
        shown["override"] = {"override_title": override.title, **_dates(override)}
    return shown


def _course(row: CanvasCourse) -> dict[str, object]:
    return {"id": row.id, "name": row.name, "sis_id": row.sis_id, "integration_id": None}


def _of_students(visit: Visit, row: OverrideRow) -> dict[str, object]:
    users = visit.canvas.users
    students = [{"user_id": user, "sis_user_id": users[user].sis_id} for user in row.students]
    return {"id": row.id, "title": row.title, **_dates(row), "students": students}


def _dates(row: OverrideRow) -> dict[str, object]:
    return {key: row.dates.get(key) for key in ("due_at", "unlock_at", "lock_at")}
