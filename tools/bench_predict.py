"""How many of the refusals a plan foresees, and how often it is wrong: per rule and SIS."""

import asyncio
import time
from collections.abc import Iterator, Sequence

from predicting.confusion import HEAD, LEAST, Counted, confusion, told
from predicting.drawing import PER_CLASS, rooms
from predicting.exempt import EXEMPT
from predicting.measuring import Answered, Plans, measured, usual
from predicting.rules import SYSTEMS
from predicting.unreadable import classes_with

SEED = 20_261_125
# With eight of each rule and answer in a class, and variants in which a rule does not hold in one of four,
# these are 300 and more that are refused and as many that are not.
CLASSES = 52
_EXAMPLES = 1


def predict(
    classes: int = CLASSES, systems: Sequence[str] = SYSTEMS, plans: Plans = usual
) -> list[dict[str, object]]:
    """The table, an example of each wrong answer, and a figure per rule and SIS."""
    start = time.perf_counter()
    rows = confusion(asked(classes, systems, plans))
    print(f"\n{HEAD}")
    for row in rows:
        print(row.line())
    for row in rows:
        for name, some in (("missed", row.missed), ("wrongly blocked", row.wrongly), ("odd", row.oddly)):
            for one in some[:_EXAMPLES]:
                print(f"{name} ({len(some)}), {row.rule}: {told(one)}")
    again = confusion(asked_again(classes, plans))
    print("\nthe second and later refusals of a cause that no read shows; its first is exempt:")
    for row in again:
        print(row.line())
    for cause, why in EXEMPT.items():
        print(f"exempt: {cause.value}: {why}")
    rows = [*rows, *again]
    total = sum(row.asked for row in rows)
    print(f"{total:,} situations in {time.perf_counter() - start:.0f} s")
    return [_figure(row) for row in rows]


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
