"""Texts that are like no message, whatever numbers stand in them: most of a log, known again at a glance.

A coarse form of a text has one sign for every digit, and for `o`, `l` and `i`, which fold as digits do. If
nothing in the coarse form makes a message likely, nothing in any text of that form does: so one look at
`course 4823: 12 scores were sent` answers for every course and every count.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from passback.dictionary.near import enough
from passback.dictionary.needles import Needle, Said, beginning, grams, needles
from passback.dictionary.normalize import FOLD

# Searching forms made coarse; of readable bytes, both at once.
_ONE_SIGN = bytes.maketrans(b"ol23456789", b"0000000000")
COARSE = FOLD.translate(_ONE_SIGN)


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
    anchors = {needle.anchor.translate(_ONE_SIGN) for needle in needles()}
    counts: dict[bytes, dict[int, int]] = {}
    for needle in needles():
        for gram in grams(needle):
            own = counts.setdefault(gram.translate(_ONE_SIGN), {})
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
    return tuple(tuple(piece.translate(_ONE_SIGN) for piece in beginning(needle)) for needle in needles())
