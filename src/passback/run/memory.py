"""What clients remember of their reads, kept in the store beside everything else.

Knows the time at which something was kept, and not how long it is good for: who recalls it decides.
"""

from datetime import datetime

from passback.core.ports import Clock
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
