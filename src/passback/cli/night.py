"""A night of the incumbent as its users see it: some lines of its log, how many more, what they come to."""

import textwrap
from collections.abc import Iterable, Sequence
from datetime import date

from passback.cli.printing import counted
from passback.cli.terminal import printable, width
from passback.dictionary.masking import mask
from passback.dictionary.recognize_many import recognize_many
from passback.dictionary.tally import Tally
from passback.sandbox.exchange.job import begins, night
from passback.sandbox.exchange.outcome import Outcome
from passback.sandbox.plant import plant

# So many kinds of lines of each SIS are shown, and so many rows of each.
_SHOWN, _ROWS = 3, 2


def print_night(seed: int, today: date, systems: Sequence[str]) -> None:
    """Let it act on a school of its own and print its log, cut short, and how `passback triage` reads it.

    Args:
        seed: of the school; one planted with the same seed and day is the same to the last id.
        today: the day of the school; the night is the one before.
        systems: which SISs of it.
    """
    school = plant(seed, today)
    lines = [row for row in night(school, begins(school), systems) if row.line]
    shown = [row for sis in systems for row in _kinds(r for r in lines if r.system == sis)[:_SHOWN]]
    for row in shown:
        print(_cut(f"{row.at:%H:%M:%S}  {row.sis.display}  {row.line}"))
    if more := len(lines) - len(shown):
        print(f"… and {counted(more, 'more line')} like these.")
    tally = Tally()
    for row, found in zip(lines, recognize_many((r.line, r.sis) for r in lines), strict=True):
        tally.add(found, row.line)
    causes = tally.ranked()
    names = "; ".join(f"{cause.count:,} × {cause.name}" for cause in causes)
    told = f"passback triage reads them as {counted(len(causes), 'cause')}: {printable(names)}."
    print(f"\n{textwrap.fill(told, width(), break_on_hyphens=False)}")


def _kinds(lines: Iterable[Outcome]) -> list[Outcome]:
    """The first line of each kind: those that differ in more than names, ids and numbers."""
    first: dict[str, Outcome] = {}
    for row in lines:
        first.setdefault(mask(row.line), row)
    return list(first.values())


def _cut(text: str) -> str:
    rows = textwrap.wrap(printable(text), width(), subsequent_indent="          ", break_on_hyphens=False)
    return "\n".join(rows[:_ROWS]) + ("…" if len(rows) > _ROWS else "")
