"""Accounts, courses, sections, enrollments, groups of students.

Honors facts/canvas.md §1.1 (course fields; SIS ids only with read_sis), §1.2 (`nonxlist_course_id`), §1.3
(one enrollment per section, default states, the Test Student only when asked for).
"""

from __future__ import annotations

from passback.sandbox.canvas.visit import Refused, Visit, descendants, no_permission, not_found, paged, said
from passback.sandbox.state.canvas import Account, CanvasCourse, CanvasEnrollment, CanvasSection, StudentGroup
from passback.sandbox.wire import Reply, reply_json

TEST_STUDENT = "StudentViewEnrollment"
# An account admin sees inactive enrollments of a course as well (§1.3).
_DEFAULT_STATES = ("active", "invited", "inactive")
_SIS_FILTERS = ("sis_user_id", "sis_section_id")
_ROLES = {
    "StudentEnrollment": 3,
    "TeacherEnrollment": 4,
    TEST_STUDENT: 3,
}


def own_user(visit: Visit, _: tuple[str, ...]) -> Reply:
    """`GET /api/v1/users/self`."""
    user = visit.canvas.users[visit.token.user]
    return reply_json(
        200,
        {
            "id": user.id,
            "name": user.name,
            "sortable_name": user.sortable,
            "short_name": user.name,
            "locale": None,
            "effective_locale": "en",
            "permissions": {"can_update_name": True, "can_update_avatar": False},
        },
    )


