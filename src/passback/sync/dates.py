"""When an assignment is due in one class, as a day of the course's own time zone.

Knows Canvas's overrides. May not use UTC days: 23:59 in Chicago is already tomorrow there, which is how a
due date on a term's last day ends up outside the term (facts/canvas.md §2, point 14).
"""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from passback.core.gradebook import Assignment, Part, Term, Unread
from passback.core.problem import Problem
from passback.core.value import Value, value
from passback.sync.model import Snapshot
from passback.sync.routing import Unit


@value
class Due(Value):
    """The day an item is due in its class. `others`: days that some of its students have instead."""

    day: date
    others: tuple[date, ...]


def zone_of(name: str) -> ZoneInfo | Unread:
    """The course's zone. An unknown zone gives no day at all: a guessed one would move due dates."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Unread("the course's time zone is not a known one", Problem.ANSWER_NOT_UNDERSTOOD)


def zone_in(snapshot: Snapshot, section: str | None) -> ZoneInfo | Unread:
    """The zone of a class: the one that the district chose, else the course's own."""
    return zone_of(snapshot.policy_of(section).zone or snapshot.course.zone)


def due(snapshot: Snapshot, unit: Unit) -> Due | Unread | None:
    """The due date of one assignment in one class, by policy where Canvas has none; None: held."""
    found = due_in_canvas(snapshot, unit)
    return _undated(snapshot, unit) if found is None else found


def due_in_canvas(snapshot: Snapshot, unit: Unit) -> Due | Unread | None:
    """The due date that Canvas gives this class; None: none at all.

    In this order: the section's override (which may say *no date*), the override for the course, which is
    for everyone, the date for everyone (else), the date that most of the section's students have; of two
    equally common ones the latest. A group's date counts as that of its members; what only opens a
    MasteryPath dates nobody.
    """
    zone = zone_in(snapshot, unit.section)
    overrides = unit.assignment.overrides
    if isinstance(zone, Unread):
        return zone
    if isinstance(overrides, Unread):
        return overrides
    own = next((o for o in overrides if o.section is not None and o.section == unit.section), None)
    if own is not None and own.overrides_due:
        return Due(own.due.astimezone(zone).date(), ()) if own.due else None
    wide = next((o for o in overrides if o.course and o.overrides_due), None)
    if wide is not None:
        return Due(wide.due.astimezone(zone).date(), ()) if wide.due else None
    everyone = unit.assignment.due
    if everyone is not None and (own is not None or not unit.assignment.only_overrides):
        return Due(everyone.astimezone(zone).date(), ())
    return _most(unit.dues, zone)


def _most(dues: tuple[datetime, ...], zone: ZoneInfo) -> Due | None:
    days = Counter(moment.astimezone(zone).date() for moment in dues)
    if not days:
        return None
    chosen = max(days, key=lambda day: (days[day], day))
    return Due(chosen, tuple(sorted(set(days) - {chosen})))


def _undated(snapshot: Snapshot, unit: Unit) -> Due | Unread | None:
    zone = zone_in(snapshot, unit.section)
    if isinstance(zone, Unread):
        return zone
    match snapshot.policy_of(unit.section).undated:
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


def period(terms: Part[Term], day: date) -> Term | None:
    """The shortest term that holds the day; None: none does, or terms could not be read."""
    if isinstance(terms, Unread):
        return None
    holding = [term for term in terms if term.first <= day <= term.last]
    return min(holding, key=lambda term: (term.last - term.first, term.ref), default=None)


def assigned(assignment: Assignment, due_day: date, terms: Part[Term], zone: ZoneInfo) -> date:
    """The day of the assignment, which some interfaces require (facts/oneroster.md §1).

    When it unlocks, else when it was made; not before its term begins, never after it is due.
    """
    day = (assignment.unlock or assignment.created).astimezone(zone).date()
    term = period(terms, due_day)
    if term is not None:
        day = max(day, term.first)
    return min(day, due_day)
