"""What PowerSchool accepts of an assignment, and what it refuses. What it honors: `app`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from passback.sandbox.refusing import Refusal, Rule, first_refusal
from passback.sandbox.sis.powerschool.answering import error, refuse
from passback.sandbox.sis.powerschool.reading import is_locked, teaches
from passback.sandbox.state.powerschool import PowerSchool, PsAssignment, part_of_assignment
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, WrongBody, empty, reply_json

_WIDEST = 30
Row = Mapping[str, object]


@dataclass(frozen=True)
class AssignmentWrite:
    """An assignment about to be kept, as `user`; `before` None: it is new."""

    user: str
    before: PsAssignment | None
    rows: Sequence[Row]

    def sections(self) -> list[int]:
        """The sections (dcid) that it is for."""
        return [whole(row.get("sectionsdcid")) for row in self.rows]


def teacher_teaches_it(school: School, write: AssignmentWrite) -> Refusal | None:
    """Every section must be one that the named user teaches."""
    if all(teaches(school.powerschool, write.user, section) for section in write.sections()):
        return None
    return Refusal("powerschool.teacher-not-in-section", {}, 403)


def assignment_is_not_locked(school: School, write: AssignmentWrite) -> Refusal | None:
    """A locked assignment takes no update."""
    ps = school.powerschool
    if write.before is None or not any(is_locked(ps, row) for row in write.before.rows):
        return None
    return Refusal("powerschool.assignment-locked", {}, 409)


def every_section_is_there(_: School, write: AssignmentWrite) -> Refusal | None:
    """An update overwrites the whole assignment; a section left out is not guessed."""
    known = [] if write.before is None else [whole(row["sectionsdcid"]) for row in write.before.rows]
    missing = next((section for section in known if section not in write.sections()), None)
    if missing is None:
        return None
    return Refusal("powerschool.update-misses-section", {"section": str(missing)}, 412)


def name_fits(school: School, write: AssignmentWrite) -> Refusal | None:
    """A name has at most 50 characters."""
    longest = school.powerschool.longest_name
    if all(len(str(row.get("name"))) <= longest for row in write.rows):
        return None
    return Refusal("powerschool.name-too-long", {"limit": str(longest)}, 400)


def points_are_there(_: School, write: AssignmentWrite) -> Refusal | None:
    """Points are required."""
    if all(number(row.get("scoreentrypoints")) is not None for row in write.rows):
        return None
    return Refusal("powerschool.points-missing", {}, 409)


def total_is_the_product(school: School, write: AssignmentWrite) -> Refusal | None:
    """The total value is weight times points."""
    for row in write.rows:
        product = _weight(school.powerschool, row) * (number(row.get("scoreentrypoints")) or Decimal(0))
        if "totalpointvalue" in row and number(row["totalpointvalue"]) != product:
            said = format(product.normalize(), "f")
            return Refusal("powerschool.points-not-product-of-weight", {"points": said}, 409)
    return None


def due_date_is_in_the_term(school: School, write: AssignmentWrite) -> Refusal | None:
    """The due date is a day of the section's term; as planted, both its first and its last day are."""
    ps = school.powerschool
    for row in write.rows:
        term = ps.terms[ps.sections[whole(row.get("sectionsdcid"))].term]
        due = _day(row)
        out = due == term.last and not ps.last_day_counts
        if out or not term.first <= due <= term.last:
            facts = {"start_date": _american(term.first), "end_date": _american(term.last)}
            return Refusal("powerschool.due-date-outside-term", facts, 409)
    return None


def period_is_open(school: School, write: AssignmentWrite) -> Refusal | None:
    """The grading period of the due date is not locked for the section; the lock cannot be read."""
    for row in write.rows:
        locked = school.powerschool.sections[whole(row.get("sectionsdcid"))].locked
        if any(first <= _day(row) <= last for first, last in locked):
            return Refusal("powerschool.grading-period-locked", {}, 409)
    return None


def category_is_the_leads(school: School, write: AssignmentWrite) -> Refusal | None:
    """A category is active, not hidden in the section, and of the section's lead teacher."""
    ps = school.powerschool
    for row in write.rows:
        dcid = whole(row.get("sectionsdcid"))
        for category in _categories(row):
            held = ps.categories.get(category)
            lead = next((t.dcid for t in ps.teachers.values() if t.staff == ps.sections[dcid].staff[0]), None)
            if held is None or not held.active or held.teacher != lead or dcid in held.excluded:
                facts = {"section": str(dcid), "category_id": str(category)}
                return Refusal("powerschool.category-not-lead-teachers", facts, 409)
    return None


