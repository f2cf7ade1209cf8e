"""What a deviation makes of the engine's good answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from passback.sandbox.hostile.turn import Turn, asked, listed, read, rows_changed, said
from passback.sandbox.wire import Ending, Reply

# How many reads after a write pass until it is seen.
READS_UNTIL_SEEN = 3
_INVENTED = ("earnedFull", "late", "withdrawn")


def flat(turn: Turn, reply: Reply) -> Reply:
    """No envelope, and references as plain ids."""
    if not turn.is_read:
        return reply
    ((_, held),) = read(reply).items() if len(read(reply)) == 1 else (("", read(reply)),)
    return said(reply, [_flattened(row) for row in held] if isinstance(held, list) else _flattened(held))


def _flattened(row: Mapping[str, Any]) -> dict[str, object]:
    return {
        f"{key}SourcedId" if isinstance(held, Mapping) and "sourcedId" in held else key: held["sourcedId"]
        if isinstance(held, Mapping) and "sourcedId" in held
        else held
        for key, held in row.items()
    }


def data_and_total(turn: Turn, reply: Reply) -> Reply:
    """Lists under `data`, with `total` beside and no header."""
    held = asked(turn, reply)
    name = listed(held)
    if name is None:
        return reply
    body = {"data": held[name], "total": int(reply.headers.get("x-total-count", "0"))}
    kept = {key: value for key, value in reply.headers.items() if key != "x-total-count"}
    return said(replace(reply, headers=kept), body)


def invented_status(turn: Turn, reply: Reply) -> Reply:
    """Statuses that no document has."""

    def change(rows: list[Any]) -> list[Any]:
        return [row | {"scoreStatus": _INVENTED[at % len(_INVENTED)]} for at, row in enumerate(rows)]

    return rows_changed(turn, reply, "results", change)


def two_pagings(turn: Turn, reply: Reply) -> Reply:
    """A Link header that ends before the count does: there is never a next page."""
    held = asked(turn, reply)
    name = listed(held)
    if name is None:
        return reply
    link = {"link": f'<{turn.call.base}{turn.call.path}?offset=0>; rel="first"'}
    short = held[name][: max(1, len(held[name]) // 2)]
    return said(replace(reply, headers={**reply.headers, **link}), {name: short})


def no_content(turn: Turn, reply: Reply) -> Reply:
    """204 for every accepted PUT."""
    accepted = turn.call.method == "PUT" and reply.status < REFUSED
    return Reply(204, {}, b"") if accepted else reply


REFUSED = 300


def still_listed(turn: Turn, reply: Reply) -> Reply:
    """Results that are gone are listed on, marked as deleted, and one as 1.0 would."""

    def change(rows: list[Any]) -> list[Any]:
        ghosts = [
            row | {"sourcedId": f"gone-{at}", "status": status, "score": 1}
            for at, (row, status) in enumerate(zip(rows, ("tobedeleted", "inactive"), strict=False))
        ]
        return rows + ghosts

    changed = rows_changed(turn, reply, "results", change)
    return _counted(changed) if changed is not reply else reply


def _counted(reply: Reply) -> Reply:
    (rows,) = read(reply).values()
    return replace(reply, headers={**reply.headers, "x-total-count": str(len(rows))})


def collapsed(turn: Turn, reply: Reply) -> Reply:
    """A list of one is that one."""
    held = asked(turn, reply)
    name = listed(held)
    return said(reply, {name: held[name][0]}) if name and len(held[name]) == 1 else reply


def list_for_object(turn: Turn, reply: Reply) -> Reply:
    """One object comes as a list of one."""
    held = asked(turn, reply)
    if not isinstance(held, Mapping) or listed(held) or len(held) != 1:
        return reply
    ((name, row),) = held.items()
    return said(reply, {name: [row]})


def truncated(turn: Turn, reply: Reply) -> Reply:
    """The body stops in its middle, and the connection with it."""
    cut = turn.is_read and turn.below.endswith("/results")
    return replace(reply, ending=Ending.CUT) if cut else reply


def ends_in_the_middle(turn: Turn, reply: Reply) -> Reply:
    """A list that is shorter than its own count, on every page."""

    def change(rows: list[Any]) -> list[Any]:
        return rows[: len(rows) // 2] if turn.call.one("offset", "0") == "0" else []

    return rows_changed(turn, reply, "users", change)


def moving(turn: Turn, reply: Reply) -> Reply:
    """The list moves while it is paged: every page is the first."""
    if not turn.below.endswith("/students"):
        return reply
    held = read(reply)
    name = listed(held)
    if name is None:
        return reply
    everyone = [row.id for row in turn.roster.people_of(next(iter(turn.roster.classes)), "student")]
    first = [row for row in held[name] if row["sourcedId"] in everyone[:2]]
    count = {**reply.headers, "x-total-count": str(len(everyone))}
    rows = first or turn.roster.hidden.get("first_page", [])
    turn.roster.hidden.setdefault("first_page", first)
    return said(replace(reply, headers=count), {name: rows})


def slow_to_show(turn: Turn, reply: Reply) -> Reply:
    """What was written is seen only after some reads."""
    reads = turn.count("GET")
    for mark in turn.roster.marks.values():
        mark.hidden.setdefault("written_at_read", reads)

    def seen(row: Mapping[str, Any]) -> bool:
        mark = turn.roster.marks.get(str(row["sourcedId"]))
        at = mark.hidden.get("written_at_read") if mark is not None else None
        return not isinstance(at, int) or reads > at + READS_UNTIL_SEEN or reads < at

    changed = rows_changed(turn, reply, "results", lambda rows: [row for row in rows if seen(row)])
    return _counted(changed) if changed is not reply else reply
