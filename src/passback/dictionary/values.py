"""Cuts the values of a found message out of the readable text.

The folded text has only letters and digits, so a value's edges are put right here: what the template
itself has beside a slot comes off, brackets and quotes around the whole value come off, nothing else does.
"""

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import NamedTuple

from passback.dictionary.normalize import DROPPED, Folded, readable
from passback.dictionary.program import Found, longest
from passback.dictionary.template import Slot, Token, parse

# Values without white space; a text that goes on behind one is not part of it.
SINGLE = frozenset(
    {
        *("assignment_id", "category_id", "request_id", "exchange_id"),
        *("limit", "seconds", "state", "code", "scale"),
        *("points", "min_score", "max_score"),
        *("url", "path"),
    }
)
_DATES = frozenset({"due_date", "assign_date", "start_date", "end_date"})
_NAMES = frozenset({"assignment", "student", "section"})
_LIST = "available_categories"
_AROUND = (("[", "]"), ('"', '"'), ("'", "'"))
_AROUND_IDS = (*_AROUND, ("(", ")"))
_STOPS = " \n\"'<>"
# Where the JSON or the log that a text stands in goes on.
_GOES_ON = re.compile(r"""" ?, ?"|" ?[}\]]| \| |[."']* ?, ?"?errors"? ?:""")
# Where the cell of a table ends whose quote was opened before the value.
_CELL_ENDS = re.compile(r'"(?= ?[,;|])')
# One full stop at the end, and what JSON closes behind it.
_FULL_STOP = re.compile(r"""(?<!\.)\.["'})\]]*\Z""")
# A list in brackets ends where they close.
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
# A line that begins like this is a new record of a log, or a stack trace, and no part of a value.
_NEW_LINE = re.compile(
    r"\n(?=\[?\d{4}-\d\d|\[?\d\d?[:/.]\d\d|at |\.{3} \d|Traceback|Caused by|File \"|[A-Z]{4,8}\b|-{2,}|#)"
)
_CLOSERS = "\"'}])"
# What a sender writes before a value, and between one and the next.
_LEADS, _SEPARATORS = ":=", ",; "
_OPENER = {"}": "{", "]": "[", ")": "("}
# What folding drops.
_LOOSE = frozenset(map(chr, DROPPED))
# A date without a digit is none, unless a template's letters or an empty field stand for it.
_NO_DATE = re.compile(r"[xdmy/\-. ]*|null|none|undefined|nan|n/a|blank|invalid date", re.IGNORECASE)
# What a date is written with. Another word is no part of it.
_DATE = re.compile(
    r"""(?:[\d\s/:.,+\-()\[\]] | (?<=\d)(?:st|nd|rd|th)\b | (?<=\d)[TZ](?=\d|\b) | \b(?:
    january|february|march|april|may|june|july|august|september|october|november|december
    |jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|(?:mon|tues|wednes|thurs|fri|satur|sun)day
    |mon|tue|wed|thu|fri|sat|sun|am|pm|at|utc|gmt|[aecmp][sd]t)\b)+""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER, _NUMBERS = re.compile(r"\d+"), 2
_NUMERIC = "0123456789/-:.TZ"
_BEHIND_A_DATE = re.compile(r"[\s:.,+\-(\[]*(?:\bat\b)?[\s:.,+\-(\[]*\Z", re.IGNORECASE)
# A first piece of so many characters is a beginning wherever it stands.
_TELLING, _NEVER = 16, "\x00"
_WORDS_IN_AN_ID = 2
_WORDS_IN_A_DATE = 4


class Kind(Enum):
    """What a slot may hold, where it may not hold anything."""

    ID = "id"
    DATE = "date"
    NAME = "name"


class Place(NamedTuple):
    """A slot of a template, and what the template has beside it. `again`: how the next one would begin."""

    name: str
    head: tuple[str, ...]
    tail: tuple[str, ...]
    goes_on: str
    longest: int
    kind: Kind | None
    again: str


@cache
def places(template: str) -> tuple[Place, ...]:
    """The slots of a template, in order."""
    tokens = parse(template)
    return tuple(
        Place(
            token.name,
            _run(readable(_text(tokens, at - 1))[::-1]),
            _run(readable(_text(tokens, at + 1))),
            readable(_text(tokens, at + 1))[:2],
            longest(token.name),
            _kind(token.name),
            _again(tokens),
        )
        for at, token in enumerate(tokens)
        if isinstance(token, Slot)
    )


def _again(tokens: tuple[Token, ...]) -> str:
    """What a last value ends before: the same message once more. Few words must begin a line for that."""
    first = readable(_text(tokens, 0))
    return first if len(first) >= _TELLING else f"\n{first or _NEVER}"


def _kind(name: str) -> Kind | None:
    if name in SINGLE:
        return Kind.ID
    if name in _DATES:
        return Kind.DATE
    return Kind.NAME if name in _NAMES else None


def _text(tokens: tuple[Token, ...], at: int) -> str:
    token = tokens[at] if 0 <= at < len(tokens) else ""
    return token if isinstance(token, str) else ""


def _run(literal: str) -> tuple[str, ...]:
    """The loose characters that a literal has on the side of the slot, outermost first."""
    run: list[str] = []
    for mark in literal:
        if mark not in _LOOSE:
            break
        if not mark.isspace():
            run.append(mark)
    return tuple(run[::-1])


def cut(
    template: str, found: Found, text: Folded, stop: int | None = None, *, skip: int = 0
) -> Mapping[str, str]:
    """The value of each slot that was found whole, by slot name.

    A slot at which a cut-off text ends is left out, unless its value was closed: half a name is a wrong name.

    Args:
        template: what `found` was found with.
        found: where its words and slots are.
        text: what it was found in.
        stop: the folded place where another message begins, which ends a last value.
        skip: so many first slots are missing with the message's beginning.
    """
    values = {}
    for place, (name, start, end) in zip(places(template)[skip:], found.spans, strict=False):
        if found.cut and end == found.end and start != end:
            if closed := _closed(text.between(start, end).strip(), place):
                values[name] = closed
            continue
        last = start == found.end and not found.cut
        if last and stop is not None:
            end = min(end, max(start, stop))  # noqa: PLW2901 - the span is a tuple
        values[name] = value(text.between(start, end), place, last=last)
    return values


def _closed(found: str, place: Place) -> str:
    """The value at the end of a cut-off text, if quotes, brackets or a full stop end it; else nothing."""
    ended = _FULL_STOP.sub("", found)
    for left, right in _AROUND:
        if len(ended) > 1 and ended.startswith(left) and ended.endswith(right):
            return ended[1:-1].strip()
    stopped = ended != found and place.goes_on.startswith(".")
    return ended if stopped and ended[-1:].isalnum() else ""


def value(between: str, place: Place, *, last: bool) -> str:
    """The value in what stands between the words around a slot. `last`: there are no words behind it."""
    found = between.strip()
    if found.isalnum():
        return found[: place.longest]
    if not (found and found[0].isalnum() and found[-1].isalnum()):
        found = _trimmed(found, place)
    if last:
        found = _ended(found, place)
    if "\n" in found:
        found = " ".join(found.split())
    return _bare(place, found)[: place.longest]


def plausible(template: str, told: Mapping[str, str]) -> bool:
    """Whether each value can be what its slot's name says: an id is no sentence, a date has a number."""
    return all(
        _may_stand(place, told[place.name]) for place in places(template) if place.kind and place.name in told
    )


def fits(place: Place, value: str) -> bool:
    """Whether a value stands in this place beyond doubt, with nothing that has to come off."""
    if value[:1] in _LEADS or value[-1:] in _SEPARATORS:
        return not value
    if place.kind is Kind.DATE and value.strip(_NUMERIC):
        return _DATE.fullmatch(value) is not None or _NO_DATE.fullmatch(value) is not None
    return place.kind is not Kind.ID or value.count(" ") <= _WORDS_IN_AN_ID


def _may_stand(place: Place, value: str) -> bool:
    """Whether a value can stand in this place."""
    if place.kind is Kind.ID:
        return value.count(" ") <= _WORDS_IN_AN_ID
    if place.kind is Kind.DATE:
        if value[-1:].isdigit() or any(c in "0123456789" for c in value):
            return True
        return value.count(" ") < _WORDS_IN_A_DATE - 1 or _NO_DATE.fullmatch(value) is not None
    return True


def _trimmed(value: str, place: Place) -> str:
    """Without what the template has between its words and the slot: quotes, brackets, spaces."""
    for mark in place.head:
        value = value.removeprefix(mark).lstrip()
    value = value.removesuffix(" -")
    for mark in place.tail:
        value = value.removesuffix(mark).rstrip()
    if value[:1] in _LEADS and place.kind:
        value = value[1:].lstrip()
    return value.rstrip(_SEPARATORS) if place.kind else value


def _ended(value: str, place: Place) -> str:
    """A value at the end of a text, without the JSON or the sentence that the text goes on with."""
    if len(place.goes_on) > 1:
        value = value.partition(place.goes_on)[0]
    if place.name == _LIST and (listed := _BRACKETS.match(value)):
        return listed[0]
    value = _in_its_field(value.partition(place.again)[0])
    for opening, closing in _AROUND:
        if value.startswith(opening) and (at := value.find(f"{closing}.")) > 0:
            value = value[: at + 1]
    if place.kind is Kind.ID:
        for stop in _STOPS:
            value = value.partition(stop)[0]
        value = value.rstrip(",;.:")
    elif place.kind is Kind.DATE:
        value = _date_of(value[: place.longest])
    value = value.rstrip()
    while value and value[-1] in _CLOSERS and not _opened(value):
        value = value[:-1].rstrip()
    if place.goes_on.startswith(".") or (place.kind is Kind.NAME and not value.endswith("..")):
        value = value.removesuffix(".")
    return value


def _in_its_field(value: str) -> str:
    """As far as the field of JSON, the cell of a table or the record of a log goes that the value is in."""
    if value.count('"') % 2 and (cell := _CELL_ENDS.search(value)):
        value = value[: cell.start()]
    if '"' in value or "|" in value or "errors" in value:
        value = _GOES_ON.split(value, maxsplit=1)[0]
    return _NEW_LINE.split(value, maxsplit=1)[0] if "\n" in value else value


def _date_of(value: str) -> str:
    """The date that a value begins with; the value, if that is none."""
    date = _DATE.match(value)
    if date is None or len(_NUMBER.findall(date[0])) < _NUMBERS:
        return value
    return _BEHIND_A_DATE.sub("", date[0])


def _opened(value: str) -> bool:
    """Whether the closer at the end of a value has its opener in it."""
    last = value[-1]
    if last in "\"'":
        return value.count(last) % 2 == 0
    return value.count(_OPENER[last]) >= value.count(last)


def _bare(place: Place, value: str) -> str:
    """Without one pair of quotes or square brackets around the whole; without round ones around an id."""
    if value.startswith('["') and place.name == _LIST:
        return value[1:-1].strip() if value.endswith("]") else value
    if len(value) > 1 and value[-1] in _CLOSERS:
        for left, right in _AROUND_IDS if place.kind is Kind.ID else _AROUND:
            if len(value) > 1 and value.startswith(left) and value.endswith(right):
                value = value[1:-1].strip()
    if place.kind is Kind.DATE:
        value = value.strip("[]")
    return value
