"""The causes of a log as one page to open and send on: no server, no other file, works by keyboard."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import IO, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from passback.cli.logs.record import Oddities
from passback.cli.triage_text import owners, steps, title
from passback.dictionary import book
from passback.dictionary.render import EFFECTS
from passback.dictionary.tally import LINES, Cause, Tally

_WIDTH, _HEIGHT, _LEAST = 720, 120, 3
_DAYS = 366
# More schools than this make no list to choose from.
_SCHOOLS = 500


class Bar(NamedTuple):
    """One day of the picture, in the units of its drawing."""

    day: str
    messages: int
    x: float
    y: float
    width: float
    height: float


def write(tally: Tally, odd: Oddities, out: IO[str]) -> None:
    """The page."""
    pages = Environment(
        loader=PackageLoader(__package__, "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    causes = [_shown(at, cause) for at, cause in enumerate(tally.ranked(), 1)]
    schools = sorted(name for name in tally.schools if name)
    out.write(
        pages.get_template("triage.html").render(
            tally=tally,
            causes=causes,
            unknown=tally.unknown.ranked(),
            odd=odd.lines(),
            schools=schools[:_SCHOOLS],
            more_schools=max(0, len(schools) - _SCHOOLS),
            bars=bars(tally.days),
            size=(_WIDTH, _HEIGHT),
            most=max(tally.days.values(), default=0),
            kept=LINES,
        )
    )


def _shown(at: int, cause: Cause) -> dict[str, object]:
    entry = cause.entry
    return {
        "anchor": f"cause-{at}",
        "cause": cause,
        "name": book.entry_for(cause.problem, None).title if cause.problem else cause.key,
        "meaning": title(cause),
        "effect": EFFECTS[entry.effect] if entry else "depends on who said it",
        "owners": owners(cause.shown),
        "steps": steps(cause.shown),
        "schools": {name: count for name, count in cause.schools.items() if name},
        "students": {name: count for name, count in cause.students_by_school.items() if name and count},
    }


def bars(days: dict[str, int]) -> Sequence[Bar]:
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
        out.append(
            Bar(
                day,
                count,
                round(at * wide, 1),
                round(_HEIGHT - height, 1),
                round(wide * 0.84, 1),
                round(height, 1),
            )
        )
    return out
