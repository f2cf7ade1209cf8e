"""Assignment groups, assignments and overrides, as Canvas shows them.

Honors facts/canvas.md §1.4 (embedded assignments), §1.5 (fields; SIS fields only with read_sis; `due_at` as
the caller sees it unless `override_assignment_dates=false`; `all_dates_count` from 25 overrides on; `due_at`
of an override absent or null; whom it is for, in one key; quizzes of both kinds; `in_closed_grading_period`)
and §3 (the account's name and date rules).
"""

from __future__ import annotations

from decimal import Decimal

from passback.sandbox.canvas.dates import in_closed_period, latest, overrides_of
from passback.sandbox.canvas.visit import Refused, Visit, not_found, paged
from passback.sandbox.state.canvas import Account, AssignmentRow, GroupRow, OverrideRow
from passback.sandbox.wire import Reply, picked, reply_json

TOO_MANY_DATES = 25
# Canvas's own limit, shown where the account sets none.
LONGEST_NAME = 255


def as_float(number: Decimal | None) -> Decimal | None:
    """A number as Canvas writes it: `20.0`, `8.25`."""
    if number is None:
        return None
    whole = number == number.to_integral_value()
    return number.quantize(Decimal("0.1")) if whole else number.normalize()


def groups(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/courses/:id/assignment_groups`."""
    held = visit.course(args[0])
    rows = [row for row in visit.canvas.groups.values() if row.course == held.id]
    return paged(visit, sorted(rows, key=lambda row: row.position), lambda row: show_group(visit, row))


def show_group(visit: Visit, row: GroupRow) -> dict[str, object]:
    """One group, with its assignments where they are asked for."""
    held = [a for a in visit.canvas.assignments.values() if a.group == row.id]
    shown: dict[str, object] = {
        "id": row.id,
        "name": row.name,
        "position": row.position,
        "group_weight": as_float(row.weight),
        "sis_source_id": row.sis_id,
        "integration_data": row.integration_data,
        "rules": row.rules,
        "any_assignment_in_closed_grading_period": any(_closed(visit, a) for a in held),
    }
    if "assignments" in visit.call.many("include"):
        shown["assignments"] = [show(visit, a) for a in sorted(held, key=lambda a: a.position)]
    return shown


def assignments(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/courses/:id/assignments`."""
    held = visit.course(args[0])
    rows = [row for row in visit.canvas.assignments.values() if row.course == held.id]
    return paged(visit, sorted(rows, key=lambda row: row.id), lambda row: show(visit, row))


def assignment(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/courses/:id/assignments/:id`."""
    return reply_json(200, show(visit, found(visit, args)))


def found(visit: Visit, args: tuple[str, ...]) -> AssignmentRow:
    """The assignment of a path.

    Raises:
        Refused: there is none of that id in that course.
    """
    held = visit.course(args[0])
    row = visit.canvas.assignments.get(int(args[1])) if args[1].isascii() and args[1].isdigit() else None
    if row is None or row.course != held.id:
        raise Refused(not_found())
    return row


def _closed(visit: Visit, row: AssignmentRow) -> bool:
    return in_closed_period(visit.canvas, row, visit.call.at)


def sis_rules(visit: Visit, course: int) -> Account:
    """The nearest account above a course whose SIS rules hold; sub-accounts inherit."""
    account = visit.canvas.accounts[visit.canvas.courses[course].account]
    while account.name_max is None and not account.due_required and account.parent is not None:
        account = visit.canvas.accounts[account.parent]
    return account


def show(visit: Visit, row: AssignmentRow) -> dict[str, object]:
    """One assignment."""
    overrides = overrides_of(visit.canvas, row.id)
    includes = visit.call.many("include")
    shown = _plain(visit, row) | _dates(visit, row, overrides)
    if visit.may("read_sis") or visit.may("manage_sis"):
        shown |= {
            "sis_assignment_id": row.sis_id,
            "integration_id": row.integration_id,
            "integration_data": row.integration_data,
        }
    if "overrides" in includes:
        shown["overrides"] = [show_override(override, row.course) for override in overrides]
    if "all_dates" in includes:
        if len(overrides) >= TOO_MANY_DATES:
            shown["all_dates_count"] = len(overrides) + (not row.only_overrides)
        else:
            shown["all_dates"] = _all_dates(row, overrides)
    if "grades_published" in includes:
        shown["grades_published"] = row.grades_published
    return picked(shown, visit.call.many("exclude_response_fields"))


def _plain(visit: Visit, row: AssignmentRow) -> dict[str, object]:
    rules = sis_rules(visit, row.course)
    scored = [s for s in visit.canvas.submissions.values() if s.assignment == row.id]
    return {
        "id": row.id,
        "course_id": row.course,
        "assignment_group_id": row.group,
        "name": row.name,
        "description": row.description,
        "position": row.position,
        "points_possible": as_float(row.points),
        "grading_type": row.grading_type,
        "grading_standard_id": row.standard,
        "submission_types": row.submission_types,
        "created_at": row.created_at,
        "updated_at": row.created_at,
        "has_overrides": bool(overrides_of(visit.canvas, row.id)),
        "only_visible_to_overrides": row.only_overrides,
        "published": row.published,
        "workflow_state": "published" if row.published else "unpublished",
        "unpublishable": not scored,
        "post_to_sis": row.post_to_sis,
        "due_date_required": rules.due_required and row.post_to_sis,
        "max_name_length": rules.name_max if rules.name_max and row.post_to_sis else LONGEST_NAME,
        "in_closed_grading_period": _closed(visit, row),
        "omit_from_final_grade": row.omit_from_final_grade,
        "hide_in_gradebook": False,
        "muted": row.post_manually,
        "post_manually": row.post_manually,
        "anonymous_grading": row.anonymous,
        "anonymize_students": row.anonymous,
        "moderated_grading": row.moderated,
        "graded_submissions_exist": any(s.score is not None for s in scored),
        "has_submitted_submissions": any(s.submitted_at for s in scored),
        "needs_grading_count": sum(s.state in {"submitted", "pending_review"} for s in scored),
        "is_quiz_assignment": "online_quiz" in row.submission_types,
        "is_quiz_lti_assignment": row.new_quiz,
        "group_category_id": row.groups,
        "grade_group_students_individually": row.alone,
        "peer_reviews": False,
        "intra_group_peer_reviews": False,
        "restrict_quantitative_data": False,
        "important_dates": False,
        "secure_params": "-",
        "lti_context_id": None,
        "html_url": f"{visit.call.base}/courses/{row.course}/assignments/{row.id}",
    } | ({"quiz_id": row.quiz} if row.quiz is not None and not row.new_quiz else {})


def _dates(visit: Visit, row: AssignmentRow, overrides: list[OverrideRow]) -> dict[str, object]:
    due = row.due_at
    if visit.call.flag("override_assignment_dates", default=True):
        own = [override.dates["due_at"] for override in overrides if "due_at" in override.dates]
        everyone = [] if row.only_overrides else [row.due_at]
        due = latest([*own, *everyone]) if own else row.due_at
    return {"due_at": due, "unlock_at": row.unlock_at, "lock_at": row.lock_at}


def _all_dates(row: AssignmentRow, overrides: list[OverrideRow]) -> list[dict[str, object]]:
    base = {"due_at": row.due_at, "unlock_at": row.unlock_at, "lock_at": row.lock_at}
    everyone: list[dict[str, object]] = [] if row.only_overrides else [{"base": True, **base}]
    return everyone + [
        {
            "id": override.id,
            "title": override.title,
            **(base | override.dates),
            "set_type": kind,
            "set_id": held,
        }
        for override in overrides
        for kind, held in [_set(override)]
    ]


def _set(row: OverrideRow) -> tuple[str, int | None]:
    """Whom an override is for, as `all_dates` names it."""
    if row.for_course:
        return "Course", None
    given = (("CourseSection", row.section), ("Group", row.group), ("Noop", row.noop))
    return next(((kind, held) for kind, held in given if held is not None), ("ADHOC", None))


def overrides(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/courses/:id/assignments/:id/overrides`."""
    row = found(visit, args)
    held = overrides_of(visit.canvas, row.id)
    return paged(visit, held, lambda override: show_override(override, row.course))


def show_override(row: OverrideRow, course: int) -> dict[str, object]:
    """One override of an assignment of this course: a date that it does not touch is not there at all.

    Exactly one key says whom it is for (§1.5).
    """
    shown: dict[str, object] = {"id": row.id, "assignment_id": row.assignment, "title": row.title}
    shown |= row.dates
    if "due_at" in row.dates:
        due = row.dates["due_at"]
        shown |= {"all_day": False, "all_day_date": due[:10] if due else None}
    if row.for_course:
        return shown | {"course_id": course}
    given = (("course_section_id", row.section), ("group_id", row.group), ("noop_id", row.noop))
    one = next(((key, held) for key, held in given if held is not None), None)
    return shown | ({"student_ids": row.students} if one is None else {one[0]: one[1]})
