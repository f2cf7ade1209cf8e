"""From a snapshot to what would change: line items, links and scores of one course.

Knows the order of the questions; the answers stand in the modules beside it. Every considered score gets a
change or a standing, and exactly one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from passback.core.gradebook import Gradebook, LineItem, Part, Score, Unread
from passback.core.problem import Problem, Safety
from passback.core.subject import Subject
from passback.sync.adopt import Adoptable, Linked, Nowhere, Place, ToMake, item_subject, places
from passback.sync.carry import can, carry
from passback.sync.gate import to_mark
from passback.sync.line import new_item, updated_item
from passback.sync.model import Change, Diff, Link, Snapshot, Standing
from passback.sync.once import once
from passback.sync.resolve import Stop, unread_stop
from passback.sync.routing import Case, Unit, is_blank, sent_scores
from passback.sync.threeway import Sides, compare, several_rows

Row = Change | Standing
# The scores of one line item in the SIS, by student.
Held = Mapping[str, Sequence[Score]] | Unread


@once
def diff(snapshot: Snapshot) -> Diff:
    """What would change in the SIS, in our links and in Canvas, and where all other scores stand.

    Changes that need a person's consent carry `Safety.ASK`. Order: by section, assignment, student; line
    items and links before their scores.
    """
    changes: list[Change] = []
    standing: list[Standing] = []
    for unit, place in places(snapshot):
        for row in _rows(snapshot, unit, place):
            if isinstance(row, Change):
                changes.append(row)
            else:
                standing.append(row)
    changes += deletions(snapshot)
    changes += to_mark(snapshot)
    return Diff(tuple(changes), tuple(sorted(standing, key=lambda s: place_of(s.subject))))


def deletions(snapshot: Snapshot) -> list[Change]:
    """Line items of ours whose assignment was deleted in Canvas, to be deleted on consent.

    Only where the district chose so, the SIS is known to delete, and both lists were read whole: stopping is
    not deleting. An item that is off, unpublished or moved stays, and so does one that is not there any more.
    """
    listed = snapshot.course.assignments
    if isinstance(listed, Unread) or not can(snapshot.capabilities.delete):
        return []
    known = {assignment.id for assignment in listed}
    found = []
    for link in sorted(snapshot.links, key=lambda k: (k.section, k.assignment)):
        book = snapshot.gradebooks.get(link.section)
        if link.assignment in known or snapshot.policy_of(link.section).deleted != "ask":
            continue
        if not isinstance(book, Gradebook) or isinstance(book.line_items, Unread):
            continue
        item = next((i for i in book.line_items if i.ref == link.ref), None)
        if item is not None and book.class_ref == link.class_ref:
            subject = Subject(snapshot.course.id, link.section, link.assignment, None)
            found.append(Change(subject, item, None, Problem.SYNC_TURNED_OFF, Safety.ASK))
    return found


def place_of(subject: Subject) -> tuple[str, str, str]:
    """The order of a plan: section, assignment, student; what has no student comes first."""
    return (subject.section or "", subject.assignment or "", subject.student or "")


def _rows(snapshot: Snapshot, unit: Unit, place: Place | None) -> Iterable[Row]:
    gradebook = unit.gradebook
    if gradebook is None or place is None:
        return [_stopped(snapshot, unit, case, case.stop) for case in unit.cases]
    match place:
        case Nowhere(stop):
            return [_stopped(snapshot, unit, each, each.stop or stop) for each in unit.cases]
        case ToMake():
            return _made(snapshot, unit, gradebook, place)
        case Adoptable():
            return _adopted(snapshot, unit, gradebook, place)
        case Linked(link, item):
            return _linked(snapshot, unit, gradebook, link, item)


def _stopped(snapshot: Snapshot, unit: Unit, case: Case, stop: Stop | None) -> Standing:
    """What stands against the score itself comes before what stands against its line item."""
    if case.student is not None:
        stop = carry(snapshot, unit.assignment, case, None).stop or stop
    if stop is None:
        raise ValueError("a case without a line item has a reason")
    return Standing(case.subject, stop.state, stop.why, None)


def _made(snapshot: Snapshot, unit: Unit, gradebook: Gradebook, place: ToMake) -> Iterable[Row]:
    item = new_item(snapshot, unit, gradebook, place)
    subject = item_subject(snapshot, unit)
    if isinstance(item, Unread):
        stop = unread_stop(item, subject, "category")
        return [_stopped(snapshot, unit, case, case.stop or stop) for case in unit.cases]
    rows = [_score(snapshot, unit, case, None, {}, {}) for case in unit.cases]
    if not unit.early and not any(isinstance(row, Change) for row in rows):
        return rows  # the line item is made with its first score
    return [Change(subject, None, item, None, Safety.SAFE), *rows]


def _adopted(snapshot: Snapshot, unit: Unit, gradebook: Gradebook, place: Adoptable) -> Iterable[Row]:
    item = place.item
    if item.ref is None or unit.section is None:
        raise ValueError("what was read from the SIS has its id")
    link = Link(snapshot.course.id, unit.section, unit.assignment.id, gradebook.class_ref, item.ref, 1)
    last = _by_student(snapshot.sent.get(item.ref, ()))
    held = _held(gradebook.scores.get(item.ref, ()))
    rows = [_score(snapshot, unit, case, item, last, held) for case in unit.cases]
    ours = any(isinstance(row, Change) or row.why is None for row in rows)
    if not ours and not unit.early:
        return rows
    first = Change(item_subject(snapshot, unit), None, link, None, Safety.SAFE)
    update = _update(snapshot, unit, gradebook, item)
    if not place.alike:
        # Somebody else's line item would get another title, date or maximum: that is asked first.
        update = [replace(change, safety=Safety.ASK) for change in update]
    return _asking([first, *update, *rows])


def _linked(
    snapshot: Snapshot, unit: Unit, gradebook: Gradebook, link: Link, item: LineItem | Unread
) -> Iterable[Row]:
    last = _by_student(snapshot.sent.get(link.ref, ()))
    if isinstance(item, Unread):
        held = _held(gradebook.scores.get(link.ref, item))
        return [_score(snapshot, unit, case, None, last, held) for case in unit.cases]
    held = _held(gradebook.scores.get(link.ref, ()))
    rows = [_score(snapshot, unit, case, item, last, held) for case in unit.cases]
    update = _update(snapshot, unit, gradebook, item)
    # On another scale every score of it would mean something else: they wait together.
    return _asking([*update, *rows]) if any(c.safety is Safety.ASK for c in update) else [*update, *rows]


def _asking(rows: list[Row]) -> list[Row]:
    """If one change of a line item needs consent, none of it goes before that."""
    if not any(isinstance(row, Change) and row.safety is Safety.ASK for row in rows):
        return rows
    return [replace(row, safety=Safety.ASK) if isinstance(row, Change) else row for row in rows]


def _update(snapshot: Snapshot, unit: Unit, gradebook: Gradebook, item: LineItem) -> list[Change]:
    wanted = updated_item(snapshot, unit, item)
    if wanted == item:
        return []
    scores = gradebook.scores.get(item.ref or "", ())
    has_scores = isinstance(scores, Unread) or any(not is_blank(score) for score in scores)
    rescaled = wanted.maximum != item.maximum and has_scores
    safety = Safety.ASK if rescaled else Safety.SAFE
    return [Change(item_subject(snapshot, unit), item, wanted, None, safety)]


# ---- one score -----------------------------------------------------------------------------------


def _by_student(scores: Iterable[Score]) -> Mapping[str, Score]:
    return {score.student: score for score in scores if not is_blank(score)}


def _held(scores: Part[Score]) -> Held:
    if isinstance(scores, Unread):
        return scores
    found: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        found[score.student].append(score)
    return found


def _score(
    snapshot: Snapshot,
    unit: Unit,
    case: Case,
    item: LineItem | None,
    last: Mapping[str, Score],
    held: Held,
) -> Row:
    if case.student is None:
        return _stopped(snapshot, unit, case, case.stop)
    ref = case.student.ref
    rows = held if isinstance(held, Unread) else held.get(ref, ())
    if not isinstance(rows, Unread) and len(rows) > 1:
        return several_rows(case.subject, unit.assignment, len(rows))
    sides = Sides(
        subject=case.subject,
        assignment=unit.assignment,
        item=item,
        carried=carry(snapshot, unit.assignment, case, item),
        last=last.get(ref),
        held=rows if isinstance(rows, Unread) else next(iter(rows), None),
        moved=_sent_before(snapshot, case, ref),
    )
    return compare(snapshot, sides)


def _sent_before(snapshot: Snapshot, case: Case, student: str) -> bool:
    """True if this assignment's score of the student went to a class that the student has since left."""
    sent = sent_scores(snapshot) if case.moved else frozenset()
    return any(
        (link.ref, student) in sent
        for link in (snapshot.links if case.moved else ())
        if link.section in case.moved and link.assignment == case.subject.assignment
    )
