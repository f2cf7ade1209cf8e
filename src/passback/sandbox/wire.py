"""What travels: one call, one reply, and JSON whose numbers stay exact.

Knows HTTP's shapes and nothing of a school. Numbers are read as Decimal and written digit for digit, so
that what a simulator holds is what was sent to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

JSON = "application/json; charset=utf-8"
TEXT = "text/plain"
HTML = "text/html; charset=utf-8"


class System(StrEnum):
    """The two systems that every school has; the names of the others stand in `systems.py`."""

    CANVAS = "canvas"
    CONTROL = "control"


class Ending(StrEnum):
    """How the connection ends: with the whole reply, in the middle of its body, or without a word."""

    WHOLE = "whole"
    CUT = "cut"
    DROPPED = "dropped"


class WrongBody(ValueError):  # noqa: N818 - named by what it is
    """The body of a call is not what its content type says."""


@dataclass(frozen=True)
class Call:
    """One HTTP request. Header names are lower-case; `path` is decoded; `at` is aware."""

    system: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    at: datetime

    def one(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        return next((value for key, value in reversed(self.query) if key == name), default)

    def many(self, name: str) -> list[str]:
        """All values of a parameter written `name[]`."""
        return [value for key, value in self.query if key == f"{name}[]"]

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A parameter that says yes or no: `1`, `true`, `0`, `false`."""
        given = self.one(name).lower()
        return default if not given else given in {"1", "true"}

    @property
    def base(self) -> str:
        """The address under which the caller knows this system."""
        return f"http://{self.headers.get('host', '127.0.0.1')}"

    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def json(self) -> Any:  # noqa: ANN401 - whatever was sent
        """The body as JSON, numbers as int or Decimal.

        Raises:
            WrongBody: it is no JSON.
        """
        try:
            return json.loads(self.body, parse_float=Decimal, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise WrongBody("not JSON") from error

    def json_object(self) -> dict[str, Any]:
        """The body as a JSON object.

        Raises:
            WrongBody: it is something else.
        """
        held = self.json()
        if not isinstance(held, dict):
            raise WrongBody("not a JSON object")
        return held


def _refuse(constant: str) -> object:
    raise ValueError(constant)


@dataclass(frozen=True)
class Reply:
    """One HTTP answer. `slow`: seconds to wait before it goes out."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    slow: float = 0
    ending: Ending = field(default=Ending.WHOLE)


def reply_json(status: int, given: object, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer in JSON."""
    return Reply(status, {"content-type": JSON, **(headers or {})}, written(given).encode())


def reply_text(status: int, text: str, kind: str = TEXT) -> Reply:
    """An answer in words."""
    return Reply(status, {"content-type": kind}, text.encode())


def empty(status: int, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer without a body."""
    return Reply(status, dict(headers or {}), b"")


_quoted = json.encoder.encode_basestring_ascii


def written(given: object) -> str:
    """JSON text; a Decimal is written with exactly the digits it has."""
    if isinstance(given, str):  # most of what is written, so it is asked first
        return _quoted(given)
    match given:
        case Decimal():
            return format(given, "f")
        case Mapping():
            return "{" + ",".join([f"{_quoted(str(k))}:{written(v)}" for k, v in given.items()]) + "}"
        case int() | None:
            return json.dumps(given)
        case Iterable():
            return "[" + ",".join([written(item) for item in given]) + "]"
        case _:
            return json.dumps(given)


def picked(row: Mapping[str, object], left_out: Sequence[str]) -> dict[str, object]:
    """A row without some of its fields."""
    return {key: value for key, value in row.items() if key not in left_out}
