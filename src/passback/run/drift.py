"""What no longer stands as it was approved: a kept plan beside what would be planned now. Pure.

A change goes only if today's plan still wants the same; what was written on the way, or is there already, is
left to the look just before its write.
"""

from collections.abc import Mapping
from dataclasses import replace

from passback.core.gradebook import Gradebook, LineItem, Part, Score, Unread
from passback.core.problem import State
from passback.run.ports import KeptPlan
from passback.sync.carry import same
from passback.sync.grounds import grounds
from passback.sync.model import Change, Link, Plan, Snapshot, Thing


def drifted(kept: KeptPlan, now: Plan, snapshot: Snapshot) -> frozenset[str]:
    """The keys of changes that Canvas (or our rules) no longer want; settled ones never are.

    One that an earlier run began may have arrived all the same: that is for the look to tell.
    Sections whose gradebook could not be read now are left to the look before the write, which will wait. A
    section whose identity (its class in the SIS), settings or links are others now is void as a whole: its
    scores would go where, or as, nobody approved them.
    """
    void = _void(kept.plan, now, snapshot)
    done = {outcome.change.key for outcome in kept.outcomes}
    wanted = {change.key: change for change in now.changes}
    gone = set()
    for change in kept.plan.changes:
        if change.key in done or _unread(snapshot.gradebooks, change):
            continue
        if change.subject.section in void:
            gone.add(change.key)
            continue
        same = wanted.get(change.key)
        if (
            change.after is None
            and change.subject.student is None
            and (same is None or same.after is not None)
        ):
            gone.add(change.key)  # what Canvas has again is not deleted
            continue
        if same is not None and _wanted(same) == _wanted(change):
            continue
        if change.subject.student is None and not _scores_wanted(change, now):
            gone.add(change.key)
        elif change.subject.student is None and same is None:
            continue  # made, linked or mended meanwhile: its scores are still wanted, the look decides
        elif not _there(change, snapshot):
            gone.add(change.key)
    return frozenset(gone)


def _void(then: Plan, now: Plan, snapshot: Snapshot) -> frozenset[str | None]:
    """Sections that lead elsewhere now: to another class, by other settings, or to other line items."""
    moved = {
        section
        for section, class_ref in then.classes.items()
        if now.classes.get(section, class_ref) != class_ref
    }
    rests = grounds(snapshot, _all(then))
    moved |= {section for section, held in then.grounds.items() if rests.get(section, held) != held}
    wanted = {change.key: change.after for change in _all(now)}
    for change in _all(then):
        after, today = change.after, wanted.get(change.key)
        if isinstance(after, Link) and isinstance(today, Link) and after != today:
            moved.add(change.subject.section or "")
    return frozenset(moved)


def _all(plan: Plan) -> list[Change]:
    return [*plan.changes, *(change for hold in plan.holds for change in hold.changes)]


def _unread(gradebooks: Mapping[str, object], change: Change) -> bool:
    return isinstance(gradebooks.get(change.subject.section or ""), Unread)


def _wanted(change: Change) -> Thing | None:
    """What a change brings about. A description does not count: it names Canvas's address, which may move."""
    after = change.after
    return replace(after, description="") if isinstance(after, LineItem) else after


def _there(change: Change, snapshot: Snapshot) -> bool:
    """True if the SIS holds by now what the change wants: nothing would be overwritten."""
    s, after = change.subject, change.after
    book = snapshot.gradebooks.get(s.section or "")
    refs = [
        link.ref for link in snapshot.links if (link.section, link.assignment) == (s.section, s.assignment)
    ]
    if not isinstance(after, Score) or not isinstance(book, Gradebook):
        return False
    held = [x for ref in refs for x in _read(book.scores.get(ref, ())) if x.student == after.student]
    return len(held) == 1 and same(held[0], after, snapshot.capabilities)


def _read(part: Part[Score]) -> tuple[Score, ...]:
    return () if isinstance(part, Unread) else part


def _scores_wanted(change: Change, now: Plan) -> bool:
    s = change.subject
    rows = [c.subject for c in now.changes] + [
        r.subject for r in now.standing if r.state is State.ALREADY_THERE
    ]
    return any((r.section, r.assignment) == (s.section, s.assignment) and r.student is not None for r in rows)
