"""Plain text as records: a line is one, with the lines that go on from it."""

import re
from collections.abc import Iterator

from passback.cli.logs.lines import Line
from passback.cli.logs.record import Record
from passback.core.sis import Sis

_TIME = re.compile(
    r"^[\[(<]?(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\d\d?/\d\d?/\d{2,4}(?:,? \d\d?:\d\d(?::\d\d)?(?: ?[AP]M)?)?"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)"
)
# A line that goes on: indented, a stack trace, or in the middle of a sentence or of JSON.
_GOES_ON = re.compile(r"^(?:\s|at |\.\.\. \d+ more|Caused by|[a-z)\]},;])")
# So many lines tell whether a log begins its records with the time.
_LOOKED_AT = 40
_LONGEST = 1 << 20


def records(lines: Iterator[Line], sis: Sis | None) -> Iterator[Record]:
    """The records of a text, numbered from 1."""
    first: list[Line] = []
    for line in lines:
        first.append(line)
        if len(first) == _LOOKED_AT:
            break
    filled = [line for line in first if line.text.strip()]
    stamped = sum(1 for line in filled if _TIME.match(line.text)) * 4 >= len(filled) > 0
    number = 0
    held: list[str] = []
    size = 0
    for line in _chained(first, lines):
        text = line.text
        begins = bool(_TIME.match(text)) if stamped else bool(text.strip()) and not _GOES_ON.match(text)
        over = size + len(text) > _LONGEST or (not stamped and not text.strip())
        if held and (begins or over):
            number += 1
            yield _record(number, held, sis)
            held, size = [], 0
        if text.strip():
            held.append(text)
            size += len(text)
    if held:
        yield _record(number + 1, held, sis)


def _chained(first: list[Line], rest: Iterator[Line]) -> Iterator[Line]:
    yield from first
    yield from rest


def _record(number: int, held: list[str], sis: Sis | None) -> Record:
    found = _TIME.match(held[0])
    return Record(str(number), "\n".join(held), sis, time=found[1] if found else "")
