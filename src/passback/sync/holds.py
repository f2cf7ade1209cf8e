"""What waits for a person: changes that need consent, and too many changes of what is already in the SIS.

Knows the policy's limits. First sends never count: a hold guards what is there, not what is new. A hold is
always decided before the first write.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from passback.core.finding import Finding
from passback.core.gradebook import Assignment, Gradebook, LineItem, Score, Unread
from passback.core.problem import Problem, Safety, Severity, State
from passback.core.subject import Subject
from passback.core.value import Value, plain, value
from passback.sync.approval import DISCARDED, Approval, ApprovalKind
from passback.sync.model import (
    FIRST_CONTACT,
    Change,
    Hold,
    Link,
    Policy,
    Snapshot,
    Standing,
)
from passback.sync.routing import PUBLISHED, is_blank

_Item = tuple[str | None, str | None]


@value
class Split(Value):
    """`going`: may be sent. `waiting`: holds. `dropped`: scores whose change a person discarded."""

    going: tuple[Change, ...]
    waiting: tuple[Hold, ...]
    dropped: tuple[Standing, ...]


def split(snapshot: Snapshot, changes: Sequence[Change], *, unattended: bool) -> Split:
    """The changes that may go, those that wait, and those that a person discarded; each in exactly one.

    First what needs consent, then line items over the limit, then sections over the limit; what would be
    marked for the SIS in Canvas is one question of the course. A hold that a person answered waits no more:
    exactly its changes, as they were shown; with any other they are held again. `unattended`: nobody looks at
    this plan, so in a course where nothing is ours yet all else is one more question.
    """
    holds: list[Hold] = []
    going: list[Change] = []
    by_item: dict[_Item, list[Change]] = defaultdict(list)
    marks = [change for change in changes if isinstance(change.after, Assignment)]
    for change in (change for change in changes if not isinstance(change.after, Assignment)):
        by_item[item_of(change)].append(change)
    for mine in by_item.values():
        asked = [change for change in mine if change.safety is not Safety.SAFE]
        rest = [change for change in mine if change.safety is Safety.SAFE]
        many = _over_the_limit(rest, _in_sis(snapshot, mine[0].subject), _policy(snapshot, mine))
        rest = _but(rest, many)
        needed = _needs(snapshot, rest, [*asked, *many])
        holds += _asked(snapshot, [*(needed if asked else ()), *asked])
        holds += _many(snapshot, [*(needed if not asked else ()), *many])
        going += _but(rest, needed)
    going, holds = _by_section(snapshot, going, holds)
    holds += _marks(snapshot, marks)
    if unattended and going and _is_new(snapshot):
        holds.append(_contact(snapshot, going))
        going = []
    return _answered(snapshot, going, holds)


def _answered(snapshot: Snapshot, going: Sequence[Change], holds: Sequence[Hold]) -> Split:
    """With what people said: yes lets a hold go, a discard drops it; the rest waits.

    A line item that waits with its scores is made with the first of them that may go.
    """
    said = {a.digest: a for a in snapshot.approvals if a.kind is ApprovalKind.HOLD}
    free = [*going]
    waiting: list[Hold] = []
    dropped: list[tuple[Hold, Approval]] = []
    for hold in holds:
        answer = said.get(hold.key)
        if answer is None:
            waiting.append(hold)
        elif answer.ref == DISCARDED:
            dropped.append((hold, answer))
        else:
            free += hold.changes
    scored = {item_of(change) for change in free if change.subject.student is not None}
    made = {item_of(change) for change in free if change.makes_item}
    for at, hold in enumerate(waiting):
        early = [c for c in hold.changes if c.makes_item and item_of(c) in scored - made]
        waiting[at] = replace(hold, changes=tuple(c for c in hold.changes if c not in early))
        free += early
    for hold, _ in dropped:
        free += [c for c in hold.changes if c.makes_item and item_of(c) in scored - made]
    return Split(tuple(free), tuple(waiting), tuple(_drops(dropped)))


def _drops(dropped: Iterable[tuple[Hold, Approval]]) -> Iterable[Standing]:
    """Where the scores of discarded holds stand. `value`: who discarded them; `end_date`: on which day."""
    for hold, answer in dropped:
        for change in hold.changes:
            if change.subject.student is not None:
                facts = {**hold.why.facts, "value": answer.by, "end_date": answer.at.date().isoformat()}
                why = Finding(Problem.DISCARDED, Severity.INFORMS, change.subject, facts)
                yield Standing(change.subject, State.NOT_SENT, why, None)


def _is_new(snapshot: Snapshot) -> bool:
    """True if nothing of the course is ours yet, and nobody said that a schedule may begin there."""
    met = {a.subject.course for a in snapshot.approvals if a.kind is ApprovalKind.CONTACT}
    return not snapshot.links and snapshot.course.id not in met


def _contact(snapshot: Snapshot, changes: Sequence[Change]) -> Hold:
    subject = Subject(snapshot.course.id, None, None, None)
    return Hold(subject, _why(snapshot, subject, changes, FIRST_CONTACT), tuple(changes))


def item_of(change: Change) -> _Item:
    """Which line item a change is of."""
    return change.subject.section, change.subject.assignment


def _but(changes: Sequence[Change], taken: Sequence[Change]) -> list[Change]:
    """Those that are not among `taken`, in time that grows with their number."""
    keys = {change.key for change in taken}
    return [change for change in changes if change.key not in keys]


def _policy(snapshot: Snapshot, changes: Sequence[Change]) -> Policy:
    """What holds for changes of one section."""
    return snapshot.policy_of(changes[0].subject.section)


def _needs(snapshot: Snapshot, rest: Sequence[Change], held: Sequence[Change]) -> list[Change]:
    """A line item to be made for held scores alone waits with them."""
    if not held or any(change.subject.student is not None for change in rest):
        return []
    if _policy(snapshot, held).made == PUBLISHED:
        return []
    return [c for c in rest if c.makes_item]


def _by_section(
    snapshot: Snapshot, going: list[Change], holds: list[Hold]
) -> tuple[list[Change], list[Hold]]:
    by_section: dict[str | None, list[Change]] = defaultdict(list)
    for change in going:
        by_section[change.subject.section].append(change)
    for mine in by_section.values():
        total = _in_sis(snapshot, Subject(mine[0].subject.course, mine[0].subject.section, None, None))
        many = _over_the_limit(mine, total, _policy(snapshot, mine))
        if many:
            subject = Subject(many[0].subject.course, many[0].subject.section, None, None)
            holds.append(Hold(subject, _why(snapshot, subject, many, "section"), tuple(many)))
            going = _but(going, many)
    return going, holds


def _touches(change: Change) -> bool:
    """True if a score that is in the SIS would change or vanish."""
    before = change.before
    return change.subject.student is not None and isinstance(before, Score) and not is_blank(before)


def _over_the_limit(changes: Iterable[Change], in_sis: int | None, policy: Policy) -> list[Change]:
    """All changes that touch scores in the SIS, if they are too many; none otherwise.

    Too many is more than the policy's percentage and at least its least number; exactly at the percentage
    is not. Where the SIS could not be counted every touched score counts as all there is.
    """
    touching = [change for change in changes if _touches(change)]
    total = max(in_sis or 0, len(touching))
    share = Decimal(len(touching)) * 100
    too_many = len(touching) >= policy.hold_least and share > policy.hold_percent * total
    return touching if too_many else []


def _in_sis(snapshot: Snapshot, subject: Subject) -> int | None:
    """How many scores the SIS holds on a line item of ours, or on all of a section; None: not read."""
    read = snapshot.gradebooks.get(subject.section or "")
    if not isinstance(read, Gradebook):
        return None
    refs = [
        link.ref
        for link in snapshot.links
        if link.section == subject.section and subject.assignment in {None, link.assignment}
    ]
    parts = [read.scores.get(ref, ()) for ref in refs]
    if any(isinstance(part, Unread) for part in parts):
        return None
    return sum(not is_blank(score) for part in parts if not isinstance(part, Unread) for score in part)


# ---- in words of slots ---------------------------------------------------------------------------


def _asked(snapshot: Snapshot, changes: Sequence[Change]) -> Iterable[Hold]:
    """One hold per line item and reason."""
    if not changes:
        return
    items = [change for change in changes if change.subject.student is None]
    subject = _item_subject(changes[0])
    if any(isinstance(change.after, Link) for change in items):
        yield Hold(subject, _why(snapshot, subject, changes, "adoption"), tuple(changes))
    elif any(change.after is None for change in items):
        yield Hold(subject, _why(snapshot, subject, changes, "deleted"), tuple(changes))
    elif any(change.before is not None for change in items):
        yield Hold(subject, _why(snapshot, subject, changes, "maximum"), tuple(changes))
    else:
        yield from _by_reason(snapshot, subject, changes)


_REASONS: Mapping[Problem | None, str] = {
    Problem.HELD_FOR_A_PERSON: "not-ours",
    Problem.LEFT_SECTION: "moved",
    Problem.EDITED_IN_SIS: "edited",
    Problem.VALUE_CHANGED_BY_SIS: "edited",
    Problem.SCORE_CLEARED: "edited",
    Problem.SCORE_EXCUSED: "edited",
    Problem.SCORE_ABOVE_MAXIMUM: "capped",
}


def _by_reason(snapshot: Snapshot, subject: Subject, changes: Sequence[Change]) -> Iterable[Hold]:
    items = [change for change in changes if change.subject.student is None]
    grouped: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.subject.student is not None:
            grouped[_REASONS.get(change.why, "consent")].append(change)
    for number, reason in enumerate(sorted(grouped)):
        mine = [*(items if number == 0 else ()), *grouped[reason]]
        yield Hold(subject, _why(snapshot, subject, mine, reason), tuple(mine))


def _many(snapshot: Snapshot, changes: Sequence[Change]) -> Iterable[Hold]:
    if changes:
        subject = _item_subject(changes[0])
        yield Hold(subject, _why(snapshot, subject, changes, "many"), tuple(changes))


def _marks(snapshot: Snapshot, changes: Sequence[Change]) -> Iterable[Hold]:
    """`value`: how many assignments would be marked for the SIS."""
    if changes:
        subject = Subject(snapshot.course.id, None, None, None)
        facts = {"value": str(len(changes)), "state": "unmarked"}
        why = Finding(Problem.SYNC_BOX_HIDDEN, Severity.WARNS, subject, facts)
        yield Hold(subject, why, tuple(changes))


def _item_subject(change: Change) -> Subject:
    s = change.subject
    return Subject(s.course, s.section, s.assignment, None)


def _why(snapshot: Snapshot, subject: Subject, changes: Sequence[Change], reason: str) -> Finding:
    """`value`: scores in the SIS that would change or vanish, else scores that wait; `result`: of how many
    in the SIS; `limit`: the policy's percentage; `state`: the reason, one word.
    """  # noqa: D205 - one thought
    scores = [change for change in changes if change.subject.student is not None]
    touched = sum(_touches(change) for change in scores)
    if reason == "deleted":  # every score of it would vanish with it
        touched = _in_sis(snapshot, subject) or 0
    facts = {
        "value": str(touched or len(scores)),
        "limit": plain(snapshot.policy_of(subject.section).hold_percent),
        "state": reason,
    }
    total = _adopted_total(snapshot, changes)
    if total is None:
        total = _in_sis(snapshot, subject)
    if total is not None:
        facts["result"] = str(total)
    if subject.assignment is not None:
        facts["assignment_id"] = subject.assignment
        gone = [c.before.title for c in changes if isinstance(c.before, LineItem) and c.after is None]
        facts |= {"assignment": gone[0]} if gone else _title(snapshot, subject.assignment)
    return Finding(Problem.HELD_FOR_A_PERSON, Severity.WARNS, subject, facts)


def _adopted_total(snapshot: Snapshot, changes: Sequence[Change]) -> int | None:
    """Scores of the line item that an adoption is about: it has no link yet."""
    link = next((change.after for change in changes if isinstance(change.after, Link)), None)
    read = snapshot.gradebooks.get(link.section) if link else None
    if link is None or not isinstance(read, Gradebook):
        return None
    part = read.scores.get(link.ref, ())
    return None if isinstance(part, Unread) else sum(not is_blank(score) for score in part)


def _title(snapshot: Snapshot, assignment: str) -> Mapping[str, str]:
    listed = snapshot.course.assignments
    names = [] if isinstance(listed, Unread) else [a.name for a in listed if a.id == assignment]
    return {"assignment": names[0]} if names else {}
