"""The parts of an Excel workbook as rows of text, so that none of them, however large, is held in memory."""

import re
import zipfile
from array import array
from collections.abc import Iterator
from typing import IO, Any, Self
from xml.etree.ElementTree import Element, iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import from_excel
from openpyxl.xml.constants import SHEET_MAIN_NS

# A part that is read at once, and a piece of XML without a tag, are never so long in a workbook of Excel's:
# a cell holds 32,767 characters.
_LONGEST_PART, _LONGEST_TEXT = 32 << 20, 4 << 20
_SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_SI, _T, _R, _ROW, _ROWS, _CELL, _VALUE, _INLINE = (
    f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "t", "r", "row", "sheetData", "c", "v", "is")
)
# How Excel writes a line's end, and other controls, into a text.
_CONTROL = re.compile("_x00[01][0-9A-F]_")


class Workbook(ExcelReader):
    """A workbook whose sheets are read row by row; the texts of its cells are put into another file.

    Raises:
        ValueError: a part is larger than Excel writes it. Else what openpyxl raises for what is no workbook.
    """

    def __init__(self, file: IO[bytes], texts: IO[bytes]) -> None:
        super().__init__(file, read_only=True, data_only=True, keep_links=False)
        self.archive = _Archive(file)
        self.sheets: list[str] = []
        self._texts = texts
        self.read()

    def read_strings(self) -> None:
        """The texts that cells share, out of memory."""
        part = self.package.find(_SHARED)  # type: ignore[no-untyped-call] # openpyxl is not typed
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = _Texts(source, self._texts)  # type: ignore[assignment] # as a list is

    def read_worksheets(self) -> None:
        """Where the sheets with cells stand."""
        found = [rel.target for _, rel in self.parser.find_sheets() if "chartsheet" not in rel.Type]
        self.sheets = [name for name in found if name in self.valid_files]

    def rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """The rows of a sheet that have cells, each with its number and the text of its cells."""
        held: Element | None = None
        number = 0
        with self.archive.open(sheet) as source:
            for event, node in iterparse(source, ("start", "end")):  # noqa: S314 - expat bounds entities and fetches none
                if event == "start" and node.tag == _ROWS:
                    held = node
                elif event == "end" and node.tag == _ROW and held is not None:
                    number = int(node.get("r", number + 1))
                    yield number, self._cells(node)
                    held.clear()

    def _cells(self, row: Element) -> list[str]:
        cells: list[str] = []
        for cell in row.iterfind(_CELL):
            letters = cell.get("r", "").rstrip("0123456789")
            place = column_index_from_string(letters) - 1 if letters else len(cells)
            cells += [""] * (place - len(cells))
            cells[place:] = [self._text(cell)]
        return cells

    def _text(self, cell: Element) -> str:
        kind, value = cell.get("t", "n"), cell.findtext(_VALUE) or ""
        if kind == "inlineStr":
            inline = cell.find(_INLINE)
            return _joined(inline) if inline is not None else ""
        if kind == "s" and value:
            return str(self.shared_strings[int(value)])
        if kind == "n" and value and int(cell.get("s", 0)) in self.wb._date_formats:  # type: ignore[attr-defined] # noqa: SLF001 - has no other name
            time = from_excel(float(value), self.wb.epoch)
            return str(time.isoformat()) if time is not None else value
        return {"0": "FALSE", "1": "TRUE"}.get(value, value) if kind == "b" else _plain(value)


def _joined(text: Element) -> str:
    """What a cell shows of a text, which may change its font within."""
    parts = [text.findtext(_T) or "", *(run.findtext(_T) or "" for run in text.iterfind(_R))]
    return _plain("".join(parts))


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text) if "_x00" in text else text


class _Texts:
    """The texts that cells refer to by number, kept in a file."""

    def __init__(self, source: IO[bytes], file: IO[bytes]) -> None:
        self._file = file
        self._places = array("Q", [0])
        root: Any = None
        for event, node in iterparse(source, ("start", "end")):  # noqa: S314 - expat bounds entities and fetches none
            root = node if root is None else root
            if event == "end" and node.tag == _SI:
                self._places.append(self._places[-1] + file.write(_joined(node).encode("utf-8", "replace")))
                root.clear()

    def __getitem__(self, at: int) -> str:
        if at < 0:
            raise IndexError(at)
        begin, end = self._places[at], self._places[at + 1]
        self._file.seek(begin)
        return self._file.read(end - begin).decode()


class _Archive(zipfile.ZipFile):
    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        info = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if info.file_size > _LONGEST_PART:
            raise ValueError(f"its part {info.filename} has {info.file_size:,} bytes")
        return super().read(name, pwd)

    def open(self, *args: Any, **more: Any) -> IO[bytes]:  # noqa: ANN401 - as ZipFile has it
        return _Part(super().open(*args, **more))  # type: ignore[return-value]


class _Part:
    """A part that is read piece by piece, and refused within a text that no cell can hold."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        block = self._part.read(size)
        at = block.rfind(b"<")
        self._since = len(block) - at if at >= 0 else self._since + len(block)
        if self._since > _LONGEST_TEXT:
            raise ValueError("a cell is longer than Excel allows")
        return block

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a part has
        return getattr(self._part, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._part.close()
