"""A message without its names, ids and numbers: what may leave a school, and what alike messages share.

Names are what stands in a recognized message's slots, and else whatever is quoted or bracketed, and words
that begin with a capital and are none of the dictionary's. The words of a recognized message stay, so that
the masked text is still recognized.
"""

import re
from functools import cache

from passback.core.sis import Sis
from passback.dictionary import book
from passback.dictionary.hits import Hit, whole_hits
from passback.dictionary.needles import counted, pieces, said_by
from passback.dictionary.normalize import Folded, readable
from passback.dictionary.recognize import LONGEST_TORN, torn_hits


def listed(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


MASK = "{…}"
_QUOTED = re.compile(r""""(?:[^"\n]|\n(?!\n)){1,400}"|(?<![A-Za-z0-9])'(?:[^'\n]){1,200}'(?![A-Za-z0-9])""")
_BRACKETED = re.compile(r"\[[^\[\]]{1,400}\]|\([^()]{1,400}\)|<[^<>]{1,400}>|‹[^›]{1,400}›")
_ADDRESS = re.compile(r"\b[a-z]{2,12}://[^\s\"'<>]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_ID = re.compile(r"\b(?=[\w-]*\d)[\w-]{5,}\b")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_TITLE = re.compile(r"(?<![\w{])[^\W\d_a-z][^\W\d_A-Z]+(?:[-'’][^\W\d_]+)*")
_FOREIGN = re.compile(r"[^\W\d_]*[^\x00-\x7f\W]+\w*")
# A field's name in JSON tells nothing of anybody, where it is one that logs have.
_KEY = re.compile(r'"[a-zA-Z_]{1,30}"(?=\s{0,2}:)')
_LOGS = listed(
    "message error errors status code id time timestamp level severity sis school course section student "
    "assignment details detail description resource field reason response request msg type name path url "
    "title result state system text date exception cause codemajor codeminor"
)
_PLAIN = listed(
    "connection failed failure error exception warning could unable invalid unknown missing cannot "
    "retry timeout server request response sync info debug caused traceback file line http https json "
    "xml null none true false the this that these a an no not please school teacher grade grades score "
    "scores result results and or with for from job run mon tue wed thu fri sat sun jan feb mar apr may "
    "jun jul aug sep oct nov dec zone account user access token data value type key object"
)


@cache
def _words() -> frozenset[str]:
    """Words that name nobody: those of the messages, and what logs say."""
    told = set(_PLAIN | _LOGS)
    for raw in book.raw_entries().values():
        for message in raw["messages"]:
            told |= {
                word.lower()
                for word in re.findall(r"[A-Za-z]+", re.sub(r"\{[a-z_]+\}", " ", message["core"]))
            }
    return frozenset(told)


def mask(text: str, sis: Sis | None = None) -> str:
    """The readable text, every name and number in it replaced by what stood there: `{assignment}`, `{…}`."""
    plain = readable(text)
    search = Folded(plain)
    said = said_by(sis)
    hits = whole_hits(search, said.needles, named=sis is not None)
    if not hits:
        counts = counted(pieces(search.text[-LONGEST_TORN:]))
        hits = torn_hits(search, said, counts, named=sis is not None)
    out: list[str] = []
    at = 0
    for hit in _apart(hits):
        begin = search.places[hit.found.start]
        if begin < at:
            continue
        out.append(without_names(search.plain[at:begin].decode("utf-8", "replace")))
        shown, at = _shown(hit, search)
        out.append(shown)
    out.append(without_names(search.plain[at:].decode("utf-8", "replace")))
    return "".join(out)


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
        out.append(plain[at:left].decode("utf-8", "replace"))
        out.append(f": {{{name}}} " if plain[left : left + 1] == b":" else f" {{{name}}} ")
        at = places[end] if end < len(places) else len(plain)
        if start == hit.found.end and not hit.found.cut:
            # A last value may go on to the end of its line, whatever it seems to end with.
            stop = plain.find(b"\n", left)
            at = len(plain) if stop < 0 else stop
    if hit.found.end and (not hit.found.spans or hit.found.spans[-1][1] != hit.found.end):
        last = places[hit.found.end - 1] + 1
        out.append(plain[at:last].decode("utf-8", "replace"))
        at = max(at, last)
    return re.sub(r"[\"'\[(]* (\{[a-z_]+\}) [\"'\])]*", r" \1 ", "".join(out)), at


def without_names(text: str) -> str:
    """A text that nobody recognizes, without what may be a name, an address, an id or a number."""
    text = _KEY.sub(_key, text)
    for pattern in (_QUOTED, _BRACKETED, _ADDRESS, _ID):
        text = pattern.sub(MASK, text)
    text = _NUMBER.sub("#", text)
    text = _FOREIGN.sub(MASK, text)
    return _TITLE.sub(lambda found: found[0] if found[0].lower() in _words() else MASK, text)


def _key(found: re.Match[str]) -> str:
    """A known key loses its quotes, so that it is no quoted name; another is one."""
    name = found[0].strip('"')
    return name if name.lower() in _LOGS else found[0]
