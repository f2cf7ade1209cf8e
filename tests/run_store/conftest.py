"""The stores to try."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kept_things import MAPLE, NOW
from passback.core.connection import Connection
from passback.run.clock import VirtualClock
from passback.run.ports import Store
from passback.run.store import app
from passback.run.store.database import busy
from passback.run.store.memory_store import MemoryStore

# So that a test may import the tables; `open` does the same.
app.start_django()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW, busy)


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: VirtualClock) -> Iterator[Store]:
    kept: Store = MemoryStore()
    if request.param == "file":
        kept = app.open(str(tmp_path / "kept" / "passback.sqlite3"), clock)
    yield kept
    asyncio.run(kept.close())


@pytest.fixture
def named() -> Callable[[str], Connection]:
    return lambda name: replace(MAPLE, name=name)
