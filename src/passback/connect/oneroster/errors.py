"""What an error body of OneRoster says in its fields: whom it names, and that it is one at all.

At least ten shapes are in use (facts/oneroster.md §1.7). Nothing here reads a sentence.
"""

from collections.abc import Iterator, Mapping

from passback.connect.exact_json import decode

# Marks of an error body in any of the shapes, in lower case.
_MAJOR = frozenset(["imsx_codemajor", "codemajor"])
_MARKS = _MAJOR | {"imsx_statusinfo", "statusinfoset", "imsx_codeminor", "codeminor"}
_IDS = frozenset(["sourcedId", "suppliedSourcedId"])


def is_error(body: bytes) -> bool:
    """True if a OneRoster server wrote this; a web server's own 404 is not one."""
    return any(name.lower() in _MARKS for name, _ in _fields(body))


def about(body: bytes) -> tuple[str, ...]:
    """The sourcedIds that the fields of an error body name, each once, in order."""
    named = (held for name, held in _fields(body) if name in _IDS and isinstance(held, str))
    return tuple(dict.fromkeys(named))


def says_failure(body: bytes) -> bool:
    """True if its own status field says *failure*, whatever the HTTP status (§1.7, shape 4)."""
    return _failure(_fields(body))


def holds_failure(data: Mapping[str, object]) -> bool:
    """As `says_failure`, of an answer already taken apart; rows without any such mark cost nothing."""
    return any(name.lower() in _MARKS for name in data) and _failure(_walk(data))


def _failure(fields: Iterator[tuple[str, object]]) -> bool:
    majors = (held for name, held in fields if name.lower() in _MAJOR)
    return any(isinstance(held, str) and held.lower() == "failure" for held in majors)


def _fields(body: bytes) -> Iterator[tuple[str, object]]:
    try:
        data = decode(body)
    except ValueError:
        return
    yield from _walk(data)


def _walk(data: object) -> Iterator[tuple[str, object]]:
    pending = [data]
    while pending:
        held = pending.pop(0)
        if isinstance(held, Mapping):
            yield from held.items()
            pending += held.values()
        elif isinstance(held, list):
            pending += held
