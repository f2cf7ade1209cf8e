"""How often a system may be asked: the rule (GCRA), and the limiter of a single process.

One moment is kept per limit: when its bucket would be empty again. What answers say of a limit
(`Retry-After`, Canvas's remaining quota) moves that moment. `run/store/limiter.py` shares it
between processes. Source: facts/engine.md "Shared limiter".
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime

from passback.core.ports import Clock
from passback.core.value import Value, value

# An answer may ask for any pause; more than this is for the flow to decide, not for a polite wait.
LONGEST_PAUSE = 300.0
# Canvas's bucket drains 10 units a second and takes 50 in advance per request. Source: facts/canvas.md §1.13.
_CANVAS_UP_FRONT = 50.0
_CANVAS_OUTFLOW = 10.0
# A clock that was set back by more than this takes the queue with it; less is skew between machines.
_SKEW = 5.0


@value
class Rate(Value):
    """A limit: so many requests a second on average, `burst` at once."""

    per_second: Decimal
    burst: int


# By key; a key without a rate has no limit of its own, only what answers say.
Rates = Mapping[str, Rate]


@value
class Mark(Value):
    """Where a limit stands, both in seconds since 1970. `tat`: when all that was granted is worked off.

    `seen`: the latest time at which it was asked, to notice a clock that was set back.
    """

    tat: float
    seen: float


NEW = Mark(0.0, 0.0)


def reserve(mark: Mark, rate: Rate | None, now: float, cost: float) -> tuple[Mark, float]:
    """Grant a request of that cost: the new mark, and the seconds to wait before it may go."""
    mark = _set_back(mark, now)
    gap = 1 / float(rate.per_second) if rate else 0.0
    slack = gap * (rate.burst - 1) if rate else 0.0
    wait = max(0.0, mark.tat - slack - now)
    return Mark(max(mark.tat, now) + gap * cost, now), wait


def pause(mark: Mark, rate: Rate | None, now: float, seconds: float) -> Mark:
    """Nobody goes for that many seconds; a longer wait that stands already stays."""
    mark = _set_back(mark, now)
    slack = (rate.burst - 1) / float(rate.per_second) if rate else 0.0
    return Mark(max(mark.tat, now + min(seconds, LONGEST_PAUSE) + slack), now)


def _set_back(mark: Mark, now: float) -> Mark:
    if now < mark.seen - _SKEW:
        return Mark(now + max(0.0, mark.tat - mark.seen), now)
    return Mark(mark.tat, max(mark.seen, now))


def asked_pause(headers: Mapping[str, str], now: datetime) -> float:
    """The seconds for which an answer asks to be left alone; 0 where it says nothing, or nothing we know.

    `Retry-After` as number or date (RFC 9110 §10.2.3), and Canvas's `X-Rate-Limit-Remaining`: when less is
    left than a request takes in advance, the time until it has drained.
    """
    return max(_retry_after(headers.get("retry-after", "").strip(), now), _drained(headers))


def _retry_after(given: str, now: datetime) -> float:
    if given.isascii() and given.isdigit():
        return float(given[:9])
    try:
        until = parsedate_to_datetime(given)
        return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())
    except (ValueError, OverflowError):
        return 0.0


def _drained(headers: Mapping[str, str]) -> float:
    try:
        left = Decimal(headers.get("x-rate-limit-remaining", "").strip())
    except ArithmeticError:
        return 0.0
    if not left.is_finite():
        return 0.0
    return min(max(0.0, _CANVAS_UP_FRONT - float(left)), _CANVAS_UP_FRONT) / _CANVAS_OUTFLOW


class MemoryLimiter:
    """The limits of one process."""

    def __init__(self, clock: Clock, rates: Rates) -> None:
        self._clock = clock
        self._rates = rates
        self._marks: dict[str, Mark] = {}

    async def wait(self, key: str, cost: float = 1) -> None:
        """Come back when a request may go out."""
        now = self._clock.now().timestamp()
        self._marks[key], seconds = reserve(self._marks.get(key, NEW), self._rates.get(key), now, cost)
        if seconds > 0:
            await self._clock.sleep(seconds)

    def learned(self, key: str, headers: Mapping[str, str]) -> None:
        """Take note of what an answer's headers (lower-case names) said of the limit."""
        now = self._clock.now()
        if seconds := asked_pause(headers, now):
            mark = self._marks.get(key, NEW)
            self._marks[key] = pause(mark, self._rates.get(key), now.timestamp(), seconds)
