"""One message of a log with what stands beside it, and what was odd about the file."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from passback.core.sis import Sis
from passback.dictionary.spelling import sis_called


class Record(NamedTuple):
    """A message. `sis`: who said it, None where nobody says so. `students`: how many it concerns.

    `id` is the log's own, a number if it is one there, else which record of its file it is. `time`, `school`
    and `course` are as the log has them, empty where it has none.
    """

    id: str | int
    text: str
    sis: Sis | None
    time: str = ""
    school: str = ""
    course: str = ""
    students: int = 0


# So many ids are remembered, and as many of those before: a log may have any number.
_IDS = 100_000
# So many unknown contexts are told apart, and so many of them are named.
_CONTEXTS, _NAMED, _OTHERS = 1_000, 10, "and others"


@dataclass
class Oddities:
    """What was odd about the input, each kind counted, with where it was met first."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)
    contexts: Counter[str] = field(default_factory=Counter)
    _ids: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))

    def add(self, what: str, where: str) -> None:
        """One more of a kind, named in the plural."""
        self.counts[what] += 1
        self.first.setdefault(what, where)

    def id(self, given: str | int, where: str) -> str | int:
        """The id of a record. One that came before, among the last hundred thousand or more, is counted."""
        lately, before = self._ids
        mark = hash(given)
        if mark in lately or mark in before:
            self.add("records whose id came before", where)
        lately.add(mark)
        if len(lately) >= _IDS:
            self._ids = (set(), lately)
        return given

    def sis(self, named: str) -> Sis | None:
        """The SIS of a context; one that nobody knows is counted, and is none."""
        if not named.strip():
            return None
        found = sis_called(named)
        if found is None:
            name = named.strip()[:60]
            known = name in self.contexts or len(self.contexts) < _CONTEXTS
            self.contexts[name if known else _OTHERS] += 1
        return found

    def lines(self) -> list[str]:
        """One line for each kind."""
        told = [f"{what}: {count:,}, first {self.first[what]}" for what, count in self.counts.items()]
        ranked = self.contexts.most_common()
        told += [
            f"records of the unknown context {name!r}, read as if they had none: {count:,}"
            for name, count in ranked[:_NAMED]
        ]
        if more := ranked[_NAMED:]:
            told.append(f"records of {len(more):,} more unknown contexts: {sum(n for _, n in more):,}")
        return told


# What logs call their fields, in small letters and without punctuation; the first that is there counts.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "message": (
        *("message", "errormessage", "error", "msg", "text", "description", "details", "detail"),
        *("log", "raw", "body", "reason", "response", "line"),
    ),
    "sis": ("sis", "sisname", "system", "context", "vendor", "product", "destination", "target"),
    "id": ("id", "recordid", "messageid", "eventid", "uuid", "key", "no", "number"),
    "time": ("time", "timestamp", "ts", "datetime", "date", "createdat", "created", "when", "lastsync"),
    "school": ("school", "schoolname", "building", "campus", "account", "subaccount", "site"),
    "course": ("course", "coursename", "courseid", "class", "classname", "section", "sectionname"),
    "students": ("students", "studentcount", "affected", "affectedstudents", "count"),
}


def called(name: str) -> str:
    """A field's name as `FIELDS` has it."""
    return "".join(c for c in name.casefold() if c.isalnum())


def field_for(use: str, names: Mapping[str, str]) -> str | None:
    """Of a log's own field names, by their plain form, the one for this use."""
    return next((names[plain] for plain in FIELDS[use] if plain in names), None)


def number(text: str) -> int:
    """A count as a log writes it; 0 where it is none."""
    digits = text.strip().replace(",", "").removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0  # noqa: PLR2004 - no school has more
