"""A district's log, made up: 60 % documented errors, 15 % mangled ones, 25 % no known error.

As the log that facts on recognizing were measured with: 3,000 districts, the large ones talking most, each
with assignments, sections and students of its own, so that lines come again. Streams; the same for a seed.
"""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from mangling import DATES, KINDS, UUIDS, value
from passback.dictionary import book
from passback.dictionary.template import Slot, parse, render

DISTRICTS = 3_000
DOCUMENTED, UNKNOWN, NEAR = 0.60, 0.25, 0.038
# Of the mangled ones: what such logs are full of, and how often (in a thousand of all messages).
NOISE = {
    "escaped": 48,
    "quotes": 21,
    "prefixed": 45,
    "case": 18,
    "spaces": 14,
    "logline": 4,
}
_FACTS = (
    "INFO course {n}: {m} scores were sent to the SIS in {k} ms",
    "DEBUG GET /api/v1/courses/{n}/assignments?page={m} 200 {k}ms",
    "grade sync of section {n} finished: {m} equal, {k} new",
    "worker {m} picked up job {n}",
    "WARN retry {m} of 3 for section {n} in {k} s",
    "Teacher asks about course {n}: the due date was fine, {m} students got their score",
)
# Sentences like the messages that are none.
_NEAR = (
    "Please ensure that your assignment names match between Canvas and the syllabus of course {n}.",
    "Available grading periods for class {n} are: Q1, Q2, Q3",
    "Due date of {name} must be set before the roster of {n} is printed",
    "An assignment named {name} already exists in the question bank of course {n}.",
    "Student {n} does not belong to the after-school club.",
    "Could not determine the bus of student {n} for this line",
    "Section {n} does not have a seating chart yet.",
    "Unable to print {name}; printer {n} is out of paper",
)


class Told(NamedTuple):
    """A line, and what it is: an entry's id, or None; the values where they are still known."""

    text: str
    entry: str | None
    variables: dict[str, str] | None


class _District:
    """Names that one district uses."""

    def __init__(self, number: int) -> None:
        self._rng = Random(number)  # noqa: S311 - made-up data
        self._values: dict[str, list[str]] = {}

    def value(self, rng: Random, slot: str) -> str:
        known = self._values.get(slot)
        if known is None:
            known = [value(self._rng, slot) for _ in range(12)]
            if slot.endswith("_date"):
                known = [self._rng.choice(DATES) for _ in range(12)]
            self._values[slot] = known
        return rng.choice(known)


def messages(count: int, seed: int = 7) -> Iterator[Told]:
    """So many lines of the log."""
    rng = Random(seed)  # noqa: S311 - made-up data
    spoken = [(e, m) for e in book.entries() if e.source and e.source.title for m in e.messages]
    districts = [_District(n) for n in range(DISTRICTS)]
    weights = [1 / (n + 1) for n in range(DISTRICTS)]
    kinds, shares = list(NOISE), list(NOISE.values())
    chosen: list[_District] = []
    for at in range(count):
        if at % 1024 == 0:
            chosen = rng.choices(districts, weights, k=1024)
        district = chosen[at % 1024]
        part = rng.random()
        if part < UNKNOWN - NEAR:
            line = rng.choice(_FACTS).format(
                n=rng.randrange(9000), m=rng.randrange(40), k=rng.randrange(4000)
            )
            yield Told(line, None, None)
            continue
        entry, message = rng.choice(spoken)
        slots = {t.name: district.value(rng, t.name) for t in parse(message.template) if isinstance(t, Slot)}
        if "exchange_id" in slots:
            slots["exchange_id"] = f"{rng.randrange(16**8):08x}{rng.choice(UUIDS)[8:]}"
        text = render(message.template, slots)
        if part < UNKNOWN:
            line = rng.choice(_NEAR).format(n=rng.randrange(9000), name=district.value(rng, "assignment"))
            yield Told(line, None, None)
        elif part < UNKNOWN + DOCUMENTED:
            yield Told(text, entry.id, slots)
        else:
            (kind,) = rng.choices(kinds, shares)
            yield Told(KINDS[kind](rng, text), entry.id, None)
