"""The due date lies in no term of the class; the SIS would not take the line item."""

from collections.abc import Iterable
from datetime import date

from passback.core.capabilities import Capabilities
from passback.core.finding import Finding
from passback.core.gradebook import LineItem, Term, Unread
from passback.core.problem import Problem, Severity
from passback.sync.adopt import Linked, Place, ToMake, item_facts, item_subject, places
from passback.sync.carry import is_made
from passback.sync.line import updated_item
from passback.sync.model import Snapshot
from passback.sync.routing import Unit

PROBLEMS: tuple[Problem, ...] = (Problem.DUE_DATE_OUTSIDE_TERM,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "terms", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """Blocks a line item to be made; only warns where one that is there would move.

    A class without any term says nothing about dates, and nothing is found.
    """
    for unit, place in places(snapshot):
        if unit.gradebook is None or isinstance(unit.gradebook.terms, Unread) or not unit.gradebook.terms:
            continue
        terms = unit.gradebook.terms
        day = _day(snapshot, unit, place)
        if day is None or any(_holds(term, day, snapshot.capabilities) for term in terms):
            continue
        facts = {
            **item_facts(unit),
            "due_date": day.isoformat(),
            "start_date": min(term.first for term in terms).isoformat(),
            "end_date": max(term.last for term in terms).isoformat(),
        }
        severity = Severity.BLOCKS if isinstance(place, ToMake) else Severity.WARNS
        yield Finding(Problem.DUE_DATE_OUTSIDE_TERM, severity, item_subject(snapshot, unit), facts)


def _day(snapshot: Snapshot, unit: Unit, place: Place | None) -> date | None:
    """The due date that would be written; None: none would."""
    if isinstance(place, ToMake):
        return place.due.day if is_made(snapshot, unit) else None
    if isinstance(place, Linked) and isinstance(place.item, LineItem):
        wanted = updated_item(snapshot, unit, place.item).due
        return wanted if wanted != place.item.due else None
    return None


def _holds(term: Term, day: date, capabilities: Capabilities) -> bool:
    """Both ends belong to a term, unless the SIS is known to leave out the last day."""
    limit = capabilities.term_end_inclusive
    if limit is not None and limit.firm and not limit.value:
        return term.first <= day < term.last
    return term.first <= day <= term.last
