"""Taking a fix back: from what it did to the changes that return everything to what it was.

Pure. Refuses, in one line, where somebody changed the thing since, where it is too late, or where the SIS
cannot: half a way back is worse than none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from passback.core.gradebook import Assignment, Gradebook, Group, LineItem, Score, Unread
from passback.core.problem import Problem, Safety, State
from passback.core.subject import Subject
from passback.core.value import Value, value
from passback.sync.approval import Approval
from passback.sync.calendar import zone_in
from passback.sync.canvas_edit import edit, work_of
from passback.sync.carry import can, same
from passback.sync.model import (
    Change,
    Link,
    Plan,
    Snapshot,
    Standing,
    Thing,
    plan_id,
)
from passback.sync.plan import names_in
from passback.sync.routing import is_blank

# Of a change of a score: what the SIS held before was not what we had sent.
_THEIRS = frozenset({Problem.EDITED_IN_SIS, Problem.HELD_FOR_A_PERSON, Problem.VALUE_CHANGED_BY_SIS})


@value
class Done(Value):
    """One change that was carried out. `ref`: the line item; `held`: what the SIS then held."""

    change: Change
    ref: str | None
    held: Thing | None


@value
class Refused(Value):
    """Why a fix cannot be taken back, in one line."""

    why: str


def undo(snapshot: Snapshot, done: Sequence[Done], made: datetime) -> Plan | Refused:
    """The plan that takes back what was done in one course; without changes where all is as it was before.

    `snapshot`: both sides as they are now, read anew. What is back already is passed over, so that a way back
    that was cut off can be gone to its end.
    """
    changes: list[Change] = []
    gone = {
        each.ref for each in done if isinstance(each.change.after, LineItem) and each.change.before is None
    }
    for each in done:
        if each.change.is_ours:
            made_so = _ours(snapshot, each.change)
        elif isinstance(each.held, Group):
            made_so = _group(snapshot, each, done)
        elif each.change.edits:
            made_so = _canvas(snapshot, each)
        else:
            made_so = _theirs(snapshot, each, gone)
        if isinstance(made_so, Refused):
            return made_so
        changes += [made_so] if made_so is not None else []
    stop = next((why for each in done if (why := _others(snapshot, each, done)) is not None), None)
    theirs = [
        Standing(each.change.subject, State.DIFFERS, None, each.change.after)
        for each in done
        if _is_theirs(each.change) and each.ref not in gone and isinstance(each.change.after, Score)
    ]
    return stop or _plan(snapshot, changes, theirs, made)


def _ours(snapshot: Snapshot, change: Change) -> Change | Refused | None:
    thing = change.after if change.after is not None else change.before
    if isinstance(thing, Link):
        return Refused("it gave up a link to a line item; that is not taken back, for the next plan adopts")
    held: Thing | None
    if isinstance(thing, Approval):
        held = next((a for a in snapshot.approvals if a.place == thing.place), None)
        what = f"the yes to {thing.kind.value}"
    else:
        held = next((s for s in snapshot.settings if _place(s) == _place(thing)), None)
        what = f"the setting {getattr(thing, 'name', '')}"
    if held == change.before:
        return None
    if held != change.after:
        return Refused(f"{what} was changed since by {getattr(held, 'by', '') or 'somebody'}")
    return change.inverse()


def _canvas(snapshot: Snapshot, each: Done) -> Change | Refused | None:
    """The way back of the fields that the fix changed, of an assignment whose others may have moved on.

    Canvas keeps no points as 0 points when it is saved (facts/canvas.md §1.5), so that is as far as it goes.
    """
    change = each.change
    now, before = work_of(snapshot, change.subject.assignment), change.before
    # A group that the fix made has its id in what Canvas then showed, and not in the plan.
    after = each.held if isinstance(each.held, Assignment) else change.after
    if now is None or not isinstance(before, Assignment) or not isinstance(after, Assignment):
        return Refused("the assignment is not in Canvas any more, or cannot be read now")
    back = {name: getattr(before, name) for name in change.edits}
    if "points" in back:
        back["points"] = before.points or Decimal(0)
    if all(getattr(now, name) == held for name, held in back.items()):
        return None
    if any(getattr(now, name) != getattr(after, name) for name in change.edits):
        return Refused(f"{now.name[:60]!r} was changed in Canvas since; look there first")
    return edit(snapshot, now, Problem.HELD_FOR_A_PERSON, **back)


def _group(snapshot: Snapshot, each: Done, done: Sequence[Done]) -> Change | Refused | None:
    """The way back of a group that the fix made: it is deleted, if it holds no work but the fix's own."""
    listed, works, made = snapshot.course.groups, snapshot.course.assignments, each.held
    if isinstance(listed, Unread) or isinstance(works, Unread) or not isinstance(made, Group):
        return Refused("the assignment groups cannot be read now; try again later")
    held = next((group for group in listed if group.id == made.id), None)
    if held is None:
        return None
    if held != made:
        return Refused(f"the group {held.name[:60]!r} was changed in Canvas since; look there first")
    moved = {d.change.subject.assignment for d in done if d.change.edits}
    if any(work.group == held.id and work.id not in moved for work in works):
        return Refused(f"work came into the group {held.name[:60]!r} since; look there first")
    return Change(each.change.subject, held, None, Problem.HELD_FOR_A_PERSON, Safety.ASK)


