"""One line to a simulated system: requests over its `handle`, on a clock of its own.

Knows HTTP and the incumbent's patience, and nothing of a gradebook.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from passback.core.sis import Sis
from passback.sandbox.exchange.habits import (
    CALL,
    FAILED,
    HABITS,
    LONGEST_JOB,
    PAUSE,
    RUNNING,
    SILENCE,
    TRIES,
)
from passback.sandbox.exchange.outcome import Asked, Failed, Voice
from passback.sandbox.exchange.wording import said
from passback.sandbox.school import handle
from passback.sandbox.state.clients import Client
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Ending, Reply, System, written

# What is no answer at all; a 500 is one, with words in it.
_OUT_OF_REACH = {301, 302, 429, 502, 503, 504}
_REFUSED = 400


@dataclass
class Job:
    """One run for one course. `id` stands in its lines; `now` goes on with every call."""

    school: School
    sis: Sis
    system: str
    id: str
    now: datetime
    until: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.until = self.now + LONGEST_JOB

    def spend(self, time: timedelta) -> None:
        """Let time go by.

        Raises:
            Failed: the job has had its time.
        """
        self.now += time
        if self.now > self.until:
            bare, line = said(HABITS[self.sis].timed_out, {"state": RUNNING})
            raise Failed(Voice.EXCHANGE, bare, line)

    def words(self, entry: str, slots: Mapping[str, str], message: int = 0) -> tuple[str, str]:
        """What it says itself: bare, and as its log has it."""
        known = {"exchange_id": self.id, "state": FAILED, "seconds": str(SILENCE), **slots}
        return said(entry, known, message)


@dataclass
class Line:
    """A way to one system within a job. `headers` go with every call; `last` is the last one made."""

    job: Job
    system: str
    headers: dict[str, str] = field(default_factory=dict)
    last: Asked | None = None

    @property
    def root(self) -> str:
        """The address of the system."""
        return f"http://{self.system}.practice.test"

    def send(
        self,
        method: str,
        path: str,
        query: tuple[tuple[str, str], ...] = (),
        *,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request, answered. `body`: bytes as they are, else JSON.

        Raises:
            Failed: no answer in 20 s, out of reach after all tries, or Canvas is throttling.
        """
        raw = body if isinstance(body, bytes) else b"" if body is None else written(body).encode()
        sent = {"host": urlsplit(self.root).netloc, "content-type": "application/json", **self.headers}
        sent |= headers or {}
        self.last = Asked(self.system, method, path)
        for _ in range(1 + TRIES):
            self.job.spend(CALL)
            call = Call(self.system, method, path, query, sent, raw, self.job.now)
            reply = handle(self.job.school, call)
            if reply.slow > SILENCE:
                self.job.spend(timedelta(seconds=SILENCE))
                self._failed("powerschool.sis-too-slow", {})
            self.job.spend(timedelta(seconds=reply.slow))
            if self.system == System.CANVAS and _throttled(reply):
                raise self._refused_by_canvas(reply)
            if reply.status not in _OUT_OF_REACH and reply.ending is Ending.WHOLE:
                return reply
            self.job.spend(PAUSE)
        self._failed("powerschool.sis-unreachable", {"url": self.root + path})
        raise AssertionError("it failed")

    def sign_in(self, path: str, client: Client, form: bytes = b"grant_type=client_credentials") -> Reply:
        """Ask for a token with Basic credentials; it goes with every later call. The answer, refused or not.

        Raises:
            Failed: as `send`.
        """
        both = base64.b64encode(f"{client.id}:{client.secret}".encode()).decode()
        headers = {"content-type": "application/x-www-form-urlencoded", "authorization": f"Basic {both}"}
        reply = self.send("POST", path, body=form, headers=headers)
        if reply.status < _REFUSED:
            self.headers["authorization"] = f"Bearer {loaded(reply)['access_token']}"
        return reply

    def _failed(self, entry: str, slots: Mapping[str, str]) -> None:
        bare, line = self.job.words(entry, slots)
        raise Failed(Voice.EXCHANGE, bare, line, call=self.last)

    def _refused_by_canvas(self, reply: Reply) -> Failed:
        return Failed(
            Voice.CANVAS,
            text(reply),
            f"EXCHANGE_ERROR_NON_RETRYABLE - {self.job.id} - {response(reply)}",
            call=self.last,
            status=reply.status,
        )

    def read(self, path: str, query: tuple[tuple[str, str], ...] = ()) -> Any:  # noqa: ANN401 - whatever JSON it is
        """What a GET brings; all pages of a list where Canvas gives it in pages.

        Raises:
            Failed: also where it is refused.
        """
        whole: list[Any] = []
        while True:
            reply = self.send("GET", path, query)
            if reply.status >= _REFUSED:
                voice = Voice.CANVAS if self.system == System.CANVAS else Voice.SIS
                raise Failed(
                    voice,
                    text(reply),
                    f"EXCHANGE_ERROR_NON_RETRYABLE - {self.job.id} - {response(reply)}",
                    call=self.last,
                    status=reply.status,
                )
            held = loaded(reply)
            if not isinstance(held, list):
                return held
            whole += held
            following = _next(reply)
            if following is None:
                return whole
            query = tuple(parse_qsl(urlsplit(following).query, keep_blank_values=True))


def _throttled(reply: Reply) -> bool:
    return reply.status == HTTPStatus.FORBIDDEN and b"Rate Limit Exceeded" in reply.body


def _next(reply: Reply) -> str | None:
    for part in reply.headers.get("link", "").split(","):
        address, _, rel = part.partition(";")
        if 'rel="next"' in rel:
            return address.strip(" <>")
    return None


def loaded(reply: Reply) -> Any:  # noqa: ANN401 - whatever JSON it is
    """The body as JSON, numbers exact; None where it is none. PowerSchool's random keys are left out."""
    try:
        held = json.loads(reply.body, parse_float=Decimal)
    except ValueError:
        return None
    return (
        {key: value for key, value in held.items() if not key.startswith("$")}
        if isinstance(held, dict)
        else held
    )


def text(reply: Reply) -> str:
    """What was said, bare."""
    return reply.body.decode("utf-8", "replace")


def response(reply: Reply) -> str:
    """How its log writes an answer that it did not like."""
    name = HTTPStatus(reply.status).phrase
    return f"HTTP response HTTP/1.1 {reply.status} {name} response: {text(reply)}"
