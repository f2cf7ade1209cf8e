"""A school in one process whose answers somebody spoils on the way, by rule."""

from collections.abc import Callable
from dataclasses import replace
from json import dumps, loads
from typing import Any
from urllib.parse import urlsplit

import in_process
from passback.connect.inprocess import InProcessHttp
from passback.core.ports import Request, Response

# What a rule does with the answer to a request; None: it leaves it as it is.
Rule = Callable[[Request, Response], Response | None]


class Tampering:
    """The way to a school; each answer goes through the rules in order. `seen`: how many were spoiled."""

    def __init__(self, inner: InProcessHttp, *rules: Rule) -> None:
        self.inner = inner
        self.rules = rules
        self.seen = 0

    async def send(self, request: Request) -> Response:
        """Send it and spoil the answer."""
        answer = await self.inner.send(request)
        for rule in self.rules:
            made = rule(request, answer)
            if made is not None:
                self.seen += 1
                answer = made
        return answer


def at(path: str, spoil: Callable[[Response], Response], method: str = "GET") -> Rule:
    """A rule for the requests whose path holds this text."""

    def rule(request: Request, answer: Response) -> Response | None:
        meets = request.method == method and path in urlsplit(request.url).path
        return spoil(answer) if meets and answer.status < 300 else None

    return rule


def edited(change: Callable[[Any], Any]) -> Callable[[Response], Response]:
    """Another body, made from the JSON of the true one."""

    def spoil(answer: Response) -> Response:
        body = dumps(change(loads(answer.body))).encode()
        return replace(answer, body=body, headers=dict(answer.headers))

    return spoil


def instead(status: int, body: bytes, kind: str = "application/json") -> Callable[[Response], Response]:
    """Another answer in place of the true one."""

    def spoil(answer: Response) -> Response:
        return Response(status, {"content-type": kind}, body, answer.url)

    return spoil


def http(practice: in_process.Practice, *rules: Rule) -> Tampering:
    """A way to this school that spoils its answers."""
    return Tampering(practice.http(), *rules)
