"""Texts that are like no message, whatever numbers stand in them: most of a log, known again at a glance.

A coarse form of a text has one sign for every digit, and for `o`, `l` and `i`, which fold as digits do. If
nothing in the coarse form makes a message likely, nothing in any text of that form does: so one look at
`course 4823: 12 scores were sent` answers for every course and every count.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from passback.dictionary.near import enough, likely
from passback.dictionary.needles import Needle, Said, beginning, grams, needles

# Searching forms made coarse.
ONE_SIGN = bytes.maketrans(b"ol23456789", b"0000000000")
# Readable texts with one sign for all digits that no letter is folded to.
_DIGITS = b"23456789"
OTHER_NUMBERS = bytes.maketrans(_DIGITS, b"2" * len(_DIGITS))


class Signs(NamedTuple):
    """What to look for in coarse forms: `whole`, without which no message is there whole, and pieces of them.

    `literals`: all of them. `pieces`: for each, which messages have it, and how often.
    """

    literals: tuple[bytes, ...]
    whole: frozenset[int]
    pieces: tuple[tuple[tuple[int, int], ...], ...]


@cache
def signs() -> Signs:
    """Those of every message."""
    anchors = {needle.anchor.translate(ONE_SIGN) for needle in needles()}
    counts: dict[bytes, dict[int, int]] = {}
    for needle in needles():
        for gram in grams(needle):
            own = counts.setdefault(gram.translate(ONE_SIGN), {})
            own[needle.number] = own.get(needle.number, 0) + 1
    literals = tuple(sorted(anchors | counts.keys()))
    return Signs(
        literals,
        frozenset(number for number, literal in enumerate(literals) if literal in anchors),
        tuple(tuple(counts.get(literal, {}).items()) for literal in literals),
    )


def unlike(said: Said, coarse: bytes, found: Sequence[int]) -> bool:
    """Whether no text of this coarse form can be a message.

    Args:
        said: the messages that it may be.
        coarse: the form.
        found: which of the signs' literals are in it, by number.
    """
    if not found:
        return True
    known = signs()
    if not known.whole.isdisjoint(found):
        return False
    counts: dict[int, int] = {}
    for one in found:
        for number, count in known.pieces[one]:
            counts[number] = counts.get(number, 0) + count
    likely = (said.by_number[number] for number in counts if number in said.by_number)
    return not any(enough(n, counts[n.number]) or _begins(n, coarse) for n in likely)


def _begins(needle: Needle, coarse: bytes) -> bool:
    return all(piece in coarse for piece in _coarse_beginnings()[needle.number])


@cache
def _coarse_beginnings() -> tuple[tuple[bytes, ...], ...]:
    return tuple(tuple(piece.translate(ONE_SIGN) for piece in beginning(needle)) for needle in needles())


def numberless(said: Said, fold: bytes, counts: Mapping[int, int]) -> bool:
    """Whether no message that a text may be, with any numbers, has a digit that no letter is folded to.

    To such messages a 7 is as wrong as an 8: what was looked at closely, and is none of them, is none of them
    with other numbers either.
    """
    masked = fold.translate(OTHER_NUMBERS)
    if any(piece in masked for piece in _numbered_pieces()):
        return False
    begun = (
        n for n in said.of(counts) if all(piece.translate(OTHER_NUMBERS) in masked for piece in beginning(n))
    )
    return not any(needle.number in _numbered() for needle in (*likely(said, counts), *begun))


@cache
def _numbered_pieces() -> tuple[bytes, ...]:
    """Pieces of messages with such a digit in them, which with other numbers are there or not."""
    pieces = {gram for needle in needles() for gram in grams(needle)}
    return tuple({p.translate(OTHER_NUMBERS) for p in pieces if any(digit in p for digit in _DIGITS)})


@cache
def _numbered() -> frozenset[int]:
    return frozenset(
        needle.number
        for needle in needles()
        for program in (needle.whole_program, needle.core_program, needle.kernel_program)
        if any(digit in literal for literal in program.literals for digit in _DIGITS)
    )
