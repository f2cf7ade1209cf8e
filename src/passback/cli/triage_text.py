"""The causes of a log for people at a terminal, for programs, for a spreadsheet."""

import csv
import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO

from passback.cli.logs.record import Oddities
from passback.cli.printing import counted
from passback.cli.terminal import bold, printable, width
from passback.core.cells import safe
from passback.core.value import Json
from passback.dictionary.explain import Explanation
from passback.dictionary.render import EFFECTS, WHO
from passback.dictionary.tally import EXAMPLES, Cause, Tally

_UNKNOWN_SHOWN = 10


def owners(told: Explanation) -> list[str]:
    """Who does something about it, each once, in the order of the steps."""
    if told.entry is None:
        return []
    return list(dict.fromkeys(WHO[step.who] for ranked in told.causes for step in ranked.cause.steps))


def steps(told: Explanation) -> list[str]:
    """What to do about the likeliest cause, each step with who does it."""
    return [f"{WHO[step.who]}: {step.do}" for ranked in told.causes[:1] for step in ranked.cause.steps]


def title(cause: Cause) -> str:
    """The cause in words."""
    entry = cause.entry
    if entry is None:
        entries = cause.key.replace(" or ", ", ")
        return f"It is one of {entries}. Who said it would tell: give --sis, or a column sis."
    return cause.shown.causes[0].cause.meaning if cause.shown.causes else entry.title


def others(told: Explanation) -> list[str]:
    """What else it may be, each cause with how to tell it."""
    return [" ".join(filter(None, (r.cause.meaning, r.cause.tell))) for r in told.causes[1:]]


def when(cause: Cause) -> str:
    """First and last seen, to the minute where the log says so."""
    first, last = (re.sub(_TO_THE_MINUTE, r"\1 \2", time) for time in (cause.first, cause.last))
    return first if first == last else f"{first} to {last}"


_TO_THE_MINUTE = r"^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::.*)?$"


def first_to_act(causes: Iterable[Cause]) -> dict[str, int]:
    """Who does the first step, with how many messages wait for it, most first."""
    waiting: Counter[str] = Counter()
    for cause in causes:
        for who in owners(cause.shown)[:1]:
            waiting[who] += cause.count
    return dict(waiting.most_common())


def write(tally: Tally, odd: Oddities, out: IO[str]) -> None:
    """Causes by count: how many, whose to fix, what to do, examples, when; then what nobody knows."""
    del odd
    out.write("\n".join(_lines(tally)) + "\n")


def _lines(tally: Tally) -> Iterator[str]:
    causes = tally.ranked()
    counts = tally.outcomes
    yield bold(
        f"{counted(tally.total, 'message')}: {counted(len(causes), 'cause')}, "
        f"{counts['ambiguous']:,} ambiguous, {counts['unknown']:,} unknown"
    )
    if first := first_to_act(causes):
        told = "; ".join(f"{who} {counted(count, 'message')}" for who, count in first.items())
        yield from _wrapped(f"First to act: {told}", 0)
    for cause in causes:
        yield ""
        yield from _cause(cause)
    unknown = tally.unknown.ranked()
    if unknown:
        yield ""
        yield bold(f"{counts['unknown']:,} unknown, of {counted(len(unknown), 'kind')}")
        for cluster in unknown[:_UNKNOWN_SHOWN]:
            yield from _wrapped(f"{cluster.count:,} × {printable(cluster.masked)}", 2)
        if len(unknown) > _UNKNOWN_SHOWN:
            yield f"  and {len(unknown) - _UNKNOWN_SHOWN:,} more kinds; --unknown FILE writes all of them"


