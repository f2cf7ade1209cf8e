"""Which entries a text or a question is most like, by the words they share.

A rare word says more than a common one. For people to choose from; never an answer.
"""

import math
from collections.abc import Mapping, Sequence
from functools import cache

from passback.dictionary.book import raw_entries
from passback.dictionary.entry import Raw
from passback.dictionary.template import Slot, parse

# A text longer than this says no more; keeps a megabyte from costing a second.
_WORDS = 400
# A shorter word is itself, or nothing.
_TYPO = 4
_CLOSE = 6
_GENERAL, _OTHER = 0.8, 0.5
_COMMON = frozenset(
    "a an and are for from has http https in is it not of on or response the this to with".split()  # noqa: SIM905 - a sentence of words reads better
)


def words(text: str) -> frozenset[str]:
    """The telling words of a text: lower case, plural and singular alike."""
    plain = "".join(c if c.isalnum() else " " for c in text.casefold())
    return frozenset(
        word.removesuffix("s") if len(word) > 3 else word  # noqa: PLR2004 - `class`, `ids`, not `is`
        for word in plain.split()[:_WORDS]
        if word not in _COMMON and not word.isdigit()
    )


@cache
def _index() -> Mapping[str, Mapping[str, int]]:
    """For each entry its words, each with how much its place counts: title and id 3, message 2, rest 1."""
    return {entry_id: _weighted(raw) for entry_id, raw in raw_entries().items()}


def _weighted(raw: Raw) -> Mapping[str, int]:
    found: dict[str, int] = {}
    steps = [step["do"] for cause in raw["causes"] for step in cause["steps"]]
    meanings = [text for cause in raw["causes"] for text in (cause["meaning"], cause["tell"]) if text]
    messages = [
        token for m in raw["messages"] for token in parse(m["template"]) if not isinstance(token, Slot)
    ]
    heads = [raw["title"], raw["id"], raw["problem"]]
    for weight, texts in ((1, [*steps, *meanings, *raw["notes"]]), (2, messages), (3, heads)):
        for word in words(" ".join(texts)):
            found[word] = weight
    return found


@cache
def _rarity() -> Mapping[str, float]:
    """How much a word tells: the fewer entries have it, the more."""
    counts: dict[str, int] = {}
    for index in _index().values():
        for word in index:
            counts[word] = counts.get(word, 0) + 1
    total = len(_index())
    return {word: math.log(1 + total / count) for word, count in counts.items()}


@cache
def _meant(word: str) -> str:
    """A word of the index that this one is, or was meant to be."""
    if word in _rarity() or len(word) < _TYPO:
        return word
    import difflib  # noqa: PLC0415 - only for a slip

    near = difflib.get_close_matches(word, _rarity(), _CLOSE, 0.75)
    # Fingers swap letters more often than they find others.
    return next((w for w in near if sorted(w) == sorted(word)), near[0] if near else word)


def ranked(text: str, sis: str | None = None) -> Sequence[tuple[float, str]]:
    """Entry ids with how alike they are, best first.

    Words with a slip count as the word that they were meant to be. With a SIS, general entries count a little
    less than its own, and those of another SIS half.
    """
    asked = {_meant(word) for word in words(text)}
    rarity = _rarity()
    scored = []
    for entry_id, index in _index().items():
        score = sum(index[word] * rarity[word] for word in asked if word in index)
        said = raw_entries()[entry_id]["sis"]
        if sis is not None and said != sis:
            score *= _GENERAL if said is None else _OTHER
        if score:
            scored.append((score, entry_id))
    return sorted(scored, key=lambda pair: (-pair[0], pair[1]))
