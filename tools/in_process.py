"""The practice school and passback in one process: no socket, no waiting, the same trace every time.

For tests and for the generated documents. The school is reached through its pure `handle`, under made-up host
names; the clock jumps; the store is in memory unless another one is given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from pickle import dumps, loads
from tempfile import mkdtemp
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from passback.connect.inprocess import InProcessHttp
from passback.connect.means import Means
from passback.core.errors import NoAnswer
from passback.core.ports import Request, Response
from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.run import app as run_app
from passback.run.cards import Card
from passback.run.clock import VirtualClock
from passback.run.limiter import MemoryLimiter
from passback.run.memory import StoredMemory
from passback.run.overview import Overview
from passback.run.ports import Store
from passback.run.report import Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.plant import plant
from passback.sandbox.school import handle, interface
from passback.sandbox.state.school import School
from passback.sandbox.systems import names
from passback.sandbox.wire import Call, Ending

TODAY = date(2026, 11, 23)
DOMAIN = "practice.test"
# A school that starts again answers on other ports; tests move it by this.
PORT = ""

Hook = Callable[[Request, int], None]


@dataclass
class Practice:
    """A school that is called, not dialled. `before` and `after` may raise at the n-th request."""

    school: School
    clock: VirtualClock
    before: Hook = lambda _request, _number: None
    after: Hook = lambda _request, _number: None
    number: int = 0
    drawn: int = 0
    trace: list[str] = field(default_factory=list)
    folder: Path = field(default_factory=lambda: Path(mkdtemp(prefix="practice-")))

    @property
    def urls(self) -> Mapping[str, str]:
        """Where each system is, for the interface description."""
        return {system: f"http://{system}.{DOMAIN}{PORT}" for system in names()}

    def nonce(self) -> str:
        """The next of a fixed row, so that two runs leave one trace."""
        self.drawn += 1
        return f"nonce-{self.drawn}"

    def http(self) -> InProcessHttp:
        """A fresh way to the school, as a fresh process would have."""
        return InProcessHttp({f"{system}.{DOMAIN}{PORT}": self._answer(system) for system in names()})

    def _answer(self, system: str) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            self.number += 1
            self.before(request, self.number)
            parts = urlsplit(request.url)
            headers = {k.lower(): v for k, v in request.headers.items()} | {"host": parts.netloc}
            query = request.query
            if parts.query:
                query = (*parse_qsl(parts.query, keep_blank_values=True), *query)
            call = Call(
                system, request.method, unquote(parts.path), query, headers, request.body, self.clock.now()
            )
            reply = handle(self.school, call)
            self.trace.append(
                f"{request.method} {system}{parts.path} {query} {request.body!r} {reply.status}"
            )
            self.after(request, self.number)
            if reply.ending is not Ending.WHOLE:
                raise NoAnswer(f"{system}: the answer broke off", Problem.SIS_UNREACHABLE, sent=True)
            return Response(reply.status, reply.headers, reply.body, request.url)

        return answer

    @property
    def writes(self) -> int:
        """Accepted writes in the SISs."""
        return sum(self.school.writes.values())


@cache
def _planted(seed: int) -> bytes:
    return dumps(plant(seed, TODAY))


def a_school(seed: int = 1) -> School:
    """A school as planted on a fixed day, for the caller alone: planted once, then copied."""
    made: School = loads(_planted(seed))  # noqa: S301 - written by this very process
    return made


def a_practice(seed: int = 1) -> Practice:
    """A school as planted on a fixed day, and a clock of its own."""
    clock = VirtualClock(datetime.combine(TODAY, time(18, 0), UTC))
    return Practice(a_school(seed), clock)


def settings(practice: Practice, store: Store | None = None) -> run_app.Settings:
    """What an App for this school is made of; its made-up secrets go to a folder of their own."""
    return run_app.Settings(
        folder=practice.folder,
        clock=practice.clock,
        http=practice.http(),
        store=store or MemoryStore(),
        limiter=MemoryLimiter(practice.clock, {}),
        nonce=practice.nonce,
    )


def means(practice: Practice) -> Means:
    """What one client of this school is given; secrets stand for themselves."""
    memory = StoredMemory(MemoryStore(), practice.clock)
    limiter = MemoryLimiter(practice.clock, {})
    return Means(practice.http(), practice.clock, limiter, lambda secret: secret, memory, practice.nonce)


def kept(practice: Practice, store: MemoryStore) -> bytes:
    """All that a school and passback know at this moment, to begin from more than once."""
    return dumps((practice.school, store, practice.clock.now(), practice.drawn, practice.folder))


def resumed(state: bytes) -> tuple[Practice, MemoryStore]:
    """A school and a store as they were kept, for the caller alone; secrets stay where they are."""
    school, store, now, drawn, folder = loads(state)  # noqa: S301 - written by this very process
    return Practice(school, VirtualClock(now), drawn=drawn, folder=folder), store


async def connected(app: run_app.App, practice: Practice, *only: str) -> list[str]:
    """Connect the school as `connections add --from -` does; the names of the connections.

    `only`: these entries of its line; none: all.
    """
    given: Any = interface(practice.school, practice.urls)
    if only:
        given = {**given, "sis": {key: given["sis"][key] for key in only}}
    made = await app.add_described("practice", given, replaces=True)
    return [connection.name for connection in made]


async def synced_school(sis: Sis) -> tuple[Overview, Report, Sequence[Card]]:
    """One connection of a fresh school, planned and synced, and its cards."""
    practice = a_practice()
    async with run_app.open(settings(practice)) as app:
        await connected(app, practice, sis.value)
        batch, overview = await app.plan(f"practice-{sis.value}")
        report = await app.sync(batch)
        done = await app.chosen_batch(report.connection, report.batch)
        return overview, report, await app.cards.of_batch(done)
