"""Finds messages in a text word for word: whole, without their wrapper, in other JSON, or cut off."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from passback.dictionary import values
from passback.dictionary.needles import BEGINNING, TELLING, Needle, begins, tells_little
from passback.dictionary.normalize import Folded, fold, readable
from passback.dictionary.program import Found, Program, compiled, longest
from passback.dictionary.template import parse
from passback.dictionary.wording import POLAR, folded_words, listed

# Of a message that was cut off, so many literal characters must be there, or half of them.
_CUT_ENOUGH = 36
# Where little else is there, so many.
_TELLS_CUT = 26
# An unfinished last value that is longer than this is other text.
_LONGEST_TAIL = 160
# So many words before and behind a few words can turn them around, or say whose they are.
_AROUND = 4
# Products that say such words about other things.
_ELSEWHERE = listed(
    "schoology classroom outlook zoom teams gmail moodle blackboard brightspace clever classlink"
)
# So many letters of the next words may be there by chance.
_CHANCE = 3
# What senders and JSON put right before a message.
_ANNOUNCED = tuple(
    f"{name}{mark}"
    for name in ("message", "reason", "details", "description", "response", "error", "errors", "code", "msg")
    for mark in ("", ":", "=")
)
# What a sender begins its own lines with; a message follows behind a dash.
_SENDERS = tuple(
    map(
        fold,
        ("EXCHANGE_ERROR_", "COLLECTION_GENERIC", "ASSIGNMENT_SCORES_EXPORT", "Grade exchange job failed"),
    )
)
# Where another sentence begins, or another part of a log line.
_STOP = re.compile(r"""[-:|,;.\n"(\[{>]""")
# How far words are looked for around others.
_FAR = 48
# A status line's number before its words, and what a message that ends with empty quotes has behind.
_STATUS = re.compile(r"\b\d{3} $")
_EMPTY_QUOTES = re.compile(r""": ?["']""")
# Right before a message, and right behind one: a word that denies it, and one that goes on with it.
_DENIES = re.compile(r"\b(?:no|not|never|without) \Z", re.IGNORECASE)
_GOES_ON = re.compile(r" [a-z]{2,}(?![\w=:/])")
_BEFORE, _BEHIND = frozenset(":-|,;\"'[]({>=\n"), frozenset(".,;|\"')]}<\n-!")
_OPENING = " \n\"'[({‘"

WHOLE, CORE, DIALECT, CUT = (
    "the whole message",
    "the message without the sender's wrapper",
    "the message in other JSON",
    "the beginning; the rest is cut off",
)


__all__ = [
    "CORE",
    "CUT",
    "DIALECT",
    "WHOLE",
    "Hit",
    "colon_behind",
    "cut_hits",
    "dialect_hits",
    "goes_on_like",
    "tells_little",
]


class Hit(NamedTuple):
    """A needle found. `how`: how much of it. `source`: the template that was found, without `skip` slots.

    `told`: the values of the others.
    """

    needle: Needle
    found: Found
    how: str
    source: str
    told: Mapping[str, str]
    skip: int = 0


def whole_hits(search: Folded, needles: Iterable[Needle], *, named: bool) -> list[Hit]:
    """Messages that are there with all their words. `named`: somebody said which SIS speaks."""
    text = search.text
    hits = []
    for needle in needles:
        if needle.anchor not in text:
            continue
        for how, source in ((WHOLE, needle.template), (CORE, needle.core)):
            program = compiled(source)
            found = program.search(text)
            if found is None:
                continue
            told = values.cut(source, found, search) if found.spans else {}
            one = _is_one(needle, found, source, told, search, named=named)
            if not one and not program.rest:
                # A status line may say it first, and the body again.
                found = _last(program, text)
                one = _is_one(needle, found, source, told, search, named=named)
            if one:
                hits.append(Hit(needle, found, how, source, told))
                break
    return hits


def _last(program: Program, text: bytes) -> Found:
    """Where a message without values stands last."""
    at = text.rfind(program.first)
    return Found(at, at + len(program.first), (), program.weight, cut=False)


def dialect_hits(search: Folded, blank: Folded, needles: Iterable[Needle], *, named: bool) -> list[Hit]:
    """Messages whose words are all there, in JSON whose fields have other names: `blank` is without them."""
    hits = []
    for needle in needles:
        found = needle.kernel_program.search(blank.text)
        if found is None:
            continue
        told = values.cut(needle.kernel, found, blank)
        if _is_one(needle, found, needle.kernel, told, blank, named=named):
            hits.append(moved(Hit(needle, found, DIALECT, needle.kernel, told), blank, search))
    return hits


