"""The common case at full speed: a text that holds one message word for word, and nothing to decide.

Whatever is not that simple, an odd space, a message that comes twice, two that could be meant, is left to
`recognize`, which gives the same answer where this gives one.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from passback.dictionary import book, values
from passback.dictionary.choose import sure
from passback.dictionary.entry import Entry
from passback.dictionary.hits import colon_behind, denied, goes_on, tells_little
from passback.dictionary.match import Match
from passback.dictionary.needles import Needle, Said
from passback.dictionary.normalize import DROPPED, Folded, as_typed, fold, readable
from passback.dictionary.program import Program, compiled
from passback.dictionary.template import parse

# What stands behind a message that ends with quotes around nothing.
_EMPTY = (': ""', ":''")
# What the exchange puts before a message, and nothing else.
_SENT = re.compile(
    r"""(?:(?:EXCHANGE_ERROR_[A-Z_]+|COLLECTION_GENERIC|ASSIGNMENT_SCORES_EXPORT)[ ]-[ ][0-9A-Fa-f-]+[ ]-[ ]
    |Grade[ ]exchange[ ]job[ ]failed\.[ ]Status[ ]in[ ]SIS:[ ][0-9]+[ ]-[ ]
    |Message:[ ]None[ ]Details:[ ])+""",
    re.VERBOSE,
)
# A value that begins or ends with one of these is looked at by `values`.
_OPENS = "[\"'( "


class Step(NamedTuple):
    """A slot, and the words behind it.

    `joint`: the words as they are written, with all that the template has around them up to the next slot.
    `folded`: as they are searched. `small`: the words alone, in small letters. Where no words follow, all
    are empty. `head`, `tail`: what the template has between the slot and the words before and behind it.
    `longest`, `typed`: of the slot; whether it may not hold anything.
    """

    joint: str
    name: str
    longest: int
    typed: bool
    folded: bytes
    small: str
    place: values.Place
    head: str
    tail: str


class _Told(NamedTuple):
    """From where to where in the folded text the words of a form are, and the values of its slots."""

    start: int
    stop: int
    variables: Mapping[str, str]


class Form(NamedTuple):
    """One way to say a message, `source`, ready to be found at once.

    `hard`: even where it stands plainly there is something to decide.
    `carries`: one of its slots may hold another error. `short`: it tells only if it is most of
    the text. `colon`: one follows its words. `joint`, `small`: its first words, as in a step.
    `last`: its last words, as they are searched. `plain`: what stands behind it does not matter.
    `in_small`: its steps in small letters. `whole`: the answer where there are no values.
    """

    needle: Needle
    how: str
    source: str
    program: Program
    hard: bool
    carries: bool
    short: bool
    colon: bool
    entry: Entry
    confidence: Decimal
    joint: str
    small: str
    last: bytes
    plain: bool
    steps: tuple[Step, ...]
    in_small: tuple[Step, ...]
    whole: Match | None

    def told(self, plain: str, search: bytes) -> Mapping[str, str] | None:
        """The values of its slots, if it begins once, and is written as the template has it.

        The words that the readable text has first must be those that the folded one has first: they are if
        they come once, or if as many letters stand before them.
        """
        begun = self._begun(plain)
        if begun is None or search.count(self.program.first) != 1:
            return None
        text, here, steps = begun
        told: dict[str, str] = {}
        before = self.program.first
        for joint, name, longest, typed, folded, _, place, head, tail in steps:
            if joint:
                there = text.find(joint, here)
                value = plain[here:there]
                if there <= here or there - here > longest or not _nearest(value, search, before, folded):
                    return None
                # The words before a date are those that stand next to it: see `Program.search`.
                if place.kind is values.Kind.DATE and told and search.count(before) != 1:
                    return None
                if value[0] in _OPENS or value[-1] == " " or (typed and value[-1] == "]"):
                    value = values.value(plain[here - len(head) : there + len(tail)], place, last=False)
                here = there + len(joint)
                before = folded
            else:
                value = plain[here:]
                here -= len(head)
                if not value.isalnum():
                    value = values.value(plain[here:], place, last=True)
            if typed and not value.isalnum() and not values.fits(place, value):
                return None
            told[name] = value
        first = begun[1] - len(self.joint)
        ends = self.plain or self.ends(plain[:first], plain[here:], len(search), *self.where(search))
        return told if ends else None

    def _begun(self, plain: str) -> tuple[str, int, tuple[Step, ...]] | None:
        """The text as it is or in small letters, the place behind the first words there, and the steps."""
        text, first, steps = plain, self.joint, self.steps
        here = plain.find(first)
        if here < 0:
            text, first, steps = plain.lower(), first.lower(), self.in_small
            here = text.find(first) if len(text) == len(plain) else -1
        if here < 0 or denied(plain[:here]):
            return None
        here += len(first)
        return None if not steps and goes_on(self.source, plain[here:]) else (text, here, steps)

    def where(self, search: bytes) -> tuple[int, int]:
        """From where to where in a folded text that has its words once they are."""
        return search.find(self.program.first), search.find(self.last) + len(self.last)

    def told_anyhow(self, plain: str, search: bytes) -> _Told | None:
        """Where it stands and what it tells: in capitals or small letters, its words more than once."""
        start = search.find(self.program.first)
        low = plain.lower()
        here = low.find(self.small)
        if here < 0 or len(low) != len(plain) or denied(low[:here]) or _letters(plain[:here]) != start:
            return None
        first = here
        here += len(self.small)
        at = stop = start + len(self.program.first)
        told: dict[str, str] = {}
        before = self.program.first
        for _, name, _, typed, folded, small, place, _, _ in self.steps:
            if folded:
                end, there = search.find(folded, at), low.find(small, here)
                if not told and (nearer := search.rfind(self.program.first, start + 1, end)) > 0:
                    # The later beginning is the one that goes on, as `Program.search` has it.
                    start, at = nearer, nearer + len(self.program.first)
                    first = low.rfind(self.small, 0, there)
                    here = first + len(self.small)
                stop = end + len(folded)
                apart = _letters(plain[: max(0, first)]) != start
                if end < 0 or there < here or end - at > place.longest or apart:
                    return None
                if place.kind is values.Kind.DATE and told and search.find(before, at, end) >= 0:
                    return None
                before = folded
            else:
                end, there = len(search), len(plain)
            region = plain[here:there]
            if _letters(region) != end - at:
                return None
            value = values.value(region, place, last=not folded)
            if typed and not values.fits(place, value):
                return None
            told[name] = value
            at, here = stop, there + len(small) if folded else here
        otherwise = not self.steps and goes_on(self.source, plain[here:])
        return (
            _Told(start, stop, told)
            if not otherwise and self.ends(plain[:first], plain[here:], len(search), start, stop)
            else None
        )

    def ends(self, before: str, behind: str, size: int, start: int, stop: int) -> bool:
        """Whether what stands around leaves no doubt: of few words nothing does that is not theirs.

        What a sender puts before a message is.
        """
        most = (2 * (stop - start) >= size and start == 0) or _SENT.fullmatch(before) is not None
        whole = self.steps or stop == size
        tells = not self.short or (most and whole and behind.startswith(":") == self.colon)
        return tells and (not self.needle.empty_end or behind.strip() in _EMPTY)


def _nearest(value: str, search: bytes, before: bytes, behind: bytes) -> bool:
    """Whether of some words the first behind others are those behind this value.

    They are if they come once; or if the others do, and as many letters stand between as the value has.
    """
    if search.count(behind) == 1:
        return True
    at = search.find(before) + len(before)
    return search.count(before) == 1 and search.find(behind, at) - at == _letters(value)


def _letters(text: str) -> int:
    """How many bytes folding leaves of a text."""
    if text.isascii() and text.isalnum():
        return len(text)
    return len(text.encode("utf-8", "replace").translate(None, DROPPED))


def form(needle: Needle, how: str, template: str, said: Said, *, hard: bool) -> Form:
    """The form of a message as this template of it has it."""
    program = compiled(template)
    texts = [as_typed(token) for token in parse(template) if isinstance(token, str) and fold(token)]
    words = [_Words.of(text, literal) for text, literal in zip(texts, program.literals, strict=False)]
    last = len(program.rest) - 1
    entry = book.known(needle.entry)
    confidence = sure(needle, how, template, named=said.named)
    steps = tuple(
        Step(
            joint=behind.middle and behind.before + behind.middle + (behind.behind if at < last else ""),
            name=place.name,
            longest=place.longest,
            typed=place.kind is not None,
            folded=literal,
            small=behind.middle.lower(),
            place=place,
            head=words[at].behind,
            tail=behind.before,
        )
        for at, ((_, literal), behind, place) in enumerate(
            zip(
                program.rest,
                [*words[1:], _Words(_rest(template), "", "")],
                values.places(template),
                strict=False,
            )
        )
    )
    short = tells_little(needle, program)
    return Form(
        needle=needle,
        how=how,
        source=template,
        program=program,
        hard=hard,
        carries=any(name == "result" for name, _ in program.rest),
        short=short,
        colon=colon_behind(template),
        entry=entry,
        confidence=confidence,
        joint=words[0].middle + words[0].behind if program.rest else words[0].middle,
        small=words[0].middle.lower(),
        last=program.literals[-1],
        plain=not short and not needle.empty_end,
        steps=steps,
        in_small=tuple(step._replace(joint=step.joint.lower()) for step in steps),
        whole=None if program.rest else Match(entry, {}, confidence, how, ()),
    )


def _rest(template: str) -> str:
    """What a template has behind its last slot, if no words that are searched are there."""
    tokens = parse(template)
    searched = compiled(template).rest[-1:]
    return readable(tokens[-1]) if isinstance(tokens[-1], str) and searched and not searched[0][1] else ""


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
