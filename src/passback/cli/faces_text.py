"""How the faces of entries read: as a table, or beside each entry in JSON."""

import json
from collections.abc import Sequence

from passback.cli.printing import table
from passback.core.value import Json
from passback.dictionary.entry import Entry
from passback.dictionary.faces import NAMES, faces, faces_table, rows


def shown(chosen: Sequence[Entry], how: str) -> str:
    """The entries with their faces; `how`: `json`, `markdown` or `text`."""
    if how == "json":
        return json.dumps([_json(entry) for entry in chosen], indent=2)
    if how == "markdown":
        return faces_table(chosen)
    return table(["id", *NAMES], [(entry.id, *said) for entry, said in rows(chosen)])


def _json(entry: Entry) -> dict[str, Json]:
    found = faces(entry)
    return {**entry.to_json(), "faces": found.to_json() if found else None}
