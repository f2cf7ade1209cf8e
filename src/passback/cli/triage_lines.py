"""Answers of a triage, line by line in the order of the log; and unknown messages, to make entries of."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import IO

from passback.cli.logs.record import Record
from passback.core.value import Json
from passback.dictionary.clusters import Clusters, entry_id
from passback.dictionary.entry import Entry, source_json
from passback.dictionary.match import Ambiguous, Match
from passback.dictionary.nameless import MASK
from passback.dictionary.recognize_many import Found


def write(record: Record, found: Found, out: IO[str]) -> None:
    """One line: what the message is, or what it could be, or that nobody knows."""
    out.write(json.dumps(answer(record, found), separators=(",", ":")) + "\n")


def answer(record: Record, found: Found) -> dict[str, Json | float]:
    """The shape of a line."""
    shape: dict[str, Json | float] = {
        "id": record.id,
        "outcome": "unknown",
        "entry": None,
        "sis": record.sis.value if record.sis else None,
        "source": None,
        "confidence": None,
        "variables": {},
        "candidates": [],
        "also": [],
    }
    if isinstance(found, Match):
        shape |= {
            "outcome": "match",
            "entry": found.entry.id,
            "sis": found.entry.sis.value if found.entry.sis else shape["sis"],
            "source": source_json(found.entry.source),
            "confidence": float(found.confidence),
            "variables": dict(found.variables),
            "candidates": [_candidate(found.entry, found)],  # type: ignore[list-item]
            "also": [match.entry.id for match in found.also],
        }
    elif isinstance(found, Ambiguous):
        shape |= {
            "outcome": "ambiguous",
            "variables": dict(found.candidates[0].variables),
            "candidates": _candidates(found.candidates),  # type: ignore[dict-item]
        }
    return shape


def _candidates(matches: Sequence[Match]) -> list[dict[str, Json | float]]:
    return [_candidate(match.entry, match) for match in matches]


def _candidate(entry: Entry, match: Match) -> dict[str, Json | float]:
    return {"entry": entry.id, "source": source_json(entry.source), "confidence": float(match.confidence)}


_HEAD = """\
# Messages that the dictionary has no entry for, masked, most frequent first: written by passback triage.
# To make an entry of one: give it id, problem, causes and source, name its slots, and move it to
# dictionary/entries/<slug>.yaml. What an entry looks like: passback entries --format json
entries:
"""


# A mask behind one of these words is a slot of that name.
_NAMED = re.compile(
    rf"\b(assignment|category|class|section|student|score)(\W{{1,3}}){re.escape(MASK)}", re.IGNORECASE
)


def write_unknown(unknown: Clusters, out: IO[str]) -> None:
    """The kinds of unknown messages as YAML, as far as nobody's name is in them."""
    out.write(_HEAD if unknown.by_key else f"{_HEAD.removesuffix(chr(10))} []\n")
    ids: Counter[str] = Counter()
    for cluster in unknown.ranked():
        name = entry_id(cluster)
        ids[name] += 1
        name += f"-{ids[name]}" if ids[name] > 1 else ""
        template = _NAMED.sub(lambda found: f"{found[1]}{found[2]}{{{found[1].lower()}}}", cluster.masked)
        seen = f"{cluster.count:,} times" if cluster.count > 1 else "once"
        seen += f", {cluster.first} to {cluster.last}" if cluster.first else ""
        out.write(f"  - id: {json.dumps('unknown.' + name)}  # {seen}\n")
        out.write(f"    title: {json.dumps(cluster.masked[:60])}\n")
        out.write("    messages:\n")
        out.write(f"      - template: {json.dumps(template)}\n")
        out.write(f"        core: {json.dumps(template)}\n")
        out.write(f"        example: {json.dumps(cluster.masked)}\n")
        out.write(f"    source: {{url: null, date: {datetime.now(UTC).date()}}}\n")
    if unknown.beyond:
        out.write(f"# {unknown.beyond} more messages are of further kinds; these are the first ones met.\n")
