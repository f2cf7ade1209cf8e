"""The dates of a line item: Canvas's, or by policy where Canvas has none, and the day it is assigned.

Knows units and policy; days, zones and terms are `calendar.py`.
"""

from datetime import date
from zoneinfo import ZoneInfo

from passback.core.gradebook import Assignment, Part, Term, Unread
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
    return Due(date.fromisoformat(chosen), ()) if chosen else due_in_canvas(snapshot, unit)


def due_in_canvas(snapshot: Snapshot, unit: Unit) -> Due | Unread | None:
    """The due date that Canvas gives this class; None: none at all."""
    return due_of_class(snapshot, unit.assignment, unit.section, unit.dues)


def _undated(snapshot: Snapshot, unit: Unit) -> Due | Unread | None:
    zone = zone_in(snapshot, unit.section)
    if isinstance(zone, Unread):
        return zone
    match snapshot.policy_of(unit.section, unit.assignment.id).undated:
        case "created":
            return Due(unit.assignment.created.astimezone(zone).date(), ())
        case "last-day":
            terms = unit.gradebook.terms if unit.gradebook else ()
            if isinstance(terms, Unread):
                return terms
            open_now = period(terms, snapshot.read_at.astimezone(zone).date())
            return Due(open_now.last, ()) if open_now else None
        case _:
            return None


def assigned(assignment: Assignment, due_day: date, terms: Part[Term], zone: ZoneInfo) -> date:
    """The day of the assignment, which some interfaces require (facts/oneroster.md §1).

    When it unlocks, else when it was made; not before its term begins, never after it is due.
    """
    day = (assignment.unlock or assignment.created).astimezone(zone).date()
    term = period(terms, due_day)
    if term is not None:
        day = max(day, term.first)
    return min(day, due_day)