def name_is_free(school: School, write: AssignmentWrite) -> Refusal | None:
    """A section has no two assignments of the same name and due date."""
    own = None if write.before is None else write.before.id
    taken = {
        (whole(row["sectionsdcid"]), row["name"], row["duedate"])
        for held in school.powerschool.assignments.values()
        if held.id != own
        for row in held.rows
    }
    for row in write.rows:
        dcid, due = whole(row.get("sectionsdcid")), _day(row)
        if (dcid, row.get("name"), due.isoformat()) in taken:
            facts = {"assignment": str(row.get("name")), "due_date": _american(due), "section": str(dcid)}
            return Refusal("powerschool.name-taken", facts, 409)
    return None


# In the order of the vendor, as far as one is known: who asks, what it is, then what it says.
RULES: tuple[Rule[AssignmentWrite], ...] = (
    teacher_teaches_it,
    assignment_is_not_locked,
    every_section_is_there,
    name_fits,
    points_are_there,
    total_is_the_product,
    due_date_is_in_the_term,
    period_is_open,
    category_is_the_leads,
    name_is_free,
)


# ---- routes ----------------------------------------------------------------------------------------


def create(school: School, call: Call, _: tuple[str, ...]) -> Reply:
    """`POST /ws/xte/section/assignment/?users_dcid=`."""
    rows = _rows(call)
    write = AssignmentWrite(call.one("users_dcid"), None, rows)
    if problem := _checked(school, write):
        return problem
    ps = school.powerschool
    kept = PsAssignment(_next(ps), _year(ps, write), [])
    kept.rows = [_kept(ps, row, None) for row in rows]
    ps.assignments[kept.id] = kept
    _count(school, kept)
    return empty(201, {"location": f"{call.base}/ws/xte/section/assignment/{kept.id}"})


def update(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`PUT /ws/xte/section/assignment/{id}?users_dcid=`: overwrites all."""
    ps = school.powerschool
    before = ps.assignments.get(int(args[0])) if args[0].isdigit() else None
    if before is None:
        return error(404, "Assignment not found.")
    rows = _rows(call)
    if problem := _checked(school, AssignmentWrite(call.one("users_dcid"), before, rows)):
        return problem
    if problem := _undecided(ps, before, rows, call):
        return problem
    known = {whole(row["sectionsdcid"]): row for row in before.rows}
    before.rows = [_kept(ps, row, known.get(whole(row.get("sectionsdcid")))) for row in rows]
    _count(school, before)
    return reply_json(200, {"assignmentid": before.id})


def _undecided(ps: PowerSchool, before: PsAssignment, rows: Sequence[Row], call: Call) -> Reply | None:
    """Scores are there and their scoring changes: whether they follow must be said (§1.6)."""
    known = {whole(row["sectionsdcid"]): row for row in before.rows}
    scored = {section for section, _ in ps.scores}
    for row in rows:
        held = known.get(whole(row.get("sectionsdcid")))
        if held is None or whole(held["assignmentsectionid"]) not in scored:
            continue
        same = all(number(row.get(name)) == number(held[name]) for name in ("scoreentrypoints", "weight"))
        if not (same and row.get("scoretype") == held["scoretype"]) and not call.one("update_scores"):
            return error(409, "Validation errors", [_missing("update_scores")])
    return None


def delete(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`DELETE /ws/xte/section/assignment/{id}?users_dcid=&force=`."""
    ps = school.powerschool
    held = ps.assignments.get(int(args[0])) if args[0].isdigit() else None
    if held is None:
        return error(404, "Assignment not found.")
    if refusal := teacher_teaches_it(school, AssignmentWrite(call.one("users_dcid"), held, held.rows)):
        return refuse(refusal)
    parts = {whole(row["assignmentsectionid"]) for row in held.rows}
    graded = [key for key in ps.scores if key[0] in parts]
    if graded and not call.flag("force"):
        return error(412, "Assignment has scores.", None)
    for key in graded:
        del ps.scores[key]
    del ps.assignments[held.id]
    _count(school, held)
    return empty(204)


def _rows(call: Call) -> list[Row]:
    try:
        rows = call.json_object().get("_assignmentsections")
    except WrongBody:
        return []
    return list(rows) if isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows) else []


