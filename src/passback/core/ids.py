"""How Canvas's SIS ids become the SIS's own: a rule per kind, a profile per connection.

`sis_section_id` and `sis_user_id` are seldom the ids that the SIS's interface takes; a wrong match sends
a score to a stranger, so rules are exact and a doubtful one resolves nothing.
"""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from passback.core.gradebook import Student
from passback.core.value import Value, value

_NEAR = 3
_SHORTEST_TAIL = 3
# Made once with uuid4; the root of every id that passback chooses.
_ROOT = uuid.UUID("6f1cf6f4-3f0f-4b8e-9d0e-0d3a3f6c2b51")


class CanvasField(StrEnum):
    """Which id of Canvas is looked up."""

    SIS_ID = "sis_id"
    INTEGRATION_ID = "integration_id"


class Transform(StrEnum):
    """What is done to an id before it is compared."""

    AS_IS = "as-is"
    STRIP_ZEROS = "strip-zeros"
    STRIP_PREFIX = "strip-prefix"  # everything up to and with the first - or _ or .
    STRIP_LETTER = "strip-letter"  # one letter before a digit, as in s1001


@value
class IdRule(Value):
    """Canvas's `canvas` field, transformed, equals the SIS's field named `sis`, itself changed by `held`."""

    canvas: CanvasField
    sis: str
    transform: Transform
    held: Transform

    def applied(self, sis_id: str | None, integration_id: str | None) -> str | None:
        """The text to look for in the SIS, None where Canvas has none."""
        given = sis_id if self.canvas is CanvasField.SIS_ID else integration_id
        if not given or not given.strip():
            return None
        return transformed(given.strip(), self.transform)


def transformed(text: str, how: Transform) -> str | None:
    """An id as it is compared; None where nothing is left of it."""
    match how:
        case Transform.STRIP_ZEROS:
            return text.lstrip("0") or "0"
        case Transform.STRIP_PREFIX:
            cut = min((text.find(mark) for mark in "-_." if mark in text), default=-1)
            return text[cut + 1 :] or None
        case Transform.STRIP_LETTER:
            return text[1:] if text[:1].isalpha() and text[1:2].isdigit() else text
    return text


@value
class IdProfile(Value):
    """A connection's rules: for sections, for students, and for teachers where somebody needs them."""

    section: IdRule
    student: IdRule
    teacher: IdRule | None


def by_id(rule: IdRule, roster: Iterable[Student]) -> Mapping[str, Sequence[Student]]:
    """A roster's students by the id that a rule reads of them. One of several is nobody's: see `the_one`."""
    found: dict[str, list[Student]] = {}
    for student in roster:
        own = student.ids.get(rule.sis)
        if own is not None and (held := transformed(own, rule.held)) is not None:
            found.setdefault(held, []).append(student)
    return found


def the_one(roster: Mapping[str, Sequence[Student]], wanted: str) -> Student | None:
    """The one student with this id in a roster by id; None for none or for several."""
    found = roster.get(wanted, ())
    return found[0] if len(found) == 1 else None


# Ids by each form that people might write them in, with how far that form is from the id itself.
Forms = Mapping[str, Sequence[tuple[int, str]]]


def by_form(known: Iterable[str]) -> Forms:
    """Ids that are known, sorted once, so that whoever is looked for is not compared with all of them."""
    found: dict[str, list[tuple[int, str]]] = {}
    for one in dict.fromkeys(known):
        for form, rank in _ranks(one).items() if one else ():
            found.setdefault(form, []).append((rank, one))
    return found


def near_misses(wanted: str, known: Forms) -> tuple[str, ...]:
    """Up to three ids that look like `wanted`, the likest first: hints for a person, never used as they are.

    Alike are ids that differ in case or leading zeros, then those that are one but for a prefix (a letter, a
    school, a year) of either. What is left of an id without its prefix is compared only if it has some
    length: `2026-1` is not like `2025-1`.
    """
    found: dict[str, int] = {}
    for form, rank in _ranks(wanted).items():
        for own, one in known.get(form, ()):
            far = max(rank, own)
            if one != wanted and far < found.get(one, far + 1):
                found[one] = far
    return tuple(sorted(found, key=lambda one: (found[one], one)))[:_NEAR]


def written_alike(one: str, two: str) -> bool:
    """True if two ids are one but for case, leading zeros and blanks around."""
    return _plainest(one) == _plainest(two)


def _plainest(text: str) -> str:
    return text.strip().casefold().lstrip("0")


def ways_of_writing(wanted: str) -> tuple[str, ...]:
    """The forms in which an id might stand elsewhere, the nearest first, without the id itself."""
    return tuple(form for form in dict.fromkeys(_forms(wanted)) if form.strip("0") and form != wanted)


def _ranks(text: str) -> Mapping[str, int]:
    """Each form once, with its first place."""
    return {form: rank for rank, form in reversed(tuple(enumerate(_forms(text))))}


def _forms(text: str) -> tuple[str, ...]:
    """An id as people might write it otherwise, the nearest form first."""
    bare = text.strip().casefold()
    cuts = (transformed(bare, Transform.STRIP_LETTER), transformed(bare, Transform.STRIP_PREFIX))
    tail = re.split(r"[-_.]", bare)[-1]
    zeros = [cut.lstrip("0") for cut in (*cuts, tail) if cut and cut != bare]
    return (bare, bare.lstrip("0") or "0", *(cut for cut in zeros if len(cut) >= _SHORTEST_TAIL))


def namespace(canvas_account: str, sis_host: str) -> str:
    """The namespace of all ids of one district: its Canvas root account and SIS host without port."""
    return str(uuid.uuid5(_ROOT, f"{canvas_account}\n{sis_host}"))


def line_item_id(space: str, assignment: str, class_ref: str, generation: int) -> str:
    """The id of one Canvas assignment in one SIS class; `generation` grows only by *make anew*."""
    return str(uuid.uuid5(uuid.UUID(space), f"line-item\n{assignment}\n{class_ref}\n{generation}"))


def result_id(space: str, line_item: str, student: str) -> str:
    """The id of one student's result on one line item."""
    return str(uuid.uuid5(uuid.UUID(space), f"result\n{line_item}\n{student}"))
