"""The causes of a log as one page to open and send on: no server, no other file, works by keyboard."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import IO, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from passback.cli.logs.record import Oddities
from passback.cli.triage_text import first_to_act, others, owners, steps, title, when
from passback.dictionary.render import EFFECTS, WHO
from passback.dictionary.tally import SCHOOLS, Cause, Tally

_WIDTH, _HEIGHT, _LEAST = 720, 120, 3
_DAYS = 366
# So many bars have room for a day's name; of more, those of Mondays have.
_NAMED = 16
_MONDAY = 0


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Bar(NamedTuple):
    """One day of the picture, in the units of its drawing."""

    day: str
    weekday: str
    named: bool
    messages: int
    schools: dict[str, int]
    x: float
    y: float
    width: float
    height: float


def write(tally: Tally, odd: Oddities, out: IO[str], logs: Sequence[str] = ()) -> None:
    """The page. `logs`: what the messages came from."""
    pages = Environment(
        loader=PackageLoader(__package__, "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    causes = [_shown(cause) for cause in tally.ranked()]
    drawn = bars(tally.days, tally.school_days)
    waiting = first_to_act(tally.ranked())
    schools = sorted(name for name in tally.schools if name)
    out.write(
        pages.get_template("triage.html").render(
            tally=tally,
            causes=causes,
            unknown=tally.unknown.ranked(),
            odd=odd.lines(),
            schools=schools[:SCHOOLS],
            more_schools=max(0, len(schools) - SCHOOLS),
            waiting=waiting,
            everybody=[who for who in WHO.values() if any(who in one["owners"] for one in causes)],  # type: ignore[operator]
            students=any(cause.students for cause in tally.causes.values()),
            bars=drawn,
            size=(_WIDTH, _HEIGHT),
            most=max(tally.days.values(), default=0),
            logs=logs,
        )
    )


def _shown(cause: Cause) -> dict[str, object]:
    entry = cause.entry
    return {
        # As stable as the cause: an address with it can be sent.
        "anchor": "cause-" + "".join(c if c.isalnum() else "-" for c in cause.key),
        "cause": cause,
        "name": cause.name,
        "when": when(cause) if cause.first else "",
        "meaning": title(cause),
        "others": others(cause.shown),
        "effect": EFFECTS[entry.effect] if entry else "depends on who said it",
        "owners": owners(cause.shown),
        "steps": steps(cause.shown),
        "schools": {name: count for name, count in cause.schools.items() if name},
        "students": {name: count for name, count in cause.students_by_school.items() if name and count},
    }


def bars(days: Mapping[str, int], schools: Mapping[str, Mapping[str, int]]) -> Sequence[Bar]:
    """One bar a day, from the first to the last that has messages; none for fewer than two days.

    Of more than `_DAYS` days only those that have messages are drawn: a log may hold a date of another age.
    """
    if len(days) < 2:  # noqa: PLR2004 - one bar is no picture
        return ()
    first, last = (date.fromisoformat(end(days)) for end in (min, max))
    apart = (last - first).days + 1
    every = (
        [(first + timedelta(days=at)).isoformat() for at in range(apart)] if apart <= _DAYS else sorted(days)
    )
    found = [(day, days.get(day, 0)) for day in every]
    wide = _WIDTH / len(found)
    most = max(days.values())
    out = []
    for at, (day, count) in enumerate(found):
        height = max(_LEAST, _HEIGHT * count / most) if count else 0
        weekday = date.fromisoformat(day).weekday()
        out.append(
            Bar(
                day,
                _WEEKDAYS[weekday],
                len(found) <= _NAMED or (weekday == _MONDAY and len(found) <= _NAMED * 7),
                count,
                {school: per_day[day] for school, per_day in schools.items() if per_day.get(day)},
                round(at * wide, 1),
                round(_HEIGHT - height, 1),
                round(wide * 0.84, 1),
                round(height, 1),
            )
        )
    return out
