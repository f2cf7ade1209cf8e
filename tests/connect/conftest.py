# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""What the tests of talking share: a clock that jumps, a limiter that counts, a small scripted host."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from passback.connect.inprocess import InProcessHttp
from passback.connect.means import Means
from passback.connect.oneroster.client import OneRoster
from passback.connect.oneroster.connecting import client
from passback.connect.oneroster.dialect import Version, plain
from passback.connect.sis import aspen
from passback.core.connection import Auth, CanvasSettings, Connection, SisSettings
from passback.core.ids import IdProfile, IdRule
from passback.core.ports import Request, Response
from passback.core.sis import Sis

SPACE = "6f1cf6f4-3f0f-4b8e-9d0e-0d3a3f6c2b51"


class JumpingClock:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)


class CountingLimiter:
    def __init__(self) -> None:
        self.waited: list[str] = []
        self.told: list[Mapping[str, str]] = []

    async def wait(self, key: str, cost: float = 1) -> None:
        self.waited.append(f"{key} {cost}")

    def learned(self, key: str, headers: Mapping[str, str]) -> None:
        self.told.append({"key": key, **headers})


class DictMemory:
    """Remembers for as long as it lives. `held`: all of it, by key."""

    def __init__(self, clock: JumpingClock) -> None:
        self.clock = clock
        self.held: dict[str, tuple[datetime, Any]] = {}

    async def recall(self, key: str) -> tuple[datetime, Any] | None:
        return self.held.get(key)

    async def keep(self, key: str, held: Any) -> None:
        self.held[key] = (self.clock.now(), held)

    async def forget(self, prefix: str) -> None:
        self.held = {key: held for key, held in self.held.items() if not key.startswith(prefix)}


class _Turns(list[Any]):
    """Answers one after another; the last one stays."""


class Script:
    """Answers by `METHOD path`: a value (as JSON), a Response, a callable; `turns`: one after another."""

    def __init__(self) -> None:
        self.routes: dict[str, Any] = {}
        self.requests: list[Request] = []

    def on(self, route: str, answer: Any) -> None:
        self.routes[route] = answer

    def turns(self, route: str, *answers: Any) -> None:
        self.routes[route] = _Turns(answers)

    def path(self, request: Request) -> str:
        return "/" + request.url.split("/", 3)[3]

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        answer = self.routes.get(f"{request.method} {self.path(request)}")
        if isinstance(answer, _Turns):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if callable(answer):
            answer = answer(request)
        if answer is None:
            return Response(404, {"content-type": "application/json"}, b'{"errors":[{"message":"no"}]}', "")
        if isinstance(answer, Response):
            return answer
        return Response(200, {"content-type": "application/json"}, json.dumps(answer).encode(), "")

    def asked(self, method: str = "") -> list[str]:
        """Method and path of every request, tokens left out."""
        lines = [f"{r.method} {self.path(r)}" for r in self.requests]
        return [line for line in lines if "/oauth/" not in line and line.startswith(method)]

    def last(self, route: str) -> Request:
        return [r for r in self.requests if f"{r.method} {self.path(r)}" == route][-1]

    def bodies(self, route: str) -> list[Any]:
        found = [r for r in self.requests if f"{r.method} {self.path(r)}" == route]
        return [json.loads(r.body) for r in found]


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
def limiter() -> CountingLimiter:
    return CountingLimiter()


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def http(script: Script) -> InProcessHttp:
    return InProcessHttp({"canvas.test": script, "sis.test": script})


@pytest.fixture
def means(http: InProcessHttp, clock: JumpingClock, limiter: CountingLimiter) -> Means:
    drawn = count(1)
    known = {"env:TOKEN": "canvas-secret", "env:SECRET": "sis-secret", "env:KEY": "vendor-secret"}
    return Means(http, clock, limiter, known.__getitem__, DictMemory(clock), lambda: f"nonce-{next(drawn)}")


@pytest.fixture
def answer() -> Callable[..., Response]:
    def made(status: int, body: object = b"", **headers: str) -> Response:
        names = {name.replace("_", "-"): held for name, held in headers.items()}
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Response(status, names, raw, "")

    return made


@pytest.fixture
def connection() -> Callable[..., Connection]:
    def made(
        sis: Sis, kind: str = "oauth2-form", profile: IdProfile | None = None, **options: str
    ) -> Connection:
        token_url = "https://sis.test/oauth/token"
        headers = {"x-vendor-authorization": "env:KEY"}
        auth = Auth(kind, token_url, "client", "env:SECRET", (), headers)
        settings = SisSettings("https://sis.test/", "1.1", auth, options)
        canvas = CanvasSettings("https://canvas.test", "7", "env:TOKEN")
        return Connection("north", sis, canvas, settings, profile)

    return made


@pytest.fixture
def oneroster(means: Means) -> Callable[..., OneRoster]:
    """A client whose dialect differs from the document's in what is named."""

    def made(
        version: Version = Version.V1P1,
        options: Mapping[str, str] | None = None,
        rule: IdRule | None = None,
        vendor: Mapping[str, str] | None = None,
        **differs: Any,
    ) -> OneRoster:
        auth = Auth("oauth2-form", "https://sis.test/oauth/token", "client", "env:SECRET", (), vendor or {})
        settings = SisSettings("https://sis.test", version.value, auth, options or {})
        canvas = CanvasSettings("https://canvas.test", "7", "env:TOKEN")
        connection = Connection("north", Sis.ONEROSTER, canvas, settings, None)
        if rule is not None:
            connection = replace(connection, profile=IdProfile(rule, aspen.PROFILES[0].student, None))
        dialects = {"": replace(plain(version), **differs)}
        return client(connection, means, SPACE, (dialects, aspen.CAPABILITIES), aspen.PROFILES)

    return made


@pytest.fixture
def run() -> Callable[[Awaitable[Any]], Any]:
    def made(waiting: Awaitable[Any]) -> Any:
        async def whole() -> Any:
            return await waiting

        return asyncio.run(whole())

    return made
