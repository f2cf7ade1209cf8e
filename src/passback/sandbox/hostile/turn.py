"""What one deviation sees of a call, and the JSON of a reply to be changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.state.oneroster import Roster
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, written


@dataclass(frozen=True)
class Turn:
    """One call to one deviation, whose name is the first part of the path."""

    school: School
    roster: Roster
    call: Call
    manners: Manners

    @property
    def below(self) -> str:
        """The path behind the base; empty for the token and for other bases."""
        base = self.manners.gradebook
        return self.call.path.removeprefix(base) if self.call.path.startswith(base) else ""

    @property
    def is_write(self) -> bool:
        """It would change something."""
        return self.call.method in {"PUT", "POST", "DELETE"} and bool(self.below)

    @property
    def is_read(self) -> bool:
        """It asks for something of the interface."""
        return self.call.method == "GET" and bool(self.below)

    def count(self, method: str) -> int:
        """How often this deviation was called so, this call included; 0 while a journal is played back."""
        counted = self.school.calls.get("hostile", {})
        start = f"{method} {self.manners.gradebook}"
        return sum(times for shape, times in counted.items() if shape.startswith(start))


Before = Callable[[Turn], Reply | None]
After = Callable[[Turn, Reply], Reply]


def read(reply: Reply) -> Any:  # noqa: ANN401 - whatever it is
    """The JSON of a reply, numbers exact; None where it has none."""
    return json.loads(reply.body, parse_float=Decimal) if reply.body else None


def said(reply: Reply, body: object) -> Reply:
    """The same reply with another body."""
    return replace(reply, body=written(body).encode())


def listed(held: object) -> str | None:
    """The one key of an answer that is a list; None where it is none."""
    if isinstance(held, Mapping) and len(held) == 1:
        ((name, rows),) = held.items()
        return str(name) if isinstance(rows, list) else None
    return None


def asked(turn: Turn, reply: Reply) -> Any:  # noqa: ANN401 - whatever it is
    """The JSON of what a read answers; None for every other call."""
    return read(reply) if turn.is_read else None


def rows_changed(turn: Turn, reply: Reply, name: str, change: Callable[[list[Any]], list[Any]]) -> Reply:
    """A list of that name with its rows changed; every other reply as it is."""
    held = asked(turn, reply)
    return said(reply, {name: change(held[name])}) if listed(held) == name else reply
