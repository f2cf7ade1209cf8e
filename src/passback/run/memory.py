"""What clients remember of their reads, kept in the store beside everything else.

Knows the time at which something was kept, and not how long it is good for: who recalls it decides.
"""

from datetime import datetime

from passback.core.ports import Clock, Memory
from passback.core.value import Json
from passback.run.ports import Store


class StoredMemory:
    """Implements `core.ports.Memory` by a store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def recall(self, key: str) -> tuple[datetime, Json] | None:
        """What was kept last under this key, and when; None: nothing."""
        return await self._store.recall(key)

    async def keep(self, key: str, held: Json) -> None:
        """Keep it under this key, in place of what was there."""
        await self._store.keep(key, held, self._clock.now())

    async def forget(self, prefix: str) -> None:
        """Forget all keys that begin so, letter for letter."""
        await self._store.forget(prefix)


class PassingMemory:
    """Implements `core.ports.Memory` for one command that leaves no trace: what it keeps ends with it.

    Below it lies a memory that is asked and never changed.
    """

    def __init__(self, below: Memory, clock: Clock) -> None:
        self._below = below
        self._clock = clock
        self._kept: dict[str, tuple[datetime, Json]] = {}
        self._forgotten: tuple[str, ...] = ()

    async def recall(self, key: str) -> tuple[datetime, Json] | None:
        """What was kept last under this key, and when; None: nothing."""
        if key in self._kept or key.startswith(self._forgotten):
            return self._kept.get(key)
        return await self._below.recall(key)

    async def keep(self, key: str, held: Json) -> None:
        """Keep it under this key until the command ends."""
        self._kept[key] = (self._clock.now(), held)

    async def forget(self, prefix: str) -> None:
        """Ask for keys that begin so no more."""
        self._forgotten = (*self._forgotten, prefix)
        self._kept = {key: kept for key, kept in self._kept.items() if not key.startswith(prefix)}
