"""Writes the generated part of the corpus: for each message of the eleven SISs, literal texts of every kind.

`python tools/variants.py` writes tests/dictionary/corpus/generated/<slug>.yaml anew, the same each time.
"""

import sys
from pathlib import Path
from random import Random

import yaml

from mangling import KINDS, value
from passback.core.sis import Sis
from passback.dictionary import book
from passback.dictionary.entry import Entry, Message
from passback.dictionary.template import Slot, parse, render

FOLDER = Path(__file__).parents[1] / "tests" / "dictionary" / "corpus" / "generated"
SEED = 20_261_124
# Below so many letters a message that lost some tells nothing.
_SHORT = 30


def written(rng: Random, template: str, empty: str | None = None) -> tuple[str, dict[str, str]]:
    """A message with values, and the values."""
    slots = {
        t.name: value(rng, t.name) if empty is None else empty for t in parse(template) if isinstance(t, Slot)
    }
    return render(template, slots), slots


def variants(rng: Random, entry: Entry, message: Message) -> list[dict[str, object]]:
    """One text of each kind, and those with empty slots."""
    out: list[dict[str, object]] = []
    letters = sum(c.isalnum() for token in parse(message.core) if not isinstance(token, Slot) for c in token)
    for kind, mangle in KINDS.items():
        whole = rng.random() < 0.5
        template = message.template if whole else message.core
        if kind in {"truncated", "beheaded", "ocr", "typed"}:
            template = message.core
            if letters < _SHORT:
                continue
        text, _ = written(rng, template)
        out.append({"kind": kind, "by": "generator", "sis": entry.sis.value, "text": mangle(rng, text)})
    if any(isinstance(token, Slot) for token in parse(message.core)):
        for empty in ("", "null"):
            text, _ = written(rng, message.core, empty)
            out.append({"kind": "empty", "by": "generator", "sis": entry.sis.value, "text": text})
    return out


def main() -> int:
    """Write the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for sis in Sis:
        found = []
        for entry in book.entries(sis):
            for number, message in enumerate(entry.messages):
                if entry.source is None or entry.source.sis is None:
                    continue
                rng = Random(f"{SEED} {entry.id} {number}")
                found.append(
                    {"entry": entry.id, "message": number, "variants": variants(rng, entry, message)}
                )
        if found:
            head = "# Written by tools/variants.py; not by hand.\n"
            body = yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=10_000)
            (FOLDER / f"{sis.value}.yaml").write_text(head + body, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
