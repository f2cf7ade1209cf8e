"""Every message of every entry, made ready for searching."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from passback.core.sis import Sis
from passback.dictionary import book
from passback.dictionary.normalize import Folded, fold
from passback.dictionary.program import Program, compiled
from passback.dictionary.template import Slot, parse

# Names that JSON gives its fields, in any dialect: what an error says, and where.
_KEY = re.compile(
    r"""["']?\b(?:messages?|errors?|error_message|resource|field|code|status|severity|code(?:Major|Minor)|errorCode"""
    r"""|description|details?|title|reason|response|params)["']?\s{0,2}:(?!//)"""
)
# Two quotes with nothing between: what stands there is the message, and folding would lose it.
_EMPTY_END = re.compile(r"""["']["']\s*$""")
# Of each literal, pieces of this length at every so many characters: a text that has none of a message's
# pieces is not that message mangled.
GRAM, STRIDE = 10, 5
# Of a message that was cut off so many first characters are there, or it could be anything.
BEGINNING = 13
# Fewer literal characters than this are found by chance in longer texts.
TELLING = 22
# What frameworks say in every product: alone it tells nothing either.
_STOCK = frozenset(map(fold, ("Object reference not set to an instance of an object",)))
# Twins begin with at least so many of the same characters.
ALIKE = 22


def without_keys(search: Folded) -> Folded:
    """A text whose JSON keys are blanks, nothing moved: bodies of other dialects have other keys."""
    plain = search.plain.decode("utf-8", "replace")
    blank = _blank(plain)
    return search if blank == plain else Folded(blank)


def _blank(text: str) -> str:
    return _KEY.sub(lambda found: " " * len(found[0]), text)


class Needle(NamedTuple):
    """One message of one entry, the `number`-th of the dictionary.

    `template`: as the document has it. `core`: what its voice says. `kernel`: the core without JSON's keys.
    `empty_end`: the message ends with a pair of quotes around nothing.
    """

    number: int
    entry: str
    sis: str | None
    problems: tuple[str, ...]
    template: str
    core: str
    kernel: str
    anchor: bytes
    empty_end: bool

    @property
    def whole_program(self) -> Program:
        """The whole message, its sender's wrapper included."""
        return compiled(self.template)

    @property
    def core_program(self) -> Program:
        """What its voice says."""
        return compiled(self.core)

    @property
    def kernel_program(self) -> Program:
        """What its voice says, in any JSON."""
        return compiled(self.kernel)


def _kernel(core: str) -> str:
    """The core without JSON's keys, unless they are all that keeps two slots apart."""
    kernel = _blank(core)
    try:
        compiled(kernel)
    except ValueError:
        return core
    return kernel


@cache
def needles() -> tuple[Needle, ...]:
    """All of them, in the order of the dictionary, each also with what else is left of its wrapper."""
    spoken = [
        (raw, message["core"], template)
        for raw in book.raw_entries().values()
        for message in raw["messages"]
        for template in (message["template"], *_less(message["template"], message["core"]))
    ]
    return tuple(
        Needle(
            number=number,
            entry=raw["id"],
            sis=raw["sis"],
            problems=tuple(cause["problem"] for cause in raw["causes"]),
            template=template,
            core=core,
            kernel=_kernel(core),
            anchor=compiled(core).anchor(),
            empty_end=bool(_EMPTY_END.search(core)),
        )
        for number, (raw, core, template) in enumerate(spoken)
    )


def _less(template: str, core: str) -> list[str]:
    """The template without the first parts of its wrapper, as long as a value is left that the core has not.

    A sender puts wrappers around wrappers, and a person copies from where it becomes interesting.
    """
    wrapper, _, behind = template.partition(core)
    if wrapper == template or not (wrapper or behind):
        return []
    parts = wrapper.split(" - ")
    shorter = [" - ".join(parts[at:]) for at in range(1, len(parts))] + [""] * bool(wrapper and behind)
    own = len(_slots(core))
    whole = [f"{part}{core}{behind}" for part in shorter]
    return [one for one in whole if len(_slots(one)) > own and not isinstance(parse(one)[0], Slot)]


