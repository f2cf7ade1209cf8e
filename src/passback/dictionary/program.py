"""Finds templates in texts: token programs of literals and slots over the folded form.

The leftmost find of each literal after the last is what a lazy pattern would give, without backtracking
(facts/matching.md, "Recommended design"): linear in the text, whatever it holds.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from passback.dictionary.normalize import fold
from passback.dictionary.template import Slot, Token, parse

# How many places a program may start at before it gives up: keeps hostile repetition linear.
STARTS = 4
# A value longer than this was not written by a person or a system into one slot.
LONGEST = 600
_LONGEST_LIST = 8000
_LISTS = frozenset({"available_categories", "result"})
_DATES = frozenset({"due_date", "assign_date", "start_date", "end_date"})
# Fewer letters than this are in other words by chance.
_OWN_WORDS = 5
# What JSON puts around a message; optional when a text is searched, since logs cut or quote it.
_HEADS = tuple(map(fold, ("status:unauthorized", "status:unauthenticated", "errors", "message")))
_TAIL = fold(",errors:")


def find(text: bytes, literal: bytes, start: int) -> int:
    """Where a literal stands at or after `start`, else -1. All searching passes here."""
    return text.find(literal, start)


class Found(NamedTuple):
    """A program found in a folded text: its words cover it from `start` to `end`.

    `spans`: slot name, and from where to where its value lies; that of a last slot begins at `end`.
    `weight`: how many characters of the text are literals. `cut`: the text ends before the program does.
    """

    start: int
    end: int
    spans: tuple[tuple[str, int, int], ...]
    weight: int
    cut: bool


class Program(NamedTuple):
    """A template made ready for searching: `first`, then (slot, literal) pairs; a last literal may be empty.

    `weight`: how many literal characters there are.
    """

    first: bytes
    rest: tuple[tuple[str, bytes], ...]
    weight: int

    @property
    def literals(self) -> tuple[bytes, ...]:
        """Its words, in order."""
        return (self.first, *(literal for _, literal in self.rest if literal))

    def anchor(self) -> bytes:
        """The longest of its literals: no text without it can hold the program."""
        return max(self.literals, key=len)

    def search(self, text: bytes) -> Found | None:
        """The first place of a folded text that holds the whole program, if one does."""
        start = 0
        for _ in range(STARTS):
            at = find(text, self.first, start)
            if at < 0:
                return None
            if found := self._from(text, at):
                return found
            start = at + 1
        return None

    def _from(self, text: bytes, at: int) -> Found | None:
        position = at + len(self.first)
        spans = []
        for index, (name, literal) in enumerate(self.rest):
            if not literal:
                spans.append((name, position, len(text)))
                break
            end = find(text, literal, position)
            if end < 0:
                return None
            if index == 0 and (nearer := text.rfind(self.first, at + 1, end)) > 0:
                # Two messages in one text: the later beginning is the one that goes on.
                at, position = nearer, nearer + len(self.first)
            if end - position > longest(name):
                return None
            if index and name in _DATES:
                before = self.rest[index - 1][1]
                # No date holds the words that stand before dates: those that do are in the name before.
                nearer = text.rfind(before, position, end) if len(before) >= _OWN_WORDS else -1
                if nearer > 0:
                    spans[-1] = (spans[-1][0], spans[-1][1], nearer)
                    position = nearer + len(before)
            spans.append((name, position, end))
            position = end + len(literal)
        return Found(at, position, tuple(spans), self.weight, cut=False)

    def search_cut(self, text: bytes) -> Found | None:
        """The beginning of the program at the very end of a text: a message that was cut off.

        Its first words may come again further on, so of the last `STARTS` beginnings the one counts that
        covers most.
        """
        before = len(text)
        best = None
        for _ in range(STARTS):
            at = text.rfind(self.first, 0, before)
            if at < 0:
                break
            found = self._cut_from(text, at)
            if best is None or found.weight > best.weight:
                best = found
            before = at + len(self.first) - 1
        if best is None and (kept := overlap(text, self.first)):
            return Found(len(text) - kept, len(text), (), kept, cut=True)
        return best

    def _cut_from(self, text: bytes, at: int) -> Found:
        position = at + len(self.first)
        weight = len(self.first)
        spans = []
        for name, literal in self.rest:
            end = find(text, literal, position) if literal else -1
            if end < 0:
                kept = overlap(text[position:], literal)
                spans.append((name, position, len(text) - kept))
                return Found(at, len(text), tuple(spans), weight + kept, cut=bool(literal))
            spans.append((name, position, end))
            position = end + len(literal)
            weight += len(literal)
        return Found(at, position, tuple(spans), weight, cut=False)


def longest(slot: str) -> int:
    """How long a value of this slot may be before it is no value but other text."""
    return _LONGEST_LIST if slot in _LISTS else LONGEST


def overlap(text: bytes, literal: bytes) -> int:
    """How many first characters of `literal` are the last of `text`."""
    at = text.find(literal[:1], max(0, len(text) - len(literal))) if literal else -1
    while at >= 0:
        if literal.startswith(text[at:]):
            return len(text) - at
        at = text.find(literal[:1], at + 1)
    return 0


@cache
def compiled(template: str) -> Program:
    """The searching form of a template.

    Raises:
        ValueError: it begins with a slot, or two slots have nothing between them; nobody could find those.
    """
    tokens = parse(template)
    if not tokens or isinstance(tokens[0], Slot):
        raise ValueError("a template begins with a literal")
    first = _without_head(fold(str(tokens[0])))
    rest = tuple((name, fold(literal)) for name, literal in _pairs(tokens))
    if rest:
        name, literal = rest[-1]
        rest = (*rest[:-1], (name, literal.removesuffix(_TAIL)))
    else:
        first = first.removesuffix(_TAIL)
    if not first or any(not literal for _, literal in rest[:-1]):
        raise ValueError("two slots have no text between them")
    weight = len(first) + sum(len(literal) for _, literal in rest)
    return Program(first, rest, weight)


def _pairs(tokens: tuple[Token, ...]) -> Iterator[tuple[str, str]]:
    """Each slot with the literal behind it, empty at the end or before another slot."""
    for at, token in enumerate(tokens):
        if isinstance(token, Slot):
            behind = tokens[at + 1] if at + 1 < len(tokens) else ""
            yield token.name, behind if isinstance(behind, str) else ""


def _without_head(literal: bytes) -> bytes:
    for head in _HEADS:
        if literal.startswith(head) and len(literal) > len(head):
            literal = literal.removeprefix(head)
    return literal
