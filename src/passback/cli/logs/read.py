"""Reads a log, whatever it is: told by its content, by its name where that does not tell."""

from collections.abc import Iterator, Mapping

from passback.cli.logs import json_lines, plain, tables, workbook
from passback.cli.logs.encodings import encoding
from passback.cli.logs.lines import Source, blocks, lines
from passback.cli.logs.record import Oddities, Record
from passback.core.sis import Sis

# A table's head is one of so many first lines of a file that is not called a table.
_LOOKED_AT = 3
_TABLES = (".csv", ".tsv", ".csv.gz", ".tsv.gz")


def records(
    source: Source, columns: Mapping[str, str | None], sis: Sis | None, odd: Oddities
) -> Iterator[Record]:
    """The records of an opened file, in order, as they are read.

    Args:
        source: the file.
        columns: by use (`message`, `sis`, …) the field or column that somebody named.
        sis: who says what nobody is named for.
        odd: takes what is odd.

    Raises:
        BadInput: it holds no message field, or is not what it begins like.
    """
    if source.is_zip:
        return workbook.from_workbook(source, columns, sis, odd)
    text = _head(source)
    if not text.strip():
        odd.add("files that are empty", source.name)
        return iter(())
    found = lines(source, odd)
    begin = text.lstrip("\ufeff \t\r\n")
    if begin.startswith("{"):
        return json_lines.records(found, source.name, columns, sis, odd)
    if begin.startswith("[") and begin[1:].lstrip()[:1] in {"{", '"', "[", "]"} and begin[1:].lstrip()[:1]:
        return json_lines.array(blocks(source, odd), source.name, columns, sis, odd)
    if (
        source.name.lower().endswith(_TABLES)
        or columns.get("message")
        or any(map(tables.has_columns, [line for line in text.splitlines() if line.strip()][:_LOOKED_AT]))
    ):
        return tables.from_csv(found, source.name, columns, sis, odd)
    return plain.records(found, sis)


def _head(source: Source) -> str:
    written = encoding(source.head) or "utf-8-sig"
    return source.head[: len(source.head) // 4 * 4 or None].decode(written, "replace").removeprefix("\ufeff")
