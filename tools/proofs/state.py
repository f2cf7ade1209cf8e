"""The state of a practice school as one tree: where a value stands, what two states differ in.

A path leads from the school by fields, keys and places: `rosters["aeries"].hidden["broken"]`.
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from passback.sandbox.state.school import School

# What a school counts, and what faults and throttles use up: every call changes it, refused or not.
OF_THE_MOMENT = ("calls", "refusals", "faults", "buckets", "powerschool.asked")


@dataclass(frozen=True)
class Step:
    """One step of a path; `kind`: `field`, `key` of a mapping or `place` in a list."""

    kind: str
    name: object

    def __str__(self) -> str:
        """As the path writes it."""
        return f".{self.name}" if self.kind == "field" else f"[{json.dumps(plain(self.name))}]"


Path = tuple[Step, ...]


class Absent:
    """What stands where nothing does."""


ABSENT = Absent()
_LEAVES = (str, int, Decimal, date, type(None))


@dataclass(frozen=True)
class Change:
    """One value that differs: where it stands, what it was, what it is."""

    path: Path
    before: object
    after: object

    def to_json(self) -> dict[str, object]:
        """The `flip` of a line."""
        return {"path": spelled(self.path), "from": plain(self.before), "to": plain(self.after)}


def spelled(path: Path) -> str:
    """A path as people read it."""
    return "".join(map(str, path)).removeprefix(".")


def parts(held: object) -> Iterator[tuple[Step, Any]]:
    """What a value consists of; nothing for a value that is one."""
    if isinstance(held, _LEAVES):
        return
    if is_dataclass(held):
        yield from ((Step("field", f.name), getattr(held, f.name)) for f in fields(held))
    elif isinstance(held, Mapping):
        yield from ((Step("key", key), part) for key, part in held.items())
    elif isinstance(held, list):
        yield from ((Step("place", at), part) for at, part in enumerate(held))


def changes(before: object, after: object, path: Path = ()) -> Iterator[Change]:
    """Every value in which two states differ."""
    if before == after:
        return
    old, new = dict(parts(before)), dict(parts(after))
    if type(before) is not type(after) or not (old or new):
        yield Change(path, before, after)
        return
    for step in {**old, **new}:
        yield from changes(old.get(step, ABSENT), new.get(step, ABSENT), (*path, step))


def path_to(school: School, owner: object, name: object) -> Path:
    """Where the value `name` of this very row or mapping stands.

    Raises:
        LookupError: the owner is no part of the school.
    """
    # Canvas is most of a school, so what is in an SIS is found sooner.
    inside = sorted(parts(school), key=lambda part: part[0].name == "canvas")
    found = next((path for step, part in inside for path in _paths(part, owner, (step,))), None)
    if found is None:
        raise LookupError(f"{name}: its owner is no part of the school")
    kind = "field" if is_dataclass(owner) else "key" if isinstance(owner, Mapping) else "place"
    return (*found, Step(kind, name))


def _paths(held: object, owner: object, path: Path) -> Iterator[Path]:
    if held is owner:
        yield path
        return
    for step, part in parts(held):
        if not isinstance(part, _LEAVES):
            yield from _paths(part, owner, (*path, step))


def put(school: School, path: Path, to: object) -> None:
    """Set the one value at a path; ABSENT takes it away, a place behind the last is added."""
    owner: Any = school
    for step in path[:-1]:
        owner = getattr(owner, str(step.name)) if step.kind == "field" else owner[step.name]
    last = path[-1]
    if last.kind == "field":
        setattr(owner, str(last.name), deepcopy(to))
    elif to is ABSENT:
        del owner[last.name]
    elif isinstance(owner, list) and last.name == len(owner):
        owner.append(deepcopy(to))
    else:
        owner[last.name] = deepcopy(to)


def plain(held: object) -> object:
    """A value as JSON: numbers digit for digit as text where they are exact, nothing as null."""
    match held:
        case Absent():
            return None
        case Decimal():
            return format(held, "f")
        case date():
            return held.isoformat()
        case Mapping():
            return {str(key): plain(part) for key, part in held.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(part) for part in held]
    return plain(asdict(held)) if is_dataclass(held) and not isinstance(held, type) else held
