"""OneRoster rows as our values, 1.1 and 1.2: loose where servers differ, strict about what a field holds.

References may come whole or as a bare sourcedId; numbers as numbers or text; dates with or without a time,
of which only the date part as written counts. Source: facts/oneroster.md §1.4, §2. Lists: `lists.py`.
"""

from collections.abc import Mapping, Sequence

from passback.connect.failures import Unreadable
from passback.connect.oneroster.dialect import Dialect
from passback.connect.shape import Row, as_number
from passback.core.gradebook import Category, Excused, LineItem, Mark, Score, Student, Term
from passback.core.problem import Problem


def is_deleted(row: Row) -> bool:
    """True for what the server still shows, marked as deleted."""
    return row.data.get("status") == "tobedeleted"


def reference(row: Row, name: str) -> str | None:
    """The sourcedId of a reference; None where there is none."""
    held = row.row_or_none(name)
    return held.id_or_none("sourcedId") if held else None


def references(row: Row, name: str) -> tuple[str, ...]:
    """The sourcedIds of a list of references; none where the field is absent or null."""
    if row.data.get(name) is None:
        return ()
    return tuple(item.id("sourcedId") for item in row.rows(name))


def term(row: Row) -> Term:
    """An academic session. A parent in a shape of its own is none: no date rests on it alone."""
    whole = isinstance(row.data.get("parent"), Mapping)
    return Term(
        row.id("sourcedId"),
        row.text_or_none("title") or "",
        row.day("startDate"),
        row.day("endDate"),
        reference(row, "parent") if whole else None,
    )


def is_period(row: Row) -> bool:
    """True for an academic session that is a grading period (§2)."""
    return row.data.get("type") == "gradingPeriod"


def category(row: Row) -> Category:
    """A category."""
    return Category(
        row.id("sourcedId"), row.text("title"), active=row.data.get("status", "active") == "active"
    )


def is_for_class(row: Row, class_ref: str) -> bool:
    """True for a category of that class, and for one of no class: that one is for all (§3.0)."""
    metadata = row.row_or_none("metadata")
    tied = metadata.id_or_none("classId") if metadata else None
    return tied is None or tied == class_ref


def student(row: Row) -> Student:
    """A student of a class, with every id that the SIS shows; a user name is not one, it may be a name."""
    ids = {name: held for name in ("sourcedId", "identifier") if (held := row.id_or_none(name))}
    active = row.data.get("status", "active") == "active" and row.spoken_flag("enabledUser", absent=True)
    return Student(row.id("sourcedId"), ids, active, on_gradebook=True)


def line_item(row: Row, dialect: Dialect) -> LineItem:
    """A line item. Without an assign date it counts as given on its due date."""
    due = row.day("dueDate")
    category_ref = reference(row, "category")
    return LineItem(
        ref=row.id("sourcedId"),
        title=row.text("title"),
        description=row.text_or_none("description") or "",
        category=None if category_ref in dialect.no_category else category_ref,
        assigned=row.day_or_none("assignDate") or due,
        due=due,
        maximum=row.decimal("resultValueMax"),
        counts=None,
        locked=_is_closed(row, dialect.open_in),
    )


def _is_closed(row: Row, where: str | None) -> bool:
    """True only where the field at a path with dots says *false*, in whatever way it is written."""
    holder, name = _at(row, where)
    return holder is not None and str(holder.data.get(name)).lower() in {"false", "0"}


def score(row: Row, dialect: Dialect) -> Score:
    """A result, with letter, late and missing where the dialect has a place for them (§1.4)."""
    student_ref = reference(row, "student")
    if student_ref is None:
        raise Unreadable(f"{row.where}.student: expected a reference", Problem.ANSWER_NOT_UNDERSTOOD)
    flags = dialect.flags_in_fields
    return Score(
        student_ref,
        _mark(row),
        letter=_letter(row, dialect.letter_in),
        late=flags and row.spoken_flag("late", absent=False),
        missing=flags and row.spoken_flag("missing", absent=False),
        comment=row.text_or_none("comment") or "",
    )


def _letter(row: Row, where: str | None) -> str | None:
    """The letter at a path with dots; None where there is none."""
    holder, name = _at(row, where)
    return (holder.text_or_none(name) or None) if holder is not None else None


def _at(row: Row, where: str | None) -> tuple[Row | None, str]:
    """The row that a path with dots ends in, None where it is not there, and the name of the field in it."""
    *outer, name = (where or "").split(".")
    held = row if where is not None else None
    for part in outer:
        held = held.row_or_none(part) if held is not None else None
    return held, name


def _mark(row: Row) -> Mark:
    """The mark. A number beside `exempt` and `not submitted`, which 1.1 demands, means nothing.

    A status that nobody defined says nothing of a number beside it (§3.13).
    """
    status = row.text_or_none("scoreStatus")
    if status == "exempt":
        return Excused.EXCUSED
    if status == "not submitted":
        return None
    held = row.data.get("score")
    if isinstance(held, str) and held.strip() and as_number(held) is None:
        return held.strip()
    return row.decimal_or_none("score")


def by_line_item(found: Sequence[Row]) -> dict[str, list[Row]]:
    """Results by the line item that they belong to."""
    sorted_out: dict[str, list[Row]] = {}
    for row in found:
        ref = reference(row, "lineItem")
        if ref is None:
            raise Unreadable(f"{row.where}.lineItem: expected a reference", Problem.ANSWER_NOT_UNDERSTOOD)
        sorted_out.setdefault(ref, []).append(row)
    return sorted_out
