"""Days, zones and terms: when work is due in one class, as Canvas has it.

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


@value
class Due(Value):
    """The day an item is due in its class."""

    day: date


def zone_of(name: str) -> ZoneInfo | Unread:
    """The course's zone. An unknown zone gives no day at all: a guessed one would move due dates."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Unread("the course's time zone is not a known one", Problem.ANSWER_NOT_UNDERSTOOD)


def zone_in(snapshot: Snapshot, section: str | None) -> ZoneInfo | Unread:
    """The zone of a class: the one that the district chose, else the course's own."""
    return zone_of(snapshot.policy_of(section).zone or snapshot.course.zone)


def due_of_class(
    snapshot: Snapshot, assignment: Assignment, section: str | None, dues: tuple[datetime, ...]
) -> Due | Unread | None:
    """The due date that Canvas gives a class, some of whose students have the dates `dues`; None: none.

    In this order: the section's override (which may say *no date*), the override for the course, which is
    for everyone, the date for everyone (else), the date that most of the section's students have; of two
    equally common ones the latest. A group's date counts as that of its members; what only opens a
    MasteryPath dates nobody.
    """
    zone = zone_in(snapshot, section)
    overrides = assignment.overrides
    if isinstance(zone, Unread):
        return zone
    if isinstance(overrides, Unread):
        return overrides
    own = next((o for o in overrides if o.section is not None and o.section == section), None)
    if own is not None and own.overrides_due:
        return Due(own.due.astimezone(zone).date()) if own.due else None
    wide = next((o for o in overrides if o.course and o.overrides_due), None)
    if wide is not None:
        return Due(wide.due.astimezone(zone).date()) if wide.due else None
    everyone = assignment.due
    if everyone is not None and (own is not None or not assignment.only_overrides):
        return Due(everyone.astimezone(zone).date())
    return _most(dues, zone)


def _most(dues: tuple[datetime, ...], zone: ZoneInfo) -> Due | None:
    days = Counter(moment.astimezone(zone).date() for moment in dues)
    if not days:
        return None
    return Due(max(days, key=lambda day: (days[day], day)))


def period(terms: Part[Term], day: date) -> Term | None:
    """The shortest term that holds the day; None: none does, or terms could not be read."""
    if isinstance(terms, Unread):
        return None
    holding = [term for term in terms if term.first <= day <= term.last]
    return min(holding, key=lambda term: (term.last - term.first, term.ref), default=None)
