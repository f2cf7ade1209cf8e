"""How many of the refusals a plan foresees, and how often it is wrong: per rule and SIS."""

import asyncio
import time
from collections.abc import Iterator, Sequence

from predicting.confusion import HEAD, LEAST, Counted, confusion, told
from predicting.drawing import PER_CLASS, rooms
from predicting.exempt import EXEMPT, TRANSIENT, UNSURE
from predicting.measuring import Answered, Plans, measured, usual
from predicting.page import PAGE, page
from predicting.reach import NOT_ASKED, OUT_OF_REACH, by_entry, spoken
from predicting.rules import SYSTEMS
from predicting.unreadable import classes_with

SEED = 20_261_125
# With eight of each rule and answer in a class, and variants in which a rule does not hold in one of four,
# these are 300 and more that are refused and as many that are not.
CLASSES = 52
_EXAMPLES = 1


def predict(
    classes: int = CLASSES, systems: Sequence[str] = SYSTEMS, plans: Plans = usual, *, write: bool = False
) -> list[dict[str, object]]:
    """The table, an example of each wrong answer, and a figure per rule and SIS; `write`: to its page too."""
    start = time.perf_counter()
    first = list(asked(classes, systems, plans))
    rows = confusion(first)
    print(f"\n{HEAD}")
    for row in rows:
        print(row.line())
    for row in rows:
        for name, some in (("missed", row.missed), ("wrongly blocked", row.wrongly), ("odd", row.oddly)):
            for one in some[:_EXAMPLES]:
                print(f"{name} ({len(some)}), {row.rule}: {told(one)}")
    later = list(asked_again(classes, plans))
    again = confusion(later)
    print("\nthe second and later refusals of a cause that no read shows; its first is exempt:")
    for row in again:
        print(row.line())
    exempt, entries = tuple(exempt_lines()), tuple(entry_lines([*first, *later]))
    print("\n".join((*exempt, *entries)))
    if write:
        PAGE.write_text(page(rows, again, exempt, entries), encoding="utf-8")
    total = len(first) + len(later)
    print(f"{total:,} situations in {time.perf_counter() - start:.0f} s")
    return [_figure(row) for row in (*rows, *again)]


def exempt_lines() -> Iterator[str]:
    """What is exempt, by name, with the part that cannot be read."""
    for cause, why in EXEMPT.items():
        ends = "; ends by itself, and is not remembered" if cause in TRANSIENT else ""
        yield f"exempt: {cause.value}: {why}{ends}"
    for rule, why in UNSURE.items():
        yield f"exempt from precision: {rule}: {why}"


def entry_lines(answered: Sequence[Answered]) -> Iterator[str]:
    """How many of the document's entries were measured, and what of the simulators' words is out of reach."""
    entries = by_entry(answered)
    asked_about = [counts for counts in entries.values() if counts[1]]
    said = {entry for one in answered for entry in one.by}
    told = sum(predicted >= LEAST * refused for predicted, refused in asked_about)
    yield f"entries of the document: {len(entries)}; measured {len(asked_about)}, of which foreseen {told}"
    yield (
        f"entries that simulators speak: {len(spoken())}; measured {len(said)}, "
        f"out of reach {len(OUT_OF_REACH)}"
    )
    yield from away_lines()


def away_lines() -> Iterator[str]:
    """Why nobody asks about the entries that no write of passback brings about."""
    for entry, why in OUT_OF_REACH.items():
        yield f"out of reach: {entry}: {why}"
    for entry, why in NOT_ASKED.items():
        yield f"not asked: {entry}: {why}"


def asked(
    classes: int, systems: Sequence[str], plans: Plans = usual, per_class: int = PER_CLASS
) -> Iterator[Answered]:
    """Every situation of so many classes of each system."""
    for system in systems:
        for room in rooms(system, SEED, classes, per_class):
            yield from asyncio.run(measured(room, plans))


def asked_again(classes: int, plans: Plans = usual, per_class: int = PER_CLASS) -> Iterator[Answered]:
    """Every situation after the first refusal of each cause that cannot be read."""
    for cause in EXEMPT:
        for room in classes_with(cause, SEED, classes, per_class):
            yield from asyncio.run(measured(room, plans))


def _figure(row: Counted) -> dict[str, object]:
    return {
        "bench": f"predicted: {row.rule}, {row.system}",
        "asked": row.asked,
        "refused": row.refused,
        "blocked": row.blocked,
        "warned": row.warned,
        "wrongly_blocked": row.wrong,
        "recall": round(row.recall, 4),
        "precision": round(row.precision, 4),
        "limit": LEAST,
        "holds": row.holds,
    }
