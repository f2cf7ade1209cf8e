"""What a refusal says of the next sync: which causes stay until somebody mends them, and what each hangs on.

Only causes that a read does not reveal: what a read reveals, a check sees. Knows values; may not know where
they are kept, nor what an SIS's words mean.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, LineItem, Score
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.adopt import Adoptable, Linked, Place
from passback.sync.calendar import period
from passback.sync.model import Change, Link, Plan, Snapshot
from passback.sync.remembered import Recheck, Refused, Scope, Spot
from passback.sync.routing import Unit

ITEM, SCORE = "line-item", "score"
# What every finding about a remembered refusal bears in `state`.
REFUSED_BEFORE = "refused-before"

# Which causes stay, and what they hang on. A permission hangs on the class: an SIS gives it by school and by
# teacher, and one class without it must not keep a district's other scores back.
REMEMBERED: Mapping[Problem, Scope] = {
    Problem.ASSIGNMENT_LOCKED: Scope.LINE_ITEM,
    Problem.LINE_ITEM_DELETED: Scope.LINE_ITEM,
    Problem.LINK_BROKEN: Scope.LINE_ITEM,
    Problem.STUDENT_NOT_ON_GRADEBOOK: Scope.STUDENT,
    Problem.STUDENT_NOT_IN_SECTION: Scope.STUDENT,
    Problem.CATEGORY_WITHOUT_GRADE_SCALE: Scope.CATEGORY,
    Problem.CATEGORY_NOT_LEAD_TEACHERS: Scope.CATEGORY,
    Problem.CATEGORY_NOT_IMPORTED: Scope.CATEGORY,
    Problem.GRADING_PERIOD_LOCKED: Scope.PERIOD,
    Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD: Scope.PERIOD,
    Problem.CUSTOM_GRADE_SCALE: Scope.CLASS,
    Problem.SEVERAL_GRADEBOOKS: Scope.CLASS,
    Problem.SECTION_WITHOUT_GRADEBOOK: Scope.CLASS,
    Problem.GRADEBOOK_MISMATCH: Scope.CLASS,
    Problem.TEACHER_NOT_IN_SECTION: Scope.CLASS,
    Problem.PERMISSION_MISSING: Scope.CLASS,
    Problem.VENDOR_KEY_MISSING: Scope.CONNECTION,
    Problem.PLUGIN_INCOMPLETE: Scope.CONNECTION,
}


def remembered_cause(
    causes: Sequence[Problem], ruled_out: frozenset[Problem]
) -> tuple[Problem, Scope] | None:
    """What a refusal is remembered as, given the causes that its words may have, the likeliest first.

    The first cause that nothing speaks against decides; `ruled_out`: those that a check could see and did
    not. What it hangs on is the narrowest of all that it may be: rather one refusal more than a good score
    kept back.
    """
    open_causes = [cause for cause in causes if cause in REMEMBERED or cause not in ruled_out]
    if not open_causes or open_causes[0] not in REMEMBERED:
        return None
    order = list(Scope)
    scopes = [REMEMBERED[cause] for cause in open_causes if cause in REMEMBERED]
    return open_causes[0], min(scopes, key=order.index)


def spots(
    snapshot: Snapshot, placed: Iterable[tuple[Unit, Place | None]], changes: Iterable[Change]
) -> Mapping[str, Spot]:
    """Where each line item that is touched is, as it will be if its change goes."""
    found: dict[str, LineItem] = {}
    for unit, place in placed:
        item = place.item if isinstance(place, Linked | Adoptable) else None
        if isinstance(item, LineItem):
            found[_name(unit.section, unit.assignment.id)] = item
    touched: dict[str, str | None] = {}
    for change in changes:
        name = _name(change.subject.section, change.subject.assignment)
        touched[name] = change.subject.section
        if isinstance(change.after, LineItem):
            found[name] = change.after
    return {
        name: Spot(item.category, _term(snapshot, touched[name], item.due), item.due)
        for name, item in sorted(found.items())
        if name in touched
    }


def _name(section: str | None, assignment: str | None) -> str:
    return f"{section or ''}/{assignment or ''}"


def _term(snapshot: Snapshot, section: str | None, day: date) -> str | None:
    """The shortest term of the class that holds the day; None: it is not known."""
    book = snapshot.gradebooks.get(section or "")
    term = period(book.terms, day) if isinstance(book, Gradebook) else None
    return term.ref if term is not None else None


def spot_of(spots: Mapping[str, Spot], subject: Subject) -> Spot | None:
    """Where the line item of this subject is; None: that is not known."""
    return spots.get(_name(subject.section, subject.assignment))


def thing_of(change: Change) -> str | None:
    """What of the SIS a change is about; None: it is ours, or Canvas's."""
    if change.subject.student is not None:
        return SCORE
    thing = change.after if change.after is not None else change.before
    return ITEM if isinstance(thing, LineItem) and not isinstance(change.before, Link) else None


