"""Finds messages in a text that are not there word for word: misread, mistyped, without their beginning.

Each of a message's pieces is looked for near where it should stand, with few wrong letters. What is found is
the message only if the words agree: a word more, less or other that changes the meaning makes it no match.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from passback.dictionary import values
from passback.dictionary.hits import TELLING, Hit
from passback.dictionary.needles import GRAM, Needle, Said, grams, needles
from passback.dictionary.normalize import Folded, fold
from passback.dictionary.program import Found, longest
from passback.dictionary.template import Slot, parse

NEAR, BEHEADED = "nearly the same words", "the end; the beginning is missing"
# So many messages are looked at closely.
_MOST = 6
# How much of a message's pieces must be there to look closer.
_SHARE = 0.34
# Wrong letters: one in so many.
_ONE_IN = 6
_WHOLE_ENOUGH, _PART_ENOUGH = 0.84, 0.45
_WORD = re.compile(r"[A-Za-z0-9\x80-\U0010ffff]+")


def _listed(words: str) -> frozenset[bytes]:
    return frozenset(map(fold, words.split()))


# Words that turn a sentence around or set it in another place: one more or less, and it is another.
_POLAR = _listed(
    "not no never none without neither nor only already longer previously resolved fixed unless instead "
    "except un non if when"
)
# Words that may come and go.
_LIGHT = _listed(
    "a an the of is are be been to for in on at with this that these your our my and or by as it its has "
    "have was were do does please you"
)
# Short forms, and what they are short for.
_SHORT = {
    fold(f"{verb}nt"): [fold(verb), fold("not")]
    for verb in "does do did is are was were has have had could would should must".split()  # noqa: SIM905 - a line of words reads better
} | {fold(short): [fold("can"), fold("not")] for short in ("cant", "cannot")}
_TURNING = tuple(map(fold, ("un", "in", "im", "ir", "dis", "non", "mis", "re")))


_BEFORE = frozenset("\n\"'.>|:;,-")


class _Part(NamedTuple):
    """A piece of a message found: from where to where, how many letters are wrong, and missing in front."""

    start: int
    end: int
    errors: int
    front: int


def likely(said: Said, counts: Mapping[int, int]) -> list[Needle]:
    """Messages to look at closely: those of which most pieces are there, if enough are."""
    shares = [
        (share, said.by_number[number])
        for number, count in counts.items()
        if number in said.by_number and (share := count / _all_grams()[number]) >= _SHARE
    ]
    shares.sort(key=lambda pair: (-pair[0], pair[1].entry))
    return [needle for _, needle in shares[:_MOST]]


@cache
def _all_grams() -> tuple[int, ...]:
    """How many pieces each message has, by its number."""
    return tuple(len(grams(needle)) for needle in needles())


def near_hits(search: Folded, close: Iterable[Needle]) -> list[Hit]:
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
    for head in range(len(needle.kernel_program.literals)):
        hit = _from(needle, head, search)
        if hit and (best is None or hit.found.weight > best.found.weight):
            best = hit
    return best


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
    beheaded = missing > _ONE_IN
    enough = program.weight * (_PART_ENOUGH if beheaded else _WHOLE_ENOUGH)
    if matched < max(TELLING, enough, errors * _ONE_IN):
        return None
    if (beheaded and not _begins(search, parts[0].start)) or not _same_words(needle, head, parts, search):
        return None
    spans = tuple(
        (slots[at], before.end, after.start) for at, (before, after) in enumerate(pairwise(parts), head)
    )
    if len(slots) == len(program.literals):
        spans = (*spans, (slots[-1], parts[-1].end, len(search.text)))
    found = Found(parts[0].start, parts[-1].end, spans, matched, cut=False)
    told = values.cut(needle.kernel, found, search, skip=head)
    if not values.plausible(needle.kernel, told):
        return None
    return Hit(needle, found, BEHEADED if beheaded else NEAR, needle.kernel, told, head)


def _begins(search: Folded, start: int) -> bool:
    """Whether the text, or a field or line of it, begins there: what stood before was cut off."""
    before = search.between(max(0, start - 1), start) if start else ""
    return start == 0 or (before.rstrip(" ")[-1:] in {*"\n\"'.>|:;,", ""} and bool(before.strip(" ")))


def _piece(text: bytes, literal: bytes, position: int, reach: int, *, first: bool) -> _Part | None:
    """Where a piece of a message stands at or after `position`, as well as it can be found."""
    end = min(len(text), position + reach + len(literal))
    at = text.find(literal, position, end)
    if at >= 0:
        return _Part(at, at + len(literal), 0, 0)
    allowed = max(1, len(literal) // _ONE_IN)
    for offset in range(max(1, len(literal) - GRAM + 1)):
        seed = text.find(literal[offset : offset + GRAM], position, end) if len(literal) >= GRAM else position
        if seed < 0:
            continue
        left = max(position, seed - offset - allowed) if len(literal) >= GRAM else position
        window = (
            text[left : left + len(literal) + 2 * allowed] if len(literal) >= GRAM else text[left:end][:400]
        )
        errors, stop = distance(literal, window)
        if errors <= allowed:
            back, begin = distance(literal[::-1], window[:stop][::-1])
            return _Part(left + stop - begin, left + stop, min(errors, back), 0)
        if len(literal) >= GRAM:
            return _torn(text, literal, seed, offset, first=first)
        break
    return None


def _torn(text: bytes, literal: bytes, seed: int, offset: int, *, first: bool) -> _Part | None:
    """A piece whose beginning is missing: from its seed as far as the letters agree."""
    end, at = seed, offset
    while end < len(text) and at < len(literal) and text[end] == literal[at]:
        end, at = end + 1, at + 1
    start, front = seed, offset
    while start and front and text[start - 1] == literal[front - 1]:
        start, front = start - 1, front - 1
    return _Part(start, end, 0, front) if first and at == len(literal) else None


def distance(pattern: bytes, text: bytes) -> tuple[int, int]:
    """The fewest edits that turn the pattern into some part of the text, and where that part ends.

    Bit-parallel (Myers 1999, as simplified by Hyyrö 2003): one step per letter of the text.
    """
    size = len(pattern)
    mask, high = (1 << size) - 1, 1 << (size - 1)
    where: dict[int, int] = {}
    for at, letter in enumerate(pattern):
        where[letter] = where.get(letter, 0) | (1 << at)
    plus, minus, score = mask, 0, size
    best, end = size, 0
    for at, letter in enumerate(text, 1):
        equal = where.get(letter, 0)
        x_vertical = equal | minus
        x_horizontal = (((equal & plus) + plus) ^ plus) | equal
        up = minus | (~(x_horizontal | plus) & mask)
        down = plus & x_horizontal
        if up & high:
            score += 1
        elif down & high:
            score -= 1
        up, down = (up << 1) & mask, (down << 1) & mask
        plus = down | (~(x_vertical | up) & mask)
        minus = up & x_vertical
        if score < best:
            best, end = score, at
    return best, end


# ---- words -----------------------------------------------------------------------------------------


def _same_words(needle: Needle, head: int, parts: Sequence[_Part], search: Folded) -> bool:
    """Whether the text's words are the message's but for misprints and words that carry no meaning."""
    wanted = _literal_words(needle, head, parts)
    there = [word for part in parts for word in _folded_words(_whole_words(part, search))]
    run = b"".join(there)
    written = b"".join(wanted)
    missing = [w for w in _without(wanted, there) if w not in run]
    foreign = [w for w in _without(there, wanted) if len(w) < 2 or w not in written]  # noqa: PLR2004 - a letter is anywhere
    if any(word in _POLAR for word in (*_without(wanted, there), *_without(there, wanted))):
        return False
    for word in list(foreign):
        near = next((w for w in missing if _misprint(word, w)), None)
        if near is not None:
            foreign.remove(word)
            missing.remove(near)
        elif len(word) == 1:
            foreign.remove(word)
    lost = [w for w in missing if w not in _LIGHT and not _in_pieces(w, foreign)]
    added = [w for w in foreign if w not in _LIGHT and not any(_in_pieces(m, foreign) for m in missing)]
    return not added and len(lost) <= (1 if len(wanted) >= 8 else 0)  # noqa: PLR2004 - one word in eight


def _whole_words(part: _Part, search: Folded) -> str:
    """The text of a piece, with the rest of a word that it ends in."""
    end, places = part.end, search.places
    while part.errors and end < min(len(places), part.end + 3) and places[end] == places[end - 1] + 1:
        end += 1
    return search.between(part.start, end)


def _literal_words(needle: Needle, head: int, parts: Sequence[_Part]) -> list[bytes]:
    """The message's words that should be there: those of the pieces found, without a missing beginning."""
    texts = [str(token) for token in parse(needle.kernel) if not isinstance(token, Slot) and fold(token)]
    words: list[bytes] = []
    for text, part in zip(texts[head:], parts, strict=True):
        own = _folded_words(text)
        dropped = part.front
        while own and dropped > 0:
            dropped -= len(own[0])
            own = own[1:]
        words += own
    return words


def _folded_words(text: str) -> list[bytes]:
    words = []
    for word in _WORD.findall(text.replace("n't", "nt")):
        folded = fold(word)
        words += _SHORT.get(folded, [folded])
    return words


def _without(words: Collection[bytes], others: Collection[bytes]) -> list[bytes]:
    """The words that the others do not have, each as often as it is more."""
    left = list(others)
    out = []
    for word in words:
        if word in left:
            left.remove(word)
        else:
            out.append(word)
    return out


def _misprint(word: bytes, meant: bytes) -> bool:
    """Whether one word is the other with a slip of finger or eye, and not its opposite."""
    short, long = sorted((word, meant), key=len)
    if any(long == head + short for head in _TURNING) or {word, meant} & _POLAR:
        return False
    errors, _ = distance(short, long)
    errors += max(0, len(long) - len(short) - errors) if errors else len(long) - len(short)
    return errors <= max(1, len(long) // 3)


def _in_pieces(word: bytes, pieces: Collection[bytes]) -> bool:
    """Whether the pieces together are the word, with a slip: a word that a screenshot broke."""
    joined = b"".join(pieces)
    if not joined:
        return False
    errors, _ = distance(word, joined)
    return errors <= max(1, len(word) // 4)
