"""What may be done about findings of one course, by a fresh read of both sides: by us, or by somebody.

Proposes what `sync` proposes, and says which scores each cure frees. Changes nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from passback.core.connection import Connection
from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Safety
from passback.core.subject import Subject
from passback.run.found import Found, found_in
from passback.run.overview import row_of
from passback.run.ports import KeptPlan
from passback.run.repairs import Item, Told, explained
from passback.run.shown import Shown, assignment_address, shown
from passback.sync.fixes import propose
from passback.sync.model import Plan, Snapshot
from passback.sync.plan import covers
from passback.sync.plan import plan as make_plan
from passback.sync.proposal import Proposal, joined
from passback.sync.refused import was_refused
from passback.sync.repair import kept_back, repaired


class Look:
    """What may be done in one course, by a fresh read of it."""

    def __init__(
        self,
        snapshot: Snapshot,
        chosen: Sequence[Found],
        connection: Connection,
        now: datetime,
        *,
        way: str | None,
        recheck: bool,
    ) -> None:
        self._snapshot, self._connection, self._now = snapshot, connection, now
        before = make_plan(snapshot, now)
        self._names = before.names
        self.gone: list[Found] = []
        self.still: list[Found] = []
        self.ways: dict[str, tuple[str, ...]] = {}
        self._found: dict[str, Found] = {}
        current = {f.finding.key: f for f in found_in(KeptPlan("", before, (), ()), connection.sis)}
        going = frozenset(c.subject for c in before.changes if c.subject.student is not None)
        held = {c.subject for hold in before.holds for c in hold.changes}
        placed = going | held | {row.subject for row in before.standing}
        told: dict[str, Found] = {}
        proposals: list[Proposal] = []
        wanted: dict[str, frozenset[Subject]] = {}
        for found in chosen:
            fresh = current.get(found.finding.key) or _wider(found.finding, current.values())
            finding = fresh.finding if fresh else found.finding
            back = kept_back(before, finding) | _can_go(going, placed, found.kept_back)
            wanted[finding.key] = wanted.get(finding.key, frozenset()) | back
            if fresh is None and (found.raw is None or not back):
                # The cause is gone. What it kept back and nobody sent yet can go now.
                proposals += [_again(finding)] if back else []
                self.gone += [] if back else [found]
                continue
            if recheck:
                # What the SIS said before is shown by no read: only trying tells, and one is tried first.
                unseen = fresh is None or was_refused(finding)
                tried = unseen and any(covers(finding.subject, c.subject) for c in before.changes)
                proposals += [_again(finding)] if tried else []
                self.still += [] if tried else [found]
                continue
            self._found[finding.key] = replace(found, finding=finding)
            cures = propose(snapshot, finding)
            self.ways[finding.key] = tuple(dict.fromkeys(cure.action.value for cure in cures))
            proposals += [cure for cure in cures if way in {None, cure.action.value}][:1]
            if not cures:
                told.setdefault(finding.key, self._found[finding.key])
        self.told = tuple(map(self._told, told.values()))
        self.items = tuple(self._item(each, wanted) for each in joined(proposals))

    def _told(self, found: Found) -> Told:
        cures, address = self._shown(found), assignment_address(self._snapshot, found.finding)
        return Told(found, cures, (cures[0].at.link if cures else None) or address)

    def _shown(self, found: Found) -> tuple[Shown, ...]:
        told = explained(found, self._connection.sis)
        url = assignment_address(self._snapshot, found.finding)
        return shown(told, self._connection, found.finding, url)

    def _item(self, made: Proposal, wanted: dict[str, frozenset[Subject]]) -> Item:
        back = frozenset(s for finding in made.findings for s in wanted[finding.key])
        finding = made.findings[0]
        course = self._snapshot.course
        place = Found(finding, course.name, self._names, (), None).place
        ordered = sorted(back, key=lambda s: (s.section or "", s.assignment or "", s.student or ""))
        others = tuple(way for way in self.ways.get(finding.key, ()) if way != made.action.value)
        found = self._found.get(finding.key)
        by_hand = self._shown(found) if found is not None else ()
        return Item(made, course.id, course.name, place, tuple(ordered), (), (), others, by_hand)

    def decided(
        self, choose: str | None, leave: Collection[str], by: str
    ) -> tuple[list[Item], list[Item], Plan | None]:
        """The items with what they would do, those to choose of, and the plan of the former."""
        kept = [_with_choice(item, choose) for item in self.items if item.key not in leave]
        taken = [item for item in kept if not item.proposal.options]
        open_ = [item for item in kept if item.proposal.options]
        if not taken:
            return [], open_, None
        proposals = [item.proposal for item in taken]
        wanted = frozenset(s for item in taken for s in item.wanted)
        plan = repaired(self._snapshot, self._now, proposals, wanted, by)
        done = [_done(item, plan) for item in taken]
        return done, open_, plan if plan.changes else None


def _wider(finding: Finding, current: Iterable[Found]) -> Found | None:
    """The same cause where it now stops more than it did: then it is not gone."""
    same = (found for found in current if found.finding.problem is finding.problem)
    return next((found for found in same if covers(found.finding.subject, finding.subject)), None)


def _can_go(
    going: frozenset[Subject], placed: frozenset[Subject], kept: Iterable[Subject]
) -> frozenset[Subject]:
    """Those of the scores that go by now; where one's section is left behind, as its student's in another.

    `going`, `placed`: the scores that a plan sends, and all that it has a place for.
    """
    left = {(s.assignment, s.student) for s in kept if s not in placed}
    moved = {s for s in going if (s.assignment, s.student) in left} if left else set()
    return going & {*kept} | moved


def _again(finding: Finding) -> Proposal:
    return Proposal(Action.RESEND, ActsOn.WIRE, Safety.SAFE, (finding,), (), (), (), 0, 0)


def _with_choice(item: Item, choose: str | None) -> Item:
    options = [option for option in item.proposal.options if option.ref == choose]
    if not options:
        return item
    return replace(item, proposal=replace(item.proposal, changes=options[0].changes, options=()))


def _done(item: Item, plan: Plan) -> Item:
    """The item with its part of the plan: its own changes, and what they free with its line items."""
    frees = tuple(c.subject for c in plan.changes if c.subject in item.wanted)
    keys = {change.key for change in item.proposal.changes}
    works = {(s.section, s.assignment) for s in frees}
    mine = [
        c
        for c in plan.changes
        if c.key in keys
        or c.subject in frees
        or (c.subject.student is None and (c.subject.section, c.subject.assignment) in works)
    ]
    return replace(item, frees=frees, rows=tuple(row_of(change, plan.names) for change in mine))
