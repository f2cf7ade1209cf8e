"""docs/predictions.md: the table of a run in full, with what is exempt and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from predicting.confusion import Counted

PAGE = Path(__file__).parents[2] / "docs" / "predictions.md"
_HEAD = (
    "| rule | SIS | refused | not refused | predicted of refused | recall | refused of blocked | precision "
    "| only warned, refused | only warned, taken |"
)
INTRO = """\
# How well refusals are predicted

Written by `make bench ARGS="--only predict --write"`; `make bench` prints the same, `make test` asks a small
part of it.

Situations are drawn from what is known of the vendors, by a generator that knows neither passback nor the
practice school. Each is read and planned as for a sync; then what was planned is written in spite of every
finding, and what the SIS answers is counted. A refusal is predicted by a finding that blocks, or a stop, for
the rule's own problem; where a limit is not sure, by one that warns. Whatever is blocked and would have been
taken counts against precision. What no source is sure of (30 or 50 characters, whether a last day counts,
whether points must be whole, whether work needs a category) turns from class to class.
"""


def page(
    first: Sequence[Counted], later: Sequence[Counted], exempt: Iterable[str], entries: Iterable[str]
) -> str:
    """The whole page; `exempt` and `entries`: a line each."""
    parts = [
        INTRO,
        *table(first),
        "",
        "## The second and later refusals of a cause that no read shows",
        "",
        "One work is refused in a first sync; the others are planned after it. It warns and does not block:",
        "one of what may be refused again goes first, and the rest as soon as that is taken. Where a period",
        "begins and ends, or which line items a mismatch is about, is not read: of the like elsewhere it",
        "warns too.",
        "",
        *table(later),
        "",
        "## What is exempt, and what is out of reach",
        "",
        *(f"* {line}" for line in (*exempt, *entries)),
    ]
    return "\n".join(parts) + "\n"


def table(rows: Sequence[Counted]) -> Sequence[str]:
    """In Markdown, with numerators."""
    return [_HEAD, "|---" * 10 + "|", *(_row(row) for row in rows)]


def _row(row: Counted) -> str:
    told, blocked = row.blocked + row.warned, row.blocked + row.wrong
    cells = (
        row.rule,
        row.system,
        row.refused,
        row.asked - row.refused,
        f"{told}/{row.refused}",
        f"{row.recall:.1%}",
        f"{row.blocked}/{blocked}",
        f"{row.precision:.1%}",
        row.warned,
        row.only_warned,
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
