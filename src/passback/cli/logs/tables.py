"""Tables as records: CSV with any usual delimiter, and the first sheet of a workbook."""

import csv
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from shutil import copyfileobj

from passback.cli.logs.lines import Line, Source
from passback.cli.logs.record import FIELDS, Oddities, Record, called, field_for, number
from passback.core.errors import BadInput
from passback.core.sis import Sis

DELIMITERS = ",;\t|"
_LONGEST = 2 << 20
Columns = Mapping[str, str | None]


def delimiter(head: str) -> str:
    """What parts the columns of a first line."""
    return max(DELIMITERS, key=head.count)


def has_columns(head: str) -> bool:
    """Whether a first line is a table's head with a message column."""
    mark = delimiter(head)
    names = {called(cell) for cell in head.split(mark)}
    return mark in head and any(name in names for name in FIELDS["message"])


def from_csv(
    lines: Iterator[Line], name: str, columns: Columns, sis: Sis | None, odd: Oddities
) -> Iterator[Record]:
    """The records of a CSV file, whose first row is its head.

    Raises:
        BadInput: no column holds the message; names the columns.
    """
    csv.field_size_limit(_LONGEST)
    first = next((line for line in lines if line.text.strip()), None)
    if first is None:
        return
    mark = delimiter(first.text)
    head = next(csv.reader([first.text], delimiter=mark))
    rows = _rows(csv.reader((f"{line.text}\n" for line in lines), delimiter=mark), name, first.number, odd)
    yield from _records(head, rows, name, columns, sis, odd)


def _rows(
    reader: Iterator[list[str]], name: str, before: int, odd: Oddities
) -> Iterator[tuple[str, list[str]]]:
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            odd.add(f"rows that are no CSV ({error})", f"{name}, line {before + reader.line_num}")  # type: ignore[attr-defined]
            continue
        if any(cell.strip() for cell in row):
            yield f"{name}, line {before + reader.line_num}", row  # type: ignore[attr-defined]


def from_workbook(source: Source, columns: Columns, sis: Sis | None, odd: Oddities) -> Iterator[Record]:
    """The records of the first sheet of an XLSX file, read row by row.

    Raises:
        BadInput: it is no workbook, or no column holds the message.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - most logs are text
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - same

    with tempfile.TemporaryFile() as copy:
        copyfileobj(source.stream, copy)
        try:
            book = load_workbook(copy, read_only=True, data_only=True)
        except (InvalidFileException, KeyError, OSError, ValueError, zipfile.BadZipFile) as error:
            raise BadInput(f"{source.name} is an archive and no Excel workbook: {error}") from error
        sheet = book.worksheets[0] if book.worksheets else None
        if sheet is None:
            raise BadInput(f"{source.name} has no sheet with cells")
        rows = ([_cell(value) for value in row] for row in sheet.iter_rows(values_only=True))
        head = next(rows, [])
        numbered = ((f"{source.name}, row {at}", row) for at, row in enumerate(rows, 2) if any(row))
        yield from _records(head, numbered, source.name, columns, sis, odd)


def _cell(value: object) -> str:
    if value is None:
        return ""
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else str(value)


def _records(
    head: Sequence[str],
    rows: Iterable[tuple[str, list[str]]],
    name: str,
    columns: Columns,
    sis: Sis | None,
    odd: Oddities,
) -> Iterator[Record]:
    places = _places(head, name, columns)
    for at, (where, row) in enumerate(rows, 1):
        if len(row) != len(head):
            odd.add(f"rows with more or fewer cells than the head's {len(head)}", where)
        values = {
            use: row[place] if place is not None and place < len(row) else "" for use, place in places.items()
        }
        yield Record(
            values["id"] or str(at),
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
            found = head[int(asked) - 1]
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
