"""The five faces of an entry of the document: explained, recognized, reproduced, predicted, repaired.

Whether it is explained and recognized is looked at here. The other three stand in faces.yaml, as
`tools/faces.py` measured them: a face is true, or says why it is not. May not know how they are measured.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import yaml

from passback.core.value import Json
from passback.dictionary.entry import Entry
from passback.dictionary.match import Match
from passback.dictionary.read_yaml import TextLoader
from passback.dictionary.recognize import recognize

FILE = Path(__file__).parent / "faces.yaml"
# Why a face is not true; what comes after the colon says which part, or who.
REASONS = ("vendor-internal", "not-readable", "outside-our-reach", "after-first-refusal", "show-only")
NAMES = ("explained", "recognized", "reproduced", "predicted", "repaired")
# What a reader of the table gets for a reason that JSON names by one word.
WORDS = {"after-first-refusal": "after the first refusal", "show-only": "shown: who, where and the steps"}
Face = bool | str


@dataclass(frozen=True)
class Faces:
    """One entry's faces, each true or a reason of the closed list.

    `explained`: each cause has its meaning and the steps of somebody. `recognized`: each of its messages is
    known as this entry, or as one that says the same words. `reproduced`: a simulator says it by a rule, and
    one value takes it away. `predicted`: a plan said it before, and the same state was refused. `repaired`:
    passback has a fix of its own, safe or on consent.
    """

    explained: Face
    recognized: Face
    reproduced: Face
    predicted: Face
    repaired: Face

    def to_json(self) -> dict[str, Json]:
        """As `passback entries --format json --faces` shows them."""
        return asdict(self)


def faces(entry: Entry) -> Faces | None:
    """The faces of an entry; None: it is none of the document's, and nothing was measured."""
    held = _measured().get(entry.id)
    if held is None:
        return None
    return Faces(_explained(entry), _recognized(entry), *(held[name] for name in NAMES[2:]))


@cache
def _measured() -> Mapping[str, Mapping[str, Face]]:
    held = yaml.load(FILE.read_bytes(), Loader=TextLoader)  # noqa: S506 - text only, see the class
    return {
        entry: {name: True if said == "true" else said for name, said in rows.items()}
        for entry, rows in held.items()
    }


def _explained(entry: Entry) -> bool:
    return bool(entry.causes) and all(cause.meaning and cause.steps for cause in entry.causes)


def _recognized(entry: Entry) -> bool:
    return bool(entry.messages) and all(_is_known(entry, m.example) for m in entry.messages)


def _is_known(entry: Entry, text: str) -> bool:
    found = recognize(text, entry.sis)
    return isinstance(found, Match) and entry.id in _ids(found)


def _ids(match: Match) -> set[str]:
    return {match.entry.id}.union(*(_ids(other) for other in match.also))


def rows(chosen: Iterable[Entry]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Those of these entries that have faces, each with its five in words: `yes`, or why not."""
    for entry in chosen:
        found = faces(entry)
        if found is not None:
            yield entry, tuple(_words(getattr(found, name)) for name in NAMES)


def faces_table(chosen: Iterable[Entry]) -> str:
    """The table in Markdown."""
    head = ["| entry | " + " | ".join(NAMES) + " |", "|---" * (len(NAMES) + 1) + "|"]
    return "\n".join([*head, *(f"| `{entry.id}` | {' | '.join(shown)} |" for entry, shown in rows(chosen))])


def _words(face: Face) -> str:
    if isinstance(face, bool):
        return "yes" if face else "no"
    reason, _, more = face.partition(":")
    return WORDS.get(reason, f"{reason.replace('-', ' ')}: {more}" if more else reason.replace("-", " "))
