"""An Excel workbook as records: the first of its sheets that has a message column, row by row."""

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from shutil import copyfileobj
from typing import Any
from xml.etree.ElementTree import ParseError

from passback.cli.logs.lines import Source
from passback.cli.logs.record import Oddities, Record
from passback.cli.logs.tables import Columns, Row, records
from passback.core.errors import BadInput
from passback.core.sis import Sis

# What reading a damaged archive, or a workbook that somebody's export wrote badly, ends in.
_DAMAGED = (EOFError, KeyError, OSError, ParseError, TypeError, ValueError, zipfile.BadZipFile, zlib.error)
_FIRST = 64


def from_workbook(source: Source, columns: Columns, sis: Sis | None, odd: Oddities) -> Iterator[Record]:
    """The records of an XLSX file. A sheet that ends too early is read as far as it goes.

    Raises:
        BadInput: it is no workbook, or no column of any sheet holds the message.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - most logs are text
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - same

    with tempfile.TemporaryFile() as copy:
        try:
            copyfileobj(source.stream, copy)
            book = load_workbook(copy, read_only=True, data_only=True)
        except (InvalidFileException, *_DAMAGED) as error:
            raise BadInput(f"{source.name} is an archive and no Excel workbook: {error}") from error
        if not book.worksheets:
            raise BadInput(f"{source.name} has no sheet with cells")
        refused: BadInput | None = None
        for sheet in book.worksheets:
            rows = _rows(sheet, source.name, odd)
            first = list(islice(rows, _FIRST))
            if not first:
                continue
            try:
                # Says whether there is a message column, before anything is answered.
                next(records(iter(first), ",", source.name, columns, sis, Oddities()), None)
            except BadInput as error:
                refused = refused or error
                continue
            yield from records(chain(first, rows), ",", source.name, columns, sis, odd)
            return
        if refused:
            raise refused
        odd.add("files that are empty", source.name)


def _rows(sheet: Any, name: str, odd: Oddities) -> Iterator[Row]:  # noqa: ANN401 - openpyxl is not typed
    """The rows that have cells, all as wide as the widest before them."""
    # What an export says of its own size is often wrong, and rows would be lost.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    width = 0
    for at in range(1, 1 << 21):
        try:
            row = next(rows, None)
        except _DAMAGED as error:
            odd.add("sheets that end too early; what came before was read", f"{name}, row {at} ({error})")
            return
        if row is None:
            return
        cells = [_cell(value) for value in row]
        if any(cells):
            cells += [""] * (width - len(cells))
            width = max(width, len(cells)) if width else len(cells)
            yield Row(f"{name}, row {at}", cells)


def _cell(value: object) -> str:
    if value is None:
        return ""
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else str(value)
