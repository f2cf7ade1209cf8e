"""Lines that differ from an earlier one in an exchange id only: the same answer, with the other id.

Every line of an exchange has an id of its own, so a log that says one thing a thousand times never says it
twice. An id is hexadecimal: it is no part of a message's words, and where it might be one (`bed` before
`ford`), nothing is kept.
"""

import re
from collections.abc import Mapping
from functools import cache

from passback.dictionary.match import Ambiguous, Match
from passback.dictionary.needles import needles
from passback.dictionary.normalize import fold

_ID = re.compile(
    r"(?<![0-9A-Za-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9A-Za-z])"
)
_DASHES = 4
# Words of so many letters and fewer are in every text. What the letters and digits of an id are folded to.
_SHORT = 5
_LETTERS = frozenset(fold("0123456789abcdef"))


class Again:
    """Answers by what stands around an id. Holds so many."""

    def __init__(self, most: int) -> None:
        self._known: dict[str, tuple[str, Match | Ambiguous]] = {}
        self._most = most

    def answer(self, text: str) -> Match | Ambiguous | None:
        """The answer of an earlier text that is this one but for its id."""
        if text.count("-") < _DASHES or not (found := _ID.search(text)):
            return None
        new = found[0]
        known = self._known.get(f"{text[: found.start()]}\n{text[found.end() :]}")
        if known is None or text.count(new) > 1:
            return None
        old, answer = known
        if isinstance(answer, Match):
            return _renamed(answer, old, new)
        return Ambiguous(tuple(_renamed(match, old, new) for match in answer.candidates))

    def keep(self, text: str, answer: Match | Ambiguous) -> None:
        """Remember the answer of a text that holds one message word for word, and nothing else."""
        if text.count("-") < _DASHES or not (found := _ID.search(text)):
            return
        before, after = text[: found.start()], text[found.end() :]
        found_of = (answer,) if isinstance(answer, Match) else answer.candidates
        entries = tuple(match.entry.id for match in found_of)
        if text.count(found[0]) > 1 or _may_join(fold(before), fold(after), entries):
            return
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[f"{before}\n{after}"] = found[0], answer


def _renamed(match: Match, old: str, new: str) -> Match:
    if not any(old in value for value in match.variables.values()):
        return match
    told: Mapping[str, str] = {name: value.replace(old, new) for name, value in match.variables.items()}
    return Match(match.entry, told, match.confidence, match.why, match.also)


def _may_join(before: bytes, after: bytes, entries: tuple[str, ...]) -> bool:
    """Whether some id between these texts could make words of a message with them."""
    begins, ends = _halves(entries)
    return before.endswith(begins) or after.startswith(ends)


@cache
def _halves(entries: tuple[str, ...]) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Beginnings of words whose rest could stand in an id; and ends of words whose beginning could.

    Of all messages' long words; of the short ones, of which every text is full, those of the entries found.
    """
    begins, ends = set(), set()
    for needle in needles():
        own = needle.entry in entries
        for literal in (*needle.whole_program.literals, *needle.core_program.literals):
            for at in range(1, len(literal) if own or len(literal) > _SHORT else 0):
                if _LETTERS.issuperset(literal[at:]):
                    begins.add(literal[:at])
                if _LETTERS.issuperset(literal[:at]):
                    ends.add(literal[at:])
    return tuple(begins), tuple(ends)
