"""Cells that a spreadsheet does not run, and CSV made of them.

A cell that a spreadsheet would take for a formula gets one apostrophe in front, and is text then. So that
nothing is lost, a cell that has apostrophes before such a beginning already gets one more: taking one away
gives back what was there, whatever it was. A plain number is no formula and stays as it is.
Source: facts/security.md (OWASP ASVS 1.2.10; full-width signs as OWASP's page on CSV injection has them).
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# Blanks and marks without a width are looked past, for some programs trim them.
_RUN = re.compile(r"'*(?:[\s\ufeff\u200b-\u200f\0]*[=+\-@＝＋－＠]|[\t\r\n\0])")
# Half a surrogate pair: JSON can say it, UTF-8 cannot.
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_KEY = re.compile("[\0\r\n\ud800-\udfff]")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def safe(text: str) -> str:
    """The cell for this text. `original` takes it back."""
    return f"'{text}" if _RUN.match(text) and not _NUMBER.fullmatch(text) else text


def original(cell: str) -> str:
    """The text that this cell was made for; the inverse of `safe`."""
    return cell[1:] if cell.startswith("'") and _RUN.match(cell) else cell


def is_key(text: str) -> bool:
    """True if an id can stand in a cell as it is.

    A changed id would name somebody else or nobody: one that needs an apostrophe, or that no file can hold,
    is not written at all.
    """
    return safe(text) == text and not _NO_KEY.search(text)


def csv_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A head and rows as RFC 4180 has them; every cell of a row is made safe.

    Raises:
        ValueError: a row is not as long as the head; a bug, for its cells would stand under other names.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"a row of {len(row)} cells under a head of {len(head)}")
        writer.writerow([safe(_SURROGATE.sub("\ufffd", cell)) for cell in row])
    return out.getvalue()
