"""Snapshots in a file: what both sides held at one moment, to be checked again later, anywhere, offline.

Knows the file's shape and what may not be in it: no name of a student, no words about one, no secret. Scores
are in it, by id: the file is its owner's alone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from json import JSONDecodeError
from pathlib import Path
from typing import IO

from passback.core.errors import BadInput
from passback.core.gradebook import (
    Course,
    Enrollment,
    Gradebook,
    Missing,
    Part,
    Score,
    Student,
    Submission,
    Unread,
)
from passback.core.sis import Sis
from passback.core.value import Value, value
from passback.sync.model import Snapshot

_KIND = "passback-snapshots"
_VERSION = 1
# About 200 courses with 30 students and 60 assignments each; what is larger is saved in parts.
_LARGEST = 500_000_000


@value
class Saved(Value):
    """What a file of snapshots holds: of one connection, the courses in the order in which they were read."""

    connection: str
    sis: Sis
    snapshots: tuple[Snapshot, ...]


class Writer:
    """Writes one file, course by course. Use `add` between `__init__` and `end`; it is whole after `end`."""

    def __init__(self, out: IO[bytes], connection: str, sis: Sis) -> None:
        self._out = out
        head = {"is": _KIND, "version": _VERSION, "connection": connection, "sis": sis.value}
        self._put(json.dumps(head)[:-1] + ', "snapshots": [')
        self._first = True

    def add(self, snapshot: Snapshot) -> None:
        """The next course, without names."""
        self._put(("\n" if self._first else ",\n") + json.dumps(nameless(snapshot).to_dict()))
        self._first = False

    def end(self) -> None:
        """Nothing comes after it."""
        self._put("\n]}\n")

    def _put(self, text: str) -> None:
        self._out.write(text.encode())


def read_saved(name: str) -> Saved:
    """The snapshots of a file.

    Raises:
        BadInput: it cannot be read, is none of ours, is cut off, or of another version; one line says which.
    """
    given = _document(name)
    if given.get("is") != _KIND:
        raise BadInput(f"{name}: is no file of snapshots; `passback check NAME --save FILE` writes one")
    if given.get("version") != _VERSION:
        raise BadInput(
            f"{name}: is of version {str(given.get('version'))[:20]}, and this passback reads "
            f"version {_VERSION}; save it again"
        )
    try:
        return _saved(given)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise BadInput(
            f"{name}: was altered or is of an older passback ({_said(error)}); save it again"
        ) from error


def _saved(given: Mapping[str, object]) -> Saved:
    held = given["snapshots"]
    if not isinstance(held, list) or not all(isinstance(one, dict) for one in held):
        raise TypeError("its snapshots are no list")
    snapshots = tuple(Snapshot.from_dict(one) for one in held)
    return Saved(str(given["connection"]), Sis(str(given["sis"])), snapshots)


def _document(name: str) -> Mapping[str, object]:
    try:
        with Path(name).open("rb") as file:
            # Asked for one more than may be: a pipe or a device does not say how long it is.
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise BadInput(f"{name}: has more than {_LARGEST:,} bytes; save fewer courses in one file")
        given = json.loads(data)
    except OSError as error:
        raise BadInput(f"{name}: cannot be read ({error.strerror})") from error
    except JSONDecodeError as error:
        raise BadInput(
            f"{name}: is no whole JSON (line {error.lineno}); it was cut off, or is another file"
        ) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise BadInput(
            f"{name}: is no file of snapshots; `passback check NAME --save FILE` writes one"
        ) from error
    return given if isinstance(given, dict) else {}


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:80]


# ---- without names ----------------------------------------------------------------------------------


def nameless(snapshot: Snapshot) -> Snapshot:
    """The snapshot without names of students and words about them; of ids only those that are compared."""
    own = snapshot.profile.student.sis
    books = {section: _book(book, own) for section, book in snapshot.gradebooks.items()}
    sent = {ref: _scores(scores) for ref, scores in snapshot.sent.items()}
    return replace(snapshot, course=_course(snapshot.course), gradebooks=books, sent=sent)


def _course(course: Course) -> Course:
    enrollments: Part[Enrollment] = course.enrollments
    submissions: Part[Submission] = course.submissions
    if not isinstance(enrollments, Unread):
        enrollments = tuple(replace(one, name="") for one in enrollments)
    if not isinstance(submissions, Unread):
        submissions = tuple(replace(one, comment="") for one in submissions)
    return replace(course, enrollments=enrollments, submissions=submissions)


def _book(book: Gradebook | Missing | Unread, own: str) -> Gradebook | Missing | Unread:
    if not isinstance(book, Gradebook):
        return book
    students = book.students
    if not isinstance(students, Unread):
        students = tuple(_student(one, own) for one in students)
    scores = {ref: held if isinstance(held, Unread) else _scores(held) for ref, held in book.scores.items()}
    return replace(book, students=students, scores=scores)


def _student(student: Student, own: str) -> Student:
    return replace(student, ids={name: held for name, held in student.ids.items() if name == own})


def _scores(scores: Sequence[Score]) -> tuple[Score, ...]:
    return tuple(replace(score, comment="") for score in scores)


def courses_of(saved: Saved, wanted: Sequence[str]) -> Iterator[Snapshot]:
    """The snapshots of these courses, by Canvas id or SIS id; all where none is named.

    Raises:
        BadInput: one is not in the file.
    """
    known = {snapshot.course.id for snapshot in saved.snapshots}
    known |= {snapshot.course.sis_id for snapshot in saved.snapshots if snapshot.course.sis_id}
    if unknown := [course for course in wanted if course not in known]:
        raise BadInput(
            f"no course {unknown[0][:40]!r} in this file; it has: {', '.join(sorted(known))[:200]}"
        )
    for snapshot in saved.snapshots:
        if not wanted or {snapshot.course.id, snapshot.course.sis_id} & set(wanted):
            yield snapshot
