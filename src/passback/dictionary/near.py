"""Finds messages in a text that are not there word for word: misread, mistyped, without their beginning.

Each of a message's pieces is looked for near where it should stand, with few wrong letters. What is found is
the message only if the words agree: a word more, less or other that changes the meaning makes it no match.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from passback.dictionary import values
from passback.dictionary.hits import Hit, says_otherwise
from passback.dictionary.needles import GRAM, TELLING, Needle, Said, grams, needles
from passback.dictionary.normalize import Folded, fold
from passback.dictionary.program import Found, longest
from passback.dictionary.template import Slot, parse
from passback.dictionary.wording import (
    LIGHT,
    POLAR,
    SHORT,
    TURNING,
    distance,
    folded_words,
    listed,
    same_words,
)

NEAR, BEHEADED = "nearly the same words", "the end; the beginning is missing"
# So many messages are looked at closely.
_MOST = 6
# How much of a message's pieces must be there to look closer.
_SHARE = 0.42
# What has much less of its pieces there than another is not the one.
_NEARLY = 0.5
# Wrong letters: one in so many.
_ONE_IN, _ONE_IN_A_PIECE = 6, 5
_WHOLE_ENOUGH, _PART_ENOUGH = 0.84, 0.45
_LONGEST_VALUE = 60
# How far a short piece is looked for, and how many places are tried for a long one.
_FAR, _TRIES = 400, 6
_BEFORE = frozenset("\n\"'.>|:;,-")
# What else a message could be about: no value begins with one of these and goes on.
_SOMEBODY = listed("teacher parent course class user account school group file message item order invoice")


class _Part(NamedTuple):
    """A piece of a message found: from where to where, how many letters are wrong, and missing in front."""

    start: int
    end: int
    errors: int
    front: int


def likely(said: Said, counts: Mapping[int, int]) -> list[Needle]:
    """Messages to look at closely: those of which most pieces are there, if enough are."""
    shares = [
        (count / _all_grams()[number], said.by_number[number])
        for number, count in counts.items()
        if number in said.by_number and enough(said.by_number[number], count)
    ]
    shares.sort(key=lambda pair: (-pair[0], pair[1].entry))
    return [needle for share, needle in shares[:_MOST] if share >= _NEARLY * shares[0][0]]


def enough(needle: Needle, count: int) -> bool:
    """Whether so many of a message's pieces are worth a closer look."""
    return count >= _needed()[needle.number]


@cache
def _all_grams() -> tuple[int, ...]:
    """How many pieces each message has, by its number."""
    return tuple(len(grams(needle)) for needle in needles())


@cache
def _needed() -> tuple[int, ...]:
    """How many pieces of each message must be there: of one with few words all, and never only one."""
    told = ((len(grams(needle)), needle.kernel_program.weight >= TELLING) for needle in needles())
    return tuple(max(2, ceil(_SHARE * count)) if tells else count for count, tells in told)


@cache
def single_pieces() -> frozenset[bytes]:
    """Pieces that by themselves make a message worth a closer look: all that it has."""
    return frozenset(gram for needle in needles() if _needed()[needle.number] == 1 for gram in grams(needle))


def near_hits(search: Folded, close: Sequence[Needle]) -> list[Hit]:
    """The likely messages that are there with small faults, or whose end is there."""
    hits = []
    for needle in close:
        if needle.empty_end:
            continue
        found = _aligned(needle, search)
        if found is not None:
            hits.append(found)
    return hits


def _aligned(needle: Needle, search: Folded) -> Hit | None:
    """The message in the text, if its pieces stand in order; the first ones may be missing."""
    best = None
    literals = needle.kernel_program.literals
    # Where its first words stand nothing is missing before.
    begun = len(literals[0]) >= GRAM and literals[0][: 2 * GRAM] in search.text
    if begun and not all(_turns(word, search.text) for word in _turning(needle)):
        return None
    for head in range(1 if begun else len(literals)):
        hit = _from(needle, head, search)
        if hit and (best is None or hit.found.weight > best.found.weight):
            best = hit
    return best


