"""One request to one system: asks the limiter first, tells it afterwards, waits out a short throttle.

The throttle wait is the one thing that is repeated here; who is asking, and for what, is not known here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from passback.connect.means import Means
from passback.core.errors import NoAnswer, Retryable
from passback.core.ports import Request, Response
from passback.core.problem import Problem

# All waits of one request together; what takes longer is for the caller to decide.
LONGEST_WAIT = 30.0
_FIRST_WAIT = 2.0
_TOO_MANY = 429
_FORBIDDEN = 403


@dataclass(frozen=True)
class Words:
    """What the failures of one system are called."""

    down: Problem
    slow: Problem
    throttled: Problem
    broken: Problem


CANVAS = Words(
    down=Problem.CANVAS_UNREACHABLE,
    slow=Problem.CANVAS_UNREACHABLE,
    throttled=Problem.CANVAS_THROTTLED,
    broken=Problem.CANVAS_UNREACHABLE,
)
SIS = Words(
    down=Problem.SIS_UNREACHABLE,
    slow=Problem.SIS_TOO_SLOW,
    throttled=Problem.SIS_THROTTLED,
    broken=Problem.SIS_INTERNAL_ERROR,
)

# A vendor's own sign of an outage that looks like an answer; each is listed with its source.
Outage = Callable[[Response], bool]


def no_outage(_answer: Response) -> bool:
    """For systems without a known sign of their own."""
    return False


# A vendor's own way of saying how long to wait, where it is not the header's; each with its source.
Told = Callable[[Response], float | None]


def not_told(_answer: Response) -> float | None:
    """For systems that say it in `Retry-After`."""
    return None


class Line:
    """The way to one system: its limit, its words for failure, its signs of an outage and of a throttle."""

    def __init__(self, means: Means, words: Words, outage: Outage = no_outage, told: Told = not_told) -> None:
        self.means = means
        self.words = words
        self._outage = outage
        self._told = told

    async def send(self, request: Request) -> Response:
        """Send it, after a wait where the system asks for one.

        Raises:
            NoAnswer: no whole answer came.
            Retryable: throttled for longer than we wait, or out of order by the system's own sign.
        """
        key = urlsplit(request.url).netloc
        place = f"{request.method} {urlsplit(request.url).path}"
        waited, pause = 0.0, _FIRST_WAIT
        while True:
            await self.means.limiter.wait(key)
            answer = await self._once(request)
            self.means.limiter.learned(key, answer.headers)
            told = self._told(answer)
            if told is None and not is_throttled(answer):
                break
            asked = self._asked(answer) if told is None else max(1.0, told)
            rest = pause if asked is None else asked
            if waited + rest > LONGEST_WAIT:
                raise Retryable(f"{place}: too many requests", self.words.throttled, rest)
            await self.means.clock.sleep(rest)
            waited += rest
            pause *= 2
        if self._outage(answer):
            raise Retryable(f"{place}: out of order, as its own page says", self.words.down)
        return answer

    async def _once(self, request: Request) -> Response:
        try:
            return await self.means.http.send(request)
        except NoAnswer as error:
            named = {Problem.SIS_UNREACHABLE: self.words.down, Problem.SIS_TOO_SLOW: self.words.slow}
            problem = named.get(error.problem, error.problem)
            raise NoAnswer(str(error), problem, sent=error.sent) from error

    def _asked(self, answer: Response) -> float | None:
        """The seconds of `Retry-After`, given as number or date (RFC 9110 §10.2.3); at least one."""
        given = answer.headers.get("retry-after", "").strip()
        if given.isascii() and given.isdigit():
            return max(1.0, float(given[:9]))
        try:
            until = parsedate_to_datetime(given)
        except ValueError:
            return None
        return max(1.0, (_aware(until) - self.means.clock.now()).total_seconds())


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_throttled(answer: Response) -> bool:
    """429, or the 403 whose text says so. Source: facts/canvas.md §1.13."""
    if answer.status == _TOO_MANY:
        return True
    return answer.status == _FORBIDDEN and b"rate limit exceeded" in answer.body[:2000].lower()
