"""JSON as records: an object a line, objects over several lines, or an array of objects."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from passback.cli.logs.json_array import elements
from passback.cli.logs.lines import Line
from passback.cli.logs.record import FIELDS, Oddities, Record, called, field_for, number
from passback.core.sis import Sis

Columns = Mapping[str, str | None]
# An object over several lines has so many, at most, and so many characters.
_MOST_LINES, _LONGEST = 2_000, 2 << 20


def records(
    lines: Iterator[Line], name: str, columns: Columns, sis: Sis | None, odd: Oddities
) -> Iterator[Record]:
    """A record per object. A line that is no JSON is itself the message: a log may end within one."""
    at = 0
    for line in lines:
        if not line.text.strip():
            continue
        where = f"{name}, line {line.number}"
        given, line_after = _loaded(line, lines)
        for text in line_after:
            at += 1
            if not text.cut:
                odd.add("lines that are no JSON, read as plain text", f"{name}, line {text.number}")
            yield Record(str(at), text.text, sis)
        for element in given:
            for one in _inner(element, columns):
                at += 1
                yield _record(at, one, where, columns, sis, odd)


def _loaded(line: Line, lines: Iterator[Line]) -> tuple[list[Any], list[Line]]:
    """The object that begins in a line; or the lines that turned out to be none."""
    try:
        return [json.loads(line.text)], []
    except (ValueError, RecursionError):
        if line.cut or line.text.strip() not in {"{", "[", "[{"}:
            return [], [line]
    held = [line]
    size = 0
    for more in lines:
        held.append(more)
        size += len(more.text)
        # Printed in a readable form, an object ends where a line begins with its brace.
        if more.text[:1] in {"}", "]"}:
            try:
                return [json.loads("\n".join(one.text for one in held))], []
            except (ValueError, RecursionError):
                pass
        if len(held) > _MOST_LINES or size > _LONGEST:
            break
    return [], [one for one in held if one.text.strip()]


def array(
    blocks: Iterable[str], name: str, columns: Columns, sis: Sis | None, odd: Oddities
) -> Iterator[Record]:
    """A record per element of one array, read as it comes. What is cut off is read as far as it goes."""
    for at, element in enumerate(elements(blocks, name, odd), 1):
        yield _record(at, element, f"{name}, element {at}", columns, sis, odd)


def _inner(given: Any, columns: Columns) -> list[Any]:  # noqa: ANN401 - JSON is anything
    """The records in an object that is no record itself and has one list of them."""
    if isinstance(given, list):
        return given
    if isinstance(given, dict) and not _named(given, columns)["message"]:
        lists = [
            v for v in given.values() if isinstance(v, list) and v and all(isinstance(e, dict) for e in v)
        ]
        if len(lists) == 1 and any(_named(e, columns)["message"] for e in lists[0]):
            return lists[0]
    return [given]


def _named(given: Mapping[str, Any], columns: Columns) -> dict[str, str | None]:
    """For each use the field of an object that has it; None: none has."""
    few = len(given) <= _FEW and sum(map(len, given)) <= _SHORT
    usual = (_usual if few else _usual.__wrapped__)(tuple(given))
    chosen = {use: columns.get(use) or key for use, key in usual.items()}
    return {use: key if key and _at(given, key) is not _ABSENT else None for use, key in chosen.items()}


# Records of one log have the same fields, or one of few sets of them; large sets are not remembered.
_FEW, _SHORT = 60, 2_000


@lru_cache(256)
def _usual(keys: tuple[str, ...]) -> Mapping[str, str | None]:
    names = {called(key): key for key in reversed(keys)}
    return {use: field_for(use, names) for use in FIELDS}


_ABSENT = object()


def _at(given: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - JSON is anything
    """The value of a field, or of one within others: `error.message`."""
    if name in given:
        return given[name]
    found: Any = given
    for part in name.split("."):
        if not isinstance(found, dict) or part not in found:
            return _ABSENT
        found = found[part]
    return found


def _record(at: int, given: Any, where: str, columns: Columns, sis: Sis | None, odd: Oddities) -> Record:  # noqa: ANN401 - JSON is anything
    if not isinstance(given, dict):
        return Record(str(at), _text(given), sis)
    chosen = _named(given, columns)
    found = {use: _at(given, key) if key is not None else None for use, key in chosen.items()}
    values = {use: _text(value) for use, value in found.items()}
    if chosen["message"] is None:
        named = f"the field {columns['message']!r}" if columns.get("message") else "a message"
        odd.add(f"records without {named}, looked at whole", where)
        values["message"] = _text(given)
    elif not values["message"].strip():
        odd.add("records whose message is empty", where)
    elif not isinstance(found["message"], str):
        odd.add("messages that are no text, read as the JSON that they are", where)
    own = found["id"] if type(found["id"]) is int else values["id"]
    return Record(
        str(at) if own == "" else odd.id(own, where),
        values["message"],
        odd.sis(values["sis"]) or sis,
        values["time"],
        values["school"],
        values["course"],
        number(values["students"]),
    )


def _text(given: Any) -> str:  # noqa: ANN401 - JSON is anything
    if given is None:
        return ""
    text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
    # JSON may hold half a pair of surrogates, and nothing that is written may.
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
