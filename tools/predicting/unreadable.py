"""Draws classes with a cause that no read shows: one work meets it first, then the others are asked about.

Knows the facts, and neither passback nor the practice school.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import time
from random import Random

from predicting.drawing import PER_CLASS, Drawing
from predicting.situations import Cause, Later, Room, Situation, Work

_SYSTEMS: Mapping[Cause, str] = {cause: cause.value.partition(".")[0] for cause in Cause}
# The category without a grade scale is the last of the class.
_LAST = 3


def classes_with(cause: Cause, seed: int, count: int, per_class: int = PER_CLASS) -> Iterator[Room]:
    """So many classes with this cause; `per_class`: works of each answer in a class."""
    for number in range(count):
        chance = Random(f"{seed} {cause.value} {number}")  # noqa: S311 - made-up data, the same each time
        yield _Afflicted(_SYSTEMS[cause], number, chance, per_class, cause=cause).afflicted()


class _Afflicted(Drawing):
    """A class in the making whose cause cannot be read."""

    def __init__(self, system: str, number: int, chance: Random, per_class: int, *, cause: Cause) -> None:
        super().__init__(system, number, chance, per_class)
        self.cause = cause
        self.limits = replace(self.limits, last_day=True)

    def afflicted(self) -> Room:
        """The first work, then those of the same cause beside others of the class."""
        asked = [True] * self.per_class + [False] * (0 if self._is_everywhere else self.per_class)
        self.chance.shuffle(asked)
        first = [] if self.cause is Cause.SYNERGY_LOCKED else [replace(self._work(met=True), first=True)]
        works = [self._work(met=met) for met in asked]
        if self.cause is Cause.SYNERGY_LOCKED:  # each line item for itself: those that met it are asked again
            works = [replace(work, first=met) for work, met in zip(works, asked, strict=True)]
        self.works = [*first, *works]
        self.situations = [
            Situation(self.cause.value, met, "the same cause again" if met else "another place", at)
            for at, met in enumerate(asked, len(first))
        ]
        locked = tuple(one.work for one in self.situations if one.refused)
        return replace(self._made(shuffled=False), cause=self.cause, locked=locked)

    @property
    def _is_everywhere(self) -> bool:
        """True for a server in trouble: it has no other place."""
        return self.cause in {Cause.AERIES_BROKEN, Cause.SYNERGY_BROKEN}

    def _work(self, *, met: bool) -> Work:
        match self.cause:
            case Cause.ASPEN_SCALE:
                return self.base(group=_LAST if met else self.chance.randrange(_LAST))
            case Cause.FOCUS_PERIOD | Cause.SKYWARD_PERIOD | Cause.POWERSCHOOL_PERIOD:
                period = self.periods[0 if met else 1]
                day = self.chance.choice([day for day in self.safe_days() if period.holds(day)])
                return self.base(due=self.at(day, time(23, 59, 59)), unlock=None)
            case Cause.SYNERGY_LOCKED:
                return self.base(later=Later.RETITLED)
            case Cause.AERIES_MISMATCH if met:
                return self.base(later=Later.RETITLED)
        return self.base()
