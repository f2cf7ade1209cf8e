"""Which setting holds: assignment, class, course, school, connection; the nearest wins, name by name.

Knows the closed list of names and what each may hold. May not know where settings are kept.
"""

import difflib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from passback.core.errors import BadInput
from passback.core.problem import Problem
from passback.core.settings import Decided, Level, Setting, Where
from passback.core.value import Value, plain, value
from passback.sync.model import DEFAULT_POLICY, Policy, Silencing
from passback.sync.text import normal

# A map of one assignment group: `categories.Homework`. Each group is a setting of its own, so that a class
# can map one group otherwise and keep the rest.
CATEGORIES = "categories."
# The same for what the SIS does not know of one student, by Canvas id: `students.4711`.
STUDENTS = "students."
_OF_A_STUDENT = ("report", "hold", "leave")
# A problem that is not told: `silence.name-too-long`, with the reason.
SILENCE = "silence."
_PERCENT = 100
_LEVELS = tuple(Level)
_MAPS = (CATEGORIES, STUDENTS)


@value
class Kind(Value):
    """What one setting may hold. `words`: the closed list, empty where any fitting text will do."""

    field: str
    words: tuple[str, ...]
    meaning: str


_HOLD = ("hold", "send")
_YES = ("yes", "no")

NAMES: Mapping[str, Kind] = {
    "joins": Kind("joins", _YES, "the class takes part"),
    "hidden": Kind("hidden", _HOLD, "scores that students cannot see yet"),
    "ungraded": Kind("ungraded", _HOLD, "scores of work that is graded in part"),
    "omitted": Kind("omitted", _HOLD, "scores that the final grade leaves out"),
    "undated": Kind("undated", ("hold", "last-day", "created"), "work without a due date"),
    "edited": Kind("edited", ("ask", "canvas", "sis"), "who wins where a score was changed in the SIS"),
    "above": Kind("above", ("hold", "cap"), "scores above what the SIS takes; cap: on consent"),
    "comments": Kind("comments", _YES, "the teacher's last comment goes along"),
    "made": Kind("made", ("first-score", "published"), "when work appears in the SIS"),
    "deleted": Kind(
        "deleted", ("leave", "ask"), "work deleted in Canvas; ask: deleted in the SIS on consent"
    ),
    "unmarked": Kind("unmarked", ("ask", "leave"), "work without a tick where Canvas hides its Sync box"),
    "long-names": Kind("long_names", ("whole", "shorten"), "names longer than the SIS keeps"),
    "zone": Kind("zone", (), "an IANA time zone in place of the course's own"),
    "excused": Kind("excused", ("send", "hold"), "exemptions of excused students"),
    "due": Kind("due", (), "a day (2026-11-30) that is sent as the due date in place of Canvas's"),
    "generation": Kind("generation", (), "which line item of ours is the one; grows when one is given up"),
    "unresolved": Kind(
        "unresolved", ("report", "leave"), "a class that the SIS does not know; leave: out, until it does"
    ),
    "hold-percent": Kind(
        "hold_percent", (), "more than this share of the scores in the SIS changing is held"
    ),
    "hold-least": Kind("hold_least", (), "and at least this many"),
}


# What may hold for one assignment alone; all else is of a class, or wider.
OF_WORK = frozenset(
    {
        *("above", "comments", "due", "edited", "excused", "generation", "hidden"),
        *("long-names", "omitted", "undated", "ungraded"),
    }
)


def may_hold(name: str, level: Level) -> bool:
    """True if a setting of this name may hold at this level."""
    wide = name not in OF_WORK and not name.startswith(CATEGORIES)
    return not (level is Level.ASSIGNMENT and wide)


def checked(name: str, text: str) -> tuple[str, str]:
    """The name and the value as they are kept.

    Raises:
        BadInput: no such setting, or it cannot hold that; the text lists what can be.
    """
    name, text = normal(name), text.strip()
    if name.startswith(CATEGORIES):
        group = normal(name.removeprefix(CATEGORIES))
        if not group or not text:
            raise BadInput(f"{CATEGORIES}GROUP=CATEGORY needs the name of a group and of a category")
        return f"{CATEGORIES}{group}", normal(text)
    if name.startswith(STUDENTS):
        if name == STUDENTS or text not in _OF_A_STUDENT:
            raise BadInput(f"{STUDENTS}ID=VALUE needs a Canvas id and one of {', '.join(_OF_A_STUDENT)}")
        return name, text
    if name.startswith(SILENCE):
        return _silence(name.removeprefix(SILENCE), text)
    kind = NAMES.get(name)
    if kind is None:
        known = ", ".join([*NAMES, f"{CATEGORIES}GROUP", f"{STUDENTS}ID", f"{SILENCE}PROBLEM"])
        raise BadInput(f"there is no setting {name}; there are {known}")
    if kind.words and text not in kind.words:
        raise BadInput(f"{name} may be {', '.join(kind.words[:-1])} or {kind.words[-1]}, not {text}")
    if not kind.words:
        _FREE[name](name, text)
    return name, text


