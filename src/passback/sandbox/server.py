"""Puts a practice school on loopback: one port per system, until it is told to stop.

The only part of the school that knows sockets and the real time.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

from aiohttp import web

from passback.core.errors import BadInput
from passback.sandbox.journal import Journal
from passback.sandbox.school import Call, Ending, Reply, School, handle, interface
from passback.sandbox.systems import names

HOST = "127.0.0.1"
_LARGEST_BODY = 20_000_000
_POLL_SECONDS = 0.5


def _now() -> datetime:
    return datetime.now(UTC)


class Server:
    """A school with its ports. `now`: the aware time that the school believes."""

    def __init__(
        self, school: School, journal: Journal | None = None, now: Callable[[], datetime] = _now
    ) -> None:
        self.school = school
        self.journal = journal
        self.now = now

    async def serve(
        self, base: int, ready: Callable[[Mapping[str, object]], None], *, with_parent: bool = False
    ) -> None:
        """Answer until SIGTERM or SIGINT, or until the parent is gone.

        Args:
            base: the first of the ports, as `listening` takes it.
            ready: is told the interface once all ports answer.
            with_parent: stop when the process that started this one has ended.

        Raises:
            BadInput: a port is taken.
        """
        stop, parent = asyncio.Event(), os.getppid()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        async with self.listening(base) as urls:
            ready(interface(self.school, urls))
            while not stop.is_set() and not (with_parent and os.getppid() != parent):
                try:
                    await asyncio.wait_for(stop.wait(), _POLL_SECONDS)
                except TimeoutError:
                    continue

    @asynccontextmanager
    async def listening(self, base: int = 0) -> AsyncIterator[Mapping[str, str]]:
        """Answer while the context is open; brings the root address of each system by name.

        Sets no signal handler and reads no other state of the process, so that a test may open it in any
        event loop, in a thread of its own too.

        Args:
            base: the first of the ports in a row, in the order of `systems.names`; 0: any that are free.

        Raises:
            BadInput: a port is taken.
        """
        async with AsyncExitStack() as stack:
            yield {
                name: await self._open(stack, name, base + at if base else 0)
                for at, name in enumerate(names())
            }

    async def _open(self, stack: AsyncExitStack, system: str, port: int) -> str:
        app = web.Application(client_max_size=_LARGEST_BODY)

        async def answer(request: web.Request) -> web.StreamResponse:
            return await self._answer(system, request)

        app.router.add_route("*", "/{rest:.*}", answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, HOST, port)
        try:
            await site.start()
        except OSError as error:
            raise BadInput(f"--port: {HOST}:{port} cannot be used ({error.strerror})") from error
        return f"http://{HOST}:{runner.addresses[0][1]}"

    async def _answer(self, system: str, request: web.Request) -> web.StreamResponse:
        call = Call(
            system,
            request.method,
            request.path,
            tuple(request.query.items()),
            {name.lower(): value for name, value in request.headers.items()},
            await request.read(),
            self.now(),
        )
        before = self.school.revision
        reply = handle(self.school, call)
        if self.journal is not None and self.school.revision != before:
            self.journal.keep(call)
        if reply.slow:
            await asyncio.sleep(reply.slow)
        return await _sent(request, reply)


async def _sent(request: web.Request, reply: Reply) -> web.StreamResponse:
    if reply.ending is Ending.WHOLE:
        return web.Response(status=reply.status, headers=reply.headers, body=reply.body)
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    if reply.ending is Ending.CUT:
        response.content_length = len(reply.body) + 1
        await response.prepare(request)
        await response.write(reply.body[: len(reply.body) // 2])
    if request.transport is not None:
        request.transport.abort() if reply.ending is Ending.DROPPED else request.transport.close()
    return response
