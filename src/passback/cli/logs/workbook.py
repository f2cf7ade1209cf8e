"""An Excel workbook as records: the first of its sheets that has a message column, row by row."""

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from shutil import copyfileobj
from xml.etree.ElementTree import ParseError

from passback.cli.logs.lines import Source
from passback.cli.logs.record import Oddities, Record
from passback.cli.logs.tables import Columns, Row, records
from passback.core.errors import BadInput
from passback.core.sis import Sis

# What reading a damaged archive, or a workbook that somebody's export wrote badly, ends in.
_DAMAGED = (
    EOFError,
    IndexError,
    KeyError,
    OSError,
    ParseError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
_FIRST = 64


def from_workbook(source: Source, columns: Columns, sis: Sis | None, odd: Oddities) -> Iterator[Record]:
    """The records of an XLSX file. A sheet that ends too early is read as far as it goes.

    Raises:
        BadInput: it is no workbook, or no column of any sheet holds the message.
    """
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - most logs are text

    from passback.cli.logs.workbook_parts import Workbook  # noqa: PLC0415 - same

    with tempfile.TemporaryFile() as copy, tempfile.TemporaryFile() as texts:
        try:
            copyfileobj(source.stream, copy)
            book = Workbook(copy, texts)
        except KeyError as error:
            raise BadInput(f"{source.name} is an archive and no Excel workbook; unpack it first") from error
        except (InvalidFileException, *_DAMAGED) as error:
            why = error.__cause__ or error
            raise BadInput(f"{source.name} is no Excel workbook that can be read: {why}") from error
        refused: BadInput | None = None
        for sheet in book.sheets:
            rows = _rows(book.rows(sheet), source.name, odd)
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


def _rows(rows: Iterator[tuple[int, list[str]]], name: str, odd: Oddities) -> Iterator[Row]:
    """The rows that have cells, all as wide as the widest before them."""
    width = at = 0
    while True:
        try:
            at, cells = next(rows, (at, None))
        except _DAMAGED as error:
            odd.add("sheets that end too early; what came before was read", f"{name}, row {at + 1} ({error})")
            return
        if cells is None:
            return
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            width = width or len(cells)
            yield Row(f"{name}, row {at}", cells + [""] * (width - len(cells)))
