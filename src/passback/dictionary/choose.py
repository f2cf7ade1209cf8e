"""Of the messages that were found in a text, the one that it is about, or why that is open."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from passback.dictionary import book, values
from passback.dictionary.hits import CORE, CUT, DIALECT, WHOLE, Hit
from passback.dictionary.match import Ambiguous, Match
from passback.dictionary.near import BEHEADED, NEAR
from passback.dictionary.needles import Needle, Said, tells_little
from passback.dictionary.normalize import Folded
from passback.dictionary.parts import PART
from passback.dictionary.program import Found, compiled

SURE = {
    WHOLE: Decimal("0.99"),
    CORE: Decimal("0.95"),
    DIALECT: Decimal("0.92"),
    CUT: Decimal("0.75"),
    NEAR: Decimal("0.8"),
    BEHEADED: Decimal("0.7"),
    PART: Decimal("0.75"),
}
TWIN = Decimal("0.7")


def chosen(hits: list[Hit], said: Said, search: Folded) -> Match | Ambiguous:
    """One answer of the hits; the others in `also`, or beside it where nothing tells which it is."""
    if len(hits) == 1 and (_alone(hits[0], said) or not said.kin(hits[0].needle)):
        return _match(
            hits[0], sure(hits[0].needle, hits[0].how, hits[0].source, named=said.named), search, ()
        )
    hits = sorted(
        _without_wrapped(hits), key=lambda hit: (-hit.found.weight, hit.how != WHOLE, hit.needle.entry)
    )
    best = _first_of_equals(hits, said)
    alike = [
        hit
        for hit in hits
        if hit.needle.entry != best.needle.entry
        and hit.found.weight == best.found.weight
        and _overlap(hit.found, best.found)
    ]
    if not _alone(best, said):
        alike += _twins(best, said, {hit.needle.entry for hit in (best, *alike)})
        best, alike = _by_wrapper(best, alike, search.text)
    starts = [hit.found.start for hit in hits]
    if alike and (_torn_between(best, alike, said) or not one_page_helps(best, alike)):
        return Ambiguous(tuple(_match(hit, TWIN, search, starts) for hit in (best, *alike)))
    others = []
    taken = [best.found]
    for hit in hits:
        if not any(_overlap(hit.found, found) for found in taken) and hit.needle.entry != best.needle.entry:
            taken.append(hit.found)
            confidence = sure(hit.needle, hit.how, hit.source, named=said.named)
            others.append(_match(hit, confidence, search, starts))
    same = [_match(hit, TWIN, search, starts) for hit in alike]
    confidence = sure(best.needle, best.how, best.source, named=said.named)
    confidence = min(TWIN, confidence) if alike else confidence
    return _match(best, confidence, search, starts, (*same, *others))


def _first_of_equals(hits: Sequence[Hit], said: Said) -> Hit:
    """The hit with most words; of several errors beside each other that are as sure, the first.

    What was said first is what happened first. A wrapper has words in common with what it is around.
    """
    best = hits[0]
    least = sure(best.needle, best.how, best.source, named=said.named)
    telling = [
        hit
        for hit in hits[1:]
        if hit.how in {WHOLE, CORE}
        and not tells_little(hit.needle, compiled(hit.source))
        and sure(hit.needle, hit.how, hit.source, named=said.named) >= least
    ]
    for hit in telling:
        if hit.found.start < best.found.start and not _overlap(hit.found, best.found):
            best = hit
    return best


def sure(needle: Needle, how: str, source: str, *, named: bool) -> Decimal:
    """How sure a hit is. Few words, or words of every product, are surer where the SIS is named."""
    little = not named and tells_little(needle, compiled(source))
    return min(TWIN, SURE[how]) if little else SURE[how]


def _alone(hit: Hit, said: Said) -> bool:
    """Whether a hit can be no other entry's: it is there with a wrapper of its own."""
    return hit.how == WHOLE and not said.vague(hit.needle)


def _without_wrapped(hits: Sequence[Hit]) -> list[Hit]:
    """Without hits inside a slot of another, which are a name, and without wrappers of other hits.

    A `result` slot carries an error: there it is the wrapper that goes. A name goes on until words of its own
    message follow; what stands in a last slot may be anything.
    """
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
            elif slot[2] <= outer.found.end:
                gone.add(other)
    return [hit for at, hit in enumerate(hits) if at not in gone]


def _within(inner: Found, slot: tuple[str, int, int]) -> bool:
    return slot[1] <= inner.start and inner.end <= slot[2]


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _twins(best: Hit, said: Said, have: set[str]) -> list[Hit]:
    """Messages of which this text may be a part as well."""
    nothing = Found(best.found.start, best.found.end, (), 0, cut=True)
    kin = {n.entry: n for n in said.kin(best.needle) if n.entry not in have}
    return [Hit(needle, nothing, CUT, needle.core, {}) for needle in kin.values()]


def _by_wrapper(best: Hit, alike: list[Hit], text: bytes) -> tuple[Hit, list[Hit]]:
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


def one_page_helps(best: Hit, alike: Iterable[Hit]) -> bool:
    """True if all of them have a cause in common, and none is about another SIS."""
    systems = {hit.needle.sis for hit in (best, *alike)} - {None}
    shared = set(best.needle.problems).intersection(*(hit.needle.problems for hit in alike))
    return bool(shared) and (len(systems) <= 1 or best.needle.sis is None)


def _torn_between(best: Hit, alike: Iterable[Hit], said: Said) -> bool:
    """Whether a text was cut off where several messages that go on differently have begun alike."""
    twins = {needle.entry for needle in said.kin(best.needle)}
    return best.how == CUT and any(hit.needle.entry not in twins for hit in alike)


def _match(
    hit: Hit, confidence: Decimal, search: Folded, starts: Iterable[int], also: tuple[Match, ...] = ()
) -> Match:
    told = hit.told
    if told and (behind := [start for start in starts if start >= hit.found.end]):
        told = values.cut(hit.source, hit.found, search, min(behind), skip=hit.skip)
    return Match(book.known(hit.needle.entry), told, confidence, hit.how, also)
