"""Templates of messages: text with slots, taken apart (`parse`) and written out (`render`, `say`).

Never a format string and never a regular expression. A slot is `{name}` with a name of `core.slots.SLOTS`;
every other brace is a brace. `program` finds templates in texts.
"""

from collections.abc import Mapping
from typing import NamedTuple

from passback.core.slots import SLOTS
from passback.dictionary import book


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
