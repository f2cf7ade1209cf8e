"""Many answers as few causes: how many messages, whose to fix, since when, where.

Holds counts and some examples, however long the log.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache

from passback.core.problem import Problem
from passback.dictionary import book
from passback.dictionary.clusters import Clusters
from passback.dictionary.entry import Entry
from passback.dictionary.explain import Explanation, Outcome, explain, explanation_of
from passback.dictionary.match import Ambiguous, Match, Unknown

# Examples and raw lines kept per cause, and names counted per cause.
EXAMPLES, LINES, _NAMES = 3, 50, 20_000
# So many characters of a line, and of a time or a school's name, are kept.
_LONGEST_LINE, _LONGEST_NAME = 2_000, 200
# Of each school some lines are kept behind the first ones, while there are not too many.
_OF_SCHOOL, _MOST_LINES = 3, 200
# Schools whose days are counted apart.
SCHOOLS = 500


@dataclass
class Cause:
    """One problem, or one set of entries that could be meant.

    `told`: how it is explained. `students`: how many it concerns, as far as the messages name them.
    `days`, `schools`: how many messages of each; a school beyond the twenty thousandth counts as none.
    `lines`: (school, time, text) of the first ones, and of the first ones of each school.
    """

    key: str
    told: Explanation
    problem: Problem | None
    count: int = 0
    entries: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    schools: Counter[str] = field(default_factory=Counter)
    first: str = ""
    last: str = ""
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    _kept: Counter[str] = field(default_factory=Counter)
    _named: dict[int, str] = field(default_factory=dict)
    _counted: Counter[str] = field(default_factory=Counter)

    def met(self, time: str, school: str, student: str | None, students: int) -> None:
        """One more message: when, where, and whom it concerns."""
        if time:
            self.first = min(filter(None, (self.first, time)), key=_when)
            self.last = max(self.last, time, key=_when)
        if student and len(self._named) < _NAMES:
            self._named.setdefault(hash(student), school)
        self._counted[school] += students

    def wants(self, school: str) -> bool:
        """Whether the line of one more message is kept; then it is taken for kept."""
        kept = len(self.lines)
        wanted = kept < LINES or bool(kept < _MOST_LINES and school and self._kept[school] < _OF_SCHOOL)
        self._kept[school] += wanted
        return wanted

    @property
    def students(self) -> int:
        """How many students it concerns: those that are named once each, or as the log counts them."""
        return max(len(self._named), self._counted.total())

    @property
    def students_by_school(self) -> dict[str, int]:
        """The same for each school. A student who is named in two counts for the first."""
        named = Counter(self._named.values())
        return {name: max(named[name], self._counted[name]) for name in self.schools}

    @property
    def shown(self) -> Explanation:
        """How to explain it: by the SIS's own entry, and by the general one where several systems say it."""
        systems = {name.partition(".")[0] for name in self.entries}
        if len(systems) > 1 and self.problem is not None:
            return explain(book.entry_for(self.problem, None).id)
        return self.told

    @property
    def name(self) -> str:
        """What it is called: by its problem, or by the titles of the entries that could be meant."""
        if self.problem is not None:
            return book.entry_for(self.problem, None).title
        titles = [entry.title for one in self.key.split(" or ") if (entry := book.entry(one))]
        return " or ".join(dict.fromkeys(titles))

    @property
    def systems(self) -> list[str]:
        """Who says it, most messages first."""
        said = [book.known(name).sis for name, _ in self.entries.most_common()]
        return list(dict.fromkeys(sis.display for sis in said if sis))

    @property
    def entry(self) -> Entry | None:
        """The entry that explains it."""
        return self.shown.entry


