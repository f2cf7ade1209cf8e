"""One long JSON array, read as a stream: each element as soon as it is there, however large others are."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from passback.cli.logs.record import Oddities
from passback.core.errors import BadInput
from passback.dictionary.normalize import HALF

# A longer element is no record of a log; its ends are looked at.
_LONGEST = 2 << 20
_BLANK = " \t\r\n"
# What decides where an element ends, and what hides it.
_MARK = re.compile(r'["\[\]{},]')
_QUOTE = re.compile(r'\\.|"', re.DOTALL)


def elements(blocks: Iterable[str], name: str, odd: Oddities) -> Iterator[Any]:
    """The elements of an array, in order. One that is too long or no JSON is the text of its two ends.

    Raises:
        BadInput: it has no element.
    """
    decode = json.JSONDecoder().raw_decode
    source = iter(blocks)
    held, begun, count = "", False, 0
    more: str | None = ""
    while more is not None:
        more = next(source, None)
        held += more or ""
        at = _behind(held, 0, "\ufeff")
        if not begun and at < len(held):
            at, begun = at + 1, True
        while begun and (at := _behind(held, at, ",")) < len(held):
            if held[at] == "]":
                return
            try:
                element, end = decode(held, at)
                if more is not None and held[at] not in '{["' and _behind(held, end, ".eE+-") == len(held):
                    # A number may go on.
                    break
            except (ValueError, RecursionError):
                if more is not None and len(held) - at <= _LONGEST:
                    break
                ends = _ends(held[at:], source)
                if ends is None:
                    break
                (element, held), end = ends, 0
                odd.add("array elements too long or no JSON, of which both ends were read", name)
            count += 1
            yield element
            at = end
        held = held[at:]
    if not count:
        raise BadInput(f"{name} begins like a JSON array and is none; one object a line is read too")
    odd.add(
        "JSON arrays that end too early or are broken; what came before was read",
        f"{name}, element {count + 1}",
    )


def _ends(held: str, source: Iterator[str]) -> tuple[str, str] | None:
    """An element's two ends, and what stands behind it; None: the array ends within it."""
    head, tail, size = held[:HALF], "", 0
    depth, quoted, at = 0, False, 0
    while True:
        found = (_QUOTE if quoted else _MARK).search(held, at)
        if found is None:
            # The last letter may be half an escape.
            done = len(held) - (quoted and held.endswith("\\", at))
            tail, size = (tail + held[:done])[-HALF:], size + done
            block = next(source, None)
            if block is None:
                return None
            if size < HALF:
                head = (head + block)[:HALF]
            held, at = held[done:] + block, 0
            continue
        at = found.end()
        if found[0] == '"':
            quoted = not quoted
        elif quoted or (depth and found[0] == ","):
            continue
        elif found[0] in "[{":
            depth += 1
        elif depth:
            depth -= 1
        else:
            size += at - 1
            tail = (tail + held[: at - 1])[-HALF:]
            if size <= 2 * HALF:
                return head[:size] + (tail[HALF - size :] if size > HALF else ""), held[at - 1 :]
            return f"{head}\n{tail}", held[at - 1 :]


def _behind(text: str, at: int, marks: str) -> int:
    """The first place at or after this one with neither white space nor one of the marks."""
    while at < len(text) and (text[at] in _BLANK or text[at] in marks):
        at += 1
    return at
