"""The store in memory: the same meaning as the Django one, for one process and its lifetime.

Values are frozen, so what was kept is what comes back.
"""

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from passback.core.connection import Connection
from passback.core.errors import BadInput
from passback.core.gradebook import Score
from passback.core.settings import Level, Setting
from passback.core.subject import Subject
from passback.core.value import Json
from passback.run.ports import AppliedFix, Batch, KeptPlan, Outcome, Sighting
from passback.run.secrets import refuse_plain_secrets
from passback.run.store.settling import (
    Cell,
    LinkKey,
    in_plan_order,
    link_key,
    links_after,
    refs_gone,
    sent_after,
    setting_order,
    sighting_order,
    sightings_after,
    unsettled,
)
from passback.sync.approval import Approval, ApprovalKind
from passback.sync.model import (
    Change,
    Link,
    Plan,
)
from passback.sync.remembered import Refused

K = TypeVar("K")
V = TypeVar("V")


@dataclass
class _Kept:
    """All of one connection."""

    connection: Connection
    links: dict[LinkKey, Link] = field(default_factory=dict)
    sent: dict[Cell, tuple[str, Score]] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)
    intended: dict[str, dict[str, None]] = field(default_factory=dict)
    outcomes: dict[str, dict[str, Outcome]] = field(default_factory=dict)
    settings: dict[tuple[Level, str, str], Setting] = field(default_factory=dict)
    approvals: dict[tuple[ApprovalKind, Subject, str], Approval] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    fixes: dict[str, AppliedFix] = field(default_factory=dict)
    sightings: dict[tuple[str, ...], Sighting] = field(default_factory=dict)
    refused: dict[str, Refused] = field(default_factory=dict)


