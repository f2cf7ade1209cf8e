"""JSON as records: an object a line, or an array of objects."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from passback.cli.logs.lines import Line
from passback.cli.logs.record import FIELDS, Oddities, Record, called, field_for, number
from passback.core.errors import BadInput
from passback.core.sis import Sis

Columns = Mapping[str, str | None]


def records(
    lines: Iterator[Line], name: str, columns: Columns, sis: Sis | None, odd: Oddities
) -> Iterator[Record]:
    """A record per line. A line that is no JSON is itself the message: a log may end in the middle of one."""
    at = 0
    for line in lines:
        if not line.text.strip():
            continue
        at += 1
        where = f"{name}, line {line.number}"
        try:
            given = json.loads(line.text)
        except (ValueError, RecursionError):
            if not line.cut:
                odd.add("lines that are no JSON, read as plain text", where)
            yield Record(str(at), line.text, sis)
            continue
        yield _record(at, given, where, columns, sis, odd)


def array(
    text: Iterable[str], name: str, columns: Columns, sis: Sis | None, odd: Oddities
) -> Iterator[Record]:
    """A record per element of one array.

    Raises:
        BadInput: it is no JSON.
    """
    try:
        given = json.loads("".join(text))
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{name} begins like a JSON array and is none: {error}; one object a line is read too"
        ) from error
    for at, element in enumerate(given, 1):
        yield _record(at, element, f"{name}, element {at}", columns, sis, odd)


def _record(at: int, given: Any, where: str, columns: Columns, sis: Sis | None, odd: Oddities) -> Record:  # noqa: ANN401 - JSON is anything
    if not isinstance(given, dict):
        return Record(str(at), _text(given), sis)
    names = {called(key): key for key in reversed(list(given))}
    chosen = {use: columns.get(use) or field_for(use, names) for use in FIELDS}
    values = {use: _text(given.get(key)) if key is not None else "" for use, key in chosen.items()}
    if chosen["message"] is None or chosen["message"] not in given:
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