@dataclass
class Tally:
    """What logs say, added up.

    `outcomes`: how many of each. `hide`: takes names out of the lines that are kept; None: they stay.
    """

    causes: dict[str, Cause] = field(default_factory=dict)
    unknown: Clusters = field(default_factory=Clusters)
    outcomes: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    schools: Counter[str] = field(default_factory=Counter)
    school_days: dict[str, Counter[str]] = field(default_factory=dict)
    also: Counter[str] = field(default_factory=Counter)
    hide: Callable[[str], str] | None = None

    @property
    def total(self) -> int:
        """How many messages there were."""
        return sum(self.outcomes.values())

    def add(
        self,
        found: Match | Ambiguous | Unknown,
        text: str,
        *,
        time: str = "",
        school: str = "",
        students: int = 0,
    ) -> None:
        """One more message and its answer."""
        time, school = time[:_LONGEST_NAME], school[:_LONGEST_NAME]
        school, day = self._place(school, time)
        if isinstance(found, Unknown):
            self.outcomes[Outcome.UNKNOWN] += 1
            self.unknown.add(text, time)
            return
        self.outcomes[Outcome.MATCH if isinstance(found, Match) else Outcome.AMBIGUOUS] += 1
        cause = self._cause(found)
        cause.count += 1
        matches = (found,) if isinstance(found, Match) else found.candidates
        for match in matches:
            cause.entries[match.entry.id] += 1
        if isinstance(found, Match):
            self.also.update(other.entry.id for other in found.also)
        if day:
            cause.days[day] += 1
        cause.schools[school] += 1
        cause.met(time, school, matches[0].variables.get("student"), students)
        if cause.wants(school):
            line = text[:_LONGEST_LINE]
            cause.lines.append((school, time, self.hide(line) if self.hide else line))

    def _place(self, school: str, time: str) -> tuple[str, str]:
        """Counts the school and the day; a school too many is none."""
        day = day_of(time)
        if school and school not in self.schools and len(self.schools) >= _NAMES:
            school = ""
        if school:
            self.schools[school] += 1
        if day:
            self.days[day] += 1
            if school and (school in self.school_days or len(self.school_days) < SCHOOLS):
                self.school_days.setdefault(school, Counter())[day] += 1
        return school, day

    def _cause(self, found: Match | Ambiguous) -> Cause:
        key = self._key(found)
        if key not in self.causes:
            told = explanation_of(found)
            self.causes[key] = Cause(key, told, told.entry.problem if told.entry else None)
        return self.causes[key]

    def _key(self, found: Match | Ambiguous) -> str:
        """What messages of one cause share: the problem, or the entries that could be meant."""
        entries = [found.entry] if isinstance(found, Match) else [match.entry for match in found.candidates]
        problems = {entry.problem for entry in entries}
        if len(problems) == 1:
            return problems.pop().value
        return " or ".join(sorted(entry.id for entry in entries))

    def ranked(self) -> list[Cause]:
        """Causes, most messages first."""
        return sorted(self.causes.values(), key=lambda cause: (-cause.count, cause.key))


def _when(time: str) -> tuple[str, str]:
    """What times are put in order by: the day, however it is written; on one day, the text."""
    return day_of(time), time


def day_of(time: str) -> str:
    """The day of a time as logs write it, as `2026-11-24`; empty where it is none."""
    return _day(time[:_LONGEST_TIME].strip().strip("[]"))


# No time is longer, and a log has the same again and again.
_LONGEST_TIME = 60
_EPOCH_DIGITS = {10: 1, 13: 1000}


@lru_cache(1024)
def _day(time: str) -> str:
    try:
        if time[4:5] == "-" and time[7:8] == "-":
            return date.fromisoformat(time[:10]).isoformat()
        if (parts := _EPOCH_DIGITS.get(len(time))) and time.isascii() and time.isdigit():
            # Seconds, or thousandths of one, since 1970.
            return datetime.fromtimestamp(int(time) // parts, UTC).date().isoformat()
    except ValueError:
        return ""
    head = time.replace(",", " ").split(" ")[0]
    for form in ("%m/%d/%Y", "%m/%d/%y", "%d.%m.%Y"):
        try:
            return datetime.strptime(head, form).date().isoformat()  # noqa: DTZ007 - a day has no zone here
        except ValueError:
            continue
    return ""
