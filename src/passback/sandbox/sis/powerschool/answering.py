"""PowerSchool's envelopes: its errors, its pages, its collapsing lists, its random keys.

What it honors: `app`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import ceil
from typing import TypeVar

from passback.sandbox.refusing import Refusal
from passback.sandbox.state.powerschool import PowerSchool
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, reply_json

T = TypeVar("T")
PAGE_CAP = 100


def answer(school: School, call: Call, given: Mapping[str, object]) -> Reply:
    """An object, with the random key that PowerSchool puts into each."""
    seen = f"{school.seed}\n{call.path}\n{call.query}\n{call.at.isoformat()}"
    noise = hashlib.sha256(seen.encode()).hexdigest()
    return reply_json(200, {"$breach_mitigation": noise[: 8 + int(noise[0], 16)], **given})


def error(status: int, message: str, errors: Sequence[Mapping[str, object]] | None = ()) -> Reply:
    """A refusal; some bear no `errors` at all (None)."""
    body: dict[str, object] = {"message": message}
    if errors is not None:
        body["errors"] = list(errors)
    return reply_json(status, body)


def refuse(refusal: Refusal) -> Reply:
    """A refusal in the words of its entry, which may be PowerSchool's whole body or only its message."""
    body = refusal.body
    if body is None:
        return error(refusal.status, refusal.text, refusal.errors)
    if refusal.errors and not body.get("errors"):
        body["errors"] = list(refusal.errors)
    return reply_json(refusal.status, body)


def too_soon(ps: PowerSchool, call: Call) -> Reply | None:
    """The refusal of a request that came before its time (§1.1).

    Only that it names the seconds to wait is known; the words around them and the status are inferred.
    """
    if not ps.interval:
        return None
    least = timedelta(milliseconds=ps.interval)
    rest = least - (call.at - ps.asked) if ps.asked is not None else timedelta(0)
    if rest > timedelta(0):
        return error(429, f"Too many requests. Please wait {ceil(rest.total_seconds())} seconds.", None)
    ps.asked = call.at
    return None


def page(call: Call, rows: Sequence[T]) -> Sequence[T]:
    """The rows of the page asked for; a larger page than the cap is cut to it."""
    size = min(_number(call, "pagesize") or PAGE_CAP, PAGE_CAP)
    at = max(_number(call, "page"), 1) - 1
    return rows[at * size : (at + 1) * size]


def collapsed(rows: Sequence[T]) -> Sequence[T] | T:
    """A list as /ws/v1 shows it: one element stands alone."""
    return rows[0] if len(rows) == 1 else rows


def _number(call: Call, name: str) -> int:
    given = call.one(name)
    return int(given) if given.isascii() and given.isdigit() else 0
