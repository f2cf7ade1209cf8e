"""Which entry a raw message belongs to, and what stands in its slots.

Knows only texts. Says *ambiguous* or *unknown* rather than guess: a wrong certain answer is the costliest
mistake. Linear in the length of the text, whatever it holds.
"""

from collections.abc import Mapping

from passback.core.sis import Sis
from passback.dictionary import choose
from passback.dictionary.hits import Hit, cut_hits, dialect_hits, moved, whole_hits
from passback.dictionary.match import Ambiguous, Match, Unknown
from passback.dictionary.near import likely, near_hits
from passback.dictionary.needles import Said, begins, counted, pieces, said_by, without_keys
from passback.dictionary.normalize import HALF, LONGEST, Folded, readable
from passback.dictionary.parts import part_hits
from passback.dictionary.spelling import sis_named

__all__ = ["Ambiguous", "Match", "Unknown", "recognize"]

# In a longer text nobody retypes or photographs a message: there it is whole, or cut off at the end.
LONGEST_TORN = 8192


def recognize(text: str, sis: str | None = None) -> Match | Ambiguous | Unknown:
    """Trace a raw message to its entry.

    The more of a message is there, the surer: the whole in its sender's wrapper, then what the SIS itself
    says, then its words in other JSON, then nearly its words, then its beginning where the text was cut off,
    then its end. An error that a wrapper carries wins over the wrapper; of errors beside each other the first
    is the answer and the others are in `also`. Words inside another message's slot
    (an assignment may be called anything) are no error.

    Twins, entries of one SIS that say the same words, are told apart by their wrapper. With the bare words
    only, one is chosen if all of them have a cause in common, with less confidence and the others in
    `also`, since any of their pages then helps; else they are ambiguous. Words that several SISs say are
    ambiguous until the SIS is named. Of a text longer than 1,048,576 characters the first and the last half
    of that are read; `why` says so.

    Args:
        text: the message as it stands in a log, wrapped, escaped, misread or cut.
        sis: slug or usual spelling; None: any.

    Raises:
        BadInput: `sis` is no SIS that passback knows.
    """
    wanted = sis_named(sis) if sis is not None else None
    found = judged(text, wanted)
    return noted(found) if len(text) > LONGEST else found


def noted(found: Match | Ambiguous | Unknown) -> Match | Ambiguous | Unknown:
    """The answer for a text that was too long to read whole, saying so."""
    if not isinstance(found, Match):
        return found
    why = f"{found.why}; only the first and last {HALF:,} characters were read"
    return Match(found.entry, found.variables, found.confidence, why, found.also)


def judged(text: str, wanted: Sis | None) -> Match | Ambiguous | Unknown:
    """The answer for a text, by the standard library alone."""
    search = Folded(readable(text))
    return answered(text, search, said_by(wanted), wanted)


def answered(text: str, search: Folded, said: Said, wanted: Sis | None) -> Match | Ambiguous | Unknown:
    """Look for whole messages first, then for what is left of one."""
    hits = whole_hits(search, said.needles, named=wanted is not None)
    if not hits:
        # Where a text ends a message may be cut off, however long the text is.
        counts = counted(pieces(search.text[-LONGEST_TORN:]))
        hits = torn_hits(search, said, counts, named=wanted is not None)
    return choose.chosen(hits, said, search) if hits else Unknown(text, wanted)


def torn_hits(search: Folded, said: Said, counts: Mapping[int, int], *, named: bool) -> list[Hit]:
    """Messages that are not there word for word, of which these pieces are."""
    hits: list[Hit] = []
    if not counts:
        return hits
    if len(search.text) <= LONGEST_TORN:
        close = likely(said, counts)
        blank = without_keys(search)
        hits = dialect_hits(search, blank, close, named=named)
        hits = hits or [moved(hit, blank, search) for hit in near_hits(blank, close)]
        hits = hits or cut_hits(search, said.of(counts))
        return hits or part_hits(search, [n for n in said.of(counts) if n in close or begins(n, search.text)])
    return cut_hits(search, said.of(counts))