def _place(thing: object) -> tuple[object, ...]:
    return tuple(getattr(thing, name, None) for name in ("level", "target", "name"))


def _theirs(  # noqa: PLR0911 - one return per way to end
    snapshot: Snapshot, each: Done, gone: set[str | None]
) -> Change | Refused | None:
    """The way back of one change in the SIS; a score of a line item that goes needs none of its own."""
    change, subject = each.change, each.change.subject
    if isinstance(change.after, Link):
        return Refused("it adopted a line item that was there; `passback cutover` releases what is ours")
    book = snapshot.gradebooks.get(subject.section or "")
    if not isinstance(book, Gradebook) or isinstance(book.line_items, Unread):
        return Refused("the class cannot be read now; try again later")
    item = next((i for i in book.line_items if i.ref == each.ref), None)
    if (late := _too_late(snapshot, book, subject, item)) is not None:
        return late
    if subject.student is None:
        return _item(snapshot, each, item)
    if each.ref in gone:
        return None
    held = book.scores.get(each.ref or "", ())
    if isinstance(held, Unread):
        return Refused("the scores of the line item cannot be read now; try again later")
    return _score(snapshot, each, held)


def _made(snapshot: Snapshot, each: Done, item: LineItem | None) -> Change | Refused | None:
    """The way back of a line item that the fix made: it is deleted, if it is still that one."""
    change, held = each.change, each.held
    place = change.subject.section, change.subject.assignment
    linked = {link.ref for link in snapshot.links if (link.section, link.assignment) == place}
    if item is None:
        if linked - {each.ref}:
            title = change.after.title if isinstance(change.after, LineItem) else ""
            return Refused(f"{title[:60]!r} was made anew in the SIS since; look there first")
        # Where it went and we had no time to take note of it, our link still leads there.
        gone = Change(change.subject, held, None, Problem.HELD_FOR_A_PERSON, change.safety)
        return gone if linked and isinstance(held, LineItem) else None
    if not can(snapshot.capabilities.delete):
        return Refused(
            "it made a line item, and this SIS is not known to delete one from outside; "
            "`passback settings --unset` takes back the choice alone"
        )
    if item != held:
        return _changed(item.title)
    return Change(change.subject, item, None, Problem.HELD_FOR_A_PERSON, change.safety)


def _item(snapshot: Snapshot, each: Done, item: LineItem | None) -> Change | Refused | None:
    change = each.change
    if change.before is None:
        return _made(snapshot, each, item)
    before = change.before
    if not isinstance(before, LineItem) or item is None:
        return Refused("the line item is not in the SIS any more")
    if item == before:
        return None
    return (
        _changed(item.title)
        if item != each.held
        else Change(change.subject, item, before, Problem.HELD_FOR_A_PERSON, change.safety)
    )


