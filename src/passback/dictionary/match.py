"""What recognizing a text comes to: an entry, several, or none."""

from decimal import Decimal

from passback.core.slots import Slots
from passback.core.value import Value, value
from passback.dictionary import book, nearest
from passback.dictionary.entry import Entry

_NEAREST = 3


@value
class Match(Value):
    """The entry of a text.

    `variables`: what stands in its slots. `confidence`: 0 to 1; above 0.9, at least 97 of 100 are right
    (`make bench`). `why`: how much of the message was there. `also`: further errors in the same text, and
    entries that say the very same words (twins).
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
    """No entry fits. `text` was looked at, for the SIS of that slug or for any."""

    text: str
    sis: str | None

    @property
    def nearest(self) -> tuple[Entry, ...]:
        """Entries that share most words with the text, for a person to look at."""
        ids = [entry_id for _, entry_id in nearest.ranked(self.text, self.sis)]
        said = [i for i in ids if book.raw_entries()[i]["messages"]]
        return tuple(e for i in said[:_NEAREST] if (e := book.entry(i)) is not None)


# A frozen dataclass fills its slots one by one through `object.__setattr__`, which takes longer than finding
# a message does; the slots' own setters do the same in a third of the time.
_ENTRY, _VARIABLES, _CONFIDENCE, _WHY, _ALSO = (
    Match.__dict__[name].__set__ for name in ("entry", "variables", "confidence", "why", "also")
)
_TEXT, _SIS = (Unknown.__dict__[name].__set__ for name in ("text", "sis"))


def matched(entry: Entry, variables: Slots, confidence: Decimal, why: str) -> Match:
    """A match with nothing in `also`, made fast: for a log's worth of them."""
    made = object.__new__(Match)
    _ENTRY(made, entry)
    _VARIABLES(made, variables)
    _CONFIDENCE(made, confidence)
    _WHY(made, why)
    _ALSO(made, ())
    return made


def unknown(text: str, sis: str | None) -> Unknown:
    """An unknown, made fast: for a log's worth of them."""
    made = object.__new__(Unknown)
    _TEXT(made, text)
    _SIS(made, sis)
    return made
