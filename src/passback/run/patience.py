"""Asking an SIS again for what may work later, and not at all once it is silent."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from passback.core.errors import NeedsConfig, NeedsLogin, NoAnswer, Retryable
from passback.core.ports import Clock
from passback.run.unanswered import Unanswered

T = TypeVar("T")
_TRIES = 3
_FIRST_WAIT = 2.0
_LONGEST_WAIT = 300.0


class Patience:
    """For one SIS and one run. `unanswered`: once it is silent, nobody asks any more."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.unanswered = Unanswered()

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
                await self._clock.sleep(pause)
                wait *= 4
            else:
                self.unanswered.answered()
                return done
        raise AssertionError("unreachable: the last try returns or raises")
