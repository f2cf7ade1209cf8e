"""What to try on a text that may hold certain messages, and the answer where nothing is to decide."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from passback.core.sis import Sis
from passback.dictionary import book
from passback.dictionary.choose import TWIN, one_page_helps
from passback.dictionary.clean import Form, form
from passback.dictionary.hits import CORE, CUT, WHOLE, Hit
from passback.dictionary.match import Ambiguous, Match, matched
from passback.dictionary.needles import Needle, Said, said_by
from passback.dictionary.normalize import fold
from passback.dictionary.program import Found, overlap

_NOTHING: Mapping[str, str] = {}


class Try(NamedTuple):
    """A form to try, and what else may be meant.

    `others`: forms behind it that have as many words, but other ones. `alike`: it and those
    that have the very same words, of other systems; each with the first of them that has the same slots.
    `always`: the answer where no values are told. `hard`: there is something to decide. `beside`: what is
    decided then if no wrapper of its `kin` begins there; None: nothing.
    """

    form: Form
    first: bytes
    hard: bool
    others: tuple[Form, ...]
    alike: tuple[tuple[Form, int], ...]
    always: Match | Ambiguous | None
    kin: tuple[bytes, ...]
    beside: tuple[Match, ...] | None


class Plan:
    """What to try on a text that may hold certain messages: their forms, those with most words first."""

    def __init__(self, forms: Sequence[Form], said: Said) -> None:
        """Take the forms of all of the messages."""
        ordered = sorted(forms, key=lambda f: (-f.program.weight, f.how != WHOLE, f.entry.id))
        self.tries = tuple(_try(form, ordered[at + 1 :], said) for at, form in enumerate(ordered))
        self.anchors = tuple({form.needle.anchor for form in forms})
        self._one = len(self.anchors) == 1
        self._of = {a: tuple(form.program for form in forms if form.needle.anchor == a) for a in self.anchors}

    def match(self, plain: str, search: bytes) -> Match | Ambiguous | None:
        """The answer if it is plain; None: look closer."""
        one = next((one for one in self.tries if one.first in search), None)
        if one is None or (one.hard and one.beside is None):
            return None
        told = self._told(one.form, plain, search)
        if told is None or any(self.rivals(other, plain, search) for other in one.others):
            return None
        if one.hard:
            return self.beside(one, told, search)
        if one.alike:
            return one.always or _alike(one.alike, told, plain, search)
        return one.always or matched(one.form.entry, told, one.form.confidence, one.form.how)

    def _told(self, form: Form, plain: str, search: bytes) -> Mapping[str, str] | None:
        """The values of a form that is plainly there, and no other message beside it."""
        told = form.told(plain, search)
        if told is not None:
            return told if self._one or self._alone(form, search, *form.where(search), told) else None
        anyhow = form.told_anyhow(plain, search)
        alone = anyhow and (self._one or self._alone(form, search, *anyhow))
        return anyhow.variables if anyhow and alone else None

    def rivals(self, other: Form, plain: str, search: bytes) -> bool:
        """Whether a text may be this other form as well: few words of it are not if they end otherwise."""
        first = other.program.first
        if first not in search or not (other.whole and other.short) or search.count(first) > 1:
            return first in search
        _, words, behind = plain.lower().partition(other.small)
        return not words or behind.startswith(":") == other.colon

    def said(self, anchor: bytes, search: bytes) -> bool:
        """Whether a message with this anchor is there, and not the anchor alone."""
        return any(program.search(search) for program in self._of[anchor])

    def _alone(self, form: Form, search: bytes, start: int, stop: int, told: Mapping[str, str]) -> bool:
        """Whether no other message stands beside this one, or in what it carries."""
        carried = fold(told["result"]) if form.carries else b""
        return not any(
            anchor in carried
            or (
                (search.find(anchor) < start or search.rfind(anchor) + len(anchor) > stop)
                and self.said(anchor, search)
            )
            for anchor in self.anchors
        )

    def beside(self, one: Try, told: Mapping[str, str], search: bytes) -> Match | None:
        """The answer where other entries of the system say the same, if no wrapper tells which it is."""
        if one.beside is None or any(first in search or overlap(search, first) for first in one.kin):
            return None
        return Match(one.form.entry, told, min(TWIN, one.form.confidence), one.form.how, one.beside)


def _try(form: Form, behind: Sequence[Form], said: Said) -> Try:
    """What to do where a form's first words are; `behind`: forms with as many words, and fewer."""
    rivals = [other for other in behind if other.program.weight == form.program.weight]
    twins = [other for other in rivals if (other.program, other.how) == (form.program, form.how)]
    systems = {one.needle.sis for one in (form, *twins)}
    decide = bool(twins) and (len(systems) <= len(twins) or None in systems)
    group = [form, *twins]
    leads = [next(at for at, lead in enumerate(group) if lead.steps == one.steps) for one in group]
    always = Ambiguous(tuple(_twin(one, _NOTHING) for one in group)) if twins else form.whole
    kin = said.kin(form.needle) if form.hard and not twins else ()
    firsts = tuple(needle.whole_program.first for needle in kin)
    return Try(
        form=form,
        first=form.program.first,
        hard=form.hard or decide,
        others=tuple(other for other in rivals if other not in twins),
        alike=tuple(zip(group, leads, strict=True)) if twins else (),
        always=always if form.whole else None,
        kin=firsts,
        beside=_kindred(form, kin),
    )


def _kindred(form: Form, kin: Sequence[Needle]) -> tuple[Match, ...] | None:
    """What stands in `also` of a form whose kin may be meant as well; None: that is to decide."""
    hits = {n.entry: Hit(n, Found(0, 0, (), 0, cut=True), CUT, n.core, _NOTHING) for n in kin}
    this = Hit(form.needle, Found(0, 0, (), 0, cut=False), form.how, form.needle.core, _NOTHING)
    if not hits or not one_page_helps(this, hits.values()):
        return None
    return tuple(Match(book.known(entry), _NOTHING, TWIN, CUT, ()) for entry in hits)


def _twin(form: Form, told: Mapping[str, str]) -> Match:
    return matched(form.entry, told, TWIN, form.how)


def _alike(
    group: Sequence[tuple[Form, int]], first: Mapping[str, str], plain: str, search: bytes
) -> Ambiguous | None:
    """The answer where several systems say the very same words; `first`: the values of the first of them."""
    told: list[Mapping[str, str]] = []
    for at, (one, lead) in enumerate(group):
        if lead < at:
            told.append(told[lead])
            continue
        own = one.told(plain, search) if at else first
        if own is None:
            anyhow = one.told_anyhow(plain, search)
            if anyhow is None:
                return None
            own = anyhow.variables
        told.append(own)
    return Ambiguous(tuple(_twin(one, own) for (one, _), own in zip(group, told, strict=True)))


@cache
def plan(worth: tuple[int, ...], wanted: Sis | None) -> Plan:
    """The plan for texts of an SIS that may hold these messages and no others."""
    said = said_by(wanted)
    forms = []
    for needle in said.of(worth):
        few = said.vague(needle) and bool(said.kin(needle))
        forms.append(form(needle, WHOLE, needle.template, said, hard=few or said.twinned(needle)))
        if needle.core_program != needle.whole_program:
            forms.append(form(needle, CORE, needle.core, said, hard=bool(said.kin(needle))))
    return Plan(forms, said)
