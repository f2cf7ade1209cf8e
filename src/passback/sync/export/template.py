"""A scores template as PowerTeacher Pro exports it: read to the letter, so that only score cells change.

Seven metadata lines, a head, a row per student. Source: facts/problems.md, last section.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from passback.core.errors import BadInput
from passback.core.value import Value, value

LABELS = (
    "Teacher Name:",
    "Class:",
    "Assignment Name:",
    "Due Date:",
    "Points Possible:",
    "Extra Points:",
    "Score Type:",
)
HEAD = ("Student Num", "Student Name", "Score")
# A cell with quotes, or one without; a quote within the first is doubled.
_CELL = re.compile(r'"[^"]*(?:""[^"]*)*"|[^,\r\n"][^,\r\n]*|')
_AGAIN = "export the scores template from the assignment in PowerTeacher Pro and give that file"
# Above what any gradebook holds; a number longer than this is none.
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")


@value
class Cell(Value):
    """A cell and where it stands in the text: from `start` to before `end`."""

    text: str
    start: int
    end: int


@value
class Student(Value):
    """A row: who, and the cell of the score. `line`: the row's first, from 1."""

    number: str
    score: Cell
    line: int


@value
class Template(Value):
    """One template. `name`: of its file; `title`: of the assignment; `due`: as it stands there, ISO."""

    name: str
    text: str
    title: str
    due: str
    points: Decimal
    students: tuple[Student, ...]

    def filled(self, scores: Mapping[int, str]) -> str:
        """The text with these scores, by the line of their row; all else as it was, to the letter."""
        out, at = [], 0
        for student in self.students:
            if student.line in scores:
                out += [self.text[at : student.score.start], scores[student.line]]
                at = student.score.end
        return "".join([*out, self.text[at:]])


def number(text: str) -> Decimal | None:
    """The number that a cell holds; None for everything else."""
    return Decimal(text.strip()) if _NUMBER.fullmatch(text.strip()) else None


def read_template(name: str, text: str) -> Template:
    """The template in this text.

    Raises:
        BadInput: it is none; the text says on which line, and what to do.
    """
    rows = [(line, cells) for line, cells in _records(name, text) if any(c.text.strip() for c in cells)]
    if len(rows) <= len(LABELS):
        raise BadInput(f"{name}: is no scores template, it ends too early; {_AGAIN}")
    facts = {}
    for label, (line, cells) in zip(LABELS, rows, strict=False):
        if cells[0].text.strip().lstrip("\ufeff").lower() != label.lower():
            raise BadInput(f"{name}: line {line}: expected `{label}`; {_AGAIN}")
        _expect(name, line, cells)
        facts[label] = cells[1].text.strip()
    line, head = rows[len(LABELS)]
    if tuple(cell.text.strip().lower() for cell in head) != tuple(column.lower() for column in HEAD):
        raise BadInput(f"{name}: line {line}: expected `{','.join(HEAD)}`; {_AGAIN}")
    if facts["Score Type:"].upper() != "POINTS":
        raise BadInput(
            f"{name}: its scores are not points (Score Type: {facts['Score Type:'][:20]}), where a number of "
            "points would mean something else; set the score type to Points, or enter them by hand"
        )
    points = number(facts["Points Possible:"])
    if points is None:
        raise BadInput(f"{name}: Points Possible is no number; {_AGAIN}")
    students = []
    for line, cells in rows[len(LABELS) + 1 :]:
        _expect(name, line, cells)
        students.append(Student(cells[0].text.strip(), cells[2], line))
    return Template(name, text, facts["Assignment Name:"], facts["Due Date:"], points, tuple(students))


def _expect(name: str, line: int, cells: tuple[Cell, ...]) -> None:
    """Make sure that a line is of three cells.

    Raises:
        BadInput: it is not.
    """
    if len(cells) != len(HEAD):
        raise BadInput(
            f"{name}: line {line}: {len(cells)} columns where there are to be {len(HEAD)}; {_AGAIN}"
        )


def _records(name: str, text: str) -> list[tuple[int, tuple[Cell, ...]]]:
    """The records of a CSV text with the line that each begins on, and each cell with its place."""
    records: list[tuple[int, tuple[Cell, ...]]] = []
    cells: list[Cell] = []
    at, line, first = 0, 1, 1
    while True:
        found = _CELL.match(text, at)
        raw = found.group() if found else ""
        end = at + len(raw)
        quoted = raw.startswith('"')
        cells.append(Cell(raw[1:-1].replace('""', '"') if quoted else raw, at, end))
        line += raw.count("\n")
        mark = text[end : end + 1]
        if mark not in {"", ",", "\r", "\n"}:
            raise BadInput(f"{name}: line {line}: a quote that is not closed, or words behind one; {_AGAIN}")
        at = end + 1
        if mark == ",":
            continue
        records.append((first, tuple(cells)))
        cells = []
        if not mark:
            return records
        if text[end : end + 2] == "\r\n":
            at = end + 2
        line += 1
        first = line
