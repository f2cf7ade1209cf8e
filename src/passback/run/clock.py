"""The clocks: the system's, and one that jumps. The only place that asks the time or sleeps.

Knows nothing of what is being timed.
"""

import asyncio
import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

# How often the event loop may turn before a task that does not sleep counts as waiting for time to pass.
_TURNS = 50
# Real seconds between two looks at work outside the event loop.
_LOOK_AGAIN = 0.001


class SystemClock:
    """The computer's own time."""

    def now(self) -> datetime:
        """The aware UTC time."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Come back when `seconds` have passed; at once for none or fewer."""
        await asyncio.sleep(max(0.0, seconds))


class VirtualClock:
    """A clock that jumps: when everybody sleeps, it is at once the time of the earliest sleeper.

    Sleepers wake in the order of their times, equal ones in the order in which they lay down, so a run
    with a given start has one trace. `busy` says whether work is going on outside the event loop (in a
    store's thread); while it is, time stands still.
    """

    def __init__(self, start: datetime, busy: Callable[[], bool] = lambda: False) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware time")
        self._start = start.astimezone(UTC)
        self._busy = busy
        self._passed = 0.0
        self._drawn = 0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turns: int | None = None

    def now(self) -> datetime:
        """The aware UTC time."""
        return self._start + timedelta(seconds=self._passed)

    def jump(self, seconds: float) -> None:
        """Set the clock by that much, also back. As with a real clock, sleepers do not notice."""
        self._start += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        """Come back when the clock says so; no real time is spent."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            # Sleepers of an earlier loop were cancelled with it.
            self._loop, self._sleepers, self._turns = loop, [], None
        woken: asyncio.Future[None] = loop.create_future()
        self._drawn += 1
        heapq.heappush(self._sleepers, (self._passed + max(0.0, seconds), self._drawn, woken))
        if self._turns is None:
            loop.call_soon(self._turn, loop)
        self._turns = 0
        await woken

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let everybody who has something to do go first, then wake the earliest sleeper."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        if not self._sleepers:
            self._turns = None
            return
        if self._busy():
            self._turns = 0
            loop.call_later(_LOOK_AGAIN, self._turn, loop)
            return
        turns = self._turns or 0
        if turns >= _TURNS:
            due, _, woken = heapq.heappop(self._sleepers)
            self._passed = max(self._passed, due)
            woken.set_result(None)
            turns = 0
        self._turns = turns + 1
        loop.call_soon(self._turn, loop)
