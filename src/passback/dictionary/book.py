"""The book of entries: by id, by SIS, by problem.

Knows all entries of all files. Entries are made into values only when somebody asks for them.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from passback.core.problem import Effect, Problem
from passback.core.sis import Sis
from passback.dictionary.entry import Entry, Raw, from_json
from passback.dictionary.load import read_all


@cache
def raw_entries() -> Mapping[str, Raw]:
    """Every entry by id, in the JSON shape: for those who look at many and need few."""
    return {raw["id"]: raw for raw in read_all()}


@cache
def _names() -> Mapping[str, str]:
    """Ids and aliases, to ids."""
    aliases = {alias: raw["id"] for raw in raw_entries().values() for alias in raw["aliases"]}
    return aliases | {own: own for own in raw_entries()}


@cache
def known(entry_id: str) -> Entry:
    """The entry of an id that an entry has; for those who took the id from an entry."""
    return from_json(raw_entries()[entry_id])


def entry(entry_id: str) -> Entry | None:
    """The entry of that id or alias, None if there is none."""
    name = _names().get(entry_id)
    return known(name) if name is not None else None


def entries(sis: Sis | None = None, problem: Problem | None = None) -> tuple[Entry, ...]:
    """All entries, or those of one SIS, or those with a cause of that problem, or both."""
    return tuple(
        known(raw["id"])
        for raw in raw_entries().values()
        if (sis is None or raw["sis"] == sis) and (problem is None or problem in _problems(raw))
    )


def entry_for(problem: Problem, sis: Sis | None) -> Entry:
    """The page for a problem in one SIS; total.

    The SIS's own entry whose first cause is the problem, else its own entry with such a cause, else the
    general one of `passback.yaml`. An own entry that calls harmless what is not so in general is about one
    message only, and is passed over.
    """
    general = raw_entries()[f"passback.{problem}"]
    own = [
        raw
        for raw in raw_entries().values()
        if sis is not None
        and raw["sis"] == sis
        and (raw["effect"] != Effect.HARMLESS or general["effect"] == Effect.HARMLESS)
    ]
    ranked: Sequence[Raw] = [
        *(raw for raw in own if raw["problem"] == problem),
        *(raw for raw in own if problem in _problems(raw)),
    ]
    return known(ranked[0]["id"] if ranked else f"passback.{problem}")


def _problems(raw: Raw) -> set[str]:
    return {cause["problem"] for cause in raw["causes"]}
