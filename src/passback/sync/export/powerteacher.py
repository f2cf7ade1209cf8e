"""PowerTeacher Pro's score import: one CSV per assignment and section, or the teacher's template filled in.

Source: facts/problems.md, last section. It matches rows by the school's student number and by nothing else,
leaves an empty cell alone, fills an assignment that is there, and creates, clears and excuses nothing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from passback.core.cells import csv_text, is_key
from passback.core.errors import BadInput
from passback.core.gradebook import Gradebook, LineItem, Unread
from passback.core.value import Value, plain, value
from passback.sync.export.model import Contents, Gathered, ItemLeft, LeftOut, Reason, Row, Source
from passback.sync.export.template import HEAD, LABELS, Student, Template, number
from passback.sync.text import same_title

# What interfaces call the number that a school gives a student.
# Source: facts/sis-vendors.md §1.4, facts/oneroster.md §2.
_NUMBER_FIELDS = ("student_number", "identifier")
_LONGEST_NAME = 40


@value
class _Roster(Value):
    """The school's numbers of a class, by SIS student ref; and those that several of its students have."""

    numbers: Mapping[str, str]
    shared: frozenset[str]


@value
class _Unit(Value):
    """One assignment in one section: one file. `numbers`: of the whole roster, by student ref."""

    item: LineItem
    section: str
    rows: tuple[Row, ...]
    numbers: Mapping[str, str]

    @property
    def file(self) -> str:
        """A name of letters, digits and `_-` that no other file has, with PowerTeacher Pro's ending."""
        s = self.rows[0].subject
        parts = (self.section, self.item.title, f"{s.section}-{s.assignment}")
        return "_".join([*(_slug(part) for part in parts), "pst.csv"])


def powerteacher(
    sources: Sequence[Source], gathered: Gathered, templates: Sequence[Template] = ()
) -> Contents:
    """The files of one connection's plans; with `templates`, those filled in and nothing else.

    Raises:
        BadInput: a template is not of an assignment that the plans have scores for, or of several.
    """
    left = list(gathered.left)
    units = _units(sources, gathered.rows, left)
    files: list[tuple[str, str]] = []
    carried: list[Row] = []
    chosen = _chosen(templates, units)
    for at, unit in enumerate(units):
        if not templates:
            files.append((unit.file, _file(unit)))
            carried += unit.rows
        elif at in chosen:
            written, text = _filled(chosen[at], unit, left)
            files.append((chosen[at].name, text))
            carried += written
        else:
            left += [LeftOut(row.subject, Reason.NO_TEMPLATE, None) for row in unit.rows]
    beside = Counter[str]()
    for row in carried:
        score = row.score
        flags = {
            "late": score.late,
            "missing": score.missing,
            "letter": score.letter,
            "comment": score.comment,
        }
        beside.update(name for name, has in flags.items() if has)
    not_made = [ItemLeft(row.subject, Reason.NOT_MADE) for row in gathered.items]
    return Contents(
        files=tuple(files),
        carried=tuple(row.subject for row in carried),
        items=(),
        left=tuple(left),
        items_left=(*gathered.items_left, *not_made),
        beside=beside,
        blank={},
    )


# ---- who and where -----------------------------------------------------------------------------------


def _units(sources: Sequence[Source], rows: Iterable[Row], left: list[LeftOut]) -> list[_Unit]:
    """The rows that a file can say, by assignment and section; the others go to `left`."""
    rosters = {
        (source.plan.course, section): _roster(book)
        for source in sources
        for section, book in source.around.books.items()
        if isinstance(book, Gradebook)
    }
    names = {f"{s.plan.course}/{key}": held for s in sources for key, held in s.plan.names.items()}
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        s = row.subject
        roster = rosters.get((s.course, s.section or ""))
        reason = _against(row, roster)
        if reason is None:
            grouped.setdefault((s.course, s.assignment or "", s.section or ""), []).append(row)
        else:
            left.append(LeftOut(s, reason, None))
    return [
        _Unit(
            mine[0].item,
            names.get(f"{course}/section/{section}", section),
            tuple(mine),
            rosters[course, section].numbers,
        )
        for (course, _, section), mine in sorted(grouped.items())
        if mine[0].item is not None
    ]


def _roster(book: Gradebook) -> _Roster:
    students = () if isinstance(book.students, Unread) else book.students
    numbers = {
        student.ref: next((student.ids[name] for name in _NUMBER_FIELDS if student.ids.get(name)), "").strip()
        for student in students
    }
    counted = Counter(numbers.values())
    return _Roster(numbers, frozenset(held for held, count in counted.items() if count > 1))


