"""The common case at full speed: a text that holds one message word for word, and nothing to decide.

Whatever is not that simple, an odd space, a message that comes twice, two that could be meant, is left to
`recognize`, which gives the same answer where this gives one.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from passback.core.sis import Sis
from passback.dictionary import book, values
from passback.dictionary.choose import TWIN, sure
from passback.dictionary.entry import Entry
from passback.dictionary.hits import CORE, WHOLE, colon_behind, tells_little
from passback.dictionary.match import Ambiguous, Match
from passback.dictionary.needles import Needle, Said, said_by
from passback.dictionary.normalize import DROPPED, Folded, fold, readable
from passback.dictionary.program import Program, compiled
from passback.dictionary.template import parse

# What stands behind a message that ends with quotes around nothing.
_EMPTY = (b': ""', b":''")
_NOTHING: Mapping[str, str] = {}


class _Step(NamedTuple):
    """A slot, and the words behind it: folded, and as they are written in small letters (none: the end)."""

    folded: bytes
    written: bytes
    place: values.Place


class Form(NamedTuple):
    """One way to say a message, ready to be found at once.

    `hard`: even where it stands plainly there is something to decide.
    `carries`: one of its slots may hold another error. `short`: it tells only if it is most of
    the text. `colon`: one follows its words. `whole`: the answer where there are no values.
    """

    needle: Needle
    how: str
    program: Program
    hard: bool
    carries: bool
    short: bool
    colon: bool
    entry: Entry
    confidence: Decimal
    written: bytes
    steps: tuple[_Step, ...]
    whole: Match | None

    def values(self, plain: bytes, search: bytes) -> tuple[int, int, Mapping[str, str]] | None:
        """From where to where its words are in the folded text, and what is told, if it is there plainly."""
        first = self.program.first
        start = search.find(first)
        at = start + len(first)
        if self.whole and not self.short and not self.needle.empty_end:
            return start, at, _NOTHING
        low = plain.lower()
        here = low.find(self.written) + len(self.written)
        told: dict[str, str] = {}
        stop = at
        for folded, written, place in self.steps:
            if folded:
                end, there = search.find(folded, at), low.find(written, here)
                stop = end + len(folded)
                again = not told and search.rfind(first, start + 1, end) > 0
                if end < 0 or there < 0 or end - at > place.longest or again:
                    return None
            else:
                end, there = len(search), len(plain)
            region = plain[here:there]
            # As many letters in both: so it is the same place.
            fits = len(region.translate(None, DROPPED)) == end - at and b"  " not in region
            told[place.name] = value = values.value(region.decode(), place, last=not folded) if fits else ""
            if not fits or (place.kind and not values.fits(place, value)):
                return None
            at, here = stop, there + len(written)
        return (start, stop, told) if self._ends(plain[here:], len(search), stop - start) else None

    def _ends(self, behind: bytes, size: int, own: int) -> bool:
        """Whether what stands behind leaves no doubt."""
        tells = not self.short or (2 * own >= size and behind.startswith(b":") == self.colon)
        return tells and (not self.needle.empty_end or behind.strip() in _EMPTY)


class Plan:
    """What to try on a text that may hold certain messages: their forms, those with most words first."""

    def __init__(self, forms: Sequence[Form]) -> None:
        """Take the forms of all of the messages."""
        self._forms = sorted(forms, key=lambda f: (-f.program.weight, f.how != WHOLE, f.entry.id))
        self._anchors = tuple({form.needle.anchor for form in forms})

    def match(self, plain: bytes, search: bytes) -> Match | Ambiguous | None:
        """The answer if it is plain; None: look closer."""
        for at, form in enumerate(self._forms):
            if form.program.first not in search:
                continue
            found = None if form.hard else form.values(plain, search)
            if found is None:
                return None
            start, stop, told = found
            if len(self._anchors) > 1 and not self._alone(form, search, start, stop, told):
                return None
            rivals = [
                other
                for other in self._forms[at + 1 :]
                if other.program.weight == form.program.weight and other.program.first in search
            ]
            if rivals:
                return _several([form, *rivals], plain, search)
            return form.whole or Match(form.entry, told, form.confidence, form.how, ())
        return None

    def _alone(self, form: Form, search: bytes, start: int, stop: int, told: Mapping[str, str]) -> bool:
        """Whether no other message stands beside this one, or in what it carries."""
        carried = fold(told["result"]) if form.carries else b""
        return self._inside(search, start, stop) and not any(anchor in carried for anchor in self._anchors)

    def _inside(self, search: bytes, start: int, stop: int) -> bool:
        """Whether nothing of another message is outside of this one."""
        return all(
            search.find(anchor) >= start and search.rfind(anchor) + len(anchor) <= stop
            for anchor in self._anchors
        )


def _several(group: Sequence[Form], plain: bytes, search: bytes) -> Ambiguous | None:
    """The answer where several systems say the very same words."""
    systems = {one.needle.sis for one in group}
    if len(systems) < len(group) or None in systems or len({(one.program, one.how) for one in group}) > 1:
        return None
    found = [one.values(plain, search) for one in group]
    if None in found:
        return None
    pairs = zip(group, found, strict=True)
    return Ambiguous(tuple(Match(one.entry, each[2], TWIN, one.how, ()) for one, each in pairs if each))


@cache
def plan(worth: tuple[int, ...], wanted: Sis | None) -> Plan:
    """The plan for texts of an SIS that may hold these messages and no others."""
    said = said_by(wanted)
    forms = []
    for needle in said.of(worth):
        forms.append(_form(needle, WHOLE, needle.template, said, hard=said.vague(needle)))
        if needle.core != needle.template:
            forms.append(_form(needle, CORE, needle.core, said, hard=bool(said.kin(needle))))
    return Plan(forms)


def _form(needle: Needle, how: str, template: str, said: Said, *, hard: bool) -> Form:
    program = compiled(template)
    texts = [token for token in parse(template) if isinstance(token, str) and fold(token)]
    written = [_written(text, words) for text, words in zip(texts, program.literals, strict=False)]
    entry = book.known(needle.entry)
    confidence = sure(needle, how, template, named=said.named)
    return Form(
        needle=needle,
        how=how,
        program=program,
        hard=hard,
        carries=any(name == "result" for name, _ in program.rest),
        short=tells_little(needle, program),
        colon=colon_behind(template),
        entry=entry,
        confidence=confidence,
        written=written[0],
        steps=tuple(
            _Step(literal, word, place)
            for (_, literal), word, place in zip(
                program.rest, [*written[1:], b""], values.places(template), strict=False
            )
        ),
        whole=None if program.rest else Match(entry, {}, confidence, how, ()),
    )


def _written(text: str, words: bytes) -> bytes:
    """The part of a literal that these words are the folded form of, as people write it, in small letters."""
    folded = Folded(readable(text))
    at = folded.text.index(words)
    last = folded.places[at + len(words) - 1] + 1
    return folded.plain[folded.places[at] : last].lower()