def moved(hit: Hit, blank: Folded, search: Folded) -> Hit:
    """A hit in a text without its keys, as one in the text that still has them."""
    return hit if blank is search else hit._replace(found=_moved(hit.found, blank, search))


def _moved(found: Found, blank: Folded, search: Folded) -> Found:
    """The same place in the text that still has its keys."""
    index = {place: at for at, place in enumerate(search.places)}
    at = [index[place] for place in blank.places]
    ends = [*at, len(search.text)]

    def behind(place: int) -> int:
        return at[place - 1] + 1 if place else 0

    spans = tuple((name, behind(start), ends[end]) for name, start, end in found.spans)
    return Found(at[found.start], behind(found.end), spans, found.weight, found.cut)


def _is_one(
    needle: Needle, found: Found, source: str, told: Mapping[str, str], search: Folded, *, named: bool
) -> bool:
    """Whether the words, which are all there, are this message and no chance."""
    if needle.empty_end and not _ends_empty(found, search):
        return False
    if told and not values.plausible(source, told):
        return False
    if says_otherwise(source, found, search):
        return False
    if not tells_little(needle, compiled(source)):
        return True
    if source == needle.template and _turned(found, source, search):
        return False
    alike = needle.empty_end or _ends_alike(found, search, source)
    return alike and stands_out(found, search, source, named=named)


def says_otherwise(source: str, found: Found, search: Folded) -> bool:
    """Whether the sentence around a message's words denies it, or goes on to say something else."""
    before = search.between(max(0, found.start - _FAR), found.start)
    return denied(before) or (
        not found.spans and goes_on(source, search.between(found.end, found.end + _FAR))
    )


def denied(before: str) -> bool:
    """Whether the word before a message says that it is not so: `No multiple matches found` is good news."""
    return _DENIES.search(before) is not None


def goes_on(source: str, behind: str) -> bool:
    """Whether a sentence goes on where its message's ends with a full stop: then it says something else."""
    return source.endswith(".") and _GOES_ON.match(behind) is not None


def _turned(found: Found, source: str, search: Folded) -> bool:
    """Whether the words around a few words say that it is not so, or that another product says them."""
    before = search.between(max(0, found.start - _FAR), found.start)
    behind = "" if found.spans else search.between(found.end, found.end + _FAR)
    if not _ELSEWHERE.isdisjoint(folded_words(before)[-_AROUND:]):
        return True
    words = folded_words(_STOP.split(before)[-1])[-_AROUND:] + folded_words(_STOP.split(behind)[0])[:_AROUND]
    return not (POLAR - {*folded_words(source)}).isdisjoint(words)


def colon_behind(source: str) -> bool:
    """Whether a message's words end with a colon, before its value."""
    return source.endswith("}") and source.rpartition("{")[0].rstrip("\"' ").endswith(":")


def _ends_alike(found: Found, search: Folded, source: str) -> bool:
    """Whether few words end as their message does: with a colon before a value, or without one."""
    behind = search.between(found.end, len(search.text))[:1]
    colon = colon_behind(source)
    return (behind == ":") == colon


def _ends_empty(found: Found, search: Folded) -> bool:
    """Whether nothing, or quotes around nothing, stands behind the words."""
    behind = search.between(found.end, len(search.text))[:8].lstrip(": \\")
    if not behind or behind[0] in "\n}],":
        return True
    return behind[0] in "\"'" and behind[1:].lstrip()[:1] in {"", '"', "'", "\\", "\n", "}"}


def stands_out(found: Found, search: Folded, source: str, *, named: bool) -> bool:
    """Whether a few words are a message of their own.

    Most of the text; or announced as a message; or, where the SIS is named, set apart by punctuation and
    written as the SIS writes them.
    """
    if 2 * (found.end - found.start) >= len(search.text):
        return True
    text = search.text
    before = search.between(max(0, found.start - 24), found.start)
    lead = before.rstrip(_OPENING)
    if lead != before.rstrip() and lead.replace('"', "").rstrip(" ").casefold().endswith(_ANNOUNCED):
        return True
    if lead.replace('"', "").casefold().endswith(tuple(a for a in _ANNOUNCED if a[-1] in ":=")):
        return True
    if before.rstrip().endswith("-") and any(text.find(m, 0, found.start) >= 0 for m in _SENDERS):
        return True
    return named and _apart(before, search, found, source)


def _apart(before: str, search: Folded, found: Found, source: str) -> bool:
    """Whether punctuation parts the words from what is around, and they are written as the SIS does."""
    if before.strip() and before.rstrip(" ")[-1:] not in _BEFORE and not _STATUS.search(before):
        return False
    behind = search.between(found.end, min(found.end + 2, len(search.text))).lstrip(" ")
    if colon_behind(source) or _EMPTY_QUOTES.match(behind):
        behind = behind.lstrip(": \"'\\")
    if behind and behind[0] not in _BEHIND and not (colon_behind(source) or source.endswith('"')):
        return False
    first = search.plain[search.places[found.start] : search.places[found.start] + 1].decode(
        "ascii", "replace"
    )
    return first == next(c for c in source if c.isalnum())