def resolve(settings: Sequence[Setting], where: Where) -> tuple[Policy, tuple[Decided, ...]]:
    """What holds at a place, and for every name which level decided and what it beat.

    The nearest wins: assignment, class, course, school, connection. Among schools the Canvas sub-accounts
    come first, the course's own before those above it, and then the SIS's school. A map of categories is
    resolved group by group. The order in which the settings are given does not matter.

    Raises:
        BadInput: a kept setting has a name or a value that this version does not know.
    """
    held: dict[str, list[Setting]] = defaultdict(list)
    for setting in settings:
        name, _ = checked(setting.name, setting.value)
        if _rank(setting, where) is not None:
            held[name].append(setting)
    decided = [_decided(name, held.get(name, ()), where) for name in NAMES]
    free = [name for name in sorted(held) if name.startswith((*_MAPS, SILENCE))]
    decided += [_decided(name, held[name], where) for name in free]
    words = {name: _nearest(held[name], where)[0] for name in free if name.startswith(SILENCE)}
    silenced = {name.removeprefix(SILENCE): Silencing(s.value, s.by, s.at) for name, s in words.items()}
    return replace(_policy(decided), silenced=silenced), tuple(decided)


def _rank(setting: Setting, where: Where) -> tuple[int, int] | None:
    """How near it is to the place; None: it does not hold there."""
    level = _LEVELS.index(setting.level)
    match setting.level:
        case Level.ASSIGNMENT:
            here = f"{where.section}/{where.assignment}"
            return (level, 0) if where.assignment is not None and setting.target == here else None
        case Level.CLASS:
            return (level, 0) if where.section is not None and setting.target == where.section else None
        case Level.COURSE:
            return (level, 0) if setting.target == where.course else None
        case Level.SCHOOL:
            schools = [f"account:{account}" for account in where.accounts]
            schools += [f"school:{where.school}"] if where.school is not None else []
            return (level, schools.index(setting.target)) if setting.target in schools else None
        case Level.CONNECTION:
            return (level, 0)


def _decided(name: str, given: Sequence[Setting], where: Where) -> Decided:
    nearest = _nearest(given, where)
    if not nearest:
        return Decided(name, _default(name), None, "", ())
    first = nearest[0]
    _, text = checked(first.name, first.value)
    return Decided(name, text, first.level, first.target, tuple(nearest[1:]))


def _nearest(given: Sequence[Setting], where: Where) -> Sequence[Setting]:
    """Of two settings of one place the later one holds; a store keeps only one."""
    latest = sorted(given, key=lambda s: (s.at, s.value, s.by), reverse=True)
    return sorted(latest, key=lambda s: _rank(s, where) or (len(_LEVELS), 0))


def _default(name: str) -> str:
    given = getattr(DEFAULT_POLICY, NAMES[name].field)
    if isinstance(given, bool):
        return "yes" if given else "no"
    return plain(given) if isinstance(given, Decimal) else str(given)


def _policy(decided: Sequence[Decided]) -> Policy:
    text = {each.name: each.value for each in decided}
    return Policy(
        hidden=text["hidden"],
        ungraded=text["ungraded"],
        omitted=text["omitted"],
        undated=text["undated"],
        edited=text["edited"],
        comments=text["comments"] == "yes",
        hold_percent=Decimal(text["hold-percent"]),
        hold_least=int(text["hold-least"]),
        categories={
            name.removeprefix(CATEGORIES): to for name, to in text.items() if name.startswith(CATEGORIES)
        },
        joins=text["joins"] == "yes",
        zone=text["zone"],
        made=text["made"],
        above=text["above"],
        deleted=text["deleted"],
        unmarked=text["unmarked"],
        long_names=text["long-names"],
        excused=text["excused"],
        due=text["due"],
        generation=int(text["generation"]),
        unresolved=text["unresolved"],
        students={
            name.removeprefix(STUDENTS): said for name, said in text.items() if name.startswith(STUDENTS)
        },
        silenced={},
    )


# ---- values that are no word of a list -----------------------------------------------------------


def _silence(problem: str, reason: str) -> tuple[str, str]:
    known = [each.value for each in Problem]
    if problem not in known:
        near = difflib.get_close_matches(problem, known, 3, 0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "docs/problems.md lists them"
        raise BadInput(f"{SILENCE}PROBLEM=REASON: there is no problem {problem[:40]!r}; {hint}")
    if not reason:
        raise BadInput(f"{SILENCE}{problem}=REASON: say why, for those who wonder later")
    return f"{SILENCE}{problem}", reason


def _zone(name: str, text: str) -> None:
    try:
        if text:
            ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"{name} is a time zone such as America/Chicago, not {text}") from error


def _day(name: str, text: str) -> None:
    try:
        if text:
            date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{name} is a day such as 2026-11-30, not {text}") from error


def _percent(name: str, text: str) -> None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= _PERCENT:
        raise BadInput(f"{name} is a number from 0 to {_PERCENT}, not {text}")


def _count(name: str, text: str) -> None:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise BadInput(f"{name} is a whole number from 1 on, not {text}")


_FREE: Mapping[str, Callable[[str, str], None]] = {
    "zone": _zone,
    "due": _day,
    "generation": _count,
    "hold-percent": _percent,
    "hold-least": _count,
}
