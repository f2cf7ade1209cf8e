"""Line items that would bear the name and the due date of another one of their class.

Knows names as they are sent and as they are there. Which SIS minds is a capability, and the checks' business.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from passback.core.capabilities import Limit
from passback.core.finding import Finding
from passback.core.gradebook import LineItem, Unread
from passback.core.problem import Problem, Severity
from passback.core.value import Value, value
from passback.sync.adopt import Adoptable, item_facts, item_subject, places
from passback.sync.model import Snapshot
from passback.sync.once import once
from passback.sync.routing import Unit, takes_part
from passback.sync.text import normal
from passback.sync.written import written


@value
class Namesake(Value):
    """A line item to be written, and the one whose name and date it would share.

    `made`: it is new. `exact`: the two names are the same to the letter, so that any system sees it. `ref`:
    the other line item in the SIS, None where it is to be made too. `owner`: the Canvas assignment that the
    other one is of, None where it is nobody's of this course.
    """

    unit: Unit
    item: LineItem
    made: bool
    exact: bool
    ref: str | None
    owner: str | None


@once
def namesakes(snapshot: Snapshot) -> tuple[Namesake, ...]:
    """In the order in which they are written: of two new ones the second is named here."""
    return tuple(_namesakes(snapshot))


def told(snapshot: Snapshot, problem: Problem, found: Namesake, unknown: Severity) -> Finding | None:
    """The finding about one; None where the SIS is known not to mind. `unknown`: if nobody knows whether.

    It blocks what is to be made where the SIS firmly refuses exactly this; what is there is refused its
    update and keeps its scores, so that is warned of.
    """
    limit = snapshot.capabilities.name_unique
    if limit is not None and not limit.value:
        return None
    facts = {**item_facts(found.unit), "due_date": found.item.due.isoformat()}
    facts |= {"value": found.owner} if found.owner else {}
    facts |= {"result": found.ref} if found.ref else {}
    severity = unknown if limit is None else _severity(limit, found)
    return Finding(problem, severity, item_subject(snapshot, found.unit), facts)


def _severity(limit: Limit[bool], found: Namesake) -> Severity:
    return Severity.BLOCKS if limit.firm and found.made and found.exact else Severity.WARNS


def _namesakes(snapshot: Snapshot) -> Iterator[Namesake]:
    owners, waiting = _owners(snapshot), _waiting(snapshot)
    taken: dict[tuple[str, str, date], dict[str, tuple[str, str | None]]] = defaultdict(dict)
    known: set[str] = set()
    for unit, before, item in written(snapshot):
        book = unit.gradebook
        if book is None or isinstance(book.line_items, Unread):
            continue
        if book.class_ref not in known:
            known.add(book.class_ref)
            for held in book.line_items:
                taken[_key(book.class_ref, held)][held.ref or ""] = (held.title, owners.get(held.ref or ""))
        own = item.ref if before is not None else None
        stays = (unit.section, unit.assignment.id) in waiting
        if before is not None and not stays:
            taken[_key(book.class_ref, before)].pop(own or "", None)
        there = taken[_key(book.class_ref, item)]
        if before is None or _key("", before) != _key("", item):
            yield from _met(unit, before, item, there)
        if not stays:
            there[own or f"new {unit.assignment.id}"] = (item.title, unit.assignment.id)


def _waiting(snapshot: Snapshot) -> frozenset[tuple[str | None, str]]:
    """Work whose line item somebody else made: until a person agrees it keeps its name and date."""
    found = (unit for unit, place in places(snapshot) if isinstance(place, Adoptable) and not place.alike)
    return frozenset((unit.section, unit.assignment.id) for unit in found)


def _met(
    unit: Unit, before: LineItem | None, item: LineItem, there: Mapping[str, tuple[str, str | None]]
) -> Iterator[Namesake]:
    """The one that it meets, one of the same name to the letter first."""
    same = sorted(there.items(), key=lambda row: (row[1][0] != item.title, row[0]))
    for ref, (title, owner) in same[:1]:
        in_sis = None if ref.startswith("new ") else ref
        yield Namesake(unit, item, before is None, title == item.title, in_sis, owner)


def _key(class_ref: str, item: LineItem) -> tuple[str, str, date]:
    return class_ref, normal(item.title), item.due


def _owners(snapshot: Snapshot) -> Mapping[str, str]:
    """The assignment of each line item that is linked to one which is still sent, or is about to be."""
    listed = snapshot.course.assignments
    sent = set() if isinstance(listed, Unread) else {work.id for work in listed if takes_part(work)}
    linked = {link.ref: link.assignment for link in snapshot.links if link.assignment in sent}
    found = [(place.item.ref, unit) for unit, place in places(snapshot) if isinstance(place, Adoptable)]
    return linked | {ref: unit.assignment.id for ref, unit in found if ref is not None}
