"""How near passback's fan-out comes to the fastest there is, a bare aiohttp loop with the same requests.

Both write the scores of one class to the generic OneRoster simulator, in a process of its own, as many at
once; they take turns in one run, so that a busy machine slows both.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from passback.connect.http import AiohttpHttp
from passback.connect.means import Means
from passback.connect.sis.load import load
from passback.core.connection import Connection
from passback.core.finding import Receipt
from passback.core.gradebook import Gradebook, LineItem, Score, Unread
from passback.core.ids import line_item_id
from passback.core.ports import Request, Response, SisSide
from passback.core.sis import Sis
from passback.run.clock import SystemClock
from passback.run.connecting import from_interface
from passback.run.limiter import MemoryLimiter
from passback.run.memory import StoredMemory
from passback.run.scope import space_of
from passback.run.secrets import read_secret
from passback.run.store.memory_store import MemoryStore

WRITES, ROUNDS, LIMIT = 600, 5, 0.6
Pairs = Sequence[tuple[str, Score]]


class Recording:
    """The real HTTP client. While `kept` is a list, what goes out is kept in it."""

    def __init__(self, inner: AiohttpHttp) -> None:
        self.inner = inner
        self.kept: list[Request] | None = None

    async def send(self, request: Request) -> Response:
        """Send it."""
        if self.kept is not None:
            self.kept.append(request)
        return await self.inner.send(request)


def fanout() -> list[dict[str, object]]:
    """Requests per second of both, and their ratio."""
    command = [sys.executable, "-m", "passback", "sandbox", "--with-parent"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as school,  # noqa: S603
        TemporaryDirectory() as folder,
    ):
        try:
            described = json.loads(school.stdout.readline()) if school.stdout else {}
            ours, bare, at_once = asyncio.run(_measured(described, Path(folder)))
        finally:
            school.terminate()
    ratio = statistics.median(one / other for one, other in zip(ours, bare, strict=True))
    print(
        f"\nfan-out: {statistics.median(ours):,.0f} scores/s, a bare aiohttp loop "
        f"{statistics.median(bare):,.0f}, {at_once} at once"
    )
    return [
        {
            "bench": "fan-out",
            "passback_per_s": round(statistics.median(ours)),
            "bare_per_s": round(statistics.median(bare)),
            "at_once": at_once,
            "ratio": round(ratio, 2),
            "limit": LIMIT,
            "holds": ratio >= LIMIT,
        }
    ]


async def _measured(
    described: dict[str, dict[str, object]], folder: Path
) -> tuple[list[float], list[float], int]:
    entry = {"canvas": described["canvas"], "sis": {"oneroster": described["sis"]["oneroster"]}}
    (connection,) = from_interface("bench", entry, folder)
    module = load(Sis.ONEROSTER)
    at_once = module.DIALECTS[""].parallel
    classes = described["sis"]["oneroster"]["classes"]  # type: ignore[index, call-overload]
    http = Recording(AiohttpHttp())
    connection = replace(connection, profile=module.PROFILES[0])
    side: SisSide = module.connect(connection, _means(http), space_of(connection))
    try:
        pairs = await _ground(side, connection, str(classes[0]))
        http.kept = []
        await _ours(side, str(classes[0]), pairs)
        requests, http.kept = http.kept, None
        rates: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            rates[0].append(WRITES / await _ours(side, str(classes[0]), pairs))
            rates[1].append(WRITES / await _bare(requests, at_once))
    finally:
        await http.inner.close()
    return *rates, at_once


def _means(http: Recording) -> Means:
    clock = SystemClock()
    memory = StoredMemory(MemoryStore(), clock)
    return Means(
        http, clock, MemoryLimiter(clock, {}), read_secret, memory, lambda: str(time.perf_counter_ns())
    )


async def _ground(side: SisSide, connection: Connection, class_ref: str) -> Pairs:
    """Line items of the class, and a score of each student on each of them: as many as are written."""
    book = await side.read(class_ref)
    if not isinstance(book, Gradebook) or isinstance(book.students, Unread) or isinstance(book.terms, Unread):
        raise SystemExit(f"the bench's class could not be read: {book}")
    category = None if isinstance(book.categories, Unread) else book.categories[0].ref
    first = book.terms[0].first
    pairs: list[tuple[str, Score]] = []
    while len(pairs) < WRITES:
        ref = line_item_id(space_of(connection), f"bench-{len(pairs)}", class_ref, 1)
        item = LineItem(ref, f"Bench {len(pairs)}", "", category, first, first, Decimal(10), None)
        if not isinstance(made := await side.save_line_item(class_ref, None, item), Receipt):
            raise SystemExit(f"the bench's line item was not taken: {made}")
        await side.scores(class_ref, ref)
        pairs += [
            (ref, Score(s.ref, Decimal(7), None, late=False, missing=False, comment=""))
            for s in book.students
        ]
    return pairs[:WRITES]


async def _ours(side: SisSide, class_ref: str, pairs: Pairs) -> float:
    begun = time.perf_counter()
    answers = await side.save_scores(class_ref, pairs)
    took = time.perf_counter() - begun
    if not all(isinstance(answer, Receipt) for answer in answers):
        raise SystemExit("a score of the bench was not taken")
    return took


async def _bare(requests: Sequence[Request], at_once: int) -> float:
    """The same requests, sent by as many workers, each answer read whole and nothing else done."""
    row = iter(requests)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def work() -> None:
            for one in row:
                async with session.request(one.method, one.url, data=one.body, headers=one.headers) as answer:
                    await answer.read()
                    if answer.status >= 300:  # noqa: PLR2004 - not a success
                        raise SystemExit(f"the bare loop was refused: {answer.status}")

        begun = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(at_once)))
        return time.perf_counter() - begun


if __name__ == "__main__":
    print(json.dumps(fanout()[0]))
