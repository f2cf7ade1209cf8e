"""One open database: its single thread, its transactions, its failures in one line.

Django's connections belong to threads, so all work of a process goes through one; that also keeps the
event loop free. Knows no table.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
    connections,
    transaction,
)

from passback.core.errors import BadInput

T = TypeVar("T")
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="passback-store")
_begun: "set[Future[Any]]" = set()


def busy() -> bool:
    """True while work was begun and its result is not on its way to who asked: for a clock that jumps."""
    return bool(_begun)


@contextmanager
def told(label: str) -> Iterator[None]:
    """Turn the database's own failures into one line; a broken constraint stays what it is, a bug."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise
    except (DatabaseError, InterfaceError) as error:
        raise BadInput(
            f"the database {label} cannot be used: {str(error)[:200]}; {_advice(error)}"
        ) from error


def _advice(error: Exception) -> str:
    text = str(error)
    if "locked" in text:
        return "another process has been writing for too long; stop it or try again"
    if "full" in text:
        return "make room on the disk and start again; what was kept is whole"
    return "restore it from a backup or name another one with PASSBACK_DATABASE"


class Database:
    """A database that is open. `alias`: Django's name for it; `label`: what people call it."""

    def __init__(self, alias: str, label: str) -> None:
        self.alias = alias
        self.label = label

    async def whole(self, work: Callable[[], T]) -> T:
        """Do the work as one transaction: all of it or nothing."""
        return await self._brought(lambda: self._atomic(work))

    async def read(self, query: Callable[[], T]) -> T:
        """Do one query, without keeping writers waiting."""
        return await self._brought(query)

    def start_whole(self, work: Callable[[], T]) -> "Future[T]":
        """Begin the work of one transaction and do not wait for it."""
        return _THREAD.submit(self._told, lambda: self._atomic(work))

    def start(self, work: Callable[[], None]) -> None:
        """Do the work of opening, in the thread that will hold the connection, and wait for it."""
        _THREAD.submit(self._told, work).result()

    async def close(self) -> None:
        """Let go of the file."""
        await self.read(self._close)

    def _close(self) -> None:
        # Looked up here, in the thread that has it: elsewhere it would be another connection.
        connections[self.alias].close()

    async def _brought(self, work: Callable[[], T]) -> T:
        future = _THREAD.submit(self._told, work)
        _begun.add(future)
        brought = asyncio.wrap_future(future)
        # After the callback by which `wrap_future` wakes the event loop; callbacks run in their order.
        future.add_done_callback(_begun.discard)
        return await brought

    def _atomic(self, work: Callable[[], T]) -> T:
        with transaction.atomic(using=self.alias):
            return work()

    def _told(self, work: Callable[[], T]) -> T:
        with told(self.label):
            return work()
