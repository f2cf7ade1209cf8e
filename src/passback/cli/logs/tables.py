"""Tables as records: CSV with any usual delimiter. Where its head stands and which column is what."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from passback.cli.logs.lines import Line
from passback.cli.logs.record import FIELDS, Oddities, Record, called, field_for, number
from passback.core.errors import BadInput
from passback.core.sis import Sis

DELIMITERS = ",;\t|"
_LONGEST = 2 << 20
# A quoted cell goes on for so many lines, at most; else its quote was never closed.
_MOST_LINES = 500
# What the reader says of a quote that is not closed.
_OPEN = "unexpected end of data"
# The head is one of so many first rows: a title may stand before it.
_FIRST_ROWS = 20
Columns = Mapping[str, str | None]


class Row(NamedTuple):
    """Cells, and where they stand."""

    where: str
    cells: list[str]


def delimiter(head: str) -> str:
    """What parts the columns of a first line."""
    return max(DELIMITERS, key=head.count)


def has_columns(head: str) -> bool:
    """Whether a first line is a table's head with a message column."""
    mark = delimiter(head)
    return mark in head and _names_messages(head.split(mark))


def _names_messages(cells: Iterable[str]) -> bool:
    names = {called(cell) for cell in cells}
    return any(name in names for name in FIELDS["message"])


def from_csv(
    lines: Iterator[Line], name: str, columns: Columns, sis: Sis | None, odd: Oddities
) -> Iterator[Record]:
    """The records of a CSV file, whose head is its first row, or stands after a title.

    Raises:
        BadInput: no column holds the message; names the columns.
    """
    csv.field_size_limit(_LONGEST)
    first = list(islice((line for line in lines if line.text.strip()), _FIRST_ROWS))
    if not first:
        return
    begin = next((line.text for line in first if has_columns(line.text)), first[0].text)
    mark = delimiter(begin)
    wide = begin.count(mark)
    yield from records(_rows(chain(first, lines), mark, wide, name, odd), mark, name, columns, sis, odd)


def _rows(lines: Iterator[Line], mark: str, wide: int, name: str, odd: Oddities) -> Iterator[Row]:
    """Rows, each of one line or of those that a quoted cell goes on over. `wide`: marks in the head."""
    waiting: deque[Line] = deque()
    while line := waiting.popleft() if waiting else next(lines, None):
        where = f"{name}, line {line.number}"
        held = [line]
        while _goes_on(held, mark):
            more = waiting.popleft() if waiting else next(lines, None)
            if more is not None:
                held.append(more)
            if (
                more is None
                or len(held) > _MOST_LINES
                or sum(len(one.text) for one in held) > _LONGEST // 2
                or _misread(held, mark, wide)
            ):
                odd.add("quotes that are never closed; each line from there is a row", where)
                waiting.extendleft(reversed(held[1:]))
                held = [line]
                break
        yield Row(where, _cells(held, mark))


def _goes_on(held: Sequence[Line], mark: str) -> bool:
    """Whether the last cell of these lines has a quote that is still open."""
    if '"' not in held[-1].text:
        return len(held) > 1
    return _slip(held, mark) == _OPEN


def _misread(held: Sequence[Line], mark: str, wide: int) -> bool:
    """Whether the open quote was none: another stands behind it, in a line that is a row itself."""
    last = held[-1].text
    return '"' in last and last.count(mark) >= wide > 0 and _slip(held, mark) not in {"", _OPEN}


def _slip(held: Sequence[Line], mark: str) -> str:
    """What is wrong with these lines as rows; empty: nothing."""
    try:
        list(csv.reader([f"{line.text}\n" for line in held], delimiter=mark, strict=True))
    except csv.Error as error:
        return str(error)
    return ""


def _cells(held: Sequence[Line], mark: str) -> list[str]:
    text = "\n".join(line.text for line in held)
    try:
        rows = list(csv.reader([f"{line}\n" for line in text.split("\n")], delimiter=mark))
    except csv.Error:
        return text.split(mark)
    return [cell.rstrip("\n") for cell in chain.from_iterable(rows)]


def records(
    rows: Iterator[Row], mark: str, name: str, columns: Columns, sis: Sis | None, odd: Oddities
) -> Iterator[Record]:
    """The records below the head; what stands before the head is none.

    Args:
        rows: all of them, the head among the first.
        mark: what joins cells that were meant as one.
        name: of the file.
        columns: by use the column that somebody named.
        sis: who says what nobody is named for.
        odd: takes what is odd.

    Raises:
        BadInput: a column that was asked for, or any for the message, is not there.
    """
    filled = (row for row in rows if any(cell.strip() for cell in row.cells))
    first = list(islice(filled, _FIRST_ROWS))
    if not first:
        return
    wanted = columns.get("message")
    at = next(
        (
            at
            for at, row in enumerate(first)
            if (wanted and called(wanted) in map(called, row.cells)) or _names_messages(row.cells)
        ),
        0,
    )
    head = first[at].cells
    places = _places(head, name, columns)
    for count, row in enumerate(chain(first[at + 1 :], filled), 1):
        yield _record(count, row, head, mark, places, sis, odd)


def _record(
    count: int,
    row: Row,
    head: Sequence[str],
    mark: str,
    places: Mapping[str, int | None],
    sis: Sis | None,
    odd: Oddities,
) -> Record:
    cells = row.cells
    if len(cells) != len(head):
        odd.add(f"rows with more or fewer cells than the head's {len(head)}", row.where)
        if len(cells) > len(head) and places["message"] == len(head) - 1:
            # The last column's text has delimiters, and nobody quoted it.
            cells = [*cells[: len(head) - 1], mark.join(cells[len(head) - 1 :])]
    values = {
        use: cells[place] if place is not None and place < len(cells) else "" for use, place in places.items()
    }
    if not values["message"].strip():
        odd.add("records whose message is empty", row.where)
    return Record(
        odd.id(values["id"], row.where) if values["id"].strip() else str(count),
        values["message"],
        odd.sis(values["sis"]) or sis,
        values["time"],
        values["school"],
        values["course"],
        number(values["students"]),
    )


def _places(head: Sequence[str], name: str, columns: Columns) -> dict[str, int | None]:
    """Where in a row each use stands.

    Raises:
        BadInput: a column that was asked for, or any for the message, is not there.
    """
    names = {called(cell): cell for cell in reversed(head)}
    places: dict[str, int | None] = {}
    for use in FIELDS:
        asked = columns.get(use)
        if asked is None:
            found = field_for(use, names)
        elif asked.isdigit() and 0 < int(asked) <= len(head):
            places[use] = int(asked) - 1
            continue
        else:
            found = names.get(called(asked))
            if found is None:
                raise BadInput(f"{name} has no column {asked!r}; it has: {_listed(head)}")
        places[use] = list(head).index(found) if found is not None else None
    if places["message"] is None:
        raise BadInput(f"{name} has no message column; it has: {_listed(head)}; name one with --column")
    return places


def _listed(head: Sequence[str]) -> str:
    shown = ", ".join(cell.strip()[:30] or "(empty)" for cell in head[:12])
    return f"{shown} and {len(head) - 12} more" if len(head) > 12 else shown  # noqa: PLR2004 - a line's worth
