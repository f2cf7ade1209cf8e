"""What is kept of a class from one run to the next, so that a run that changes nothing asks less.

Kept are roster, categories and terms, and of a class its id, school and terms: values without a name of a
student. Line items and results are never kept. `ttl` seconds is how long it is good for; whoever writes
something that depends on it makes it forget first (`Memory.forget`). Keys: `space/part/ref@address`.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from passback.connect.means import Means
from passback.core.gradebook import Part, Unread
from passback.core.value import Value

V = TypeVar("V", bound=Value)
DEFAULT_TTL = 3600


class Remembered:
    """The memory of one connection's reads. `space`: the namespace of its ids; `base`: its address."""

    def __init__(self, means: Means, space: str, base: str, ttl: int) -> None:
        self._means = means
        self._space = space
        self._base = base
        self._ttl = ttl

    def _key(self, part: str, ref: str) -> str:
        return f"{self._space}/{part}/{ref}@{self._base}"

    async def part(
        self, name: str, ref: str, kind: type[V], ask: Callable[[], Awaitable[Part[V]]]
    ) -> Part[V]:
        """The part as it was read not long ago, else as `ask` reads it; what is unread is not kept."""
        held = await self.recent(name, ref, kind)
        if held is not None:
            return held
        read = await ask()
        if not isinstance(read, Unread):
            await self.keep(name, ref, read)
        return read

    async def keep(self, name: str, ref: str, read: tuple[V, ...]) -> None:
        """Keep a part that was read whole."""
        if self._ttl > 0:
            await self._means.memory.keep(self._key(name, ref), [one.to_dict() for one in read])

    async def recent(self, name: str, ref: str, kind: type[V]) -> tuple[V, ...] | None:
        """The part, if it was read not long ago."""
        if self._ttl <= 0:
            return None
        kept = await self._means.memory.recall(self._key(name, ref))
        if kept is None or not isinstance(kept[1], list):
            return None
        age = (self._means.clock.now() - kept[0]).total_seconds()
        if not 0 <= age < self._ttl:
            return None
        try:
            return tuple(kind.from_dict(row) for row in kept[1] if isinstance(row, dict))
        except ValueError:  # written by another version of passback: it is read anew
            return None
