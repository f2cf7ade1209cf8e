"""Due dates that would be written and lie where the SIS takes none.

Knows days and spans of days. Which spans an SIS looks at is a capability, and each check's own business.
"""

from collections.abc import Iterator
from datetime import date

from passback.core.capabilities import Capabilities, Limit
from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, LineItem, Part, Term, Unread
from passback.core.problem import Problem, Severity
from passback.sync.adopt import Adoptable, Linked, ToMake, item_facts, item_subject, places
from passback.sync.carry import is_made
from passback.sync.line import updated_item
from passback.sync.model import Snapshot
from passback.sync.once import once
from passback.sync.routing import Unit

# A due date to be written: of which line item, of which class, the day, and whether the item is to be made.
Dated = tuple[Unit, Gradebook, date, bool]


@once
def dated(snapshot: Snapshot) -> tuple[Dated, ...]:
    """Each due date that would be new in the SIS; what stays as it is there harms nobody."""
    return tuple(_dated(snapshot))


def _dated(snapshot: Snapshot) -> Iterator[Dated]:
    for unit, place in places(snapshot):
        if unit.gradebook is None:
            continue
        if isinstance(place, ToMake) and is_made(snapshot, unit):
            yield unit, unit.gradebook, place.due.day, True
        elif isinstance(place, Linked | Adoptable) and isinstance(place.item, LineItem):
            day = updated_item(snapshot, unit, place.item).due
            if day != place.item.due:
                yield unit, unit.gradebook, day, False


def outside(given: Dated, spans: Part[Term], capabilities: Capabilities) -> bool:
    """True if no span holds the day. Where the SIS lists none, or they were not read, nothing is outside."""
    return not isinstance(spans, Unread) and bool(spans) and not _any(spans, given[2], capabilities)


def _any(spans: tuple[Term, ...], day: date, capabilities: Capabilities) -> bool:
    """Both ends belong to a span, unless the SIS is known to leave out the last day."""
    limit = capabilities.term_end_inclusive
    if limit is not None and limit.firm and not limit.value:
        return any(span.first <= day < span.last for span in spans)
    return any(span.first <= day <= span.last for span in spans)


def on_the_end(given: Dated, spans: Part[Term], capabilities: Capabilities) -> bool:
    """True if the day is the last of every span that holds it, and nobody is sure that it belongs to one.

    By one reading of the document it does, by another it does not (facts/oneroster.md §2, `AcademicSession`).
    """
    limit = capabilities.term_end_inclusive
    if isinstance(spans, Unread) or (limit is not None and limit.firm):
        return False
    return any(span.last == given[2] for span in spans) and not any(
        span.first <= given[2] < span.last for span in spans
    )


def told(
    snapshot: Snapshot, given: Dated, problem: Problem, spans: Part[Term], limit: Limit[bool] | None
) -> Finding:
    """The finding, with the first and the last day of all spans.

    It blocks a line item to be made where the SIS firmly refuses it. One that is there only fails to move:
    its scores go, and are warned of.
    """
    unit, _, day, made = given
    facts = {**item_facts(unit), "due_date": day.isoformat()}
    if not isinstance(spans, Unread) and spans:
        facts["start_date"] = min(span.first for span in spans).isoformat()
        facts["end_date"] = max(span.last for span in spans).isoformat()
    firm = limit is not None and limit.firm
    severity = Severity.BLOCKS if made and firm else Severity.WARNS
    return Finding(problem, severity, item_subject(snapshot, unit), facts)
