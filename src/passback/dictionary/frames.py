"""The short frames of a card: words around what entries say. Another language is another file.

Knows no error and no reader. A frame is trusted text of ours; what fills it is not, and is never read as one.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from passback.dictionary.read_yaml import TextLoader

FOLDER = Path(__file__).parent / "frames"
LANGUAGE = "en"


@cache
def frames(language: str = LANGUAGE) -> Mapping[str, Any]:
    """All frames of a language, as they stand in its file."""
    text = (FOLDER / f"{language}.yaml").read_bytes()
    held: Mapping[str, Any] = yaml.load(text, Loader=TextLoader)  # noqa: S506 - text only, see the class
    return held


def say(name: str, /, **slots: object) -> str:
    """The frame of that name (`headline.refused`), filled; of `one` and `many` the one that fits `count`.

    Raises:
        KeyError: there is no such frame, or it lacks a slot; a bug.
    """
    held: Any = frames()
    for part in name.split("."):
        held = held[part]
    if isinstance(held, Mapping):
        held = held["one" if slots.get("count") == 1 else "many"]
    shown = {key: f"{given:,}" if isinstance(given, int) else given for key, given in slots.items()}
    return str(held).format_map(shown)


def words(name: str) -> tuple[str, ...]:
    """The list of that name."""
    return tuple(frames()[name])