def cut_hits(search: Folded, needles: Iterable[Needle]) -> list[Hit]:
    """Messages that the text ends in the middle of.

    A message that has just as much of the text, though too little of itself to tell, is a hit too: what was
    cut off would decide between them.
    """
    hits: list[Hit] = []
    small: dict[Needle, Hit] = {}
    for needle in needles:
        if not begins(needle, search.text):
            continue
        core = needle.core_program
        wrapper = needle.whole_program.weight - core.weight
        # A wrapper alone says nothing: many messages share it. Behind it, fewer words of the core will do.
        for source, around in ((needle.template, wrapper), (needle.core, 0)):
            found = compiled(source).search_cut(search.text)
            if found is None or not found.cut:
                continue
            told = values.cut(source, found, search)
            if values.plausible(source, told) and _cut_tells(found, around, core, search, source):
                hits.append(Hit(needle, found, CUT, source, told))
                break
            if found.weight - around >= BEGINNING:
                small.setdefault(needle, Hit(needle, found, CUT, source, told))
    same = {(hit.found.start, hit.found.weight) for hit in hits}
    have = {hit.needle for hit in hits}
    more = (hit for hit in small.values() if hit.needle not in have)
    return hits + [hit for hit in more if (hit.found.start, hit.found.weight) in same]


def _cut_tells(found: Found, around: int, core: Program, search: Folded, source: str) -> bool:
    """Whether a beginning is enough of a message to say which."""
    inner = found.weight - around
    if inner < BEGINNING or any(end - start > longest(name) for name, start, end in found.spans):
        return False
    if _rambles(found, search, source):
        return False
    if _ended_before(found, search, source):
        return False
    if inner >= _CUT_ENOUGH or (around >= TELLING and inner >= TELLING):
        return True
    marked = search.plain.endswith(b"..")
    if around == 0 and inner < TELLING and not marked and 3 * inner < 2 * core.weight:
        return False
    alone = around == 0 and not stands_out(found, search, source, named=False)
    return (2 * inner >= core.weight and (not alone or inner >= TELLING)) or (
        inner >= _TELLS_CUT and not alone
    )


def _ended_before(found: Found, search: Folded, source: str) -> bool:
    """Whether a sentence ends where the message's would go on: then it is another one."""
    behind = search.between(found.end, found.end).lstrip("\"' )]}")
    if behind[:1] not in {".", "?", "!"} or behind.startswith("..") or not found.cut:
        return False
    kept = found.end - found.spans[-1][2] if found.spans else found.weight
    literals = [text for text in parse(source) if isinstance(text, str) and fold(text)]
    literal = Folded(readable(literals[len(found.spans)]))
    skipped = len(literal.text) - len(compiled(source).literals[len(found.spans)])
    return kept > _CHANCE and literal.between(skipped + kept, skipped + kept)[:1] != behind[0]


def _rambles(found: Found, search: Folded, source: str) -> bool:
    """Whether an unfinished last value is no value: then the text went on in words of its own."""
    if not found.cut or not found.spans or found.end - found.spans[-1][2] > _CHANCE:
        return False
    name, start, _ = found.spans[-1]
    tail = search.between(start, found.end).strip()
    at = len(found.spans) - 1
    literal = compiled(source).rest[at][1]
    before, _, behind = search.between(start, len(search.text)).rpartition('"')
    closed = (
        before[-1:].isalnum() and not behind[:1].isalnum() and values.places(source)[at].tail[:1] == ('"',)
    )
    if closed and not literal.startswith(fold(behind)):
        return True  # the message does not go on behind the value
    if goes_on_like(tail, literal):
        return True
    place = values.places(source)[at]
    wordy = any(map(str.isalpha, tail)) and not any(map(str.isdigit, tail))
    if wordy and place.kind is values.Kind.DATE and not values.fits(place, tail):
        return True
    return len(tail) > _LONGEST_TAIL or not values.plausible(source, {name: tail})


def goes_on_like(tail: str, literal: bytes) -> bool:
    """Whether a text goes on nearly as a message would: then it is altered and not cut off."""
    words = [fold(word) for word in _WORD.findall(tail)]
    return sum(len(word) for word in words if len(word) >= _LONG_WORD and word in literal) >= _MUCH


# Words that are no chance, and how many letters of them are too many.
_WORD, _LONG_WORD, _MUCH = re.compile(r"\w+"), 4, 9
