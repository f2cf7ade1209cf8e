"""Which entries a text or a question is most like, by the words they share.

A rare word says more than a common one, a title more than a step; words that people use for one another
count for each other. For people to choose from; never an answer.
"""

import itertools
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
_GENERAL, _OTHER = 0.6, 0.4
# What a gateway or the standard says is seldom what a person looks for.
_TECHNICAL = {"canvas": 0.8, "oneroster": 0.7, "web": 0.7}
# A word that means the same counts a little less than the word itself.
_MEANT_TOO = 0.7
_HEAD, _MESSAGE, _REST = 3.0, 2.0, 1.0
_COMMON = frozenset(
    "a an and are as at be can cannot do does for from has have how http https i in is it its me my no not "  # noqa: SIM905 - a sentence of words reads better
    "or our response set so that the their they this to up was we what when why will with you your".split()
)
_ENDINGS = ("ments", "ment", "ings", "ing", "ied", "ed", "ies", "es", "e", "s", "y")
_SHORTEST = 3
# Words of a question, and words of the entries that mean the same; each line goes both ways.
_ALIKE = """
duplicate double twice taken already exists several
timeout timed slow late
denied refused forbidden permission authorized allowed
down outage unavailable unreachable offline
expired outdated renew
login password token credentials key
closed locked
bonus above maximum extra
blank empty missing null
deleted removed gone
excused exempt excluded
group category
rate throttled limit
roster enrolled
name title
manual manually hand
""".strip()


def words(text: str) -> frozenset[str]:
    """The telling words of a text: lower case, without the endings that a sentence gives them."""
    return frozenset(_spoken(text))


def _spoken(text: str) -> list[str]:
    plain = "".join(c if c.isalnum() else " " for c in text.casefold().replace("'", ""))
    return [_stem(w) for w in plain.split()[:_WORDS] if w not in _COMMON and not w.isdigit()]


def _stem(word: str) -> str:
    """`deleted` and `delete`, `categories` and `category`, `enrollment` and `enrolled` alike."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word


@cache
def _index() -> Mapping[str, Mapping[str, float]]:
    """For each entry its words, each with how much its place counts: title and id, message, rest."""
    return {entry_id: _weighted(raw) for entry_id, raw in raw_entries().items()}


def _heads(raw: Raw) -> str:
    return f"{raw['title']} {raw['id'].partition('.')[2]} {raw['problem']}"


@cache
def _head_words(entry_id: str) -> frozenset[str]:
    return words(_heads(raw_entries()[entry_id]))


def _weighted(raw: Raw) -> Mapping[str, float]:
    found: dict[str, float] = {}
    steps = [step["do"] for cause in raw["causes"] for step in cause["steps"]]
    meanings = [text for cause in raw["causes"] for text in (cause["meaning"], cause["tell"]) if text]
    messages = [
        token for m in raw["messages"] for token in parse(m["template"]) if not isinstance(token, Slot)
    ]
    whose = [raw["id"].partition(".")[0]]
    for weight, texts in (
        (_REST, [*steps, *meanings, *raw["notes"]]),
        (_MESSAGE, [*messages, *whose]),
        (_HEAD, [_heads(raw)]),
    ):
        for word in words(" ".join(texts)):
            found[word] = weight
    return found


@cache
def _pairs() -> Mapping[str, frozenset[tuple[str, str]]]:
    """For each entry the words that stand side by side in its title, its id or its messages."""
    return {
        entry_id: frozenset(
            pair
            for text in (_heads(raw), *(m["template"] for m in raw["messages"]))
            for pair in _side_by_side(_spoken(text))
        )
        for entry_id, raw in raw_entries().items()
    }


def _side_by_side(spoken: Sequence[str]) -> list[tuple[str, str]]:
    return list(itertools.pairwise(spoken))


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
def _alike() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _ALIKE.splitlines():
        group = words(line)
        for word in group:
            found[word] = found.get(word, frozenset()) | group
    return found


@cache
def _meant(word: str) -> str:
    """A word of the index that this one is, or was meant to be."""
    if word in _rarity() or word in _alike() or len(word) < _TYPO:
        return word
    import difflib  # noqa: PLC0415 - only for a slip

    near = difflib.get_close_matches(word, _rarity(), _CLOSE, 0.75)
    # Fingers swap letters more often than they find others.
    return next((w for w in near if sorted(w) == sorted(word)), near[0] if near else word)


def ranked(text: str, sis: str | None = None) -> Sequence[tuple[float, str]]:
    """Entry ids with how alike they are, best first.

    Words with a slip count as the word that they were meant to be. An entry that has all of the words, has
    them side by side, or is about nothing else, goes before one that has a few. With a SIS, general entries
    count less than its own, and those of another SIS least.
    """
    spoken = [_meant(word) for word in _spoken(text)]
    asked, together = dict.fromkeys(spoken), set(_side_by_side(spoken))
    ways = {
        word: {word: 1.0} | dict.fromkeys(_alike().get(word, frozenset()) - {word}, _MEANT_TOO)
        for word in asked
    }
    worth = {word: max(_rarity().get(way, 0.0) for way in ways[word]) for word in asked}
    whole = sum(worth.values()) or 1.0
    scored = []
    for entry_id, index in _index().items():
        score = found = 0.0
        for word in asked:
            best = max((index[way] * much for way, much in ways[word].items() if way in index), default=0.0)
            score += best * worth[word]
            found += worth[word] if best else 0.0
        if not score:
            continue
        score *= found / whole
        score *= 1 + 0.5 * len(together & _pairs()[entry_id]) / (len(together) or 1)
        score *= 1 + 0.2 * sum(word in asked for word in _head_words(entry_id)) / len(_head_words(entry_id))
        said = raw_entries()[entry_id]["sis"]
        score *= _TECHNICAL.get(entry_id.partition(".")[0], 1.0)
        if sis is not None and said != sis:
            score *= _GENERAL if said is None else _OTHER
        scored.append((score, entry_id))
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].partition(".")[0] != "passback", pair[1]))
