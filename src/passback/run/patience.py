"""Asking again: what may work later, and what may show later. Knows how long it is worth to wait."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from passback.core.errors import NeedsConfig, NeedsLogin, NoAnswer, Retryable
from passback.core.gradebook import Part, Unread
from passback.core.ports import Clock
from passback.run.unanswered import Unanswered, unread

T = TypeVar("T")
_TRIES = 3
_FIRST_WAIT = 2.0
_LONGEST_WAIT = 300.0
# What was acknowledged and does not show is looked for once more: some systems show a write late
# (facts/reliability.md §3.1, 23). Where that was in vain so often, no more of this run's time goes into it.
_UNTIL_IT_SHOWS = 2.0
_OFTEN_IN_VAIN = 3


class Patience:
    """Asks one side. `unanswered`: once it is silent, the rest waits."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.unanswered = Unanswered()
        self._in_vain = 0

    async def look(
        self, read: Callable[[], Awaitable[Part[T]]], shows: Callable[[Sequence[T]], bool]
    ) -> Part[T]:
        """What is there; asked for twice where what has to show does not, for it may show late."""
        try:
            found = await self.patiently(read)
            if isinstance(found, Unread) or shows(found) or self._in_vain >= _OFTEN_IN_VAIN:
                return found
            await self.clock.sleep(_UNTIL_IT_SHOWS)
            found = await self.patiently(read)
        except (Retryable, NeedsLogin, NeedsConfig) as error:
            return unread(error)
        self._in_vain += not isinstance(found, Unread) and not shows(found)
        return found

    async def patiently(self, do: Callable[[], Awaitable[T]], *, writes: bool = False) -> T:
        """Try again what may work later, a few times, waiting as long as the other side asked.

        A write that may have arrived is never repeated here: what the SIS holds is read first.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: it did not help.
        """
        wait = _FIRST_WAIT
        for attempt in range(_TRIES):
            try:
                done = await do()
            except (NeedsLogin, NeedsConfig) as error:
                self.unanswered.failed(error)
                raise
            except Retryable as error:
                pause = error.after if error.after is not None else wait
                arrived = writes and isinstance(error, NoAnswer) and error.sent
                if arrived or attempt == _TRIES - 1 or pause > _LONGEST_WAIT:
                    self.unanswered.failed(error)
                    raise
                await self.clock.sleep(pause)
                wait *= 4
            else:
                self.unanswered.answered()
                return done
        raise AssertionError("unreachable: the last try returns or raises")
