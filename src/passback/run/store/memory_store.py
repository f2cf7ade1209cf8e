"""The store in memory: the same meaning as the Django one, for one process and its lifetime.

Values are frozen, so what was kept is what comes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from passback.core.connection import Connection
from passback.core.errors import BadInput
from passback.core.gradebook import Score
from passback.run.ports import Batch, KeptPlan, Outcome
from passback.run.secrets import refuse_plain_secrets
from passback.run.store.settling import (
    Cell,
    LinkKey,
    in_plan_order,
    link_key,
    links_after,
    sent_after,
    unsettled,
)
from passback.sync.model import DEFAULT_POLICY, Change, Link, Plan, Policy

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


class MemoryStore:
    """Implements `run.ports.Store`."""

    def __init__(self) -> None:
        self._all: dict[str, _Kept] = {}

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
    ) -> tuple[Policy, tuple[Link, ...], Mapping[str, tuple[Score, ...]]]:
        """What deciding needs of the store: policy, links, and last-sent scores by line item ref."""
        kept = self._all.get(connection)
        if kept is None:
            return DEFAULT_POLICY, (), {}
        sent: dict[str, tuple[Score, ...]] = {}
        for (ref, _), (of_course, score) in kept.sent.items():
            if of_course == course:
                sent[ref] = (*sent.get(ref, ()), score)
        return DEFAULT_POLICY, tuple(link for link in kept.links.values() if link.course == course), sent

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

    async def keep_batch(self, batch: Batch) -> None:
        """Keep a batch, or its progress (`approved`, `finished`), which never goes back."""
        kept = self._of(batch.connection)
        earlier = await self.batch(batch.id)
        if earlier is None:
            kept.batches[batch.id] = batch
        elif earlier.connection != batch.connection:
            raise BadInput(f"batch {batch.id} belongs to the connection {earlier.connection[:60]!r}")
        else:
            kept.batches[batch.id] = replace(
                earlier,
                approved=earlier.approved or batch.approved,
                finished=earlier.finished or batch.finished,
            )

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

    async def settle(self, plan: str, outcomes: Sequence[Outcome]) -> None:
        """Links, last-sent scores and history of a chunk at once; twice changes nothing."""
        kept = self._with_plan(plan)
        settled = kept.outcomes.setdefault(plan, {})
        fresh = unsettled(outcomes, settled)
        keys = {link_key(outcome.change) for outcome in fresh}
        known = {key: link for key, link in kept.links.items() if key in keys}
        for key, link in links_after(known, fresh).items():
            _put(kept.links, key, link)
        for cell, (course, score) in sent_after(fresh).items():
            _put(kept.sent, cell, None if score is None else (course, score))
        settled.update({outcome.change.key: outcome for outcome in fresh})

    async def close(self) -> None:
        """Nothing to let go of."""


def _put(kept: dict[K, V], key: K, given: V | None) -> None:
    if given is None:
        kept.pop(key, None)
    else:
        kept[key] = given
