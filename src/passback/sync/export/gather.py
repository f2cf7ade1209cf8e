"""From a plan to rows: every score that it would send, with its line item's id; the others with their reason.

Knows plans, links and gradebooks; no format. A row's score is the plan's, unchanged.
"""

from collections.abc import Iterable, Mapping

from passback.core.gradebook import Gradebook, LineItem, Score, Unread
from passback.core.ids import line_item_id
from passback.core.problem import State
from passback.core.subject import Subject
from passback.sync.calendar import period
from passback.sync.export.model import Gathered, ItemLeft, ItemRow, LeftOut, Reason, Row, Source
from passback.sync.model import Change, Link

_Place = tuple[str | None, str | None]
_STANDS = {
    State.ALREADY_THERE: Reason.ALREADY_THERE,
    State.DIFFERS: Reason.DIFFERS,
    State.WAITING: Reason.WAITING,
}
# A line item whose id the SIS will choose is known in the file by the id that ours would have.
_FIRST = 1


def gather(sources: Iterable[Source]) -> Gathered:
    """All plans of an export, sorted."""
    sorted_out = [_gather(source) for source in sources]
    return Gathered(
        tuple(row for one in sorted_out for row in one.rows),
        tuple(row for one in sorted_out for row in one.items),
        tuple(row for one in sorted_out for row in one.left),
        tuple(row for one in sorted_out for row in one.items_left),
    )


def _gather(source: Source) -> Gathered:
    refs, items = _line_items(source)
    rows: list[Row] = []
    made: list[ItemRow] = []
    left: list[LeftOut] = list(_standing(source))
    items_left: list[ItemLeft] = []
    for change in source.plan.changes:
        if change.subject.student is not None:
            row = _score(source, change, refs, items)
            if isinstance(row, LeftOut):
                left.append(row)
            else:
                rows.append(row)
        elif change.key in source.around.arrived:
            items_left.append(ItemLeft(change.subject, Reason.ARRIVED))
        elif isinstance(change.after, LineItem):
            made.append(_item(source, change, change.after, refs))
        elif not isinstance(change.after, Link):
            deletes = isinstance(change.before, LineItem)
            reason = Reason.DELETED if deletes else Reason.IN_CANVAS
            items_left.append(ItemLeft(change.subject, reason))
    for hold in source.plan.holds:
        held = [c for c in hold.changes if c.subject.student is None and not isinstance(c.after, Link)]
        items_left += [ItemLeft(change.subject, Reason.HELD) for change in held]
    return Gathered(tuple(rows), tuple(made), tuple(left), tuple(items_left))


def _line_items(source: Source) -> tuple[Mapping[_Place, str], Mapping[_Place, LineItem]]:
    """Each line item's ref, and itself as it will be, by Canvas section and assignment."""
    plan, around = source.plan, source.around
    refs: dict[_Place, str] = {}
    items: dict[_Place, LineItem] = {}
    for link in sorted(around.links, key=lambda link: link.generation):
        refs[link.section, link.assignment] = link.ref
    for change in plan.changes:
        place = (change.subject.section, change.subject.assignment)
        if isinstance(change.after, Link):
            refs[place] = change.after.ref
    for place, ref in refs.items():
        if (held := _held(source, place[0], ref)) is not None:
            items[place] = held
    for change in plan.changes:
        s, item = change.subject, change.after
        if isinstance(item, LineItem):
            place = (s.section, s.assignment)
            own = line_item_id(plan.space, s.assignment or "", _class_of(source, s), _FIRST)
            # Made since, it has the id that the SIS gave it.
            refs[place] = item.ref or refs.get(place) or own
            items[place] = item
    return refs, items


def _held(source: Source, section: str | None, ref: str) -> LineItem | None:
    book = source.around.books.get(section or "")
    if not isinstance(book, Gradebook) or isinstance(book.line_items, Unread):
        return None
    return next((item for item in book.line_items if item.ref == ref), None)


def _class_of(source: Source, subject: Subject) -> str:
    return source.plan.classes.get(subject.section or "", "")


def _score(
    source: Source, change: Change, refs: Mapping[_Place, str], items: Mapping[_Place, LineItem]
) -> Row | LeftOut:
    s, score = change.subject, change.after
    place = (s.section, s.assignment)
    if change.key in source.around.arrived:
        return LeftOut(s, Reason.ARRIVED, None)
    if not isinstance(score, Score) or score.mark is None:
        return LeftOut(s, Reason.CLEARED, change.why)
    if place not in refs:
        return LeftOut(s, Reason.LINK_LOST, None)
    return Row(
        subject=s,
        class_ref=_class_of(source, s),
        ref=refs[place],
        score=score,
        before=change.before if isinstance(change.before, Score) else None,
        item=items.get(place),
        name=source.around.names.get(s.student or "", ""),
        made=source.plan.made,
    )


def _item(source: Source, change: Change, item: LineItem, refs: Mapping[_Place, str]) -> ItemRow:
    s = change.subject
    book = source.around.books.get(s.section or "")
    known = book if isinstance(book, Gradebook) else None
    holding = period(known.terms, item.due) if known else None
    return ItemRow(
        subject=s,
        class_ref=_class_of(source, s),
        ref=refs[s.section, s.assignment],
        item=item,
        school=known.school if known else None,
        period=holding.ref if holding else None,
        made=source.plan.made,
    )


def _standing(source: Source) -> Iterable[LeftOut]:
    """The scores that the plan does not send."""
    for row in source.plan.standing:
        reason = _STANDS.get(row.state, Reason.NOT_SENT)
        yield LeftOut(row.subject, reason, row.why.problem if row.why else None)
    for hold in source.plan.holds:
        for change in hold.changes:
            if change.subject.student is not None:
                yield LeftOut(change.subject, Reason.HELD, hold.why.problem)