def _cause(cause: Cause) -> Iterator[str]:
    entry = cause.entry
    yield from map(bold, _wrapped(f"{cause.count:,} × {printable(cause.name)}", 0))
    if entry:
        yield from _wrapped(f"{cause.key}: {EFFECTS[entry.effect]}", 2)
    yield from _wrapped(title(cause), 2)
    for other in others(cause.shown):
        yield from _wrapped(f"Or: {other}", 2)
    about = [counted(cause.students, "student")] if cause.students else []
    schools = [name for name in cause.schools if name]
    about += [counted(len(schools), "school")] if schools else []
    about += [f"seen {when(cause)}"] if cause.first else []
    about.append("entries: " + ", ".join(name for name, _ in cause.entries.most_common(4)))
    yield from _wrapped(printable("; ".join(about)), 2)
    if whose := owners(cause.shown):
        yield from _wrapped(f"Whose to fix: {', '.join(whose)}", 2)
    for number, step in enumerate(steps(cause.shown), 1):
        yield from _wrapped(f"{number}. {step}", 4)
    shown = list(dict.fromkeys(text for _, _, text in cause.lines))[:EXAMPLES]
    for text in shown:
        line = f"  e.g. {printable(' '.join(text.split()))}"
        yield line if len(line) <= width() else f"{line[: width() - 1]}…"


def _wrapped(text: str, indent: int) -> Iterable[str]:
    return textwrap.wrap(
        text,
        width(),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_on_hyphens=False,
    ) or [""]


def write_json(tally: Tally, odd: Oddities, out: IO[str]) -> None:
    """The summary as one JSON document."""
    shape: dict[str, Json] = {
        "messages": tally.total,
        "outcomes": {name: tally.outcomes[name] for name in ("match", "ambiguous", "unknown")},
        "causes": [_cause_json(cause) for cause in tally.ranked()],
        "also": dict(tally.also.most_common()),
        "unknown": [
            {"masked": c.masked, "count": c.count, "first": c.first or None, "last": c.last or None}
            for c in tally.unknown.ranked()
        ],
        "unknown_beyond": tally.unknown.beyond,
        "days": dict(sorted(tally.days.items())),
        "odd": list(odd.lines()),
    }
    out.write(json.dumps(shape, indent=2) + "\n")


def _cause_json(cause: Cause) -> dict[str, Json]:
    entry = cause.entry
    return {
        "problem": entry.problem.value if entry else None,
        "key": cause.key,
        "name": cause.name,
        "count": cause.count,
        "students": cause.students,
        "effect": entry.effect.value if entry else None,
        "who": list(owners(cause.shown)),
        "meaning": title(cause),
        "others": list(others(cause.shown)),
        "steps": list(steps(cause.shown)),
        "entries": dict(cause.entries.most_common()),
        "schools": {name: count for name, count in cause.schools.most_common() if name},
        "days": dict(sorted(cause.days.items())),
        "first": cause.first or None,
        "last": cause.last or None,
        "examples": list(dict.fromkeys(text for _, _, text in cause.lines))[:EXAMPLES],  # type: ignore[dict-item]
    }


def write_csv(tally: Tally, odd: Oddities, out: IO[str]) -> None:
    """A row per cause, and one per kind of unknown message; no cell is a formula."""
    del odd
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(
        [
            "count",
            "students",
            "problem",
            "who",
            "meaning",
            "what to do",
            "entries",
            "first",
            "last",
            "example",
        ]
    )
    for cause in tally.ranked():
        example = cause.lines[0][2] if cause.lines else ""
        cells = [
            cause.key,
            ", ".join(owners(cause.shown)),
            title(cause),
            " ".join(steps(cause.shown)),
            ", ".join(cause.entries),
            cause.first,
            cause.last,
            example,
        ]
        rows.writerow([cause.count, cause.students, *(safe(cell.replace("\0", "")) for cell in cells)])
    for cluster in tally.unknown.ranked():
        cells = ["unknown", "", "", "", "", cluster.first, cluster.last, cluster.masked]
        rows.writerow([cluster.count, 0, *(safe(cell.replace("\0", "")) for cell in cells)])
