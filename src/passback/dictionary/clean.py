"""The common case at full speed: a text that holds one message word for word, and nothing to decide.

Whatever is not that simple, an odd space, a message that comes twice, two that could be meant, is left to
`recognize`, which gives the same answer where this gives one.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from passback.dictionary import book, values
from passback.dictionary.choose import SURE, TWIN
from passback.dictionary.entry import Entry
from passback.dictionary.hits import CORE, WHOLE, colon_behind, tells_little
from passback.dictionary.match import Ambiguous, Match
from passback.dictionary.needles import Needle, Said
from passback.dictionary.normalize import DROPPED, Folded, fold, readable
from passback.dictionary.program import Program, compiled
from passback.dictionary.template import parse

_NOTHING: Mapping[str, str] = {}


class _Step(NamedTuple):
    """A slot, and the words behind it: folded, and as they are written in small letters (none: the end)."""

    folded: bytes
    written: bytes
    place: values.Place


class Form(NamedTuple):
    """One way to say a message, ready to be found at once.

    `hard`: even where it stands plainly there is something to decide. `short`: it tells only if it is most of
    the text. `colon`: one follows its words. `whole`: the answer where there are no values.
    """

    needle: Needle
    how: str
    program: Program
    hard: bool
    short: bool
    colon: bool
    entry: Entry
    written: bytes
    steps: tuple[_Step, ...]
    whole: Match | None

    def values(self, plain: bytes, search: bytes) -> tuple[int, int, Mapping[str, str]] | None:
        """From where to where its words are in the folded text, and what is told, if it is there plainly."""
        first = self.program.first
        start = search.find(first)
        at = start + len(first)
        if self.whole and not self.short:
            return start, at, _NOTHING
        low = plain.lower()
        here = low.find(self.written) + len(self.written)
        told: dict[str, str] = {}
        stop = at
        for folded, written, place in self.steps:
            if folded:
                stop = end = search.find(folded, at)
                there = low.find(written, here)
                stop += len(folded)
                again = not told and search.rfind(first, start + 1, end) > 0
                if end < 0 or there < 0 or end - at > place.longest or again:
                    return None
            else:
                end, there = len(search), len(plain)
            region = plain[here:there]
            # As many letters in both: so it is the same place.
            if len(region.translate(None, DROPPED)) != end - at or b"  " in region:
                return None
            told[place.name] = value = values.value(region.decode(), place, last=not folded)
            if place.kind and not values.fits(place, value):
                return None
            at, here = stop, there + len(written)
        if self.short and (
            2 * (stop - start) < len(search) or (plain[here : here + 1] == b":") != self.colon
        ):
            return None
        return start, stop, told


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
            if len(self._anchors) > 1 and not self._inside(search, start, stop):
                return None
            rivals = [
                other
                for other in self._forms[at + 1 :]
                if other.program.weight == form.program.weight and other.program.first in search
            ]
            if rivals:
                return _several(form, rivals, told)
            return form.whole or Match(form.entry, told, SURE[form.how], form.how, ())
        return None

    def _inside(self, search: bytes, start: int, stop: int) -> bool:
        """Whether nothing of another message is outside of this one."""
        return all(
            search.find(anchor) >= start and search.rfind(anchor) + len(anchor) <= stop
            for anchor in self._anchors
        )


def _several(form: Form, rivals: Sequence[Form], told: Mapping[str, str]) -> Ambiguous | None:
    """The answer where several systems say the very same words."""
    group = (form, *rivals)
    systems = {one.needle.sis for one in group}
    if len(systems) < len(group) or None in systems or len({(one.program, one.how) for one in group}) > 1:
        return None
    return Ambiguous(tuple(Match(one.entry, told, TWIN, one.how, ()) for one in group))


def plan(worth: Sequence[int], said: Said) -> Plan:
    """The plan for texts that may hold these messages and no others."""
    forms = []
    for needle in said.of(worth):
        forms.append(_form(needle, WHOLE, needle.template, hard=said.vague(needle)))
        if needle.core != needle.template:
            forms.append(_form(needle, CORE, needle.core, hard=bool(said.kin(needle))))
    return Plan(forms)


def _form(needle: Needle, how: str, template: str, *, hard: bool) -> Form:
    program = compiled(template)
    texts = [token for token in parse(template) if isinstance(token, str) and fold(token)]
    written = [_written(text, words) for text, words in zip(texts, program.literals, strict=False)]
    entry = book.known(needle.entry)
    return Form(
        needle=needle,
        how=how,
        program=program,
        hard=hard or needle.empty_end or any(name == "result" for name, _ in program.rest),
        short=tells_little(needle, program),
        colon=colon_behind(template),
        entry=entry,
        written=written[0],
        steps=tuple(
            _Step(literal, word, place)
            for (_, literal), word, place in zip(
                program.rest, [*written[1:], b""], values.places(template), strict=False
            )
        ),
        whole=None if program.rest else Match(entry, {}, SURE[how], how, ()),
    )


def _written(text: str, words: bytes) -> bytes:
    """The part of a literal that these words are the folded form of, as people write it, in small letters."""
    folded = Folded(readable(text))
    at = folded.text.index(words)
    last = folded.places[at + len(words) - 1] + 1
    return folded.plain[folded.places[at] : last].lower()
