"""Which due date holds for a student: what Canvas keeps as `cached_due_date`.

Honors facts/canvas.md §1.5: an override without `due_at` does not touch the date, one with `due_at: null`
means no date; the most generous of several holds, and no date is the most generous.
"""

from __future__ import annotations

from collections.abc import Iterable

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
    own = [row for row in overrides if user in row.students]
    sections = sections_of(canvas, assignment.course, user)
    return own or [row for row in overrides if row.section in sections]


def latest(dates: Iterable[str | None]) -> str | None:
    """The most generous of several dates."""
    given = list(dates)
    return None if None in given else max(date for date in given if date is not None)


def period_of(periods: Iterable[GradingPeriodRow], due: str | None) -> int | None:
    """The grading period of a date; without one the last period."""
    known = list(periods)
    if due is None:
        return known[-1].id if known else None
    return next((row.id for row in known if row.start <= due <= row.end), None)
