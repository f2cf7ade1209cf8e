"""Batches: new ones, and the one that a person names."""

from collections.abc import Sequence
from datetime import datetime

from passback.core.errors import BadInput
from passback.core.finding import Finding
from passback.core.value import Json, digest
from passback.run.ports import Batch, Store


def new_batch(name: str, made: datetime, plans: Sequence[str], unread: Sequence[Finding]) -> Batch:
    """A batch of the plans that were made just now."""
    key: Json = [name, made.isoformat(), *plans]
    return _unapproved("b" + digest(key)[:11], name, made, plans, unread)


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
