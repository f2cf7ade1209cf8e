"""A message without its names, ids and numbers: what may leave a school.

Names are what stands in a recognized message's slots, and else what `nameless` masks. The words of a
recognized message stay, so that the masked text is still recognized.
"""

import re

from passback.core.sis import Sis
from passback.dictionary.hits import Hit, whole_hits
from passback.dictionary.nameless import KEPT, MASK, MOST_KEPT, without_capitals, without_names
from passback.dictionary.needles import counted, pieces, said_by
from passback.dictionary.normalize import Folded, readable
from passback.dictionary.recognize import LONGEST_TORN, torn_hits

__all__ = ["MASK", "mask"]


def mask(text: str, sis: Sis | None = None) -> str:
    """The readable text, every name and number in it replaced by what stood there: `{assignment}`, `{…}`."""
    plain = readable(text)
    search = Folded(plain)
    said = said_by(sis)
    hits = whole_hits(search, said.needles, named=sis is not None)
    if not hits:
        counts = counted(pieces(search.text[-LONGEST_TORN:]))
        hits = torn_hits(search, said, counts, named=sis is not None)
    # A hit is one letter while its surroundings are masked, so that quotes and brackets around it pair off.
    out: list[str] = []
    shown: list[str] = []
    at = 0
    for hit in _apart(hits)[:MOST_KEPT]:
        begin = search.places[hit.found.start]
        if begin < at:
            continue
        out += [_between(search, at, begin), chr(ord("\ue000") + len(shown))]
        text, at = _shown(hit, search)
        shown.append(text)
    out.append(_between(search, at, None))
    masked = without_names("".join(out))
    return KEPT.sub(lambda found: shown[ord(found[0]) - ord("\ue000")], masked)


def _between(search: Folded, start: int, end: int | None) -> str:
    """What stands there; nothing in it is taken for a hit."""
    return KEPT.sub("?", search.plain[start:end].decode("utf-8", "replace"))


def _apart(hits: list[Hit]) -> list[Hit]:
    """Hits from left to right that do not overlap, those with most words first served."""
    taken: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: -hit.found.weight):
        if all(hit.found.end <= other.found.start or other.found.end <= hit.found.start for other in taken):
            taken.append(hit)
    return sorted(taken, key=lambda hit: hit.found.start)


def _shown(hit: Hit, search: Folded) -> tuple[str, int]:
    """A message with its slots' names for their values, and the place behind it."""
    places, plain = search.places, search.plain
    out: list[str] = []
    at = places[hit.found.start]
    for name, start, end in hit.found.spans:
        left = places[start - 1] + 1 if start else 0
        out.append(without_capitals(plain[at:left].decode("utf-8", "replace")))
        out.append(f": {{{name}}} " if plain[left : left + 1] == b":" else f" {{{name}}} ")
        at = places[end] if end < len(places) else len(plain)
        if start == hit.found.end and not hit.found.cut:
            # A last value may go on to the end of its line, whatever it seems to end with.
            stop = plain.find(b"\n", left)
            at = len(plain) if stop < 0 else stop
    if hit.found.end and (not hit.found.spans or hit.found.spans[-1][1] != hit.found.end):
        last = places[hit.found.end - 1] + 1
        out.append(without_capitals(plain[at:last].decode("utf-8", "replace")))
        at = max(at, last)
    return re.sub(r"[\"'\[(]* (\{[a-z_]+\}) [\"'\])]*", r" \1 ", "".join(out)), at