def account(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/accounts/:id`."""
    row = account_row(visit, args[0])
    root = next(a.id for a in visit.canvas.accounts.values() if a.parent is None)
    shown: dict[str, object] = {
        "id": row.id,
        "name": row.name,
        "workflow_state": "active",
        "parent_account_id": row.parent,
        "root_account_id": None if row.id == root else root,
        "default_time_zone": "America/Chicago",
    }
    if visit.may("read_sis"):
        shown |= {"sis_account_id": row.sis_id, "integration_id": None}
    return reply_json(200, shown)


def account_row(visit: Visit, given: str) -> Account:
    """The account of an id in a path.

    Raises:
        Refused: unknown, or outside the token's account.
    """
    rows = visit.canvas.accounts
    row = rows.get(int(given)) if given.isascii() and given.isdigit() else None
    if given == "self":
        row = rows[visit.token.account]
    if row is None:
        raise Refused(not_found())
    if row.id not in descendants(visit.canvas, visit.token.account):
        raise Refused(no_permission())
    return row


def courses(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/accounts/:id/courses`: those of the account and of all sub-accounts below it."""
    covered = descendants(visit.canvas, account_row(visit, args[0]).id)
    states = visit.call.many("state") or ["created", "claimed", "available", "completed"]
    rows = [
        course
        for course in visit.canvas.courses.values()
        if course.account in covered and _state_asked(course, states) and _published_asked(visit, course)
    ]
    if (term := visit.call.one("enrollment_term_id")) != "":
        rows = [course for course in rows if str(course.term) == term]
    return paged(visit, sorted(rows, key=lambda row: row.id), lambda row: _course(visit, row))


def _state_asked(course: CanvasCourse, states: list[str]) -> bool:
    names = {"unpublished": {"created", "claimed"}}.get(course.state, {course.state})
    return "all" in states or bool(names & set(states))


def _published_asked(visit: Visit, course: CanvasCourse) -> bool:
    if visit.call.one("published") == "":
        return True
    return visit.call.flag("published") == (course.state in {"available", "completed"})


def course(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/courses/:id`."""
    return reply_json(200, _course(visit, visit.course(args[0])))


def _course(visit: Visit, row: CanvasCourse) -> dict[str, object]:
    shown: dict[str, object] = {
        "id": row.id,
        "name": row.name,
        "account_id": row.account,
        "root_account_id": 1,
        "start_at": None,
        "end_at": row.end_at,
        "course_code": row.code,
        "created_at": row.created_at,
        "default_view": "modules",
        "enrollment_term_id": row.term,
        "grading_standard_id": None,
        "grade_passback_setting": None,
        "apply_assignment_group_weights": True,
        "hide_final_grades": False,
        "homeroom_course": False,
        "is_public": False,
        "license": "private",
        "restrict_enrollments_to_course_dates": False,
        "time_zone": row.zone,
        "blueprint": False,
        "template": False,
        "workflow_state": row.state,
    }
    if visit.may("read_sis"):
        shown |= {"sis_course_id": row.sis_id, "integration_id": None}
    if visit.may("manage_sis"):
        shown["sis_import_id"] = None
    if "term" in visit.call.many("include"):
        term = visit.canvas.terms[row.term]
        shown["term"] = {
            "id": term.id,
            "name": term.name,
            "start_at": term.start_at,
            "end_at": term.end_at,
            "workflow_state": "active",
            "grading_period_group_id": 1,
        } | ({"sis_term_id": term.sis_id} if visit.may("read_sis") else {})
    return shown


def sections(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/courses/:id/sections`."""
    held = visit.course(args[0])
    rows = [row for row in visit.canvas.sections.values() if row.course == held.id]
    return paged(visit, rows, lambda row: _section(visit, row))


def section(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/sections/:id`."""
    return reply_json(200, _section(visit, visit.section(args[0])))


def _section(visit: Visit, row: CanvasSection) -> dict[str, object]:
    shown: dict[str, object] = {
        "id": row.id,
        "course_id": row.course,
        "name": row.name,
        "start_at": None,
        "end_at": None,
        "created_at": visit.canvas.courses[row.course].created_at,
        "restrict_enrollments_to_section_dates": None,
        "nonxlist_course_id": row.origin,
    }
    if visit.may("read_sis"):
        course_sis_id = visit.canvas.courses[row.course].sis_id
        shown |= {"sis_section_id": row.sis_id, "sis_course_id": course_sis_id, "integration_id": None}
    if visit.may("manage_sis"):
        shown["sis_import_id"] = None
    return shown


def course_enrollments(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/courses/:id/enrollments`."""
    held = visit.course(args[0])
    return _enrollments(visit, [row for row in visit.canvas.enrollments.values() if row.course == held.id])


def section_enrollments(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/sections/:id/enrollments`."""
    held = visit.section(args[0])
    return _enrollments(visit, [row for row in visit.canvas.enrollments.values() if row.section == held.id])


def _enrollments(visit: Visit, rows: list[CanvasEnrollment]) -> Reply:
    visit.needs("read_roster")
    if not visit.may("read_sis") and any(visit.call.many(name) for name in _SIS_FILTERS):
        raise Refused(said("canvas.sis-fields-closed", 400))
    kinds = visit.call.many("type")
    states = visit.call.many("state") or list(_DEFAULT_STATES)
    asked = [
        row
        for row in rows
        if row.state in states
        and (row.kind in kinds if kinds else row.kind != TEST_STUDENT)
        and _sis_asked(visit, row)
    ]
    return paged(visit, asked, lambda row: _enrollment(visit, row))


def _sis_asked(visit: Visit, row: CanvasEnrollment) -> bool:
    users, held = visit.call.many("sis_user_id"), visit.call.many("sis_section_id")
    return (not users or visit.canvas.users[row.user].sis_id in users) and (
        not held or visit.canvas.sections[row.section].sis_id in held
    )


def _enrollment(visit: Visit, row: CanvasEnrollment) -> dict[str, object]:
    canvas = visit.canvas
    user, held = canvas.users[row.user], canvas.sections[row.section]
    shown: dict[str, object] = {
        "id": row.id,
        "user_id": row.user,
        "course_id": row.course,
        "course_section_id": row.section,
        "type": row.kind,
        "role": "StudentEnrollment" if row.kind == TEST_STUDENT else row.kind,
        "role_id": _ROLES[row.kind],
        "enrollment_state": row.state,
        "associated_user_id": None,
        "limit_privileges_to_course_section": False,
        "start_at": None,
        "end_at": None,
        "created_at": row.created_at,
        "updated_at": row.created_at,
        "root_account_id": 1,
        "html_url": f"{visit.call.base}/courses/{row.course}/users/{row.user}",
        "user": {
            "id": user.id,
            "name": user.name,
            "sortable_name": user.sortable,
            "short_name": user.name,
            "created_at": row.created_at,
        },
    }
    if visit.may("read_sis"):
        shown |= {
            "sis_account_id": canvas.accounts[canvas.courses[row.course].account].sis_id,
            "sis_course_id": canvas.courses[row.course].sis_id,
            "course_integration_id": None,
            "sis_section_id": held.sis_id,
            "section_integration_id": None,
            "sis_user_id": user.sis_id,
        }
        shown["user"] |= {"sis_user_id": user.sis_id, "integration_id": None, "login_id": user.login}  # type: ignore[operator]
    return shown


def student_groups(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/courses/:id/groups`: the groups of students that work together."""
    held = visit.course(args[0])
    rows = [row for row in visit.canvas.student_groups.values() if row.course == held.id]

    def shown(row: StudentGroup) -> dict[str, object]:
        return {
            "id": row.id,
            "name": row.name,
            "course_id": row.course,
            "group_category_id": row.category,
            "members_count": len(row.members),
            "context_type": "Course",
        }

    return paged(visit, rows, shown)
