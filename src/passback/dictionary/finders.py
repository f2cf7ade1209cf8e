"""Looks for all messages at once in many texts: which few are worth a look, text by text.

By hyperscan where it is installed (`pip install passback[fast]`; linear in the text,
https://intel.github.io/hyperscan/dev-reference/), else by the standard library; both find the same.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import accumulate
from typing import Any, NamedTuple, Protocol

from passback.dictionary.match import Ambiguous, Match, Unknown
from passback.dictionary.needles import GRAM, needles, spread
from passback.dictionary.plans import Plan
from passback.dictionary.unlike import signs

# For each folded text, the numbers of the literals that are in it.
Finder = Callable[[Sequence[bytes]], Sequence[Sequence[int]]]


# What to try, by the numbers of the anchors that were found.
Plans = Mapping[Sequence[int], Plan]


class AtOnce(Protocol):
    """Answers plain lines, and None for the others."""

    def answers(
        self, texts: Sequence[str], *, readable: bool = False
    ) -> tuple[list[Match | Ambiguous | Unknown | None], list[int]]:
        """The answer for each text, and the places of those that have none.

        `readable`: they are as `normalize.readable` gives them.
        """


class Finders(NamedTuple):
    """`anchors`: which messages' anchors are in each text. `pieces`: which of `grams` are.

    `signs`: which of `unlike.signs` are in each coarse form. `at_once`: makes what answers plain lines of an
    SIS at once, given its plans, the coarse forms that are like no message, and the texts that are none with
    any numbers; None: it is not compiled here.
    """

    anchors: Finder
    pieces: Finder
    signs: Finder
    by_anchor: tuple[tuple[int, ...], ...]
    grams: tuple[bytes, ...]
    at_once: Callable[[Plans, set[bytes], set[bytes], str | None], AtOnce] | None


@cache
def finders(*, standard: bool = False) -> Finders:
    """The fastest finders here; `standard`: those of the standard library."""
    found: dict[bytes, tuple[int, ...]] = {}
    for needle in needles():
        found[needle.anchor] = (*found.get(needle.anchor, ()), needle.number)
    grams = tuple(sorted(spread()))
    make = _plain if standard else _compiled
    return Finders(
        anchors=make(tuple(found)),
        pieces=make(grams),
        signs=make(signs().literals),
        by_anchor=tuple(found.values()),
        grams=grams,
        at_once=None if standard else _at_once(tuple(found)),
    )


def _at_once(
    anchors: tuple[bytes, ...],
) -> Callable[[Plans, set[bytes], set[bytes], str | None], AtOnce] | None:
    try:
        at_once: Any = import_module("passback.dictionary.at_once")
    except ImportError:
        return None
    return lambda plans, *known: at_once.AtOnce(plans, anchors, *known)


def _plain(literals: Sequence[bytes]) -> Finder:
    numbered = {literal: number for number, literal in enumerate(literals)}
    short = [(literal, number) for literal, number in numbered.items() if len(literal) != GRAM]

    def present(texts: Sequence[bytes]) -> Sequence[Sequence[int]]:
        out = []
        for text in texts:
            cuts = {text[at : at + GRAM] for at in range(len(text) - GRAM + 1)}
            found = [numbered[cut] for cut in cuts & numbered.keys()]
            out.append(tuple(sorted([*found, *(n for literal, n in short if literal in text)])))
        return out

    return present


def _compiled(literals: Sequence[bytes]) -> Finder:
    try:
        import hyperscan  # noqa: PLC0415 - optional
    except ImportError:
        return _plain(literals)
    database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=list(literals),
        ids=list(range(len(literals))),
        elements=len(literals),
        flags=0,
        literal=True,
    )
    numbers: list[int] = []
    ends: list[int] = []
    number_found, end_found = numbers.append, ends.append

    def seen(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
        number_found(number)
        end_found(end)

    def present(texts: Sequence[bytes]) -> Sequence[Sequence[int]]:
        numbers.clear()
        ends.clear()
        database.scan(b"\n".join(texts), seen)
        out: list[Sequence[int]] = [()] * len(texts)
        # The place behind each text; hits come in the order of their ends.
        borders = [*accumulate(map(len, texts), lambda at, size: at + size + 1)]
        first = 0
        while first < len(ends):
            text = bisect_left(borders, ends[first])
            last = bisect_right(ends, borders[text], first)
            out[text] = (numbers[first],) if last - first == 1 else tuple(sorted({*numbers[first:last]}))
            first = last
        return out

    return present
