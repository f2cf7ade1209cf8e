"""PowerSchool's rows as our values. Source: facts/sis-vendors.md §1.4, §1.5."""

from collections.abc import Iterable
from decimal import Decimal

from passback.connect.shape import Row, as_number
from passback.core.gradebook import Category, Excused, LineItem, Mark, Score, Student


def ref(assignment: str, section: str) -> str:
    """A line item's ref: its assignment's id and the id of that assignment in the class; both are needed."""
    return f"{assignment}.{section}"


def split(line_item: str) -> tuple[str, str]:
    """The two ids of a ref.

    Raises:
        ValueError: it is not one of ours.
    """
    assignment, _, section = line_item.partition(".")
    if not (assignment.isdigit() and section.isdigit()):
        raise ValueError("a PowerSchool line item's ref is two numbers with a point between")
    return assignment, section


def students(enrolled: Iterable[Row], numbers: dict[str, str]) -> tuple[Student, ...]:
    """The roster: who is enrolled, with the student numbers of the school. Active: in any row not dropped."""
    active: dict[str, bool] = {}
    for row in enrolled:
        dcid = row.id("student_id")
        active[dcid] = active.get(dcid, False) or not row.spoken_flag("dropped", absent=False)
    return tuple(
        Student(
            dcid,
            {"dcid": dcid} | ({"student_number": numbers[dcid]} if dcid in numbers else {}),
            is_active,
            on_gradebook=True,
        )
        for dcid, is_active in active.items()
    )


def category(row: Row, section: str) -> Category:
    """A teacher's category; inactive too where it is hidden in this section."""
    hidden = any(
        item.id_or_none("sectionsdcid") == section
        for item in (
            row.rows("_teachercategorysectionexcludeassociations")
            if row.data.get("_teachercategorysectionexcludeassociations")
            else ()
        )
    )
    active = row.spoken_flag("isactive", absent=True) and not hidden
    return Category(row.id("teachercategoryid"), row.text("name"), active)


def sections_of(assignment: Row) -> tuple[Row, ...]:
    """The sections that an assignment is in."""
    return assignment.rows("_assignmentsections")


def line_item(assignment: Row, section: Row) -> LineItem:
    """An assignment in one section. PowerSchool keeps no assign date: it counts as given on its due date.

    Maximum: what scores are entered out of (`scoreentrypoints`); without one (collected work), 0. The other
    sections that it is in share all its values but the due date (§1.6).
    """
    due, own = section.day("duedate"), section.id("sectionsdcid")
    counts = section.data.get("iscountedinfinalgrade")
    return LineItem(
        ref=ref(assignment.id("assignmentid"), section.id("assignmentsectionid")),
        title=section.text("name"),
        description=section.text_or_none("description") or "",
        category=_category_of(section),
        assigned=due,
        due=due,
        maximum=section.decimal_or_none("scoreentrypoints") or Decimal(0),
        counts=None if counts is None else section.spoken_flag("iscountedinfinalgrade", absent=True),
        locked=section.spoken_flag("islocked", absent=False),
        students=_only_for(section),
        also_in=tuple(sorted({row.id("sectionsdcid") for row in sections_of(assignment)} - {own})),
    )


def _only_for(section: Row) -> tuple[str, ...]:
    """The students whom an assignment is for alone; empty: everyone (§1.5).

    How an element names its student is inferred from scores; where one does not, nobody is left out.
    """
    listed = (
        section.rows("_assignmentstudentassociations")
        if section.data.get("_assignmentstudentassociations")
        else ()
    )
    named = [row.id_or_none("studentsdcid") for row in listed]
    return tuple(sorted({dcid for dcid in named if dcid is not None})) if None not in named else ()


def _category_of(section: Row) -> str | None:
    listed = (
        section.rows("_assignmentcategoryassociations")
        if (section.data.get("_assignmentcategoryassociations"))
        else ()
    )
    primary = [row for row in listed if row.spoken_flag("isprimary", absent=False)]
    chosen = (primary or list(listed))[:1]
    return chosen[0].id("teachercategoryid") if chosen else None


def score(row: Row) -> Score:
    """A score. A row without a score (a mere *late* flag) has none."""
    return Score(
        student=row.id("studentsdcid"),
        mark=_mark(row),
        letter=row.text_or_none("scorelettergrade") or None,
        late=row.spoken_flag("islate", absent=False),
        missing=row.spoken_flag("ismissing", absent=False),
        comment="",
    )


def _mark(row: Row) -> Mark:
    """Exempt; else the points that count; else what was entered, which may be a letter."""
    if row.spoken_flag("isexempt", absent=False):
        return Excused.EXCUSED
    points = row.decimal_or_none("scorepoints")
    if points is not None:
        return points
    entered = (row.text_or_none("actualscoreentered") or "").strip()
    number = as_number(entered)
    return number if number is not None else entered or None