def _against(row: Row, roster: _Roster | None) -> Reason | None:
    """Why a score cannot be said; None where it can."""
    if row.item is None or roster is None or not roster.numbers:
        return Reason.CLASS_UNREAD
    if not isinstance(row.score.mark, Decimal):
        return Reason.LETTER if isinstance(row.score.mark, str) else Reason.EXCUSED
    own = roster.numbers.get(row.score.student)
    if not own:
        return Reason.NO_NUMBER
    if own in roster.shared:
        return Reason.SAME_NUMBER
    return None if is_key(own) else Reason.UNSAFE_ID


# ---- a file of our own ---------------------------------------------------------------------------------


def _file(unit: _Unit) -> str:
    item = unit.item
    # Scores are points out of a maximum; who teaches is not read, and the import does not ask.
    facts = ("", unit.section, item.title, item.due.isoformat(), _points(item.maximum), "0.0", "POINTS")
    rows = sorted((unit.numbers[row.score.student], row.name, _mark(row)) for row in unit.rows)
    head = csv_text((LABELS[0], facts[0], ""), zip(LABELS[1:], facts[1:], [""] * len(facts[1:]), strict=True))
    return head + csv_text(HEAD, rows)


def _mark(row: Row) -> str:
    if not isinstance(row.score.mark, Decimal):
        raise TypeError("only points go into a score cell")
    return plain(row.score.mark)


def _points(given: Decimal) -> str:
    """As PowerTeacher Pro writes points: with a decimal."""
    text = plain(given)
    return text if "." in text else f"{text}.0"


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKC", text)).strip("-")[:_LONGEST_NAME]


# ---- the teacher's template ------------------------------------------------------------------------------


def _chosen(templates: Sequence[Template], units: Sequence[_Unit]) -> Mapping[int, Template]:
    """Each template by the place of its unit among `units`.

    Raises:
        BadInput: one has none or several, or two have the same.
    """
    chosen: dict[int, Template] = {}
    for template in templates:
        at = _unit_of(template, units)
        if at in chosen:
            raise BadInput(
                f"{template.name}: is of the same assignment and section as {chosen[at].name}; give one"
            )
        chosen[at] = template
    return chosen


def _unit_of(template: Template, units: Sequence[_Unit]) -> int:
    titled = [at for at, unit in enumerate(units) if same_title(unit.item.title, template.title)]
    if not titled:
        named = ", ".join(sorted({unit.item.title for unit in units})[:5])
        raise BadInput(
            f"{template.name}: is of {template.title[:60]!r}, and the plan has no score for that; "
            f"it has some for: {named or 'none'}"
        )
    here = {student.number for student in template.students}
    shared = {at: len(here & set(units[at].numbers.values())) for at in titled}
    best = [at for at in titled if shared[at] and shared[at] == max(shared.values())]
    dated = [at for at in best if units[at].item.due.isoformat() == template.due]
    best = dated if len(best) > 1 else best
    if len(best) != 1:
        what = "none of its students is in a section" if not best else "several sections or assignments fit"
        raise BadInput(f"{template.name}: {what} that the plan has scores of {template.title[:60]!r} for")
    points = units[best[0]].item.maximum
    if template.points != points:
        raise BadInput(
            f"{template.name}: is out of {plain(template.points)} points, and in the plan "
            f"{template.title[:60]!r} is out of {plain(points)}; make them the same first"
        )
    return best[0]


def _filled(template: Template, unit: _Unit, left: list[LeftOut]) -> tuple[list[Row], str]:
    """The rows that found their cell, and the template with them."""
    places: dict[str, list[Student]] = {}
    for student in template.students:
        places.setdefault(student.number, []).append(student)
    scores: dict[int, str] = {}
    written: list[Row] = []
    for row in unit.rows:
        found = places.get(unit.numbers[row.score.student], [])
        if not found:
            left.append(LeftOut(row.subject, Reason.NOT_IN_TEMPLATE, None))
        elif len(found) > 1:
            left.append(LeftOut(row.subject, Reason.SAME_NUMBER, None))
        elif not _is_free(found[0].score.text, row):
            left.append(LeftOut(row.subject, Reason.CELL_TAKEN, None))
        else:
            scores[found[0].line] = _mark(row)
            written.append(row)
    return written, template.filled(scores)


def _is_free(cell: str, row: Row) -> bool:
    """True if the cell is empty, or says what the SIS had by the plan or what is to come."""
    if not cell.strip():
        return True
    known = {row.score.mark, row.before.mark if row.before else None}
    return (held := number(cell)) is not None and held in known
