"""The incumbent's log: the error list of a night, as one downloads it, in a table.

What went well has no line; nor has what it left without a word.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import IO

from passback.sandbox.exchange.outcome import Outcome
from passback.sandbox.state.school import School

COLUMNS = ("time", "sis", "school", "course", "message")


def rows(school: School, told: Iterable[Outcome]) -> Iterator[tuple[str, ...]]:
    """A row per line of the log, in the order of `COLUMNS`."""
    canvas = school.canvas
    for row in told:
        if not row.line:
            continue
        course = canvas.courses.get(row.about.course)
        yield (
            row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            row.sis.value,
            "" if course is None else canvas.accounts[course.account].name,
            "" if course is None else course.name,
            row.line,
        )


def write(school: School, told: Iterable[Outcome], out: IO[str]) -> int:
    """Write the log as CSV; says how many lines it has.

    Raises:
        OSError: whoever reads has gone.
    """
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    count = 0
    for row in rows(school, told):
        table.writerow(row)
        count += 1
    return count
