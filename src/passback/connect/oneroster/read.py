"""OneRoster 1.1 rows as our values, and lists read whole.

References may come whole or as a bare sourcedId; numbers as numbers or text; dates with or without a time,
of which only the date part as written counts. Source: facts/oneroster.md §1.3 to §1.5, §2.
"""

from collections.abc import Sequence

from passback.connect.failures import Unreadable
from passback.connect.shape import Row, as_number, rows
from passback.connect.wire import Wire
from passback.core.gradebook import Category, Excused, LineItem, Mark, Score, Student, Term
from passback.core.ports import Query
from passback.core.problem import Problem

# The default of the specification; asking for more invites a server that cuts in silence.
PAGE = 100
_MOST_PAGES = 10_000


async def whole_list(wire: Wire, url: str, envelope: str, query: Query = ()) -> tuple[Row, ...]:
    """All rows of a collection that are not marked as deleted.

    The end: no next link where the answer has a Link header; the number in `X-Total-Count`; else a short
    page, or, from a server that gives more than was asked for, nothing new.

    Raises:
        Retryable: the list was not read whole, so there is no list. NeedsLogin, NeedsConfig: as `Wire.ask`.
    """
    found: dict[str, Row] = {}
    taken = 0
    seen: set[str] = set()
    page: tuple[str, Query] | None = (url, (*query, ("limit", str(PAGE)), ("offset", "0")))
    for _ in range(_MOST_PAGES):
        if page is None:
            break
        fetched = await wire.fetch(*page)
        got = rows(envelope, Row("answer", fetched.data).data.get(envelope))
        fresh = {row.id("sourcedId"): row for row in got}
        if got and not fresh.keys() - found.keys():
            if len(got) > PAGE:
                break
            raise Unreadable(f"{envelope}: the same page came twice", Problem.ANSWER_NOT_UNDERSTOOD)
        found |= fresh
        taken += len(got)
        headers = fetched.answer.headers
        if "link" in headers:
            page = wire.next_page(fetched.answer, seen)
        else:
            more = _more(envelope, headers.get("x-total-count"), len(got), taken)
            page = (url, (*query, ("limit", str(PAGE)), ("offset", str(taken)))) if more else None
    else:
        raise Unreadable(f"{envelope}: more pages than any school has", Problem.ANSWER_NOT_UNDERSTOOD)
    return tuple(row for row in found.values() if not is_deleted(row))


def _more(envelope: str, total: str | None, got: int, taken: int) -> bool:
    """True if another page is due.

    Raises:
        Unreadable: the list ended before its own count.
    """
    if total is None or not (total.isascii() and total.isdigit()):
        return got >= PAGE
    if got == 0 and taken < int(total):
        raise Unreadable(f"{envelope}: the list ended before its count", Problem.ANSWER_NOT_UNDERSTOOD)
    return taken < int(total)


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
    """An academic session."""
    return Term(
        row.id("sourcedId"), row.text_or_none("title") or "", row.day("startDate"), row.day("endDate")
    )


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
    return Student(row.id("sourcedId"), ids, active)


def line_item(row: Row) -> LineItem:
    """A line item. Without an assign date it counts as given on its due date."""
    due = row.day("dueDate")
    return LineItem(
        ref=row.id("sourcedId"),
        title=row.text("title"),
        description=row.text_or_none("description") or "",
        category=reference(row, "category"),
        assigned=row.day_or_none("assignDate") or due,
        due=due,
        maximum=row.decimal("resultValueMax"),
        counts=None,
    )


def score(row: Row) -> Score:
    """A result. 1.1 has no place for letters, late and missing (§1.4)."""
    student_ref = reference(row, "student")
    if student_ref is None:
        raise Unreadable(f"{row.where}.student: expected a reference", Problem.ANSWER_NOT_UNDERSTOOD)
    comment = row.text_or_none("comment") or ""
    return Score(student_ref, _mark(row), letter=None, late=False, missing=False, comment=comment)


def _mark(row: Row) -> Mark:
    """The mark. 1.1 demands a number beside `exempt` and `not submitted`; there it means nothing."""
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
