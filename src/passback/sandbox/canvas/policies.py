"""Grading periods and late policies of a course.

Honors facts/canvas.md §1.7 (an object under its name with a paging note of its own, whose `next` is left out
on the last page; a closed period is told by `is_closed`) and §1.10 (404 without a policy; manage_grades).
"""

from __future__ import annotations

from decimal import Decimal

from passback.sandbox.canvas.assignments import as_float
from passback.sandbox.canvas.dates import is_closed, periods_of
from passback.sandbox.canvas.visit import Refused, Visit, no_such_page, not_found
from passback.sandbox.state.canvas import GradingPeriodRow
from passback.sandbox.wire import Reply, reply_json


def grading_periods(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/courses/:id/grading_periods`."""
    held = visit.course(args[0])
    known = periods_of(visit.canvas, held.id)
    given = visit.call.one("page", "1")
    if not given.isascii() or not given.isdigit():
        raise Refused(no_such_page())
    page, size = int(given), visit.size
    here = known[(page - 1) * size : page * size] if page else []
    address = f"{visit.call.base}{visit.call.path}?per_page={size}&page="
    pagination: dict[str, object] = {"current": f"{address}{page}", "per_page": size, "count": len(known)}
    if page * size < len(known):
        pagination["next"] = f"{address}{page + 1}"
    rows = [_period(visit, row, last=row is known[-1]) for row in here]
    return reply_json(200, {"grading_periods": rows, "meta": {"pagination": pagination}})


def _period(visit: Visit, row: GradingPeriodRow, *, last: bool) -> dict[str, object]:
    return {
        "id": str(row.id),
        "title": row.title,
        "start_date": row.start,
        "end_date": row.end,
        "close_date": row.close,
        "weight": None,
        "is_closed": is_closed(row, visit.call.at),
        "is_last": last,
        "permissions": {"read": True, "create": False, "update": False, "delete": False},
    }


def late_policy(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /api/v1/courses/:id/late_policy`."""
    held = visit.course(args[0])
    visit.needs("manage_grades")
    row = held.late_policy
    if row is None:
        raise Refused(not_found())
    shown: dict[str, object] = {
        "id": row.id,
        "course_id": held.id,
        "missing_submission_deduction_enabled": row.missing is not None,
        "missing_submission_deduction": as_float(row.missing or Decimal(0)),
        "late_submission_deduction_enabled": True,
        "late_submission_deduction": as_float(row.late),
        "late_submission_interval": row.interval,
        "late_submission_minimum_percent_enabled": row.minimum is not None,
        "late_submission_minimum_percent": as_float(row.minimum or Decimal(0)),
    }
    return reply_json(200, {"late_policy": shown})
