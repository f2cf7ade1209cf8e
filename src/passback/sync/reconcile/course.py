"""What both sides of one course say of each score: equal, differs, only here, only there, cannot tell.

A score is compared with what should be in the SIS by the very rules that a sync sends by; why one is not
there is what the plan says of it. Nothing here changes anything.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, LineItem, Student, Unread
from passback.core.ids import by_id, the_one
from passback.core.problem import Severity
from passback.core.subject import Subject
from passback.sync.adopt import Adoptable, Linked, Nowhere, Place, ToMake, places
from passback.sync.model import Link, Plan, Snapshot
from passback.sync.plan import plan as make_plan
from passback.sync.reconcile.items import compared_item, not_considered
from passback.sync.reconcile.model import ComparedItem, ComparedScore, ReconciledCourse, told_once
from passback.sync.reconcile.scores import LastSeen, Sides
from passback.sync.routing import Unit


def reconcile(snapshot: Snapshot, made: datetime, seen: Mapping[Subject, LastSeen]) -> ReconciledCourse:
    """Both sides of one course as they are. `made`: the time, for what depends on it.

    `seen`: what the last sync read back of what did not arrive as it was sent.

    Raises:
        ValueError: a score would stand in two rows; a bug, and no answer is better than that one.
    """
    plan = make_plan(snapshot, made)
    sides = Sides(snapshot, _reasons(plan), _people(snapshot), seen)
    scores: list[ComparedScore] = []
    items: list[ComparedItem] = []
    ours: set[tuple[str, str]] = set()
    for unit, place in places(snapshot):
        item, link = _line(unit, place)
        rows = [*sides.scores(unit, place, item)]
        scores += rows
        if unit.gradebook is not None and isinstance(item, LineItem) and item.ref is not None:
            ours.add((unit.gradebook.class_ref, item.ref))
        if (compared := compared_item(sides, unit, place, item, link, rows)) is not None:
            items.append(compared)
    uses = Counter(b.class_ref for b in snapshot.gradebooks.values() if isinstance(b, Gradebook))
    for section, book in sorted(snapshot.gradebooks.items()):
        if isinstance(book, Gradebook) and not isinstance(book.line_items, Unread):
            # Of a class that two sections lead to nobody can tell whose its scores are.
            for item in book.line_items if uses[book.class_ref] == 1 else ():
                if item.ref is not None and (book.class_ref, item.ref) not in ours:
                    ours.add((book.class_ref, item.ref))
                    more, foreign = not_considered(sides, section, book, item, item.ref)
                    scores += more
                    items.append(foreign)
    return ReconciledCourse(
        course=snapshot.course.id,
        name=snapshot.course.name,
        account=snapshot.course.account,
        names=plan.names,
        scores=told_once(scores),
        items=tuple(items),
        unread=tuple(_unread(snapshot)),
    )


def _unread(snapshot: Snapshot) -> Iterable[Finding]:
    """Parts without which scores could be there that nobody saw."""
    subject = Subject(snapshot.course.id, None, None, None)
    for part in snapshot.course.unread:
        yield Finding(part.problem, Severity.WARNS, subject, {"result": part.why})
    for section, book in sorted(snapshot.gradebooks.items()):
        lost = book.line_items if isinstance(book, Gradebook) else book
        if isinstance(lost, Unread):
            yield Finding(
                lost.problem, Severity.WARNS, replace(subject, section=section), {"result": lost.why}
            )


def _reasons(plan: Plan) -> Mapping[Subject, Finding]:
    """What stands against each score or line item that is not simply sent."""
    held = {change.subject: hold.why for hold in plan.holds for change in hold.changes}
    return held | {row.subject: row.why for row in plan.standing if row.why is not None}


def _people(snapshot: Snapshot) -> Mapping[str, Mapping[str, Student]]:
    """By section: who each of its Canvas students is in the SIS, those who left included."""
    sections, enrollments = snapshot.course.sections, snapshot.course.enrollments
    if isinstance(sections, Unread) or isinstance(enrollments, Unread):
        return {}
    rule, found = snapshot.profile.student, dict[str, dict[str, Student]]()
    rosters = {
        section: by_id(rule, book.students)
        for section, book in snapshot.gradebooks.items()
        if isinstance(book, Gradebook) and not isinstance(book.students, Unread)
    }
    for one in enrollments:
        wanted = rule.applied(one.sis_id, one.integration_id)
        student = None if wanted is None else the_one(rosters.get(one.section, {}), wanted)
        if student is not None:
            found.setdefault(one.section, {})[one.student] = student
    return found


def _line(unit: Unit, place: Place | None) -> tuple[LineItem | Unread | None, Link | None]:
    """The line item of a unit as the SIS has it, None where it has none, and our link to it."""
    match place:
        case Linked(link, item):
            return item, link
        case Adoptable():
            return place.item, None
        case ToMake() | Nowhere():
            return None, unit.link
    book = unit.gradebook
    if unit.link is None or book is None:
        return None, unit.link
    if isinstance(book.line_items, Unread):
        return book.line_items, unit.link
    return next((item for item in book.line_items if item.ref == unit.link.ref), None), unit.link
