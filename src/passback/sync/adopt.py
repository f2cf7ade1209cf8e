"""Where a line item is: linked, there without a link, gone, or still to be made.

Looks before the first write. A list that could not be read is never read as *none*: a second copy of an
assignment would be the worst answer.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from passback.core.capabilities import Ids
from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, LineItem, Unread
from passback.core.ids import line_item_id
from passback.core.problem import Problem, Severity, State
from passback.core.subject import Subject
from passback.core.value import Value, plain, value
from passback.sync.approval import ApprovalKind
from passback.sync.calendar import Due
from passback.sync.dates import due, due_in_canvas
from passback.sync.model import (
    Link,
    Snapshot,
)
from passback.sync.once import once
from passback.sync.resolve import Stop, unread_stop
from passback.sync.routing import Unit, units
from passback.sync.text import cut_title, same_title
from passback.sync.titles import names_of

# Who takes the day of an evening in UTC puts it a day later, as the sync built into Canvas does in
# PowerSchool (facts/canvas.md §2 (14), sis-vendors.md §1.7). A second one beside it would be worst.
_LATE = timedelta(days=1)


@value
class Linked(Value):
    """Ours, and the link holds. `item` is Unread where the list was not read."""

    link: Link
    item: LineItem | Unread


@value
class Adoptable(Value):
    """There without a link, and it can only be this one.

    `alike` False: a person chose it, Canvas's own link names it, or it is due a day later, though title, date
    or maximum differ. A person is asked before any of that is changed.
    """

    item: LineItem
    alike: bool


@value
class ToMake(Value):
    """Nothing there that could be it. `ref`: the id we choose, None where the SIS does."""

    ref: str | None
    due: Due


@value
class Nowhere(Value):
    """Cannot be placed; its scores stand for the reason in `stop`."""

    stop: Stop


Place = Linked | Adoptable | ToMake | Nowhere


def candidates(listed: Sequence[LineItem], wanted: LineItem, linked: Collection[str]) -> Sequence[LineItem]:
    """Line items that could be `wanted`: same title, due date and maximum, not linked elsewhere.

    Titles cut at some limit count where no whole one matches.
    """
    free = [item for item in listed if item.ref not in linked]
    return _alike(free, {wanted.title}, wanted.due, wanted.maximum)


def _alike(
    listed: Sequence[LineItem], titles: Collection[str], due_day: date, maximum: Decimal | None
) -> Sequence[LineItem]:
    free = [item for item in listed if item.due == due_day and item.maximum == maximum]
    whole = [item for item in free if any(same_title(item.title, title) for title in titles)]
    return whole or [item for item in free if any(cut_title(item.title, title) for title in titles)]


@once
def places(snapshot: Snapshot) -> tuple[tuple[Unit, Place | None], ...]:
    """Every unit of the course with the place of its line item; None: no case of it gets that far."""
    placed = [(unit, _place(snapshot, unit)) for unit in units(snapshot)]
    claims = Counter(key for unit, place in placed if (key := _claim(unit, place)))
    return tuple(
        (unit, Nowhere(_several(snapshot, unit, claims[key])))
        if (key := _claim(unit, place)) and claims[key] > 1
        else (unit, place)
        for unit, place in placed
    )


def misplaced(snapshot: Snapshot, problem: Problem) -> Iterator[tuple[Unit, Finding]]:
    """Each unit whose line item this problem keeps from having a place, and why."""
    for unit, place in places(snapshot):
        if isinstance(place, Nowhere) and place.stop.why.problem is problem:
            yield unit, place.stop.why


def _claim(unit: Unit, place: Place | None) -> tuple[str, str | None] | None:
    """What an adoption lays claim to; two of our assignments may not claim one line item."""
    if isinstance(place, Adoptable) and unit.gradebook:
        return (unit.gradebook.class_ref, place.item.ref)
    return None


def _place(snapshot: Snapshot, unit: Unit) -> Place | None:
    if unit.gradebook is None or (not unit.early and all(case.stop for case in unit.cases)):
        return None
    if unit.link is not None:
        return _linked(snapshot, unit, unit.gradebook, unit.link)
    return _unlinked(snapshot, unit, unit.gradebook)


def item_subject(snapshot: Snapshot, unit: Unit) -> Subject:
    """The line item, as a subject."""
    return Subject(snapshot.course.id, unit.section, unit.assignment.id, None)


def item_facts(unit: Unit) -> dict[str, str]:
    """What every finding about one assignment in one class says."""
    known = {
        "assignment": unit.assignment.name,
        "assignment_id": unit.assignment.id,
        "section": unit.section_name,
    }
    return {**known, "class": unit.gradebook.class_ref} if unit.gradebook else known


def _blocked(unit: Unit, subject: Subject, problem: Problem, **more: str) -> Nowhere:
    facts = {**item_facts(unit), **more}
    return Nowhere(Stop(State.NOT_SENT, Finding(problem, Severity.BLOCKS, subject, facts)))


def _linked(snapshot: Snapshot, unit: Unit, gradebook: Gradebook, link: Link) -> Place:
    subject = item_subject(snapshot, unit)
    if link.class_ref != gradebook.class_ref:
        if _is_history(snapshot, unit, gradebook):
            why = Finding(Problem.TERM_OVER, Severity.INFORMS, subject, item_facts(unit))
            return Nowhere(Stop(State.NOT_SENT, why))
        return _blocked(unit, subject, Problem.LINK_BROKEN, value=link.class_ref)
    if isinstance(gradebook.line_items, Unread):
        return Linked(link, gradebook.line_items)
    item = next((item for item in gradebook.line_items if item.ref == link.ref), None)
    return _blocked(unit, subject, Problem.LINE_ITEM_DELETED) if item is None else Linked(link, item)


def _is_history(snapshot: Snapshot, unit: Unit, gradebook: Gradebook) -> bool:
    """True if the section's id led to the class of an earlier term, and the work was due in that: whatever
    term its class of now is in begins later. What was sent stays there, and nothing is sent a second time.
    """  # noqa: D205 - one thought
    when, terms = due_in_canvas(snapshot, unit), gradebook.terms
    if not isinstance(when, Due) or isinstance(terms, Unread) or not terms:
        return False
    return all(when.day < term.first for term in terms)


def _unlinked(snapshot: Snapshot, unit: Unit, gradebook: Gradebook) -> Place:
    subject = item_subject(snapshot, unit)
    listed = gradebook.line_items
    if isinstance(listed, Unread):
        return Nowhere(unread_stop(listed, subject, "line_items"))
    own = None
    if snapshot.capabilities.line_item_ids.value is Ids.CLIENT:
        made = snapshot.policy_of(unit.section, unit.assignment.id).generation
        own = line_item_id(snapshot.space, unit.assignment.id, gradebook.class_ref, made)
    linked = {link.ref for link in snapshot.links}
    free = [item for item in listed if item.ref not in linked]
    named = _named(snapshot, unit, own, listed, free)
    if named is not None:
        return named
    when = due(snapshot, unit)
    if isinstance(when, Unread):
        return Nowhere(unread_stop(when, subject, "due date"))
    return _by_likeness(snapshot, unit, own, when, free)


def _named(
    snapshot: Snapshot, unit: Unit, own: str | None, listed: Sequence[LineItem], free: Sequence[LineItem]
) -> Adoptable | None:
    """By its id alone: our own, else a person's choice, else the one that Canvas's link names.

    A link of Canvas's is a hint and never a proof: it counts only where the class has that line item.
    """
    mine = next((item for item in listed if own is not None and item.ref == own), None)
    if mine is not None:
        return Adoptable(mine, alike=True)
    chosen = _chosen(snapshot, item_subject(snapshot, unit))
    picked = next((item for item in free if chosen is not None and item.ref == chosen), None)
    if picked is not None:
        return Adoptable(picked, alike=False)
    hints = set((unit.assignment.integration_data or {}).values())
    hinted = [item for item in free if item.ref in hints]
    return Adoptable(hinted[0], alike=False) if len(hinted) == 1 else None


def _by_likeness(
    snapshot: Snapshot, unit: Unit, own: str | None, when: Due | None, free: Sequence[LineItem]
) -> Place:
    subject = item_subject(snapshot, unit)
    if when is None:
        return _blocked(unit, subject, Problem.DUE_DATE_MISSING)
    names, points = names_of(snapshot, unit), unit.assignment.points
    for day in (when.day, when.day + _LATE):
        alike = _alike(free, names, day, points)
        if len(alike) > 1:
            return Nowhere(_several(snapshot, unit, len(alike), alike))
        if alike:
            return Adoptable(alike[0], alike=day == when.day)
    return ToMake(own, when)


def _chosen(snapshot: Snapshot, subject: Subject) -> str | None:
    """The line item that a person chose for it, the latest choice."""
    mine = [a for a in snapshot.approvals if a.kind is ApprovalKind.CHOICE and a.subject == subject]
    return max(mine, key=lambda a: a.at).ref if mine else None


def _several(snapshot: Snapshot, unit: Unit, count: int, among: Sequence[LineItem] = ()) -> Stop:
    """`result`: the line items to choose from, by their ids in the SIS."""
    points = unit.assignment.points
    facts = {**item_facts(unit), "value": str(count)}
    if among:
        facts["result"] = ", ".join(sorted(item.ref for item in among if item.ref is not None))
    if points is not None:
        facts["points"] = plain(points)
    subject = item_subject(snapshot, unit)
    return Stop(State.NOT_SENT, Finding(Problem.SEVERAL_MATCHES, Severity.BLOCKS, subject, facts))
