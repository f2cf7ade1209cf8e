"""The line item of one assignment in one class beside what Canvas has, and those that are none of ours."""

from collections.abc import Sequence
from dataclasses import replace

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, LineItem, Unread
from passback.core.problem import Severity
from passback.core.subject import Subject
from passback.sync.adopt import Nowhere, Place, item_subject
from passback.sync.dates import due_in_canvas
from passback.sync.model import Link
from passback.sync.reconcile.model import Agreement, ComparedItem, ComparedScore
from passback.sync.reconcile.scores import Sides, not_there, rows_of
from passback.sync.routing import Unit, takes_part
from passback.sync.text import same_title
from passback.sync.titles import names_of, wire_title
from passback.sync.told import Difference, item_differences


def compared_item(
    sides: Sides,
    unit: Unit,
    place: Place | None,
    item: LineItem | Unread | None,
    link: Link | None,
    rows: Sequence[ComparedScore],
) -> ComparedItem | None:
    """The line item of one assignment in one class; None where no score of it gets that far."""
    subject, title = item_subject(sides.snapshot, unit), unit.assignment.name
    made = ComparedItem(
        subject, None, title, link is not None, Agreement.CANNOT_TELL, (), expected=False, why=None
    )
    if isinstance(item, Unread):
        lost = Finding(item.problem, Severity.WARNS, subject, {"result": item.why})
        return replace(made, line_item=link.ref if link else None, why=lost)
    if item is not None:
        found = _differences(sides, unit, item)
        agreement = Agreement.DIFFERS if found else Agreement.EQUAL
        return replace(made, line_item=item.ref, agreement=agreement, differences=found, expected=not found)
    if place is None:
        return None
    why = place.stop.why if isinstance(place, Nowhere) else None
    if isinstance(place, Nowhere) and not not_there(place):
        return replace(made, why=why)
    wanted = any(row.agreement is Agreement.ONLY_CANVAS and not row.expected for row in rows)
    return replace(made, agreement=Agreement.ONLY_CANVAS, expected=not wanted, why=why)


def _differences(sides: Sides, unit: Unit, item: LineItem) -> tuple[Difference, ...]:
    """What is otherwise than Canvas has it; what Canvas does not say is the SIS's own."""
    when, points = due_in_canvas(sides.snapshot, unit), unit.assignment.points
    named = any(same_title(item.title, name) for name in names_of(sides.snapshot, unit))
    wanted = replace(
        item,
        title=item.title if named else wire_title(sides.snapshot, unit, item.ref),
        due=item.due if when is None or isinstance(when, Unread) else when.day,
        maximum=item.maximum if points is None or sides.same_scale(unit, item) else points,
    )
    found, seen = item_differences(wanted, item), sides.seen.get(item_subject(sides.snapshot, unit))
    if seen is None or not isinstance(seen.held, LineItem) or item_differences(seen.held, item):
        return found
    # It is as the last sync found it, which saw what it was before.
    return tuple(d if d.way else replace(d, way=seen.how) for d in found)


def not_considered(
    sides: Sides, section: str, book: Gradebook, item: LineItem, ref: str
) -> tuple[list[ComparedScore], ComparedItem]:
    """A line item that no score of Canvas is on its way to: of work that is not synced, or not ours."""
    snapshot = sides.snapshot
    link = next((k for k in snapshot.links if (k.class_ref, k.ref) == (book.class_ref, ref)), None)
    works = () if isinstance(snapshot.course.assignments, Unread) else snapshot.course.assignments
    synced = link is not None and any(w.id == link.assignment and takes_part(w) for w in works)
    subject = Subject(snapshot.course.id, section, link.assignment if link else None, None)
    made = ComparedItem(
        subject, ref, item.title, link is not None, Agreement.CANNOT_TELL, (), expected=False, why=None
    )
    held = book.scores.get(ref, ())
    if isinstance(held, Unread):
        why = Finding(held.problem, Severity.WARNS, subject, {"result": held.why})
        return [], replace(made, why=why)
    scores = [*sides.only_sis(subject, section, ref, rows_of(held), synced=synced)]
    agreement = Agreement.EQUAL if synced else Agreement.ONLY_SIS
    return scores, replace(made, agreement=agreement, expected=True)