@cache
def _turning(needle: Needle) -> tuple[bytes, ...]:
    """The message's words that turn it around; a text without one of them says something else."""
    return tuple({word for text in _texts(needle) for word in folded_words(text)} & POLAR)


def _turns(word: bytes, text: bytes) -> bool:
    """Whether a text has such a word, in full or in a short form."""
    return word in text or (word == b"not" and any(short in text for short in SHORT))


def _from(needle: Needle, head: int, search: Folded) -> Hit | None:
    """The message from one of its pieces on."""
    program = needle.kernel_program
    slots = [name for name, _ in program.rest]
    parts: list[_Part] = []
    position = 0
    for at, literal in enumerate(program.literals[head:], head):
        reach = longest(slots[at - 1]) if parts else len(search.text)
        part = _piece(search.text, literal, position, reach, first=not parts)
        if part is None:
            return None
        parts.append(part)
        position = part.end
    missing = sum(map(len, program.literals[:head])) + parts[0].front
    errors = sum(part.errors for part in parts)
    matched = program.weight - missing - errors
    beheaded = missing > 0
    enough = program.weight * (_PART_ENOUGH if beheaded else _WHOLE_ENOUGH)
    if matched < max(TELLING, enough, errors * _ONE_IN):
        return None
    begins = not beheaded or _begins(needle, head, parts[0], search)
    if not begins or not _same_words(needle, head, parts, search):
        return None
    spans = tuple(
        (slots[at], before.end, after.start) for at, (before, after) in enumerate(pairwise(parts), head)
    )
    if len(slots) == len(program.literals):
        spans = (*spans, (slots[-1], parts[-1].end, len(search.text)))
    found = Found(parts[0].start, parts[-1].end, spans, matched, cut=False)
    if search.between(found.end, found.end).startswith("?"):
        return None
    told = values.cut(needle.kernel, found, search, skip=head)
    if not values.plausible(needle.kernel, told) or says_otherwise(needle.core, found, search):
        return None
    if head and not parts[0].front:
        told = {**_first_value(needle, head, parts[0], search), **told}
    return Hit(needle, found, BEHEADED if beheaded else NEAR, needle.kernel, told, head)


def _first_value(needle: Needle, head: int, part: _Part, search: Folded) -> Mapping[str, str]:
    """The value before a message's first words that are left, if it stands in quotes."""
    place = values.places(needle.kernel)[head - 1]
    lead = search.between(max(0, part.start - _LONGEST_VALUE), part.start).rstrip()
    for mark in place.tail[:1]:
        before, found, value = lead.removesuffix(mark).rpartition(mark)
        if lead.endswith(mark) and found and mark in "\"'" and not before[-1:].isalnum():
            return {place.name: value}
    return {}


def _begins(needle: Needle, head: int, part: _Part, search: Folded) -> bool:
    """Whether the message's beginning was cut off there, and does not stand before in other words.

    Before the first piece that is there only the end of the piece before it may stand, and a value.
    """
    lead = search.between(part.start, part.start).rstrip(" ")
    gone = [word for text in _texts(needle)[:head] for word in folded_words(text)]
    if part.front:
        gone += _dropped(folded_words(_texts(needle)[head]), part.front)
        if (head and part.start) or (set(gone) & POLAR and not lead.endswith("..")):
            return False
    if part.start and (not head or part.start > _LONGEST_VALUE) and (head or lead[-1:] not in _BEFORE):
        return False
    before = folded_words(search.between(max(0, part.start - _LONGEST_VALUE), part.start))
    for count in range(len(gone) - 1, 0, -1):
        if before[:count] == gone[-count:]:
            # `A valid score` is a sentence, and not the rest of `not a valid score`.
            if set(gone[:-count]) & POLAR and search.plain[:1].isupper():
                return False
            before = before[count:]
            break
    if len(before) > 1 and before[0] in _SOMEBODY:
        return False
    return not (set(before) & set(gone) - LIGHT)


