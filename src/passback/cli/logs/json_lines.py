"""JSON as records: an object a line, objects over several lines, or an array of objects."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from passback.cli.logs.lines import Line
from passback.cli.logs.record import FIELDS, Oddities, Record, called, field_for, number
from passback.core.errors import BadInput
from passback.core.sis import Sis

Columns = Mapping[str, str | None]
# An object over several lines has so many, at most, and so many characters.
_MOST_LINES, _LONGEST = 2_000, 2 << 20
_BLANK = " \t\r\n"


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
    """A record per element of one array, read as it comes. What is cut off is read as far as it goes.

    Raises:
        BadInput: it has no element.
    """
    for at, element in enumerate(_elements(blocks, name, odd), 1):
        yield _record(at, element, f"{name}, element {at}", columns, sis, odd)


def _elements(blocks: Iterable[str], name: str, odd: Oddities) -> Iterator[Any]:
    """The elements of an array, each as soon as it is there."""
    decode = json.JSONDecoder().raw_decode
    held, begun, count = "", False, 0
    for block in blocks:
        held += block
        at = _behind(held, 0, "\ufeff")
        if not begun and at < len(held):
            at, begun = at + 1, True
        while begun and (at := _behind(held, at, ",")) < len(held):
            if held[at] == "]":
                return
            try:
                element, end = decode(held, at)
            except (ValueError, RecursionError):
                break
            if end == len(held) and held[at] not in '{["':
                break
            count += 1
            yield element
            at = end
        held = held[at:]
        if len(held) > _LONGEST:
            break
    if not count:
        raise BadInput(f"{name} begins like a JSON array and is none; one object a line is read too")
    odd.add(
        "JSON arrays that end too early or are broken; what came before was read",
        f"{name}, element {count + 1}",
    )


def _behind(text: str, at: int, mark: str) -> int:
    """The first place at or after this one with neither white space nor the mark."""
    while at < len(text) and (text[at] in _BLANK or text[at] == mark):
        at += 1
    return at


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
    names = {called(key): key for key in reversed(list(given))}
    chosen = {use: columns.get(use) or field_for(use, names) for use in FIELDS}
    return {use: key if key in given else None for use, key in chosen.items()}


def _record(at: int, given: Any, where: str, columns: Columns, sis: Sis | None, odd: Oddities) -> Record:  # noqa: ANN401 - JSON is anything
    if not isinstance(given, dict):
        return Record(str(at), _text(given), sis)
    chosen = _named(given, columns)
    values = {use: _text(given[key]) if key is not None else "" for use, key in chosen.items()}
    if chosen["message"] is None:
        odd.add("records without a message", where)
    return Record(
        values["id"] or str(at),
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
    return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
