"""A practice school on real ports, in a thread with a loop of its own, for clients that dial it.

The school and passback keep the same made-up time; what travels between them is real HTTP over loopback.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import mkdtemp

from in_process import TODAY, a_school
from passback.connect.http import AiohttpHttp
from passback.connect.means import Means
from passback.connect.sis.load import load
from passback.core.connection import Connection
from passback.core.ports import SisSide
from passback.run import app as run_app
from passback.run.clock import VirtualClock
from passback.run.limiter import MemoryLimiter
from passback.run.memory import StoredMemory
from passback.run.scope import space_of
from passback.run.secrets import read_secret
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.school import interface
from passback.sandbox.server import Server
from passback.sandbox.state.school import School

NAME = "practice"


@dataclass
class Served:
    """A school that is dialled. `urls`: the root address of each system by name."""

    school: School
    urls: Mapping[str, str]
    clock: VirtualClock
    store: MemoryStore = field(default_factory=MemoryStore)
    folder: Path = field(default_factory=lambda: Path(mkdtemp(prefix="served-")))
    drawn: int = 0

    def nonce(self) -> str:
        """The next of a fixed row."""
        self.drawn += 1
        return f"nonce-{self.drawn}"

    @property
    def described(self) -> dict[str, object]:
        """The first line of `passback sandbox`."""
        return interface(self.school, self.urls)

    @property
    def writes(self) -> int:
        """Accepted writes in the SISs."""
        return sum(self.school.writes.values())

    @asynccontextmanager
    async def app(self) -> AsyncIterator[run_app.App]:
        """An App with the real HTTP client; what it keeps is there for the next one."""
        http = AiohttpHttp()
        settings = run_app.Settings(
            folder=self.folder,
            clock=self.clock,
            http=http,
            store=self.store,
            limiter=MemoryLimiter(self.clock, {}),
            nonce=self.nonce,
        )
        try:
            async with run_app.open(settings) as app:
                yield app
        finally:
            await http.close()

    @asynccontextmanager
    async def means(self) -> AsyncIterator[Means]:
        """What one client is made of, with a memory that nobody else has."""
        http = AiohttpHttp()
        memory = StoredMemory(MemoryStore(), self.clock)
        limiter = MemoryLimiter(self.clock, {})
        try:
            yield Means(http, self.clock, limiter, read_secret, memory, self.nonce)
        finally:
            await http.close()

    @asynccontextmanager
    async def side(self, connection: Connection) -> AsyncIterator[SisSide]:
        """A fresh client of one connection, which remembers nothing."""
        async with self.means() as means:
            yield load(connection.sis).connect(connection, means, space_of(connection))


@contextmanager
def served(planted: Callable[[], School] = a_school) -> Iterator[Served]:
    """Open a fresh school on free ports until the context ends."""
    school = planted()
    clock = VirtualClock(datetime.combine(TODAY, time(18, 0), UTC))
    up, done = threading.Event(), threading.Event()
    urls: dict[str, str] = {}

    async def serve() -> None:
        async with Server(school, now=clock.now).listening() as where:
            urls.update(where)
            up.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        if not up.wait(60):
            raise TimeoutError("the school does not open")
        yield Served(school, urls, clock)
    finally:
        done.set()
        thread.join(30)
