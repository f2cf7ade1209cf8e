"""How often a text is recognized right: per SIS, per kind of mangling, and whether confidence keeps its word.

Over texts made fresh with another seed than the corpus. Kinds that no rule and no corpus text was written
from are reported apart.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import yaml

from mangling import KINDS, Mangle
from mangling_left_out import LEFT_OUT
from passback.core.sis import Sis
from passback.dictionary import book
from passback.dictionary.match import Ambiguous, Match, Unknown
from passback.dictionary.recognize_many import recognize_many
from passback.dictionary.template import Slot, parse
from variants import LOSING, SHORT, written

CORPUS = Path(__file__).parents[1] / "tests" / "dictionary" / "corpus"
SEED, ROUNDS = 4_711, 5
# Above this confidence, so many must be right.
SURE, RIGHT, RIGHT_OF_ALL = 0.9, 0.97, 0.95
# Of kinds that nobody prepared for, so many.
RIGHT_OF_UNSEEN = 0.75
Case = tuple[str, Sis | None, str | None, str, str]


def fresh(kinds: Mapping[str, Mangle]) -> list[Case]:
    """Texts of these kinds, made now: text, SIS, entry, kind, SIS of the entry."""
    told: list[Case] = []
    for entry in book.entries():
        if entry.source is None or entry.source.title is None or entry.sis is None:
            continue
        for number, message in enumerate(entry.messages):
            letters = sum(c.isalnum() for t in parse(message.core) if not isinstance(t, Slot) for c in t)
            for turn in range(ROUNDS):
                rng = Random(f"{SEED} {entry.id} {number} {turn}")  # noqa: S311 - made-up data
                for kind, mangle in kinds.items():
                    if kind in LOSING and letters < SHORT:
                        continue
                    text, _ = written(rng, message.core if kind in LOSING else message.template)
                    told.append((mangle(rng, text), entry.sis, entry.id, kind, entry.sis.value))
    return told


def nothing() -> list[Case]:
    """Texts that are no known error."""
    unknown = yaml.safe_load((CORPUS / "unknown.yaml").read_text(encoding="utf-8"))
    near = yaml.safe_load((CORPUS / "near-misses.yaml").read_text(encoding="utf-8"))
    told: list[Case] = [(t, None, None, "no error", "") for texts in unknown.values() for t in texts]
    return told + [(miss["text"], Sis(miss["sis"]), None, "near miss", "") for miss in near]


def outcome(found: Match | Ambiguous | Unknown, entry: str | None) -> str:
    """right, unknown (where a person would know), or wrong."""
    if isinstance(found, Unknown):
        return "right" if entry is None else "unknown"
    named = {m.entry.id for m in found.candidates} if isinstance(found, Ambiguous) else {found.entry.id}
    if isinstance(found, Match):
        named |= {m.entry.id for m in found.also}
    return "right" if entry in named else "wrong"


Table = dict[str, Counter[str]]


def accuracy() -> list[dict[str, object]]:
    """Tables, and two figures: how many are right, and how many of those given with more than 0.9."""
    tables = _answered(fresh(KINDS) + nothing(), ("kind", "SIS", "confidence"))
    left_out = _answered(fresh(LEFT_OUT), ("left out", "confidence"))
    every = sum(tables["kind"].values(), Counter[str]())
    unseen = sum(left_out["left out"].values(), Counter[str]())
    return [
        _figure("right of all texts", every, RIGHT_OF_ALL),
        _figure(f"right above {SURE}", _sure(tables), RIGHT),
        _figure("right of kinds left out", unseen, RIGHT_OF_UNSEEN),
        _figure(f"right above {SURE}, of kinds left out", _sure(left_out), RIGHT),
    ]


def _answered(cases: Sequence[Case], names: Sequence[str]) -> dict[str, Table]:
    """Ask for every text; count by these names and show it."""
    tables: dict[str, Table] = {name: defaultdict(Counter) for name in names}
    wrong = []
    answers = recognize_many((text, sis) for text, sis, *_ in cases)
    for (text, _, entry, kind, sis), found in zip(cases, answers, strict=True):
        what = outcome(found, entry)
        sure = str(found.confidence) if isinstance(found, Match) else "none"
        keys = {"kind": kind, "left out": kind, "SIS": sis or "none", "confidence": sure}
        for name in names:
            tables[name][keys[name]][what] += 1
        if what == "wrong":
            wrong.append((entry, kind, text))
    for name, table in tables.items():
        _show(name, table)
    for entry, kind, text in wrong[:20]:
        print(f"wrong: {kind}, of {entry}: {text[:120]!r}")
    return tables


def _sure(tables: Mapping[str, Table]) -> Counter[str]:
    """What became of the answers that were given with much confidence."""
    given = tables["confidence"].items()
    return sum((c for name, c in given if name != "none" and float(name) > SURE), Counter[str]())


def _show(name: str, table: Table) -> None:
    print(f"\n{name:16} {'texts':>7} {'right':>8} {'unknown':>8} {'wrong':>7}")
    for key, counts in sorted(table.items()):
        total = sum(counts.values())
        share = f"{counts['right'] / total:8.1%}"
        print(f"{key:16} {total:7,} {share} {counts['unknown']:8} {counts['wrong']:7}")


def _figure(name: str, counts: Counter[str], limit: float) -> dict[str, object]:
    total = sum(counts.values())
    share = counts["right"] / max(1, total)
    return {
        "bench": name,
        "texts": total,
        "right": round(share, 4),
        "wrong": counts["wrong"],
        "limit": limit,
        "holds": share >= limit,
    }
