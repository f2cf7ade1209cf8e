"""Draws classes full of situations: for each rule of a system as many that are refused as just not.

Knows the facts, and neither passback nor the practice school. Where sources differ or are silent (30 or 50
characters, whether the last day belongs to a term, whether a category is needed) the answer is drawn too,
one per class. Beside what is asked, everything varies that should not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from predicting import works
from predicting.rules import LOOSE, STRICT, rules_of
from predicting.situations import (
    Category,
    Given,
    Later,
    Limits,
    Mark,
    Pupil,
    Room,
    Seat,
    Situation,
    Span,
    Work,
    Written,
)
from predicting.words import CATEGORIES, FAMILY, GIVEN, ZONES

# The day on which everything is asked.
TODAY = date(2026, 11, 23)
PER_CLASS = 8
_GOOD = 10
_HEALTHY = 6
_CATEGORIES = 4
_LONGEST = {
    "aeries": (49, 50, 50, None),
    "skyward": (49, 50, 50, None),
    "progressbook": (50, 50, 50, None),
    "infinite-campus": (30, 50),
    "infinite-campus-1.2": (30, 50),
    "powerschool": (50,),
}
LETTERS = ("A-", "B+", "C", "CR", "Exceeds", "n/a")
# How many times the maximum a score may be.
TIMES = {"progressbook": 1, "synergy": 2}


def rooms(system: str, seed: int, count: int, per_class: int = PER_CLASS) -> Iterator[Room]:
    """So many classes of one system; `per_class`: situations of each rule and answer in a class."""
    for number in range(count):
        chance = Random(f"{seed} {system} {number}")  # noqa: S311 - made-up data, the same each time
        yield Drawing(system, number, chance, per_class).room()
    if any(rule.about == "class" for rule in rules_of(system)):
        for number in range(count * per_class * 2):
            chance = Random(f"{seed} {system} one {number}")  # noqa: S311 - as above
            yield Drawing(system, count + number, chance, 0).small(refused=number % 2 == 0)


@dataclass
class Drawing:
    """A class in the making."""

    system: str
    number: int
    chance: Random
    per_class: int
    works: list[Work] = field(default_factory=list)
    situations: list[Situation] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = self.chance
        self.zone = chance.choice(ZONES)
        self.limits = self._limits()
        self.terms, self.periods = self._calendar()
        chosen = chance.sample(CATEGORIES, _CATEGORIES)
        self.categories = [Category(name) for name in chosen]
        self.groups = [*chosen]
        self.pupils = self._pupils()
        self.names: set[str] = set()
        self.sections: tuple[Written, ...] = ()

    # ---- the class --------------------------------------------------------------------------------

    def _limits(self) -> Limits:
        """The variants turn from class to class, so that a few classes have them all."""
        turn = self.number
        longest = _LONGEST.get(self.system, (None,))
        return Limits(
            last_day=turn % 3 != 1,
            longest=longest[turn % len(longest)],
            whole=turn % 4 != 1,
            category=self.system in STRICT or (self.system in LOOSE and turn % 4 != 1),
        )

    def _calendar(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """One or two terms, and grading periods with a gap of some days inside the first term."""
        chance = self.chance
        first = TODAY - timedelta(days=chance.randint(70, 90))
        last = TODAY + timedelta(days=chance.randint(20, 40))
        half = first + timedelta(days=chance.randint(38, 48))
        pause = timedelta(days=chance.randint(4, 8))
        periods = [Span(first, half), Span(half + pause, last)]
        terms = [Span(first, last)]
        if self.system != "powerschool" and chance.random() < 0.4:  # noqa: PLR2004 - a share
            then = Span(last + timedelta(days=14), last + timedelta(days=90))
            terms.append(then)
            periods.append(then)
        return tuple(terms), tuple(periods)

    def _pupils(self) -> list[Pupil]:
        chance = self.chance
        kinds = [Seat.CLASS] * (_GOOD + self.per_class)
        kinds += [chance.choice((Seat.LEFT, Seat.ELSEWHERE, Seat.UNKNOWN)) for _ in range(self.per_class)]
        numbers = self._numbers(len(kinds) + 2 * self.per_class)
        made = [
            Pupil(chance.choice(GIVEN), chance.choice(FAMILY), number, seat)
            for number, seat in zip(numbers, kinds, strict=False)
        ]
        if self.system == "aeries":
            made += [
                Pupil(chance.choice(GIVEN), chance.choice(FAMILY), number, on_gradebook=False)
                for number in numbers[len(kinds) : -self.per_class or None]
            ]
        made += [
            Pupil(chance.choice(GIVEN), chance.choice(FAMILY), number, numbered=False)
            for number in numbers[len(numbers) - self.per_class :]
        ]
        return made

    def _numbers(self, count: int) -> list[str]:
        """Numbers of the district; some are alike but for one digit, or begin with another's."""
        made: dict[str, None] = {}
        while len(made) < count:
            number = str(self.chance.randint(100_000, 899_999))
            made[number] = None
            if len(made) < count and self.chance.random() < 0.2:  # noqa: PLR2004 - a share
                made[number[:-1] + str((int(number[-1]) + 1) % 10)] = None
        return list(made)

    @property
    def good(self) -> list[int]:
        """Students against whom nothing stands, by their place."""
        mine = [at for at, pupil in enumerate(self.pupils) if pupil.section is None and pupil.on_gradebook]
        return [at for at in mine if self.pupils[at].seat is Seat.CLASS and self.pupils[at].numbered]

    @property
    def strange(self) -> list[int]:
        """Students who are not in the SIS's class."""
        return [at for at, pupil in enumerate(self.pupils) if pupil.seat is not Seat.CLASS]

    # ---- what is asked ----------------------------------------------------------------------------

    def room(self) -> Room:
        """All rules of the system, each answer as often as was asked for."""
        rules = rules_of(self.system)
        for rule in rules:
            if rule.about in {"line-item", "later"}:
                for at in range(2 * self.per_class):
                    self._ask(rule.name, refused=at % 2 == 0)
        self._scores([rule.name for rule in rules if rule.about == "score"])
        self._cleared([rule.name for rule in rules if rule.about == "cleared"])
        self._of_pupils([rule.name for rule in rules if rule.about == "pupil"])
        self._of_sections()
        return self._made()

    def small(self, *, refused: bool) -> Room:
        """A class with one work, about which nothing is asked but how the SIS has the class itself."""
        self.works.append(self.base())
        if self.system == "powerschool":
            what = "nobody teaches it" if refused else "somebody teaches it"
            self.situations.append(Situation("teacher-not-in-section", refused, what, 0))
            return replace(self._made(), taught=not refused)
        what = "two gradebooks" if refused else "one gradebook"
        self.situations.append(Situation("several-gradebooks", refused, what, 0))
        return replace(self._made(), gradebooks=2 if refused else 1)

    def _made(self, *, shuffled: bool = True) -> Room:
        order = list(range(len(self.works)))
        if shuffled:
            self.chance.shuffle(order)
        place = {old: new for new, old in enumerate(order)}
        return Room(
            self.system,
            self.number,
            self.zone,
            self.terms,
            self.periods,
            self.limits,
            tuple(self.categories),
            tuple(self.groups),
            tuple(self.pupils),
            tuple(self.works[old] for old in order),
            tuple(replace(one, work=place[one.work]) for one in self.situations),
            sections=self.sections,
        )

    def _ask(self, rule: str, *, refused: bool) -> None:
        drawn = works.DRAWN[rule](self, refused)
        if drawn is None:
            return
        work, truly, what = drawn
        pupil = work.marks[0][0] if work.later is not None and not work.renamed else None
        self.situations.append(Situation(rule, truly, what, len(self.works), pupil))
        self.works.append(work)

    def asked_so_far(self, rule: str) -> int:
        """How many situations of a rule there are; who takes turns by it leaves nothing out."""
        return sum(one.rule == rule for one in self.situations)

    def base(self, **more: object) -> Work:
        """A work against which nothing stands, with two or three scores."""
        chance = self.chance
        day = chance.choice(self.safe_days())
        points = Decimal(chance.randint(1, 40) * 5 if chance.random() < 0.8 else chance.randint(1, 99))  # noqa: PLR2004
        due = self.at(day, chance.choice((time(23, 59, 59), time(23, 59, 59), time(8), time(0, 0, 1))))
        made = Work(
            self.title(),
            chance.randrange(_CATEGORIES),
            points,
            due,
            due - timedelta(days=chance.randint(2, 30)),
            tuple((at, self.score(points)) for at in chance.sample(self.good, chance.randint(2, 3))),
            unlock=None if chance.random() < 0.7 else due - timedelta(days=chance.randint(1, 5)),  # noqa: PLR2004
            late_for=chance.choice(self.good) if chance.random() < 0.1 else None,  # noqa: PLR2004
        )
        return replace(made, **more)  # type: ignore[arg-type]

    def title(self, length: int | None = None) -> str:
        """A name that no other work of the class has, of this length or some harmless one."""
        while (name := works.title(self.chance, length)) in self.names:
            pass
        self.names.add(name)
        return name

    def at(self, day: date, clock: time) -> datetime:
        """A time at the school."""
        return datetime.combine(day, clock, ZoneInfo(self.zone))

    def safe_days(self) -> list[date]:
        """Days in a term and a grading period, and the last of neither."""
        first, last = self.periods[0].first, self.periods[1].last
        days = [first + timedelta(days=n) for n in range((last - first).days)]
        ends = {span.last for span in (*self.terms, *self.periods)}
        return [day for day in days if day not in ends and any(span.holds(day) for span in self.periods)]

    def score(self, points: Decimal) -> Decimal:
        """A score from 0 to the maximum, some with decimals."""
        share = Decimal(self.chance.randint(0, 100)) / 100
        step = self.chance.choice((Decimal(1), Decimal(1), Decimal("0.5"), Decimal("0.25"), Decimal("0.1")))
        return (points * share / step).to_integral_value() * step

    def _scores(self, rules: list[str]) -> None:
        """Score by score: each student of some healthy works is one question, or none."""
        asked = [(rule, at % 2 == 0) for rule in rules for at in range(2 * self.per_class)]
        self.chance.shuffle(asked)
        while asked:
            work = self.base(letters=self.chance.random() < 0.5)  # noqa: PLR2004 - a share
            pupils = self.chance.sample(self.good, len(self.good))
            marks: dict[int, Mark] = {pupils[0]: self.score(work.points)}
            for pupil in pupils[1:]:
                if not asked:
                    break
                rule, refused = asked.pop()
                marks[pupil], what = self._mark(rule, work, refused=refused)
                self.situations.append(Situation(rule, refused, what, len(self.works), pupil))
            self.works.append(replace(work, marks=tuple(marks.items())))

    def _mark(self, rule: str, work: Work, *, refused: bool) -> tuple[Mark, str]:
        chance, points = self.chance, work.points
        if rule == "score-above-maximum":
            most = points * TIMES[self.system]
            by = Decimal(chance.choice(("0.01", "0.5", "1", "2", "25")))
            mark = most + by if refused else chance.choice((most, most - Decimal("0.01"), points))
            return mark, f"{mark} of {points}"
        if rule == "score-below-minimum":
            mark = Decimal(chance.choice(("-0.01", "-0.5", "-1", "-10") if refused else ("0", "0.01", "0.0")))
            return mark, f"{mark} of {points}"
        if rule == "score-excused":
            return (Given.EXCUSED, "excused") if refused else (Decimal(0), "a 0")
        if refused:
            letter = chance.choice(LETTERS)
            return letter, f"{letter!r} without a number"
        return self.score(points), "a number" + (" behind a letter" if work.letters else "")

    def _cleared(self, rules: list[str]) -> None:
        """Scores that were sent and are gone, beside others that became a 0."""
        for rule in rules:
            asked = [at % 2 == 0 for at in range(2 * self.per_class)]
            while asked:
                work = self.base(later=Later.REGRADED)
                pupils = self.chance.sample(self.good, min(len(self.good), 6))
                marks: dict[int, Mark] = {pupils[0]: self.score(work.points)}
                for pupil in pupils[1:]:
                    if asked:
                        gone = asked.pop()
                        marks[pupil] = Given.CLEARED if gone else Decimal(0)
                        what = "taken back" if gone else "a 0 now"
                        self.situations.append(Situation(rule, gone, what, len(self.works), pupil))
                self.works.append(replace(work, marks=tuple(marks.items())))

    def _of_pupils(self, rules: list[str]) -> None:
        """Each student of the Canvas section is one question, asked with one work."""
        if not rules:
            return
        aside = [at for at, pupil in enumerate(self.pupils) if not pupil.on_gradebook]
        near = self.good[: self.per_class]
        asked = [("student-not-in-section", at, True) for at in self.strange]
        asked += [("student-not-in-section", at, False) for at in near]
        nameless = [at for at, pupil in enumerate(self.pupils) if not pupil.numbered]
        asked += [("student-without-sis-id", at, True) for at in nameless]
        asked += [("student-without-sis-id", at, False) for at in self.good[: self.per_class]]
        asked += [("student-not-on-gradebook", at, True) for at in aside]
        if aside:
            asked += [("student-not-on-gradebook", at, False) for at in self.good[-self.per_class :]]
        self.chance.shuffle(asked)
        for start in range(0, len(asked), _HEALTHY):
            work = self.base()
            mine = asked[start : start + _HEALTHY]
            marks: dict[int, Mark] = {self.good[0]: self.score(work.points)}
            for rule, pupil, refused in mine:
                marks[pupil] = self.score(work.points)
                what = self.pupils[pupil].seat.value
                what += "" if self.pupils[pupil].on_gradebook else ", not on the gradebook"
                what += "" if self.pupils[pupil].numbered else ", without a number in Canvas"
                self.situations.append(Situation(rule, refused, what, len(self.works), pupil))
            self.works.append(replace(work, marks=tuple(marks.items())))

    def _of_sections(self) -> None:
        """Further sections of the course, one student in each; a third bears a wrong id, and a third none."""
        wrong = [way for way in Written if way not in {Written.RIGHT, Written.NOT_AT_ALL}]
        ways = [self.chance.choice(wrong) for _ in range(self.per_class)]
        more = [Written.NOT_AT_ALL, Written.RIGHT] * self.per_class
        self.sections = (*ways, *more)
        work = self.base()
        marks = [(self.good[0], self.score(work.points))]
        for number, way in enumerate(self.sections):
            marks.append((len(self.pupils), self.score(work.points)))
            given, family = self.chance.choice(GIVEN), self.chance.choice(FAMILY)
            self.pupils.append(Pupil(given, family, str(910_000 + number), section=number))
            what, place = f"its id is {way.value}", len(self.works)
            if way is not Written.NOT_AT_ALL:
                refused = way is not Written.RIGHT
                self.situations.append(
                    Situation("section-id-not-in-sis", refused, what, place, section=number)
                )
            if way in {Written.NOT_AT_ALL, Written.RIGHT}:
                refused = way is Written.NOT_AT_ALL
                self.situations.append(
                    Situation("section-without-sis-id", refused, what, place, section=number)
                )
        self.works.append(replace(work, marks=tuple(marks)))
