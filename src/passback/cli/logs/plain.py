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
# A line that goes on: indented, a stack trace, or in the middle of JSON.
_GOES_ON = re.compile(r"^(?:\s|at [\w$<>]+[.(:]|\.\.\. \d+ more|Caused by|[)\]},;])")
# What a sentence or a body ends with; behind it a line is a new record.
_ENDS = (".", "!", "?", "}", "]", '"')
# Nobody breaks lines that are shorter.
_NARROWEST = 24
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
        begins = bool(_TIME.match(text)) if stamped else bool(text.strip()) and not _goes_on(held, text)
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


def _goes_on(held: list[str], text: str) -> bool:
    """Whether a line goes on from those before it.

    One in small letters does if the line before it was broken there: its sentence has not ended, and the next
    word would have made it the longer of the two. A log that repeats its first word has a record a line.
    """
    if _GOES_ON.match(text):
        return True
    if not (held and text[:1].islower()):
        return False
    before, word = held[-1].rstrip(), text.split(None, 1)[0]
    broken = len(before) + 1 + len(word) > max(len(text.rstrip()), _NARROWEST)
    return broken and not before.endswith(_ENDS) and word != held[0].split(None, 1)[0]


def _chained(first: list[Line], rest: Iterator[Line]) -> Iterator[Line]:
    yield from first
    yield from rest


def _record(number: int, held: list[str], sis: Sis | None) -> Record:
    found = _TIME.match(held[0])
    return Record(str(number), "\n".join(held), sis, time=found[1] if found else "")