class MemoryStore:
    """Implements `run.ports.Store`."""

    def __init__(self) -> None:
        self._all: dict[str, _Kept] = {}
        self._cache: dict[str, tuple[datetime, Json]] = {}

    def _of(self, connection: str) -> _Kept:
        if connection not in self._all:
            raise BadInput(f"no connection named {connection[:60]!r}; it may have been removed meanwhile")
        return self._all[connection]

    def _with_plan(self, plan: str) -> _Kept:
        for kept in self._all.values():
            if plan in kept.plans:
                return kept
        raise BadInput(f"no plan {plan[:40]!r}; its connection may have been removed meanwhile")

    async def save_connection(self, connection: Connection) -> None:
        """Keep it under its name, in place of an earlier one of that name."""
        refuse_plain_secrets(connection)
        if connection.name in self._all:
            self._all[connection.name].connection = connection
        else:
            self._all[connection.name] = _Kept(connection)

    async def connections(self) -> tuple[Connection, ...]:
        """All, by name."""
        return tuple(self._all[name].connection for name in sorted(self._all))

    async def remove_connection(self, name: str) -> bool:
        """Forget the connection with its links, plans and history; False: there was none."""
        return self._all.pop(name, None) is not None

    async def snapshot_parts(
        self, connection: str, course: str
    ) -> tuple[tuple[Link, ...], Mapping[str, tuple[Score, ...]]]:
        """What deciding needs of the store: links, and last-sent scores by line item ref."""
        kept = self._all.get(connection)
        if kept is None:
            return (), {}
        sent: dict[str, tuple[Score, ...]] = {}
        for (ref, _), (of_course, score) in kept.sent.items():
            if of_course == course:
                sent[ref] = (*sent.get(ref, ()), score)
        return tuple(link for link in kept.links.values() if link.course == course), sent

    async def keep_plan(self, connection: str, plan: Plan) -> None:
        """Keep a plan; keeping it twice changes nothing."""
        kept = self._of(connection)
        for name, other in self._all.items():
            if plan.id in other.plans and name != connection:
                raise BadInput(f"plan {plan.id} belongs to the connection {name[:60]!r}")
        kept.plans.setdefault(plan.id, plan)

    async def kept_plan(self, plan: str) -> KeptPlan | None:
        """A plan with its progress; None: unknown id."""
        for name, kept in self._all.items():
            if plan in kept.plans:
                outcomes = kept.outcomes.get(plan, {})
                intended = tuple(key for key in kept.intended.get(plan, {}) if key not in outcomes)
                held = kept.plans[plan]
                return KeptPlan(name, held, intended, in_plan_order(held, outcomes))
        return None

    async def newest_plans(self, connection: str) -> tuple[KeptPlan, ...]:
        """The newest plan of each course of a connection, with its progress; by course."""
        kept = self._all.get(connection)
        newest: dict[str, Plan] = {}
        for plan in kept.plans.values() if kept else ():
            if plan.course not in newest or plan.made >= newest[plan.course].made:
                newest[plan.course] = plan
        found = [await self.kept_plan(newest[course].id) for course in sorted(newest)]
        return tuple(plan for plan in found if plan is not None)

    async def keep_batch(self, batch: Batch) -> None:
        """Keep a batch, or its progress (`approved`, `finished`), which never goes back."""
        kept = self._of(batch.connection)
        earlier = await self.batch(batch.id)
        if earlier is None:
            kept.batches[batch.id] = batch
        elif earlier.connection != batch.connection:
            raise BadInput(f"batch {batch.id} belongs to the connection {earlier.connection[:60]!r}")
        else:
            if earlier.approved is None:
                earlier = replace(earlier, approved=batch.approved, by=batch.by, standing=batch.standing)
            kept.batches[batch.id] = replace(earlier, finished=earlier.finished or batch.finished)

    async def batch(self, batch: str) -> Batch | None:
        """A batch by id; None: unknown."""
        return next((kept.batches[batch] for kept in self._all.values() if batch in kept.batches), None)

    async def open_batch(self, connection: str) -> Batch | None:
        """The newest batch of a connection that was approved and has not finished."""
        kept = self._all.get(connection)
        batches = list(kept.batches.values()) if kept else []
        waiting = [b for b in batches if b.approved is not None and b.finished is None]
        return max(reversed(waiting), key=lambda b: b.made, default=None)

    async def intend(self, plan: str, changes: Sequence[Change]) -> None:
        """Before a chunk is sent: these are about to go. Intended and unsettled = read before retry."""
        intended = self._with_plan(plan).intended.setdefault(plan, {})
        for change in changes:
            intended.setdefault(change.key)

    async def settle(
        self,
        plan: str,
        outcomes: Sequence[Outcome],
        refused: Sequence[Refused] = (),
        mended: Collection[str] = (),
    ) -> None:
        """Links, last-sent scores, history and refusals of a chunk at once; twice changes nothing."""
        kept = self._with_plan(plan)
        settled = kept.outcomes.setdefault(plan, {})
        fresh = unsettled(outcomes, settled)
        keys = {link_key(outcome.change) for outcome in fresh}
        known = {key: link for key, link in kept.links.items() if key in keys}
        for key, link in links_after(known, fresh).items():
            _put(kept.links, key, link)
        given_up = refs_gone(fresh, {link.ref for link in kept.links.values()})
        for cell in [cell for cell in kept.sent if cell[0] in given_up]:
            del kept.sent[cell]
        for cell, (course, score) in sent_after(fresh).items():
            _put(kept.sent, cell, None if score is None else (course, score))
        settled.update({outcome.change.key: outcome for outcome in fresh})
        if fresh:
            kept.refused.update({memory.key: memory for memory in refused})
            for gone in mended:
                kept.refused.pop(gone, None)

    # ---- what people chose, what was seen and read --------------------------------------------------

    async def release(self, connection: str) -> int:
        """Forget links, last-sent scores, approvals, what was seen and refused; how many links there were."""
        kept = self._all.get(connection)
        if kept is None:
            return 0
        gone = len(kept.links)
        for held in (kept.links, kept.sent, kept.approvals, kept.seen, kept.refused):
            held.clear()
        return gone

    async def settings(self, connection: str) -> tuple[Setting, ...]:
        """All settings of a connection, by name, then the nearest level first, then target."""
        kept = self._all.get(connection)
        return tuple(sorted(kept.settings.values(), key=setting_order)) if kept else ()

    async def put_setting(self, connection: str, setting: Setting) -> None:
        """Keep it in place of an earlier one of the same level, target and name."""
        self._of(connection).settings[setting.level, setting.target, setting.name] = setting

    async def drop_setting(self, connection: str, level: Level, target: str, name: str) -> bool:
        """Forget a setting; False: there was none."""
        kept = self._all.get(connection)
        return kept is not None and kept.settings.pop((level, target, name), None) is not None

    async def approvals(self, connection: str) -> tuple[Approval, ...]:
        """What people approved and chose, in the order in which it was first given."""
        kept = self._all.get(connection)
        return tuple(kept.approvals.values()) if kept else ()

    async def put_approval(self, connection: str, approval: Approval) -> None:
        """Keep it in place of an earlier one of the same kind, subject and digest."""
        self._of(connection).approvals[approval.place] = approval

    async def first_approval(self, connection: str, approval: Approval) -> Approval:
        """Keep it unless its place is taken; brings the one that is kept now. Of two at once one is first."""
        return self._of(connection).approvals.setdefault(approval.place, approval)

    async def drop_approval(self, connection: str, approval: Approval) -> bool:
        """Take back the one of the same kind, subject and digest; False: there was none."""
        kept = self._all.get(connection)
        return kept is not None and kept.approvals.pop(approval.place, None) is not None

    async def keep_fix(self, fix: AppliedFix) -> None:
        """Keep a fix, or that it was undone, in place of what was kept under its id."""
        self._of(fix.connection).fixes[fix.id] = fix

    async def begin_fix(self, fix: AppliedFix, batch: Batch, plans: Sequence[Plan]) -> None:
        """Keep a fix with its approved batch and the plans of that, all at once; twice changes nothing."""
        for plan in plans:
            await self.keep_plan(fix.connection, plan)
        await self.keep_batch(batch)
        self._of(fix.connection).fixes.setdefault(fix.id, fix)

    async def fixes(self, connection: str) -> tuple[AppliedFix, ...]:
        """The fixes of a connection, in the order in which they were first kept."""
        kept = self._all.get(connection)
        return tuple(kept.fixes.values()) if kept else ()

    async def seen(self, connection: str, prefix: str) -> Mapping[str, str]:
        """Digests of what was seen in an earlier run, of the keys that begin so."""
        kept = self._all.get(connection)
        held = kept.seen if kept else {}
        return {key: held[key] for key in sorted(held) if key.startswith(prefix)}

    async def put_seen(self, connection: str, found: Mapping[str, str]) -> None:
        """Keep digests, each in place of an earlier one of its key; other keys stay."""
        self._of(connection).seen.update(found)

    async def refused(self, connection: str, classes: Collection[str] | None) -> tuple[Refused, ...]:
        """What is remembered of refusals, of these classes and of the connection as a whole; by key."""
        kept = self._all.get(connection)
        held = kept.refused if kept else {}
        return tuple(
            held[key]
            for key in sorted(held)
            if classes is None or held[key].class_ref in classes or not held[key].class_ref
        )

    async def drop_refused(self, connection: str, key: str) -> bool:
        """Forget one remembered refusal; False: there was none."""
        kept = self._all.get(connection)
        return kept is not None and kept.refused.pop(key, None) is not None

    async def recall(self, key: str) -> tuple[datetime, Json] | None:
        """What was kept last under this key, and when; None: nothing."""
        found = self._cache.get(key)
        return deepcopy(found)

    async def keep(self, key: str, held: Json, at: datetime) -> None:
        """Keep it under this key, in place of what was there."""
        self._cache[key] = (at, deepcopy(held))

    async def forget(self, prefix: str) -> None:
        """Forget all kept keys that begin so, letter for letter."""
        self._cache = {key: kept for key, kept in self._cache.items() if not key.startswith(prefix)}

    async def sightings(self, connection: str, courses: Collection[str]) -> tuple[Sighting, ...]:
        """What runs saw of causes in these courses, by time, then course, problem and key."""
        kept = self._all.get(connection)
        found = kept.sightings.values() if kept else ()
        return tuple(sorted((each for each in found if each.course in courses), key=sighting_order))

    async def put_sightings(self, connection: str, found: Sequence[Sighting]) -> None:
        """Keep them; of several of one run and cause the one that `Sighting.replaces` chooses stays."""
        kept = self._of(connection).sightings
        kept.update(sightings_after(kept, found))

    async def close(self) -> None:
        """Nothing to let go of."""


def _put(kept: dict[K, V], key: K, given: V | None) -> None:
    if given is None:
        kept.pop(key, None)
    else:
        kept[key] = given
