"""Entries that say the same words, by name and reason, as `dictionary/twins.yaml` declares them."""

from pathlib import Path

import yaml

_FILE = Path(__file__).parents[1] / "dictionary" / "twins.yaml"


def declared(kind: str) -> list[set[str]]:
    """The groups of one kind: `said_alike` by different systems, or `same_core` in different wrappers."""
    groups = yaml.safe_load(_FILE.read_text(encoding="utf-8"))[kind]
    assert all(len(group["reason"].split()) > 5 for group in groups)
    return [set(group["entries"]) for group in groups]
