"""YAML entries to the JSON shape, with every slip of a file said at once.

A step names its place by the name of a screen (`at`), which stands in screens.yaml with its source. All
values are text (`yes`, `1.10` and `null` mean themselves), keys may not come twice, and a key that is not
known is a slip rather than silence.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from passback.core.errors import BadInput
from passback.core.problem import Action, Effect, Problem, Who
from passback.core.sis import Sis
from passback.dictionary.entry import Loss, Raw, Voice

Slip = Callable[[str, str], None]
# Files that hold for every SIS.
GENERAL = frozenset({"canvas", "passback", "web"})
SCREENS = Path(__file__).parent / "screens.yaml"
_FILE_KEYS = {"entries"}
_ENTRY = {"id", "title", "effect", "voice", "causes"}
_ENTRY_MORE = {"aliases", "messages", "notes", "source", "editor_note"}


class TextLoader(yaml.CBaseLoader):
    """YAML as text only; a key that comes twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - yaml's signature
        """As yaml's own, but for what comes twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in seen:
                what = key.value if isinstance(key, yaml.ScalarNode) else "a key that is not text"
                raise yaml.constructor.ConstructorError(
                    None, None, f"{what} comes twice or is no key", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def read_folder(folder: str) -> list[Raw]:
    """Every entry of every file, checked.

    Raises:
        BadInput: names all slips of the first file that has any, or ids that two entries share.
    """
    entries = [entry for path in sorted(Path(folder).glob("*.yaml")) for entry in read_file(path)]
    ids = [name for entry in entries for name in (entry["id"], *entry["aliases"])]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise BadInput(f"entries: two entries are called {', '.join(twice)}; give one another id")
    return entries


def read_file(path: Path) -> list[Raw]:
    """The entries of one file, whose name is the slug of their SIS, `canvas` or `passback`.

    Raises:
        BadInput: names the file and, for each slip, entry and field.
    """
    try:
        held = yaml.load(path.read_bytes(), Loader=TextLoader)  # noqa: S506 - text only, see the class
    except (OSError, yaml.YAMLError) as error:
        raise BadInput(f"{path.name}: is not readable YAML: {' '.join(str(error).split())}") from error
    slips: list[str] = []
    if not isinstance(held, dict) or set(held) != _FILE_KEYS or not isinstance(held["entries"], list):
        raise BadInput(f"{path.name}: must hold one key, `entries`, with a list under it")
    made = [_entry(path.stem, at, entry, slips) for at, entry in enumerate(held["entries"], 1)]
    if slips:
        raise BadInput(f"{path.name}: {'; '.join(slips)}")
    return made


def _entry(slug: str, at: int, held: Any, slips: list[str]) -> Raw:  # noqa: ANN401 - whatever YAML said
    name = held.get("id") if isinstance(held, dict) else None
    label = name if isinstance(name, str) else f"entry {at}"

    def slip(field: str, what: str) -> None:
        slips.append(f"{label}: {field}: {what}")

    entry = _fields(held, "entry", _ENTRY, _ENTRY_MORE, slip)
    own = Sis(slug).value if slug in set(Sis) else None
    if own is None and slug not in GENERAL:
        slip("file", f"{slug} is no SIS; known are {', '.join(Sis)}")
    if not str(entry.get("id", "")).startswith(f"{slug}."):
        slip("id", f"must begin with `{slug}.`")
    causes = [_cause(at, cause, slip) for at, cause in enumerate(_list(entry, "causes", slip))]
    if not causes:
        slip("causes", "there must be at least one")
    return {
        "id": _text(entry, "id", slip),
        "aliases": _texts(entry, "aliases", slip),
        "sis": own,
        "title": _text(entry, "title", slip),
        "problem": causes[0]["problem"] if causes else None,
        "effect": _word(entry, "effect", Effect, slip),
        "voice": _word(entry, "voice", Voice, slip),
        "messages": [_message(at, m, slip) for at, m in enumerate(_list(entry, "messages", slip))],
        "causes": causes,
        "notes": _texts(entry, "notes", slip),
        "source": _source(entry.get("source"), slip),
        "editor_note": _text(entry, "editor_note", slip) if "editor_note" in entry else None,
    }


def _message(at: int, held: Any, slip: Slip) -> Raw:  # noqa: ANN401
    slip = _under(f"messages[{at}]", slip)
    message = _fields(held, "message", {"template", "core", "example"}, set(), slip)
    return {key: _text(message, key, slip) for key in ("template", "core", "example")}


def _cause(at: int, held: Any, slip: Slip) -> Raw:  # noqa: ANN401
    slip = _under(f"causes[{at}]", slip)
    cause = _fields(held, "cause", {"problem", "meaning", "steps"}, {"tell", "effect"}, slip)
    return {
        "problem": _word(cause, "problem", Problem, slip),
        "effect": _word(cause, "effect", Effect, slip) if "effect" in cause else None,
        "meaning": _text(cause, "meaning", slip),
        "tell": _text(cause, "tell", slip) if "tell" in cause else None,
        "steps": [_step(at, step, slip) for at, step in enumerate(_list(cause, "steps", slip))],
    }


def _step(at: int, held: Any, slip: Slip) -> Raw:  # noqa: ANN401
    slip = _under(f"steps[{at}]", slip)
    step = _fields(held, "step", {"who", "where", "do"}, {"at", "action", "loses"}, slip)
    where = _text(step, "where", slip)
    screen = screens().get(_text(step, "at", slip), {})
    if "at" in step and screen.get("where") != where:
        slip("at", f"{step['at']} is no place in {where}; screens.yaml names those that there are")
    return {
        "who": _word(step, "who", Who, slip),
        "where": where,
        "path": screen.get("path", []),
        "page": screen.get("page"),
        "do": _text(step, "do", slip),
        "action": _word(step, "action", Action, slip) if "action" in step else None,
        "loses": _word(step, "loses", Loss, slip) if "loses" in step else None,
    }


@cache
def screens() -> Mapping[str, Raw]:
    """The places that a step may name: where, path, page or none, and where each is known from.

    Raises:
        BadInput: names every screen of screens.yaml that is not whole.
    """
    return read_screens(SCREENS)


def read_screens(path: Path) -> Mapping[str, Raw]:
    """The same, of a file.

    Raises:
        BadInput: as `screens`.
    """
    slips: list[str] = []
    made = {}
    held = yaml.load(path.read_bytes(), Loader=TextLoader)  # noqa: S506 - text only, see the class
    for name, row in held.items():
        slip = _under(name, lambda field, what: slips.append(f"{field}: {what}"))
        screen = _fields(row, "screen", {"where", "path", "source"}, {"page"}, slip)
        made[name] = {
            "where": _text(screen, "where", slip),
            "path": _texts(screen, "path", slip),
            "page": _text(screen, "page", slip) if "page" in screen else None,
            "source": _text(screen, "source", slip),
        }
        if not made[name]["path"]:
            slip("path", "there must be at least one")
    if slips:
        raise BadInput(f"{path.name}: {'; '.join(slips)}")
    return made


def _source(held: Any, slip: Slip) -> Raw | None:  # noqa: ANN401
    if held is None:
        return None
    if not isinstance(held, dict) or set(held) not in ({"sis", "title"}, {"url", "date"}):
        slip("source", "must have `sis` and `title`, or `url` and `date`")
        return None
    return {key: _text(held, key, slip) for key in held}


# ---- the smallest readers -------------------------------------------------------------------------


def _under(place: str, slip: Slip) -> Slip:
    return lambda field, what: slip(f"{place}.{field}", what)


def _fields(held: Any, what: str, must: set[str], may: set[str], slip: Slip) -> Mapping[str, Any]:  # noqa: ANN401
    if not isinstance(held, dict):
        slip(what, "must be a mapping")
        return {}
    for key in sorted(must - set(held)):
        slip(key, "is missing")
    for key in sorted(set(held) - must - may):
        slip(key, f"is not known; a {what} has {', '.join(sorted(must | may))}")
    return held


def _text(held: Mapping[str, Any], key: str, slip: Slip) -> str:
    given = held.get(key, "")
    if key in held and not (isinstance(given, str) and given.strip()):
        slip(key, "must be text")
        return ""
    return str(given)


def _texts(held: Mapping[str, Any], key: str, slip: Slip) -> list[str]:
    return [_text({key: one}, key, slip) for one in _list(held, key, slip)]


def _list(held: Mapping[str, Any], key: str, slip: Slip) -> Iterator[Any]:
    given = held.get(key, [])
    if not isinstance(given, list):
        slip(key, "must be a list")
        return iter(())
    return iter(given)


def _word(held: Mapping[str, Any], key: str, words: Iterable[StrEnum], slip: Slip) -> str:
    given = held.get(key, "")
    known = [word.value for word in words]
    if key in held and given not in known:
        slip(key, f"{given} is not one of {', '.join(known)}")
    return str(given)
