"""Which entry a raw message belongs to, and what stands in its slots.

Knows only texts. Says *ambiguous* or *unknown* rather than guess: a wrong certain answer is the costliest
mistake. Linear in the length of the text, whatever it holds.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from passback.core.slots import Slots
from passback.core.value import Value, value
from passback.dictionary import book, nearest, values
from passback.dictionary.entry import Entry
from passback.dictionary.normalize import LONGEST, Folded, folded, readable
from passback.dictionary.spelling import sis_named
from passback.dictionary.template import Found, Program, compiled, longest, parse

# Fewer literal characters than this are found by chance in longer texts.
_TELLING = 24
# What senders and JSON put right before a message, folded.
_ANNOUNCED = ("message:", "reason:", "details:", "response:", "error:", "code:")
# What a sender begins its own lines with; a message follows behind a dash.
_SENDERS = ("exchange_error_", "collection_generic")
# Of a message that was cut off, so many literal characters must be there, or half of them.
_CUT_LEAST, _CUT_ENOUGH = 14, 40
_NEAREST = 3
_WHOLE, _CORE, _CUT = (
    "the whole message",
    "the message without the sender's wrapper",
    "the beginning; the rest is cut off",
)
_SURE = {_WHOLE: Decimal("0.99"), _CORE: Decimal("0.95"), _CUT: Decimal("0.75")}
_TWIN = Decimal("0.7")
# Twins begin with at least so many of the same characters.
_ALIKE = 24


@value
class Match(Value):
    """The entry of a text.

    `variables`: what stands in its slots. `confidence`: 0 to 1, for comparing and not a probability. `why`:
    how much of the message was there. `also`: further errors in the same text, and entries that say the
    very same words (twins).
    """

    entry: Entry
    variables: Slots
    confidence: Decimal
    why: str
    also: tuple["Match", ...]


@value
class Ambiguous(Value):
    """Several entries fit equally well and mean different things; the SIS or the wrapper would tell."""

    candidates: tuple[Match, ...]


@value
class Unknown(Value):
    """No entry fits. `nearest`: those that share most words with it, for a person to look at."""

    nearest: tuple[Entry, ...]


class _Needle(NamedTuple):
    """One message of one entry, made ready for searching."""

    entry: str
    sis: str | None
    problems: tuple[str, ...]
    template: str
    core: str
    anchor: str

    @property
    def whole_program(self) -> Program:
        return compiled(self.template)

    @property
    def core_program(self) -> Program:
        return compiled(self.core)


class _Hit(NamedTuple):
    """A needle found. `how`: the whole, the core, or a beginning. `source`: the template that was found."""

    needle: _Needle
    found: Found
    how: str
    source: str


@cache
def _needles() -> tuple[_Needle, ...]:
    return tuple(
        _Needle(
            entry=raw["id"],
            sis=raw["sis"],
            problems=tuple(cause["problem"] for cause in raw["causes"]),
            template=message["template"],
            core=message["core"],
            anchor=compiled(message["core"]).anchor(),
        )
        for raw in book.raw_entries().values()
        for message in raw["messages"]
    )


def recognize(text: str, sis: str | None = None) -> Match | Ambiguous | Unknown:
    """Trace a raw message to its entry.

    The more of a message is there, the surer: the whole in its sender's wrapper, then what the SIS itself
    says, then its beginning where the text was cut off. An error that a wrapper carries wins over the
    wrapper. Words inside another message's slot (an assignment may be called anything) are no error.

    Twins, entries of one SIS that say the same words, are told apart by their wrapper. With the bare words
    only, one is chosen if all of them have a cause in common, with less confidence and the others in
    `also`, since any of their pages then helps; else they are ambiguous. Words that several SISs say are
    ambiguous until the SIS is named. Only the first 65,536 characters are read; `why` says so.

    Args:
        text: the message as it stands in a log, wrapped, escaped or cut.
        sis: slug or usual spelling; None: any.

    Raises:
        BadInput: `sis` is no SIS that passback knows.
    """
    wanted = sis_named(sis).value if sis is not None else None
    plain = readable(text)
    search = folded(plain)
    needles = [n for n in _needles() if wanted is None or n.sis is None or n.sis == wanted]
    hits = _without_wrapped(_whole_hits(search.text, needles)) or _cut_hits(search.text, needles)
    if not hits:
        return Unknown(_nearest(plain, wanted))
    hits.sort(key=lambda hit: (-hit.found.weight, hit.how != _WHOLE, hit.needle.entry))
    found = _settled(hits, needles, search, plain)
    return _noted(found) if len(text) > LONGEST and isinstance(found, Match) else found


def _noted(match: Match) -> Match:
    why = f"{match.why}; only the first {LONGEST:,} characters were read"
    return Match(match.entry, match.variables, match.confidence, why, match.also)


def _nearest(plain: str, wanted: str | None) -> tuple[Entry, ...]:
    ids = [entry_id for _, entry_id in nearest.ranked(plain, wanted)]
    said = [i for i in ids if book.raw_entries()[i]["messages"]]
    return tuple(e for i in said[:_NEAREST] if (e := book.entry(i)) is not None)


# ---- finding ---------------------------------------------------------------------------------------


def _whole_hits(text: str, needles: Iterable[_Needle]) -> list[_Hit]:
    hits = []
    for needle in needles:
        if needle.anchor not in text:
            continue
        hit = None
        if found := needle.whole_program.search(text):
            hit = _Hit(needle, found, _WHOLE, needle.template)
        elif found := needle.core_program.search(text):
            hit = _Hit(needle, found, _CORE, needle.core)
        if hit and (hit.found.weight >= _TELLING or _stands_out(hit.found, text)):
            hits.append(hit)
    return hits


def _stands_out(found: Found, text: str) -> bool:
    """Whether a few words are a message of their own: most of the text, or announced as a message."""
    if 2 * (found.end - found.start) >= len(text) or text.endswith(_ANNOUNCED, 0, found.start):
        return True
    return text.endswith("-", 0, found.start) and any(text.find(m, 0, found.start) >= 0 for m in _SENDERS)


def _cut_hits(text: str, needles: Iterable[_Needle]) -> list[_Hit]:
    """Messages that the text ends in the middle of.

    A message that has just as much of the text, though too little of itself to tell, is a hit too: what was
    cut off would decide between them.
    """
    text = text.rstrip(".")
    hits: list[_Hit] = []
    small: dict[_Needle, _Hit] = {}
    for needle in needles:
        core = needle.core_program
        wrapper = needle.whole_program.weight - core.weight
        # A wrapper alone says nothing: many messages share it. Behind it, fewer words of the core will do.
        for source, around in ((needle.template, wrapper), (needle.core, 0)):
            found = compiled(source).search_cut(text)
            if found and _cut_tells(found, around, core.weight, text):
                hits.append(_Hit(needle, found, _CUT, source))
                break
            if found and found.cut and found.weight - around >= _CUT_LEAST:
                small.setdefault(needle, _Hit(needle, found, _CUT, source))
    same = {(hit.found.start, hit.found.weight) for hit in hits}
    told = {hit.needle for hit in hits}
    more = (hit for hit in small.values() if hit.needle not in told)
    return hits + [hit for hit in more if (hit.found.start, hit.found.weight) in same]


def _cut_tells(found: Found, around: int, core: int, text: str) -> bool:
    """Whether a beginning is enough of a message to say which."""
    inner = found.weight - around
    if inner < _CUT_LEAST or any(end - start > longest(name) for name, start, end in found.spans):
        return False
    alone = around == 0 and found.weight < _TELLING and not _stands_out(found, text)
    return not alone and (2 * inner >= core or inner >= _CUT_ENOUGH)


def _without_wrapped(hits: list[_Hit]) -> list[_Hit]:
    """Without hits inside a slot of another: those are a name. A `result` slot carries an error, though:
    there it is the wrapper that goes.
    """  # noqa: D205 - one thought
    gone = set()
    for at, outer in enumerate(hits):
        for other, inner in enumerate(hits):
            slot = (
                next((s for s in outer.found.spans if _within(inner.found, s)), None) if at != other else None
            )
            if slot is None:
                continue
            if slot[0] == "result":
                gone.add(at)
            elif slot[2] < outer.found.end:
                gone.add(other)
    return [hit for at, hit in enumerate(hits) if at not in gone]


def _within(inner: Found, slot: tuple[str, int, int]) -> bool:
    return slot[1] <= inner.start and inner.end <= slot[2]


# ---- choosing --------------------------------------------------------------------------------------


def _settled(hits: list[_Hit], needles: Sequence[_Needle], search: Folded, plain: str) -> Match | Ambiguous:
    """One answer of the hits, which stand best first."""
    best = hits[0]
    alike = [
        hit
        for hit in hits[1:]
        if hit.needle.entry != best.needle.entry
        and hit.found.weight == best.found.weight
        and _overlap(hit.found, best.found)
    ]
    if best.how != _WHOLE:
        alike += _twins(best, needles, {hit.needle.entry for hit in (best, *alike)})
        best, alike = _by_wrapper(best, alike, search.text)
    if alike and not _one_page_helps(best, alike):
        made = [_match(hit, _TWIN, search, plain) for hit in (best, *alike)]
        return Ambiguous(tuple(made))
    others = []
    taken = [best.found]
    for hit in hits:
        if not any(_overlap(hit.found, found) for found in taken) and hit.needle.entry != best.needle.entry:
            taken.append(hit.found)
            others.append(_match(hit, _SURE[hit.how], search, plain))
    twins = [_match(hit, _TWIN, search, plain) for hit in alike]
    confidence = min(_TWIN, _SURE[best.how]) if alike else _SURE[best.how]
    return _match(best, confidence, search, plain, (*twins, *others))


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _twins(best: _Hit, needles: Iterable[_Needle], have: set[str]) -> list[_Hit]:
    """Other messages of the same SIS that begin with the same words, of which this text may be a part."""
    first = best.needle.core_program.first
    nothing = Found(best.found.start, best.found.end, (), 0, cut=True)
    found = {}
    for needle in needles:
        other = needle.core_program.first
        same = other.startswith(first) or first.startswith(other)
        kin = needle.sis == best.needle.sis and needle.entry not in have
        if kin and same and min(len(first), len(other)) >= _ALIKE:
            found[needle.entry] = _Hit(needle, nothing, _CUT, needle.core)
    return list(found.values())


def _by_wrapper(best: _Hit, alike: list[_Hit], text: str) -> tuple[_Hit, list[_Hit]]:
    """Of twins, the one whose wrapper stands around the words, even where the message's end is missing."""
    if not alike:
        return best, alike
    seen = {}
    for hit in (best, *alike):
        found = hit.needle.whole_program.search_cut(text)
        fits = found and found.start < best.found.start and _overlap(found, best.found)
        seen[hit.needle.entry] = found.weight if found and fits else 0
    chosen = max((best, *alike), key=lambda hit: seen[hit.needle.entry])
    if not seen[chosen.needle.entry] or chosen is best:
        return best, alike
    return chosen, [hit for hit in (best, *alike) if hit is not chosen]


def _one_page_helps(best: _Hit, alike: Iterable[_Hit]) -> bool:
    """True if all of them have a cause in common, and none is about another SIS."""
    systems = {hit.needle.sis for hit in (best, *alike)} - {None}
    shared = set(best.needle.problems).intersection(*(hit.needle.problems for hit in alike))
    return bool(shared) and (len(systems) <= 1 or best.needle.sis is None)


def _match(hit: _Hit, confidence: Decimal, search: Folded, plain: str, also: tuple[Match, ...] = ()) -> Match:
    entry = book.entry(hit.needle.entry)
    if entry is None:
        raise AssertionError("a needle is made from an entry")
    variables = values.cut(parse(hit.source), hit.found, search, plain) if hit.found.weight else {}
    return Match(entry, variables, confidence, hit.how, also)
