"""Finds messages in a text that are not there word for word: misread, mistyped, without their beginning.

Each of a message's pieces is looked for near where it should stand, with few wrong letters. What is found is
the message only if the words agree: a word more, less or other that changes the meaning makes it no match.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import ceil
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
_SHARE = 0.42
# What has much less of its pieces there than another is not the one.
_NEARLY = 0.5
# Wrong letters: one in so many.
_ONE_IN, _ONE_IN_A_PIECE = 6, 5
_WHOLE_ENOUGH, _PART_ENOUGH = 0.84, 0.45
_DOUBLE = re.compile(rb"(.)\1+")
_WORD = re.compile(r"[A-Za-z0-9\x80-\U0010ffff]+")


def _listed(words: str) -> frozenset[bytes]:
    return frozenset(map(fold, words.split()))


# Words that turn a sentence around or set it in another place: one more or less, and it is another.
_POLAR = _listed(
    "not no never none without neither nor only longer previously resolved fixed unless instead "
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


_LONGEST_VALUE = 60
_LONG_WORD = 11
# Of so many words one may be missing.
_MANY_WORDS = 8
# How far a short piece is looked for, and how many places are tried for a long one.
_FAR, _TRIES = 400, 6
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
        (count / _all_grams()[number], said.by_number[number])
        for number, count in counts.items()
        if count >= _needed()[number] and number in said.by_number
    ]
    shares.sort(key=lambda pair: (-pair[0], pair[1].entry))
    return [needle for share, needle in shares[:_MOST] if share >= _NEARLY * shares[0][0]]


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
    return tuple({word for text in _texts(needle) for word in _folded_words(text)} & _POLAR)


def _turns(word: bytes, text: bytes) -> bool:
    """Whether a text has such a word, in full or in a short form."""
    return word in text or (word == b"not" and any(short in text for short in _SHORT))


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
    told = values.cut(needle.kernel, found, search, skip=head)
    if not values.plausible(needle.kernel, told):
        return None
    return Hit(needle, found, BEHEADED if beheaded else NEAR, needle.kernel, told, head)


def _begins(needle: Needle, head: int, part: _Part, search: Folded) -> bool:
    """Whether the message's beginning was cut off there, and does not stand before in other words.

    Before the first piece that is there only the end of the piece before it may stand, and a value.
    """
    lead = search.between(part.start, part.start).rstrip(" ")
    gone = [word for text in _texts(needle)[:head] for word in _folded_words(text)]
    if part.front:
        gone += _dropped(_folded_words(_texts(needle)[head]), part.front)
        if (head and part.start) or (set(gone) & _POLAR and not lead.endswith("..")):
            return False
    if part.start and (not head or part.start > _LONGEST_VALUE) and (head or lead[-1:] not in _BEFORE):
        return False
    before = _folded_words(search.between(max(0, part.start - _LONGEST_VALUE), part.start))
    for count in range(len(gone) - 1, 0, -1):
        if before[:count] == gone[-count:]:
            before = before[count:]
            break
    return not (set(before) & set(gone) - _LIGHT)


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


def distance(pattern: bytes, text: bytes) -> tuple[int, int]:
    """The fewest edits that turn the pattern into some part of the text, and where that part ends.

    Bit-parallel (Myers 1999, as simplified by Hyyrö 2003): one step per letter of the text.
    """
    size = len(pattern)
    if not size:
        return 0, 0
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
    wanted, there = _respaced(wanted, there)
    missing, foreign = _without(wanted, there), _without(there, wanted)
    _pair_off(foreign, missing, lambda one, other: _seen(one) == _seen(other))
    if any(word in _POLAR for word in (*missing, *foreign)):
        return False
    _pair_off(foreign, missing, _misprint)
    # A slip in a word that lost or won a space makes other words of nearly the same letters.
    lost = [w for w in missing if w not in _LIGHT and not _in_pieces(w, foreign)]
    added = [w for w in foreign if w not in _LIGHT and len(w) > 1 and not _joined(w, wanted)]
    few = len(lost) <= (1 if len(wanted) >= _MANY_WORDS else 0)
    return few and not added and wanted[-1] not in lost and wanted[0] not in lost


def _pair_off(foreign: list[bytes], missing: list[bytes], alike: Callable[[bytes, bytes], bool]) -> None:
    """Take off both lists what is one word in two spellings."""
    for word in list(foreign):
        near = next((w for w in missing if alike(word, w)), None)
        if near is not None:
            foreign.remove(word)
            missing.remove(near)


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
        own = _folded_words(text)
        dropped = part.front
        while own and dropped >= len(own[0]):
            dropped -= len(own[0])
            own = own[1:]
        if dropped and own[0][:dropped] in _TURNING:
            # `valid` is not the rest of `invalid`.
            return [own[0], *own]
        if dropped:
            own[0] = own[0][dropped:]
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


def _respaced(wanted: list[bytes], there: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Both with the same spaces, where one has a space too many or too few."""
    for _ in range(2):
        runs = {
            b"".join(run): run
            for n in (2, 3)
            for at in range(len(there))
            if len(run := there[at : at + n]) == n
        }
        wanted = [part for word in wanted for part in runs.get(word, [word])]
        wanted, there = there, wanted
    return wanted, there


def _misprint(word: bytes, meant: bytes) -> bool:
    """Whether one word is the other with a slip of finger or eye, and not its opposite."""
    short, long = sorted((word, meant), key=len)
    if any(long == head + short for head in _TURNING) or {word, meant} & _POLAR:
        return False
    if len(word) == len(meant) and sorted(word) == sorted(meant):
        return True
    errors, _ = distance(short, long)
    return max(errors, len(long) - len(short)) <= max(1, len(long) // 4)


def _seen(word: bytes) -> bytes:
    """A word as screenshots and fingers make it: letters that look like one, or come twice, are one."""
    return _DOUBLE.sub(rb"\1", word.replace(b"rn", b"m").replace(b"cl", b"d").replace(b"vv", b"w"))


def _in_pieces(word: bytes, pieces: Collection[bytes]) -> bool:
    """Whether the pieces together are the word, with a slip: a word that a screenshot broke."""
    joined = _seen(b"".join(pieces))
    return bool(joined) and distance(_seen(word), joined)[0] <= max(1, len(word) // 4)


def _joined(word: bytes, wanted: Collection[bytes]) -> bool:
    """Whether a word is several of the message's, run together, with a slip."""
    return len(word) > _LONG_WORD and distance(_seen(word), _seen(b"".join(wanted)))[0] <= len(word) // 6
