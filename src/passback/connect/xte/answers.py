"""Whom and what an answer to a PowerSchool write names, a refusal and a yes alike.

One bad student fails a whole batch, and is named in `errors[].params`, in `errors[].field` or in `message`.
A 200 may still hold a refusal inside: errors beside the rows, or a row of its own with `status` ERROR, an
`error_message` or a `batch_result` (facts/sis-vendors.md §0.1, §1.6). Reads who, never why.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from passback.connect.exact_json import decode
from passback.core.ports import Response

_STUDENT_KEYS = ("studentsdcid", "student_dcid")
_NAMED_IN_TEXT = re.compile(r"Student\.id \[([0-9]{1,18})\]")
_REFUSED = 400


@dataclass
class Inside:
    """What the body of a yes says of students: `kept` and `refused` by id; `unnamed`: an error of nobody."""

    kept: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    unnamed: bool = False

    @property
    def refuses(self) -> bool:
        """True if it is no plain yes."""
        return self.unnamed or bool(self.refused)


def created_id(answer: Response) -> str | None:
    """The assignment's id, the last part of `Location`; the body is empty (§1.6)."""
    last = answer.headers.get("location", "").partition("?")[0].rstrip("/").rpartition("/")[2]
    return last if last.isascii() and last.isdigit() else None


def named_students(body: bytes) -> frozenset[str]:
    """The students that a refusal names, in its fields and in its texts."""
    try:
        return frozenset(_named(decode(body)))
    except ValueError:
        return frozenset()


def inside(body: bytes) -> Inside:
    """What a yes holds; a body that is no JSON, as that of a created assignment, holds nothing."""
    found = Inside()
    try:
        pending = [decode(body)]
    except ValueError:
        return found
    while pending:
        held = pending.pop()
        if isinstance(held, list):
            pending += held
        elif isinstance(held, Mapping):
            errors = list(_errors(held))
            own = _own_ids(held)
            for error in errors:
                named = _named(error) | own
                found.refused |= named
                found.unnamed = found.unnamed or not named
            if not errors:
                found.kept |= own
            pending += [part for part in held.values() if not any(part is error for error in errors)]
            pending = [part for part in pending if part is not held.get("errors")]
    found.kept -= found.refused
    return found


def _errors(held: Mapping[str, object]) -> Iterator[object]:
    """The errors that an object says of itself."""
    listed = held.get("errors")
    if isinstance(listed, list):
        yield from listed
    batch = held.get("batch_result")
    code = batch.get("code") if isinstance(batch, Mapping) else None
    said = str(held.get("status", "")).upper() == "ERROR" or bool(held.get("error_message"))
    if said or (isinstance(code, int) and code >= _REFUSED):
        yield {"error_message": held.get("error_message"), "batch_result": batch}


def _own_ids(held: Mapping[str, object]) -> set[str]:
    """The student that a row is about."""
    student = held.get("student")
    given = [held.get(name) for name in _STUDENT_KEYS]
    given.append(student.get("id") if isinstance(student, Mapping) else None)
    return {str(one) for one in given if isinstance(one, int | str) and not isinstance(one, bool)}


def _named(data: object) -> set[str]:
    pending, named = [data], set()
    while pending:
        held = pending.pop()
        if isinstance(held, Mapping):
            named |= _own_ids(held)
            pending += held.values()
        elif isinstance(held, list):
            pending += held
        elif isinstance(held, str):
            named |= set(_NAMED_IN_TEXT.findall(held))
    return named
