"""Batches: new ones, the one that a person names, the one that was cut off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from passback.core.connection import Connection
from passback.core.errors import BadInput
from passback.core.finding import Finding
from passback.core.ports import Clock
from passback.core.value import Json, digest
from passback.run.ports import Batch, Store
from passback.run.scope import space_of


def new_batch(name: str, made: datetime, plans: Sequence[str], unread: Sequence[Finding]) -> Batch:
    """A batch of the plans that were made just now."""
    key: Json = [name, made.isoformat(), *plans]
    return _unapproved("b" + digest(key)[:11], name, made, plans, unread)


async def open_batch(store: Store, clock: Clock, connection: Connection) -> Batch | None:
    """The approved batch that was cut off, if there is one; it goes on before anything new.

    One of plans that were made for another Canvas or SIS address can go on no more. It is closed, so that it
    stands in nobody's way; the next plan says what is still to be sent.
    """
    while (batch := await store.open_batch(connection.name)) is not None:
        kept = [await store.kept_plan(plan) for plan in batch.plans]
        if all(each is None or each.plan.space == space_of(connection) for each in kept):
            return batch
        await store.keep_batch(replace(batch, finished=clock.now()))
    return None


async def chosen_batch(store: Store, name: str, wanted: str) -> Batch:
    """The batch of this id; for a single plan's id, a batch of that plan alone.

    Raises:
        BadInput: neither is known, or it belongs to another connection.
    """
    batch = await store.batch(wanted)
    if batch is None and (kept := await store.kept_plan(wanted)) is not None:
        key = "b" + digest([kept.connection, wanted])[:11]
        alone = _unapproved(key, kept.connection, kept.plan.made, (wanted,), ())
        batch = await store.batch(key) or alone
    if batch is None:
        raise BadInput(f"no plan {wanted[:40]!r}; `passback plan {name}` makes one")
    if batch.connection != name:
        raise BadInput(f"plan {wanted[:40]!r} is for the connection {batch.connection!r}, not {name!r}")
    return batch


def _unapproved(
    key: str, name: str, made: datetime, plans: Sequence[str], unread: Sequence[Finding]
) -> Batch:
    return Batch(
        id=key,
        connection=name,
        made=made,
        plans=tuple(plans),
        unread=tuple(unread),
        approved=None,
        finished=None,
        by=None,
        standing=None,
    )
