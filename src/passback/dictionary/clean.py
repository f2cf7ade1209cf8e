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
from passback.dictionary.normalize import DROPPED, Folded, as_typed, fold
from passback.dictionary.program import Program, compiled
from passback.dictionary.template import parse

# What stands behind a message that ends with quotes around nothing.
_EMPTY = (': ""', ":''")
# A value that begins or ends with one of these is looked at by `values`.
_OPENS = "[\"'( "
_NOTHING: Mapping[str, str] = {}


class _Step(NamedTuple):
    """A slot, and the words behind it.

    `folded`: as they are searched. `joint`: as they are written, with all that the template has around them
    up to the next slot. `small`: the words alone, in small letters. Where no words follow, all are empty.
    `head`: how many characters the template has between the words before the slot and it.
    """

    folded: bytes
    joint: str
    small: str
    place: values.Place
    head: int


class _Told(NamedTuple):
    """From where to where in the folded text the words of a form are, and the values of its slots."""

    start: int
    stop: int
    variables: Mapping[str, str]


class Form(NamedTuple):
    """One way to say a message, ready to be found at once.

    `hard`: even where it stands plainly there is something to decide.
    `carries`: one of its slots may hold another error. `short`: it tells only if it is most of
    the text. `colon`: one follows its words. `joint`, `small`: its first words, as in a step.
    `whole`: the answer where there are no values.
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
    joint: str
    small: str
    steps: tuple[_Step, ...]
    whole: Match | None

    def told(self, plain: str, search: bytes) -> _Told | None:
        """Where it stands and what it tells, if it is there plainly and begins once."""
        start = search.find(self.program.first)
        if self.whole and not self.short and not self.needle.empty_end:
            return _Told(start, start + len(self.program.first), _NOTHING)
        return self._as_written(plain, search, start) or self._in_small(plain, search, start)

    def _as_written(self, plain: str, search: bytes, start: int) -> _Told | None:
        """Where every character of the template is there, and nothing has to come off a value."""
        here = plain.find(self.joint)
        if here < 0:
            return None
        here += len(self.joint)
        at = start + len(self.program.first)
        told: dict[str, str] = {}
        for folded, joint, _, place, head in self.steps:
            if folded:
                end, there = search.find(folded, at), plain.find(joint, here)
                if not told and (nearer := search.rfind(self.program.first, start + 1, end)) > 0:
                    # The later beginning is the one that goes on, as `Program.search` has it.
                    start, at = nearer, nearer + len(self.program.first)
                    here = plain.rfind(self.joint, 0, there) + len(self.joint)
                value = plain[here:there]
                if there < here or end - at > place.longest or _letters(value) != end - at:
                    return None
                if value[:1] in _OPENS or value[-1] == " " or (value[-1] == "]" and place.kind):
                    return None
                at, here = end + len(folded), there + len(joint)
            else:
                value = plain[here:]
                if _letters(value) != len(search) - at:
                    return None
                if not value.isalnum():
                    value = values.value(plain[here - head :], place, last=True)
            if place.kind and not values.fits(place, value):
                return None
            told[place.name] = value
        sure = not (self.short or self.needle.empty_end) or self._ends(plain[here:], len(search), at - start)
        return _Told(start, at, told) if sure else None

    def _in_small(self, plain: str, search: bytes, start: int) -> _Told | None:
        """Where every word of the template is there, in capitals or small letters."""
        low = plain.lower()
        here = low.find(self.small)
        if here < 0 or len(low) != len(plain):
            return None
        here += len(self.small)
        at = stop = start + len(self.program.first)
        told: dict[str, str] = {}
        for folded, _, small, place, _ in self.steps:
            if folded:
                end, there = search.find(folded, at), low.find(small, here)
                if not told and (nearer := search.rfind(self.program.first, start + 1, end)) > 0:
                    start, at = nearer, nearer + len(self.program.first)
                    here = low.rfind(self.small, 0, there) + len(self.small)
                stop = end + len(folded)
                if end < 0 or there < here or end - at > place.longest:
                    return None
            else:
                end, there = len(search), len(plain)
            region = plain[here:there]
            if _letters(region) != end - at:
                return None
            value = values.value(region, place, last=not folded)
            if place.kind and not values.fits(place, value):
                return None
            told[place.name] = value
            at, here = stop, there + len(small)
        return _Told(start, stop, told) if self._ends(plain[here:], len(search), stop - start) else None

    def _ends(self, behind: str, size: int, own: int) -> bool:
        """Whether what stands behind leaves no doubt."""
        tells = not self.short or (2 * own >= size and behind.startswith(":") == self.colon)
        return tells and (not self.needle.empty_end or behind.strip() in _EMPTY)


def _letters(text: str) -> int:
    """How many bytes folding leaves of a text."""
    if text.isascii() and text.isalnum():
        return len(text)
    return len(text.encode("utf-8", "replace").translate(None, DROPPED))


class _Try(NamedTuple):
    """A form to try; the others behind it that have as many words."""

    form: Form
    first: bytes
    rivals: tuple[Form, ...]


class Plan:
    """What to try on a text that may hold certain messages: their forms, those with most words first."""

    def __init__(self, forms: Sequence[Form]) -> None:
        """Take the forms of all of the messages."""
        ordered = sorted(forms, key=lambda f: (-f.program.weight, f.how != WHOLE, f.entry.id))
        self._tries = tuple(
            _Try(
                form,
                form.program.first,
                tuple(o for o in ordered[at + 1 :] if o.program.weight == form.program.weight),
            )
            for at, form in enumerate(ordered)
        )
        self._anchors = tuple({form.needle.anchor for form in forms})

    def match(self, plain: str, search: bytes) -> Match | Ambiguous | None:
        """The answer if it is plain; None: look closer."""
        for form, first, others in self._tries:
            if first not in search:
                continue
            found = None if form.hard else form.told(plain, search)
            if found is None:
                return None
            if len(self._anchors) > 1 and not self._alone(form, search, found):
                return None
            rivals = [other for other in others if other.program.first in search] if others else None
            if rivals:
                return _several([form, *rivals], plain, search)
            return form.whole or Match(form.entry, found.variables, form.confidence, form.how, ())
        return None

    def _alone(self, form: Form, search: bytes, found: _Told) -> bool:
        """Whether no other message stands beside this one, or in what it carries."""
        carried = fold(found.variables["result"]) if form.carries else b""
        return self._inside(search, found) and not any(anchor in carried for anchor in self._anchors)

    def _inside(self, search: bytes, found: _Told) -> bool:
        """Whether nothing of another message is outside of this one."""
        return all(
            search.find(anchor) >= found.start and search.rfind(anchor) + len(anchor) <= found.stop
            for anchor in self._anchors
        )


def _several(group: Sequence[Form], plain: str, search: bytes) -> Ambiguous | None:
    """The answer where several systems say the very same words."""
    systems = {one.needle.sis for one in group}
    if len(systems) < len(group) or None in systems or len({(one.program, one.how) for one in group}) > 1:
        return None
    told: dict[tuple[_Step, ...], _Told | None] = {}
    for one in group:
        if one.steps not in told:
            told[one.steps] = one.told(plain, search)
    if None in told.values():
        return None
    pairs = [(one.entry, told[one.steps]) for one in group]
    return Ambiguous(tuple(Match(e, t.variables, TWIN, group[0].how, ()) for e, t in pairs if t))


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
    texts = [as_typed(token) for token in parse(template) if isinstance(token, str) and fold(token)]
    words = [_Words.of(text, literal) for text, literal in zip(texts, program.literals, strict=False)]
    last = len(program.rest) - 1
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
        joint=words[0].middle + words[0].behind if program.rest else words[0].middle,
        small=words[0].middle.lower(),
        steps=tuple(
            _Step(
                literal,
                behind.before + behind.middle + (behind.behind if at < last else ""),
                behind.middle.lower(),
                place,
                len(words[at].behind),
            )
            for at, ((_, literal), behind, place) in enumerate(
                zip(program.rest, [*words[1:], _Words("", "", "")], values.places(template), strict=False)
            )
        ),
        whole=None if program.rest else Match(entry, {}, confidence, how, ()),
    )


class _Words(NamedTuple):
    """The part of a literal that is searched, from its first letter to its last, and what is around it."""

    before: str
    middle: str
    behind: str

    @classmethod
    def of(cls, text: str, words: bytes) -> "_Words":
        """Take a literal apart whose searching form has these words."""
        folded = Folded(text)
        at = folded.text.index(words)
        first, last = folded.places[at], folded.places[at + len(words) - 1] + 1
        parts = (folded.plain[:first], folded.plain[first:last], folded.plain[last:])
        return cls(*(part.decode() for part in parts))