def hangs_on(scope: Scope, change: Change, spot: Spot | None) -> str | None:
    """What of this change a refusal of that scope hangs on, within its class; None: it has nothing of it."""
    match scope:
        case Scope.LINE_ITEM:
            return change.subject.assignment
        case Scope.STUDENT:
            thing = change.after if change.after is not None else change.before
            return thing.student if isinstance(thing, Score) else None
        case Scope.CATEGORY:
            return spot.category if spot is not None else None
        case Scope.PERIOD:
            return (spot.term or "") if spot is not None else None
        case Scope.CLASS | Scope.CONNECTION:
            return ""


def speaks_of(memory: Refused, change: Change, class_ref: str, spot: Spot | None) -> bool:
    """True if what is remembered would keep this change out again."""
    if thing_of(change) != memory.thing or memory.class_ref not in {class_ref, ""}:
        return False
    if hangs_on(memory.scope, change, spot) != memory.on:
        return False
    return memory.scope is not Scope.PERIOD or (spot is not None and in_its_days(memory, spot.due))


def in_its_days(memory: Refused, day: date) -> bool:
    """True if nothing that was taken lies between the day and one that was refused.

    Where a locked period begins and ends is not read; what was taken and what was refused around a day is
    all that is known of it.
    """
    return any(
        not any(min(day, known) <= taken <= max(day, known) for taken in memory.taken)
        for known in memory.days
    )


def with_days(
    memory: Refused, refused: frozenset[date], taken: frozenset[date], *, expected: bool
) -> Refused:
    """What is remembered of a period after these due dates were refused and taken in it.

    `expected`: refusals were. One taken where a refusal was expected: nothing of it stands any more but what
    is refused from now on.
    """
    wrong = expected and any(in_its_days(memory, day) for day in taken)
    days = (frozenset() if wrong else frozenset(memory.days)) | refused
    days -= taken
    kept = (frozenset(memory.taken) | taken) - days
    return replace(memory, days=tuple(sorted(days)), taken=tuple(sorted(kept)))


def stands(memory: Refused) -> bool:
    """True if it speaks of anything: a period of which nothing is refused any more does not."""
    return memory.scope is not Scope.PERIOD or bool(memory.days)


def rechecks(snapshot: Snapshot, where: Mapping[str, Spot], changes: Sequence[Change]) -> tuple[Recheck, ...]:
    """Each remembered refusal that speaks of some of these changes, with the one to be tried first.

    Each sync begins with another of them, so that one that does not belong there is not kept back for long.
    """
    made = []
    for memory in snapshot.refused:
        mine = [change for change in changes if _speaks(snapshot, memory, change, where)]
        if mine:
            turn = memory.times % len(mine)
            keys = tuple(change.key for change in (*mine[turn:], *mine[:turn]))
            made.append(Recheck(memory.key, _finding(memory, mine[0].subject), keys))
    return tuple(made)


def predicted(snapshot: Snapshot, where: Mapping[str, Spot], changes: Sequence[Change]) -> Iterator[Finding]:
    """What is remembered, said of every line item that it speaks of; of a student once for each class."""
    for memory in snapshot.refused:
        for change in changes:
            if _speaks(snapshot, memory, change, where):
                yield _finding(memory, change.subject)


def _speaks(snapshot: Snapshot, memory: Refused, change: Change, where: Mapping[str, Spot]) -> bool:
    book = snapshot.gradebooks.get(change.subject.section or "")
    spot = spot_of(where, change.subject)
    return isinstance(book, Gradebook) and speaks_of(memory, change, book.class_ref, spot)


def _finding(memory: Refused, subject: Subject) -> Finding:
    """`value`: in how many syncs; `result`: when last; `state`: that it was refused before."""
    facts = {
        "state": REFUSED_BEFORE,
        "value": str(memory.times),
        "result": memory.last.date().isoformat(),
    }
    if memory.class_ref:
        facts["class"] = memory.class_ref
    about = replace(subject, student=None)
    if memory.scope is Scope.STUDENT:
        about = replace(subject, assignment=None)
    return Finding(memory.problem, Severity.WARNS, about, facts)


def was_refused(finding: Finding) -> bool:
    """True if a finding rests on what is remembered, not on what was read."""
    return finding.facts.get("state") == REFUSED_BEFORE


def waiting_for(plan: Plan) -> Mapping[Subject, Recheck]:
    """Each score of a plan that goes only if another change is taken: its own group's, or its line item's."""
    changes = {change.key: change for change in plan.changes}
    found: dict[Subject, Recheck] = {}
    items: dict[tuple[str | None, str | None], Recheck] = {}
    for recheck in plan.rechecks:
        for key in recheck.changes:
            change = changes.get(key)
            if change is None:
                continue
            if change.subject.student is not None:
                found.setdefault(change.subject, recheck)
            elif change.before is None:
                items.setdefault((change.subject.section, change.subject.assignment), recheck)
    for change in plan.changes:
        waits = items.get((change.subject.section, change.subject.assignment))
        if waits is not None and change.subject.student is not None:
            found.setdefault(change.subject, waits)
    return found
