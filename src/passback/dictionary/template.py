"""Templates of messages: text with slots, written out (`say`) or found in a text (`Program`).

A template is a token program of literals and slots, never a format string and never a regular expression:
the leftmost find of each literal after the last is what a lazy pattern would give, without backtracking
(facts/matching.md, "Recommended design"). A slot is `{name}` with a name of `core.finding.SLOTS`; every
other brace is a brace.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from passback.core.slots import SLOTS
from passback.dictionary import book
from passback.dictionary.normalize import folded

# How many places a program may start at before it gives up: keeps hostile repetition linear.
STARTS = 4
# A value longer than this was not written by a person or a system into one slot.
LONGEST = 600
_LONGEST_LIST = 8000
# What JSON puts around a message; optional when a text is searched, since logs cut or quote it.
_HEADS = ("status:unauthorized,", "status:unauthenticated,", "errors:", "message:")
_JSON_GOES_ON = ",errors:"
_TAILS = (_JSON_GOES_ON, ".", ",")


class Slot(NamedTuple):
    """A place for a value."""

    name: str


Token = str | Slot


def parse(template: str) -> tuple[Token, ...]:
    """The tokens of a template, in order, nothing lost: literals as they stand, and slots."""
    tokens: list[Token] = []
    literal = ""
    at = 0
    while (brace := template.find("{", at)) >= 0:
        close = template.find("}", brace)
        name = template[brace + 1 : close] if close > 0 else ""
        if name in SLOTS:
            literal += template[at:brace]
            if literal:
                tokens.append(literal)
            tokens.append(Slot(name))
            literal, at = "", close + 1
        else:
            literal += template[at : brace + 1]
            at = brace + 1
    literal += template[at:]
    return (*tokens, literal) if literal else tuple(tokens)


def render(template: str, slots: Mapping[str, str]) -> str:
    """The template with its slots filled; values stand as they are given.

    Raises:
        KeyError: a slot has no value; names the slot.
    """
    return "".join(slots[token.name] if isinstance(token, Slot) else token for token in parse(template))


def say(entry_id: str, slots: Mapping[str, str], message: int = 0, *, whole: bool = False) -> str:
    """What the voice of an entry says: its `core`, or with `whole` the text in the sender's wrapper.

    Args:
        entry_id: an id or an alias.
        slots: a value for each slot of that text; more are ignored.
        message: which message of the entry, from 0.
        whole: the `template` rather than the `core`.

    Raises:
        KeyError: there is no such entry, or a slot has no value; names it.
        IndexError: the entry has no such message.
    """
    entry = book.entry(entry_id)
    if entry is None:
        raise KeyError(entry_id)
    chosen = entry.messages[message]
    return render(chosen.template if whole else chosen.core, slots)


def find(text: str, literal: str, start: int) -> int:
    """Where a literal stands at or after `start`, else -1. All searching passes here."""
    return text.find(literal, start)


class Found(NamedTuple):
    """A program found in a folded text, which it covers from `start` to `end`.

    `spans`: slot name, and from where to where its value lies. `weight`: how many characters of the text
    are literals. `cut`: the text ends before the program does.
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

    first: str
    rest: tuple[tuple[str, str], ...]
    weight: int

    def anchor(self) -> str:
        """The longest literal; a text without it cannot hold the whole program."""
        return max((self.first, *(literal for _, literal in self.rest)), key=len)

    def search(self, text: str) -> Found | None:
        """The first whole occurrence in a folded text. Linear: at most `STARTS` beginnings are tried."""
        start = 0
        for _ in range(STARTS):
            at = find(text, self.first, start)
            if at < 0:
                return None
            if found := self._from(text, at):
                return found
            start = at + 1
        return None

    def _from(self, text: str, at: int) -> Found | None:
        position = at + len(self.first)
        spans = []
        for index, (name, literal) in enumerate(self.rest):
            end = find(text, literal, position) if literal else _goes_on(text, position)
            if end < 0:
                return None
            if index == 0 and literal and (nearer := text.rfind(self.first, at + 1, end)) > 0:
                # Two messages in one text: the later beginning is the one that goes on.
                at, position = nearer, nearer + len(self.first)
            if literal and end - position > longest(name):
                return None
            spans.append((name, position, end))
            position = end + len(literal)
        return Found(at, position, tuple(spans), self.weight, cut=False)

    def search_cut(self, text: str) -> Found | None:
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
        if best is None and (kept := _overlap(text, self.first)):
            return Found(len(text) - kept, len(text), (), kept, cut=True)
        return best

    def _cut_from(self, text: str, at: int) -> Found:
        position = at + len(self.first)
        weight = len(self.first)
        spans = []
        for name, literal in self.rest:
            end = find(text, literal, position) if literal else _goes_on(text, position)
            if end < 0:
                kept = _overlap(text[position:], literal)
                spans.append((name, position, len(text) - kept))
                return Found(at, len(text), tuple(spans), weight + kept, cut=True)
            spans.append((name, position, end))
            position = end + len(literal)
            weight += len(literal)
        return Found(at, position, tuple(spans), weight, cut=False)


def _goes_on(text: str, position: int) -> int:
    """Where a last value ends: at the end of the text, or where its JSON goes on."""
    end = find(text, _JSON_GOES_ON, position)
    return end if end >= 0 else len(text)


def longest(slot: str) -> int:
    """How long a value of this slot may be before it is no value but other text."""
    return _LONGEST_LIST if slot in {"available_categories", "result"} else LONGEST


def _overlap(text: str, literal: str) -> int:
    """How many first characters of `literal` are the last of `text`."""
    return next((n for n in range(min(len(literal), len(text)), 0, -1) if text.endswith(literal[:n])), 0)


@cache
def compiled(template: str) -> Program:
    """The searching form of a template.

    Raises:
        ValueError: it begins with a slot, or two slots have nothing between them; nobody could find those.
    """
    tokens = parse(template)
    if not tokens or isinstance(tokens[0], Slot):
        raise ValueError("a template begins with a literal")
    first = _without_head(folded(str(tokens[0])).text)
    rest = [[name, folded(literal).text] for name, literal in _pairs(tokens)]
    if rest:
        rest[-1][1] = _without_tail(rest[-1][1])
    else:
        first = _without_tail(first)
    if not first or any(not literal for _, literal in rest[:-1]):
        raise ValueError("two slots have no text between them")
    weight = len(first) + sum(len(literal) for _, literal in rest)
    return Program(first, tuple((name, literal) for name, literal in rest), weight)


def _pairs(tokens: tuple[Token, ...]) -> Iterator[tuple[str, str]]:
    """Each slot with the literal behind it, empty at the end or before another slot."""
    for at, token in enumerate(tokens):
        if isinstance(token, Slot):
            behind = tokens[at + 1] if at + 1 < len(tokens) else ""
            yield token.name, behind if isinstance(behind, str) else ""


def _without_head(literal: str) -> str:
    for head in _HEADS:
        if literal.startswith(head) and len(literal) > len(head):
            literal = literal.removeprefix(head)
    return literal


def _without_tail(literal: str) -> str:
    for tail in _TAILS:
        literal = literal.removesuffix(tail)
    return literal
