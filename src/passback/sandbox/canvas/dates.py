"""Which due date holds for a student: what Canvas keeps as `cached_due_date`.

Honors facts/canvas.md §1.5: an override without `due_at` does not touch the date, one with `due_at: null`
means no date; the most generous of several holds, and no date is the most generous. An override for the
course is for everyone in it; one of MasteryPaths (`noop_id`) names nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from passback.sandbox.state.canvas import AssignmentRow, Canvas, GradingPeriodRow, OverrideRow

_GONE = {"deleted", "rejected"}


def overrides_of(canvas: Canvas, assignment: int) -> list[OverrideRow]:
    """The active overrides of an assignment."""
    return [row for row in canvas.overrides.values() if row.assignment == assignment]


def sections_of(canvas: Canvas, course: int, user: int) -> set[int]:
    """The sections of a course in which a user is or was."""
    return {
        row.section
        for row in canvas.enrollments.values()
        if row.course == course and row.user == user and row.state not in _GONE
    }


def assigned(canvas: Canvas, assignment: AssignmentRow, user: int) -> bool:
    """Is the assignment given to this student at all?"""
    return not assignment.only_overrides or bool(_meant(canvas, assignment, user))


def effective_due(canvas: Canvas, assignment: AssignmentRow, user: int) -> str | None:
    """The due date for one student, None: none."""
    held = [row.dates["due_at"] for row in _meant(canvas, assignment, user) if "due_at" in row.dates]
    return latest(held) if held else assignment.due_at


def _meant(canvas: Canvas, assignment: AssignmentRow, user: int) -> list[OverrideRow]:
    overrides = overrides_of(canvas, assignment.id)
    if own := [row for row in overrides if user in row.students]:
        return own
    sections = sections_of(canvas, assignment.course, user)
    groups = {row.id for row in canvas.student_groups.values() if user in row.members}
    return [
        row
        for row in overrides
        if row.for_course or row.section in sections or (row.group is not None and row.group in groups)
    ]


def latest(dates: Iterable[str | None]) -> str | None:
    """The most generous of several dates."""
    given = list(dates)
    return None if None in given else max(date for date in given if date is not None)


def periods_of(canvas: Canvas, course: int) -> list[GradingPeriodRow]:
    """The grading periods of a course: those of its term."""
    term = canvas.courses[course].term
    return [row for row in canvas.periods if row.term == term]


def period_of(periods: Iterable[GradingPeriodRow], due: str | None) -> GradingPeriodRow | None:
    """The grading period of a date; without one the last period."""
    known = list(periods)
    if due is None:
        return known[-1] if known else None
    return next((row for row in known if row.start <= due <= row.end), None)


def is_closed(period: GradingPeriodRow, now: datetime) -> bool:
    """Is a grading period closed at this time?"""
    return period.close < now.strftime("%Y-%m-%dT%H:%M:%SZ")


def in_closed_period(canvas: Canvas, assignment: AssignmentRow, now: datetime) -> bool:
    """Is an assignment due in a closed grading period, for anyone?"""
    overrides = overrides_of(canvas, assignment.id)
    dates = [row.dates["due_at"] for row in overrides if "due_at" in row.dates]
    if not assignment.only_overrides:
        dates.append(assignment.due_at)
    known = periods_of(canvas, assignment.course)
    found = (period_of(known, due) for due in dates)
    return any(period is not None and is_closed(period, now) for period in found)
