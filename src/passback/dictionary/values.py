"""Cuts the values of a found message out of the readable text.

The folded text has no quotes, brackets or spaces, so a value's edges are put right here: what the template
itself has beside a slot comes off, brackets and quotes around the whole value come off, nothing else does.
"""

from collections.abc import Mapping, Sequence

from passback.dictionary.normalize import Folded, readable
from passback.dictionary.template import Found, Slot, Token, longest

# Values without white space; a text that goes on behind one is not part of it.
SINGLE = frozenset(
    {
        *("assignment_id", "category_id", "request_id", "exchange_id"),
        *("limit", "seconds", "state", "code", "scale"),
        *("points", "min_score", "max_score"),
        *("url", "path"),
    }
)
_AROUND = (("[", "]"), ('"', '"'), ("'", "'"))
_STOPS = " \"'<>"
_JSON_GOES_ON = ('","', '"}', '"]')
_CLOSERS = "\"'}])"
_LOOSE = " \t\"'\\[](){}"


def cut(tokens: Sequence[Token], found: Found, text: Folded, plain: str) -> Mapping[str, str]:
    """The value of each slot that was found whole, by slot name.

    A slot at which a cut-off text ends is left out: half a name is a wrong name.
    """
    places = [at for at, token in enumerate(tokens) if isinstance(token, Slot)]
    values = {}
    for number, (at, (name, start, end)) in enumerate(zip(places, found.spans, strict=False)):
        unfinished = found.cut and number == len(found.spans) - 1 and end == found.end
        if unfinished:
            continue
        before = tokens[at - 1] if at else ""
        behind = tokens[at + 1] if at + 1 < len(tokens) else ""
        value = plain[_edge(text, start - 1, 0) : _left(text, end, plain)]
        value = _trimmed(value, before, behind)
        if end == found.end and number == len(places) - 1:
            value = _ended(name, value, behind)
        values[name] = _bare(name, value)[: longest(name)]
    return values


def _edge(text: Folded, at: int, none: int) -> int:
    """The readable place right behind a folded character."""
    return text.places[at] + 1 if at >= 0 else none


def _left(text: Folded, at: int, plain: str) -> int:
    """The readable place of a folded character, the end of the text behind its last."""
    return text.places[at] if at < len(text.places) else len(plain)


def _trimmed(value: str, before: Token, behind: Token) -> str:
    """Without what the template has between its words and the slot: quotes, brackets, spaces."""
    head = readable(before)[::-1] if isinstance(before, str) else ""
    tail = readable(behind) if isinstance(behind, str) else ""
    value = value.strip()
    for mark in _run(head):
        value = value.removeprefix(mark).lstrip()
    for mark in _run(tail):
        value = value.removesuffix(mark).rstrip()
    return value


def _run(literal: str) -> list[str]:
    """The loose characters that a literal has on the side of the slot, nearest last."""
    run: list[str] = []
    for mark in literal:
        if mark not in _LOOSE:
            break
        if mark != " ":
            run.append(mark)
    return run[::-1]


def _ended(name: str, value: str, behind: Token) -> str:
    """A value at the end of a text, without the JSON or the sentence that the text goes on with."""
    goes_on = readable(behind)[:2] if isinstance(behind, str) else ""
    for stop in (goes_on, *_JSON_GOES_ON):
        if len(stop) > 1:
            value = value.partition(stop)[0]
    if name in SINGLE:
        for stop in _STOPS:
            value = value.partition(stop)[0]
        value = value.rstrip(",;.")
    value = value.rstrip()
    while value and value[-1] in _CLOSERS and not _opened(value):
        value = value[:-1].rstrip()
    if goes_on.startswith("."):
        value = value.removesuffix(".")
    return value


def _opened(value: str) -> bool:
    """Whether the closer at the end of a value has its opener in it."""
    last = value[-1]
    if last in "\"'":
        return value.count(last) % 2 == 0
    return value.count({"}": "{", "]": "[", ")": "("}[last]) >= value.count(last)


def _bare(name: str, value: str) -> str:
    """Without one pair of quotes or square brackets around the whole; without round ones around an id."""
    pairs = (*_AROUND, ("(", ")")) if name in SINGLE else _AROUND
    for left, right in pairs:
        if len(value) > 1 and value.startswith(left) and value.endswith(right):
            value = value[1:-1].strip()
    if name.endswith("_date"):
        value = value.strip("[]")
    return value