class Said:
    """The messages that a text may hold. `named`: somebody said which SIS speaks."""

    def __init__(self, needles: Iterable[Needle], *, named: bool = False) -> None:
        """Take these messages, of one SIS or of all."""
        self.needles = tuple(needles)
        self.named = named
        self.by_number = {needle.number: needle for needle in self.needles}
        self._kin: dict[int, tuple[Needle, ...]] = {}

    def of(self, numbers: Iterable[int]) -> list[Needle]:
        """Those of these numbers that are among them."""
        known = self.by_number
        return [known[number] for number in numbers if number in known]

    def kin(self, needle: Needle) -> tuple[Needle, ...]:
        """Other entries' messages of the same SIS that begin with the same words."""
        if needle.number not in self._kin:
            first = needle.core_program.first
            self._kin[needle.number] = tuple(
                other
                for other in self.needles
                if other.sis == needle.sis and other.entry != needle.entry and _alike(first, other)
            )
        return self._kin[needle.number]

    def vague(self, needle: Needle) -> bool:
        """Whether it takes a look at what is around to tell it: its words are few, or another's as well."""
        return tells_little(needle, needle.whole_program) or self.twinned(needle)

    def twinned(self, needle: Needle) -> bool:
        """Whether its wrapper hardly tells it from another entry with the very same core."""
        wrapper = needle.whole_program.weight - needle.core_program.weight
        same = any(other.core_program == needle.core_program for other in self.kin(needle))
        return same and wrapper < 2 * GRAM


def _slots(template: str) -> list[str]:
    return [token.name for token in parse(template) if isinstance(token, Slot)]


def tells_little(needle: Needle, program: Program) -> bool:
    """Whether these words are so few, or so common, that they tell nothing by themselves."""
    return program.weight < TELLING or needle.core_program.first in _STOCK


def _alike(first: bytes, other: Needle) -> bool:
    second = other.core_program.first
    return min(len(first), len(second)) >= ALIKE and (second.startswith(first) or first.startswith(second))


@cache
def said_by(wanted: Sis | None) -> Said:
    """The messages that a text of that SIS may hold: its own, OneRoster's, everybody's; or those of all."""
    known = {None, wanted, Sis.ONEROSTER}
    own = (n for n in needles() if wanted is None or n.sis in known)
    return Said(own, named=wanted is not None)


@cache
def grams(one: Needle) -> frozenset[bytes]:
    """Pieces of its words, those at their beginnings among them, as a text cut off short would have."""
    return frozenset(
        literal[at : at + GRAM]
        for program in (one.core_program, one.kernel_program)
        for literal in program.literals
        for at in range(0, max(1, len(literal) - GRAM + 1), STRIDE)
    )


@cache
def beginning(one: Needle) -> tuple[bytes, ...]:
    """What a text holds that has at least so much of the message's beginning that it could tell."""
    first, *rest = one.core_program.literals
    missing = BEGINNING - len(first)
    return (first[:BEGINNING], rest[0][:missing]) if missing > 0 and rest else (first[:BEGINNING],)


def begins(one: Needle, text: bytes) -> bool:
    """Whether a folded text has so much of the message's beginning."""
    return all(piece in text for piece in beginning(one))


@cache
def beginnings() -> Mapping[bytes, tuple[int, ...]]:
    """For each piece that a message begins with, the numbers of the messages that do."""
    found: dict[bytes, tuple[int, ...]] = {}
    for one in needles():
        gram = one.core_program.first[:GRAM]
        found[gram] = (*found.get(gram, ()), one.number)
    return found


@cache
def spread() -> Mapping[bytes, tuple[int, ...]]:
    """For each piece of any message, the numbers of the messages that have it."""
    found: dict[bytes, tuple[int, ...]] = {}
    for one in needles():
        for gram in grams(one):
            found[gram] = (*found.get(gram, ()), one.number)
    return found


@cache
def _short() -> tuple[bytes, ...]:
    return tuple(gram for gram in spread() if len(gram) < GRAM)


def pieces(text: bytes) -> Iterable[bytes]:
    """The pieces of messages that a folded text has, each once."""
    known = spread().keys()
    long = {text[at : at + GRAM] for at in range(len(text) - GRAM + 1)} & known
    return (*long, *(gram for gram in _short() if gram in text))


def counted(found: Iterable[bytes]) -> Mapping[int, int]:
    """For each message of which pieces were found, by its number, how many."""
    counts: dict[int, int] = {}
    index = spread()
    for gram in found:
        for number in index[gram]:
            counts[number] = counts.get(number, 0) + 1
    return counts