def _score(snapshot: Snapshot, each: Done, listed: Sequence[Score]) -> Change | Refused | None:
    change, capabilities = each.change, snapshot.capabilities
    after = change.after if isinstance(change.after, Score) else None
    before = change.before if isinstance(change.before, Score) else None
    student = (after or before or Score("", None, None, late=False, missing=False, comment="")).student
    held = next((s for s in listed if s.student == student and not is_blank(s)), None)
    if same(held, before, capabilities):
        sent = next((s for s in snapshot.sent.get(each.ref or "", ()) if s.student == student), None)
        if _is_theirs(change) or same(sent, before, capabilities):
            return None
        # It went back and we had no time to take note of it.
        return replace(change, before=after, after=before, why=Problem.HELD_FOR_A_PERSON)
    if not same(held, each.held if isinstance(each.held, Score) else after, capabilities):
        return _changed("a score of it")
    if before is None and not can(capabilities.clear):
        return Refused("it sent scores, and this SIS is not known to clear one from outside")
    return replace(change, before=held, after=before, why=Problem.HELD_FOR_A_PERSON)


def _is_theirs(change: Change) -> bool:
    """True of a score that was sent over one which somebody else had entered in the SIS."""
    return change.subject.student is not None and change.why in _THEIRS and change.before is not None


def noted(plan: Plan) -> Plan | None:
    """What counts as sent behind a way back that put somebody else's scores in their place again.

    Not those: what we sent last is what the fix sent, so that their score is told as an edit and asked about,
    and not overwritten by the next sync. None: there are no such.
    """
    if not plan.standing:
        return None
    made = replace(plan, id="", changes=())
    return replace(made, id=plan_id(made.content()))


def _changed(what: str) -> Refused:
    return Refused(f"{what[:60]!r} was changed in the SIS since; look there first")


def _others(snapshot: Snapshot, each: Done, done: Sequence[Done]) -> Refused | None:
    """A line item that would be deleted may hold what the fix sent, unchanged, and nothing besides."""
    change, section = each.change, each.change.subject.section
    book = snapshot.gradebooks.get(section or "")
    if not isinstance(change.after, LineItem) or change.before is not None or not isinstance(book, Gradebook):
        return None
    held = book.scores.get(each.ref or "", ())
    if isinstance(held, Unread):
        return Refused("the scores of the line item cannot be read now; try again later")
    ours: Mapping[str, Score] = {
        d.change.after.student: d.change.after
        for d in done
        if d.ref == each.ref and isinstance(d.change.after, Score)
    }
    for score in held:
        if not is_blank(score) and not same(score, ours.get(score.student), snapshot.capabilities):
            return Refused(
                f"{change.after.title[:60]!r} holds scores that came or were changed since; "
                "they would be lost"
            )
    return None


def _too_late(snapshot: Snapshot, book: Gradebook, subject: Subject, item: LineItem | None) -> Refused | None:
    zone, terms = zone_in(snapshot, subject.section), book.terms
    if item is None or isinstance(zone, Unread) or isinstance(terms, Unread):
        return None
    today = snapshot.read_at.astimezone(zone).date()
    term = next((t for t in terms if t.first <= item.due <= t.last), None)
    if term is None or term.last >= today:
        return None
    return Refused(f"too late: the period {term.name[:40]!r} ended on {term.last.isoformat()}")


def _plan(snapshot: Snapshot, changes: Sequence[Change], theirs: Sequence[Standing], made: datetime) -> Plan:
    books = snapshot.gradebooks.items()
    unnamed = Plan(
        id="",
        course=snapshot.course.id,
        course_name=snapshot.course.name,
        classes={section: book.class_ref for section, book in books if isinstance(book, Gradebook)},
        names=names_in(snapshot),
        space=snapshot.space,
        made=made,
        read="",
        changes=tuple(sorted(changes, key=lambda c: c.is_ours)),
        standing=tuple(theirs),
        findings=(),
        holds=(),
        closes={},
        grounds={},
    )
    return replace(unnamed, id=plan_id(unnamed.content()))