def _dropped(words: list[bytes], letters: int) -> list[bytes]:
    """The first words that so many letters are, the last of them maybe in part."""
    out = []
    for word in words:
        if letters <= 0:
            break
        out.append(word)
        letters -= len(word)
    return out


def _texts(needle: Needle) -> list[str]:
    """The literals of a message, as written."""
    return [str(token) for token in parse(needle.kernel) if not isinstance(token, Slot) and fold(token)]


def _piece(text: bytes, literal: bytes, position: int, reach: int, *, first: bool) -> _Part | None:
    """Where a piece of a message stands at or after `position`, as well as it can be found."""
    end = min(len(text), position + reach + len(literal))
    at = text.find(literal, position, end)
    if at >= 0:
        return _Part(at, at + len(literal), 0, 0)
    allowed = max(1, len(literal) // _ONE_IN_A_PIECE)
    if len(literal) < GRAM:
        return _near(text[:end][: position + _FAR], literal, position, allowed)
    found: list[_Part] = []
    for offset in range(len(literal) - GRAM + 1):
        seed = text.find(literal[offset : offset + GRAM], position, end)
        if seed < 0:
            continue
        left = max(position, seed - offset - allowed)
        part = _near(text[: left + len(literal) + 2 * allowed], literal, left, allowed)
        torn = _torn(text, literal, seed, offset) if first and offset else None
        if torn and (part is None or part.errors >= torn.front):
            part = torn
        if part:
            found.append(part)
        if len(found) == _TRIES:
            break
    return min(found, default=None)


def _near(text: bytes, literal: bytes, start: int, allowed: int) -> _Part | None:
    """Where behind `start` a piece stands with few wrong letters."""
    errors, stop = distance(literal, text[start:])
    if errors > allowed:
        return None
    _, begin = distance(literal[::-1], text[start : start + stop][::-1])
    return _Part(start + stop - begin, start + stop, errors, 0)


def _torn(text: bytes, literal: bytes, seed: int, offset: int) -> _Part | None:
    """A piece whose beginning is missing: from its seed as far as the letters agree."""
    end, at = seed, offset
    while end < len(text) and at < len(literal) and text[end] == literal[at]:
        end, at = end + 1, at + 1
    start, front = seed, offset
    while start and front and text[start - 1] == literal[front - 1]:
        start, front = start - 1, front - 1
    return _Part(start, end, 0, front) if at == len(literal) else None


# ---- words -----------------------------------------------------------------------------------------


def _same_words(needle: Needle, head: int, parts: Sequence[_Part], search: Folded) -> bool:
    """Whether the text's words are the message's."""
    there = [word for part in parts for word in folded_words(_whole_words(part, search))]
    return same_words(_literal_words(needle, head, parts), there)


def _whole_words(part: _Part, search: Folded) -> str:
    """The text of a piece, with the rest of a word that it ends in."""
    end, places = part.end, search.places
    while part.errors and end < min(len(places), part.end + 3) and places[end] == places[end - 1] + 1:
        end += 1
    return search.between(part.start, end)


def _literal_words(needle: Needle, head: int, parts: Sequence[_Part]) -> list[bytes]:
    """The message's words that should be there: those of the pieces found, without a missing beginning."""
    words: list[bytes] = []
    for text, part in zip(_texts(needle)[head:], parts, strict=False):
        own = folded_words(text)
        dropped = part.front
        while own and dropped >= len(own[0]):
            dropped -= len(own[0])
            own = own[1:]
        if dropped and own[0][:dropped] in TURNING:
            # `valid` is not the rest of `invalid`.
            return [own[0], *own]
        if dropped:
            own[0] = own[0][dropped:]
        words += own
    return words
