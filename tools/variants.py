"""Writes the generated part of the corpus: for each message of the eleven SISs, literal texts of every kind.

`python tools/variants.py` writes tests/dictionary/corpus/generated/<slug>.yaml anew, the same each time.
"""

from pathlib import Path
from random import Random

import yaml

from mangling import HALF, KINDS, value
from passback.core.sis import Sis
from passback.dictionary import book
from passback.dictionary.entry import Entry, Message
from passback.dictionary.template import Slot, parse, render

FOLDER = Path(__file__).parents[1] / "tests" / "dictionary" / "corpus" / "generated"
SEED = 20_261_124
# Kinds that take letters away, and below how many letters a message that lost some tells nothing.
LOSING, SHORT = frozenset({"truncated", "beheaded", "ocr", "typed"}), 30
# Texts per message.
LEAST = 21


def written(rng: Random, template: str, empty: str | None = None) -> tuple[str, dict[str, str]]:
    """A message with values, and the values."""
    slots = {
        t.name: value(rng, t.name) if empty is None else empty for t in parse(template) if isinstance(t, Slot)
    }
    return render(template, slots), slots


def variants(rng: Random, entry: Entry, message: Message) -> list[dict[str, object]]:
    """At least `LEAST` texts: one of each kind, then more of those that any message survives."""
    out: list[dict[str, object]] = []
    letters = sum(c.isalnum() for token in parse(message.core) if not isinstance(token, Slot) for c in token)
    kinds = [kind for kind in KINDS if letters >= SHORT or kind not in LOSING]
    more = [kind for kind in kinds if kind not in LOSING]
    for kind in [*kinds, *more][: max(LEAST, len(kinds))]:
        whole = kind not in LOSING and rng.random() < HALF
        text, _ = written(rng, message.template if whole else message.core)
        out.append({"kind": kind, "text": KINDS[kind](rng, text)})
    if any(isinstance(token, Slot) for token in parse(message.core)):
        for empty in ("", "null"):
            text, _ = written(rng, message.core, empty)
            out.append({"kind": "empty", "text": text})
    return [{"by": "generator", "sis": entry.sis.value if entry.sis else None} | one for one in out]


def write(folder: Path) -> None:
    """Write the files there."""
    folder.mkdir(parents=True, exist_ok=True)
    for sis in Sis:
        found = []
        for entry in book.entries(sis):
            for number, message in enumerate(entry.messages):
                if entry.source is None or entry.source.sis is None:
                    continue
                rng = Random(f"{SEED} {entry.id} {number}")  # noqa: S311 - made-up data, the same each time
                found.append(
                    {"entry": entry.id, "message": number, "variants": variants(rng, entry, message)}
                )
        if found:
            head = "# Written by tools/variants.py; not by hand.\n"
            body = yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=10_000)
            (folder / f"{sis.value}.yaml").write_text(head + body, encoding="utf-8")


if __name__ == "__main__":
    write(FOLDER)
