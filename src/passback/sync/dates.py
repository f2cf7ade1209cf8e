"""The dates of a line item: Canvas's, or by policy where Canvas has none, and the day it is assigned.

Knows units and policy; days, zones and terms are `calendar.py`.
"""

from datetime import date
from zoneinfo import ZoneInfo

from passback.core.gradebook import Assignment, Gradebook, Part, Term, Unread
from passback.sync.calendar import Due, due_of_class, period, zone_in
from passback.sync.model import Snapshot
from passback.sync.routing import Unit


def due(snapshot: Snapshot, unit: Unit) -> Due | Unread | None:
    """The due date of one assignment in one class, by policy where Canvas has none; None: held."""
    found = due_given(snapshot, unit)
    return _undated(snapshot, unit) if found is None else found


def due_given(snapshot: Snapshot, unit: Unit) -> Due | Unread | None:
    """The day that a person chose for this class, else Canvas's; None: neither."""
    chosen = snapshot.policy_of(unit.section, unit.assignment.id).due
    return Due(date.fromisoformat(chosen)) if chosen else due_in_canvas(snapshot, unit)


def due_in_canvas(snapshot: Snapshot, unit: Unit) -> Due | Unread | None:
    """The due date that Canvas gives this class; None: none at all."""
    return due_of_class(snapshot, unit.assignment, unit.section, unit.dues)


def _undated(snapshot: Snapshot, unit: Unit) -> Due | Unread | None:
    zone = zone_in(snapshot, unit.section)
    if isinstance(zone, Unread):
        return zone
    match snapshot.policy_of(unit.section, unit.assignment.id).undated:
        case "created":
            return Due(unit.assignment.created.astimezone(zone).date())
        case "last-day":
            terms = unit.gradebook.terms if unit.gradebook else ()
            if isinstance(terms, Unread):
                return terms
            open_now = period(terms, snapshot.read_at.astimezone(zone).date())
            return Due(open_now.last) if open_now else None
        case _:
            return None


def assigned(assignment: Assignment, due_day: date, gradebook: Gradebook, zone: ZoneInfo) -> date:
    """The day of the assignment, which some interfaces require (facts/oneroster.md §1).

    When it unlocks, else when it was made; not before its term or grading period begins, never after it is
    due. So no assign date that is sent lies outside of the period that its due date lies in.
    """
    day = (assignment.unlock or assignment.created).astimezone(zone).date()
    for parts in (gradebook.terms, own_periods(gradebook)):
        span = period(parts, due_day)
        if span is not None:
            day = max(day, span.first)
    return min(day, due_day)


def own_periods(gradebook: Gradebook) -> Part[Term]:
    """The grading periods of the class's terms; all that are listed where none is known to be of these."""
    periods, terms = gradebook.periods, gradebook.terms
    if isinstance(periods, Unread) or isinstance(terms, Unread):
        return periods
    refs = {term.ref for term in terms}
    return tuple(one for one in periods if one.parent in refs) or periods