def _checked(school: School, write: AssignmentWrite) -> Reply | None:
    if not write.rows:
        return error(400, "Validation errors", [_missing("_assignmentsections")])
    if odd := _unlike(write.rows):
        code = "Value must be that of all sections."
        said = {"resource": "", "field": f"assignmentsection.{odd}", "code": code}
        return error(409, "Validation errors", [said])
    for row in write.rows:
        if not isinstance(row.get("name"), str) or not row["name"]:
            return error(400, "Validation errors", [_missing("assignmentsection.name")])
        if _date(row.get("duedate")) is None:
            return error(400, "Validation errors", [_missing("assignmentsection.duedate")])
        if school.powerschool.category_required and not _categories(row):
            return error(400, "Validation errors", [_missing("teachercategory.teachercategoryid")])
    refusal = first_refusal(RULES, school, write)
    return refuse(refusal) if refusal else None


# What may differ between the sections of one assignment (§1.6), and what is each section's own.
_OWN = frozenset(
    ["_name", "assignmentsectionid", "sectionsdcid", "duedate", "islocked", "_assignmentstudentassociations"]
)


def _unlike(rows: Sequence[Row]) -> str | None:
    """The first value that is not the same in all sections of one assignment."""
    first = rows[0]
    names = [name for row in rows for name in row if name not in _OWN]
    return next((name for name in names for row in rows if row.get(name) != first.get(name)), None)


def _missing(field: str) -> dict[str, object]:
    return {"resource": "", "field": field, "code": "Value is required."}


def _kept(ps: PowerSchool, row: Row, known: Row | None) -> dict[str, object]:
    points = number(row.get("scoreentrypoints")) or Decimal(0)
    weight = _weight(ps, row)
    kept = part_of_assignment({"weight": weight, **row, "totalpointvalue": points * weight})
    kept["duedate"] = _day(row).isoformat()
    kept["sectionsdcid"] = whole(row.get("sectionsdcid"))
    kept["assignmentsectionid"] = known["assignmentsectionid"] if known else _next(ps)
    kept["islocked"] = bool(known and known["islocked"])
    return kept


def _weight(ps: PowerSchool, row: Row) -> Decimal:
    if "weight" in row:
        return number(row["weight"]) or Decimal(0)
    held = next((ps.categories[category] for category in _categories(row) if category in ps.categories), None)
    return Decimal(1) if held is None else held.weight


def _next(ps: PowerSchool) -> int:
    ps.last_id += 1
    return ps.last_id


def _year(ps: PowerSchool, write: AssignmentWrite) -> int:
    return ps.terms[ps.sections[write.sections()[0]].term].year


def _count(school: School, kept: PsAssignment) -> None:
    for row in kept.rows:
        section = school.powerschool.sections[whole(row["sectionsdcid"])]
        school.accept(f"powerschool/line-item/{section.id}/{row['name']}")


# ---- what was sent -----------------------------------------------------------------------------------


def number(given: object) -> Decimal | None:
    """A number that was sent, None where it is none."""
    if isinstance(given, bool) or not isinstance(given, int | str | Decimal):
        return None
    try:
        held = Decimal(given)
    except InvalidOperation:
        return None
    return held if held.is_finite() and abs(held.adjusted()) < _WIDEST else None


def whole(given: object) -> int:
    """An id that was sent, -1 where it is none."""
    text = str(given)
    return int(text) if text.isascii() and text.isdigit() else -1


def _date(given: object) -> date | None:
    try:
        return date.fromisoformat(str(given)[:10])
    except ValueError:
        return None


def _day(row: Row) -> date:
    held = _date(row.get("duedate"))
    if held is None:
        raise AssertionError("a row without a due date does not get past _checked")
    return held


def _american(day: date) -> str:
    return day.strftime("%m/%d/%Y")


def _categories(row: Row) -> list[int]:
    held = row.get("_assignmentcategoryassociations") or []
    named = held if isinstance(held, Sequence) else []
    return [whole(part.get("teachercategoryid")) for part in named if isinstance(part, Mapping)]
