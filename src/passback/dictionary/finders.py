"""Looks for all messages at once in many texts: which few are worth a look, text by text.

By hyperscan where it is installed (`pip install passback[fast]`; linear in the text,
https://intel.github.io/hyperscan/dev-reference/), else by the standard library; both find the same.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from passback.dictionary.needles import GRAM, needles, spread
from passback.dictionary.unlike import signs

# For each folded text, the numbers of the literals that are in it.
Finder = Callable[[Sequence[bytes]], Sequence[Sequence[int]]]


class Finders(NamedTuple):
    """`anchors`: which messages' anchors are in each text. `pieces`: which of `grams` are.

    `signs`: which of `unlike.signs` are in each coarse form.
    """

    anchors: Finder
    pieces: Finder
    signs: Finder
    by_anchor: tuple[tuple[int, ...], ...]
    grams: tuple[bytes, ...]


@cache
def finders(*, standard: bool = False) -> Finders:
    """The fastest finders here; `standard`: those of the standard library."""
    found: dict[bytes, tuple[int, ...]] = {}
    for needle in needles():
        found[needle.anchor] = (*found.get(needle.anchor, ()), needle.number)
    grams = tuple(sorted(spread()))
    make = _plain if standard else _compiled
    return Finders(make(tuple(found)), make(grams), make(signs().literals), tuple(found.values()), grams)


def _plain(literals: Sequence[bytes]) -> Finder:
    numbered = {literal: number for number, literal in enumerate(literals)}
    short = [(literal, number) for literal, number in numbered.items() if len(literal) != GRAM]

    def present(texts: Sequence[bytes]) -> Sequence[Sequence[int]]:
        out = []
        for text in texts:
            cuts = {text[at : at + GRAM] for at in range(len(text) - GRAM + 1)}
            found = [numbered[cut] for cut in cuts & numbered.keys()]
            out.append(sorted([*found, *(number for literal, number in short if literal in text)]))
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
    hits: list[tuple[int, int]] = []
    add = hits.append

    def seen(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
        add((end, number))

    def present(texts: Sequence[bytes]) -> Sequence[Sequence[int]]:
        hits.clear()
        database.scan(b"\n".join(texts), seen)
        out: list[Sequence[int]] = []
        at, last, ends = 0, len(hits), 0
        for text in texts:
            ends += len(text) + 1
            if at < last and hits[at][0] < ends:
                first = at
                while at < last and hits[at][0] < ends:
                    at += 1
                out.append(
                    sorted({number for _, number in hits[first:at]}) if at - first > 1 else (hits[first][1],)
                )
            else:
                out.append(())
        return out

    return present
