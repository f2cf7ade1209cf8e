"""What is kept of a PUT or DELETE, as facts/oneroster.md §1.8 has it.

The client chooses ids; the same id again replaces, whole; the ids of body and path agree; one result per
line item and student; a deleted thing is gone, and a line item takes its results with it. Taken as well:
bodies without status and dateLastModified, bare references, a scoreDate with a time (§3.13).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from passback.sandbox.oneroster import rows
from passback.sandbox.oneroster.manners import LineWrite, MarkWrite, PutBody, Row, Visit
from passback.sandbox.refusing import first_refusal
from passback.sandbox.state.oneroster import CategoryRow, Line, Mark, Roster, Status
from passback.sandbox.wire import Reply, WrongBody, empty, reply_json

# The five of §1.4.
STATUSES = frozenset(["exempt", "fully graded", "not submitted", "partially graded", "submitted"])
FLAGS = ("inProgress", "incomplete", "late", "missing")
# Digits before or behind the point; beyond it is nobody's score.
_WIDEST = 30
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")


@dataclass(frozen=True)
class Kept:
    """What a write came to. `fresh`: it was not there before."""

    fresh: bool
    row: Row
    id: str


# ---- line items --------------------------------------------------------------------------------------


def put_line_item(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`PUT /lineItems/{id}`."""
    sent = _entity(visit, "lineItem", args[0])
    if isinstance(sent, Reply):
        return sent
    kept = keep_line_item(visit, args[0], sent)
    return kept if isinstance(kept, Reply) else _answered(visit, "lineItem", kept)


def keep_line_item(visit: Visit, sourced_id: str, sent: Mapping[str, object]) -> Kept | Reply:
    """Keep one line item, or say why not."""
    roster, manners = visit.roster, visit.manners
    made = _line(visit, sourced_id, sent)
    if isinstance(made, Reply):
        return made
    before = roster.lines.get(sourced_id)
    write = LineWrite(roster, made, sent, before, visit.call.base)
    if refusal := first_refusal(manners.line_rules, visit.school, write):
        return visit.refuse(refusal)
    if fault := _unfit(visit, write):
        return fault
    held = manners.keeps_line(roster, made)
    held.hidden = {**(before.hidden if before else {}), **held.hidden}
    roster.lines[held.id] = held
    visit.school.accept(f"{manners.name}/line-item/{held.klass}/{held.title}")
    return Kept(before is None, rows.line_item(visit, held), held.id)


def _unfit(visit: Visit, write: LineWrite) -> Reply | None:
    """What no server keeps: things that refer to nothing, or move from class to class, or are too long."""
    roster, line = visit.roster, write.line
    if beyond := _beyond(roster, line):
        return visit.invalid(beyond)
    if line.category is None or visit.manners.any_category:
        needed = visit.manners.needs_category or roster.hidden.get("category_required")
        lacks = line.category is None and needed
        return visit.invalid("lineItem is missing the field category") if lacks else None
    if line.category not in roster.categories:
        return visit.unknown("category")
    if roster.categories[line.category].klass not in {line.klass, None}:
        return visit.invalid("category: of another class")
    if write.before is not None and write.before.klass != line.klass:
        return visit.invalid("class: a line item stays in its class")
    return None


def _beyond(roster: Roster, line: Line) -> str | None:
    """What is past a limit of the district, in OneRoster's words: no vendor's are known (facts/sis-vendors.md
    §0.3, where sources differ or are hearsay). Hidden state: `longest_title` and `whole_points`; as planted,
    a district has neither.
    """  # noqa: D205 - one thought
    longest = roster.hidden.get("longest_title")
    if isinstance(longest, int) and len(line.title) > longest:
        return f"title: longer than {longest} characters"
    most = line.maximum
    if roster.hidden.get("whole_points") and most is not None and most != most.to_integral_value():
        return "resultValueMax: not a whole number"
    return None


def _line(visit: Visit, sourced_id: str, sent: Mapping[str, object]) -> Line | Reply:
    title, klass = sent.get("title"), ref(sent.get("class"))
    if not isinstance(title, str) or not title.strip():
        return visit.invalid("lineItem is missing the field title")
    if klass not in visit.roster.classes:
        return visit.unknown("class")
    assigned, due = moment(sent.get("assignDate")), moment(sent.get("dueDate"))
    if assigned is None or due is None:
        return visit.invalid("lineItem is missing the field assignDate or dueDate")
    bounds = {}
    for name in ("resultValueMin", "resultValueMax"):
        bounds[name] = number(sent.get(name))
        if bounds[name] is None and sent.get(name) is not None:
            return visit.invalid(f"{name}: not a number")
    metadata = sent.get("metadata")
    return Line(
        sourced_id,
        klass,
        ref(sent.get("category")) or None,
        title,
        str(sent.get("description") or ""),
        assigned,
        due,
        bounds["resultValueMin"],
        bounds["resultValueMax"],
        period=ref(sent.get("gradingPeriod")) or ref(sent.get("academicSession")) or None,
        school=ref(sent.get("school")) or None,
        changed=now(visit),
        extra={"metadata": dict(metadata)} if isinstance(metadata, Mapping) and metadata else {},
    )


def delete_line_item(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`DELETE /lineItems/{id}`: with all its results."""
    gone = visit.roster.lines.get(args[0])
    if gone is None:
        return visit.unknown("lineItem")
    for mark in visit.roster.marks_of(gone.id):
        del visit.roster.marks[mark.id]
    del visit.roster.lines[gone.id]
    visit.school.accept(f"{visit.manners.name}/line-item/{gone.klass}/{gone.title}")
    return empty(204)


# ---- results -----------------------------------------------------------------------------------------


def put_result(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`PUT /results/{id}`."""
    sent = _entity(visit, "result", args[0])
    if isinstance(sent, Reply):
        return sent
    kept = keep_result(visit, args[0], sent)
    return kept if isinstance(kept, Reply) else _answered(visit, "result", kept)


def keep_result(visit: Visit, sourced_id: str, sent: Mapping[str, object]) -> Kept | Reply:
    """Keep one result, or say why not."""
    roster, manners = visit.roster, visit.manners
    item, student = ref(sent.get("lineItem")), ref(sent.get("student"))
    made = _mark(visit, sourced_id, sent, (item, student))
    if isinstance(made, Reply):
        return made
    line = roster.lines.get(item)
    write = MarkWrite(roster, made, item, student, line, sent)
    if refusal := first_refusal(manners.mark_rules, visit.school, write):
        return visit.refuse(refusal)
    if line is None:
        return visit.unknown("lineItem")
    if student not in {row.id for row in roster.people_of(line.klass, "student")}:
        return visit.unknown("student")
    if _taken(visit, made):
        return visit.invalid("a result of this student on this line item exists under another sourcedId")
    fresh = sourced_id not in roster.marks
    held = manners.keeps_mark(roster, made)
    roster.marks[held.id] = held
    visit.school.accept(f"{manners.name}/score/{line.klass}/{line.title}/{roster.people[student].number}")
    return Kept(fresh, rows.result(visit, held), held.id)


def _taken(visit: Visit, made: Mark) -> bool:
    held = visit.roster.marks
    own = held.get(made.id)
    if own is not None and (own.line, own.student) != (made.line, made.student):
        return True
    return any(
        row.id != made.id and (row.line, row.student) == (made.line, made.student) for row in held.values()
    )


def _mark(visit: Visit, sourced_id: str, sent: Mapping[str, object], whose: tuple[str, str]) -> Mark | Reply:
    score = number(sent.get("score"))
    if score is None and sent.get("score") not in (None, ""):
        return visit.invalid("score: not a number")
    status = sent.get("scoreStatus")
    if status is not None and not (status in STATUSES or str(status).startswith("ext:")):
        return visit.invalid("scoreStatus: not one of the five")
    flags = {name: sent[name] for name in FLAGS if name in sent} if visit.manners.is_1_2 else {}
    if any(held not in ("true", "false") for held in flags.values()):
        return visit.invalid(f"{', '.join(flags)}: text, true or false")
    day = sent.get("scoreDate")
    if day is not None and moment(day) is None:
        return visit.invalid("scoreDate: not a date")
    letter, metadata = sent.get("textScore"), sent.get("metadata")
    return Mark(
        sourced_id,
        *whose,
        score,
        None if status is None else str(status),
        None if day is None else str(day)[:10],
        str(sent.get("comment") or ""),
        str(letter) if letter and visit.manners.is_1_2 else None,
        changed=now(visit),
        extra={
            **flags,
            **({"metadata": dict(metadata)} if isinstance(metadata, Mapping) and metadata else {}),
        },
    )


def delete_result(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`DELETE /results/{id}`."""
    roster = visit.roster
    gone = roster.marks.pop(args[0], None)
    if gone is None:
        return visit.unknown("result")
    line = roster.lines[gone.line]
    number_ = roster.people[gone.student].number
    visit.school.accept(f"{visit.manners.name}/score/{line.klass}/{line.title}/{number_}")
    return empty(204)


# ---- categories --------------------------------------------------------------------------------------


def put_category(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`PUT /categories/{id}`."""
    sent = _entity(visit, "category", args[0])
    if isinstance(sent, Reply):
        return sent
    title, metadata = sent.get("title"), sent.get("metadata")
    if not isinstance(title, str) or not title.strip():
        return visit.invalid("category is missing the field title")
    klass = metadata.get("classId") if isinstance(metadata, Mapping) else None
    before = visit.roster.categories.get(args[0])
    row = CategoryRow(args[0], title, None if klass is None else str(klass), number(sent.get("weight")))
    row.changed = now(visit)
    visit.roster.categories[row.id] = row
    visit.school.accept(f"{visit.manners.name}/category/{row.klass}/{row.title}")
    return _answered(visit, "category", Kept(before is None, rows.category(visit, row), row.id))


def delete_category(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`DELETE /categories/{id}`: not while a line item is in it."""
    row = visit.roster.categories.get(args[0])
    if row is None:
        return visit.unknown("category")
    if any(line.category == row.id for line in visit.roster.lines.values()):
        return visit.fault(422, "deletefailure", "category could not be deleted")
    del visit.roster.categories[row.id]
    visit.school.accept(f"{visit.manners.name}/category/{row.klass}/{row.title}")
    return empty(204)


PUTS = {"categories": put_category, "lineItems": put_line_item, "results": put_result}
DELETES = {"categories": delete_category, "lineItems": delete_line_item, "results": delete_result}


# ---- what was sent, and what is answered -------------------------------------------------------------


def _answered(visit: Visit, name: str, kept: Kept) -> Reply:
    manners = visit.manners
    status = manners.put_new if kept.fresh else manners.put_old
    row = manners.shows_any(visit.roster, kept.row)
    bodies: dict[PutBody, object] = {
        PutBody.ENTITY: {name: row},
        PutBody.ARRAY: {name: [row]},
        PutBody.OBJECT: {},
    }
    return reply_json(status, bodies[manners.put_body]) if manners.put_body in bodies else empty(status)


def _entity(visit: Visit, name: str, sourced_id: str) -> Mapping[str, object] | Reply:
    try:
        sent = visit.call.json_object().get(name)
    except WrongBody:
        sent = None
    if not isinstance(sent, Mapping):
        return visit.invalid(f"a JSON object with one {name} is expected")
    if sent.get("sourcedId", sourced_id) != sourced_id:
        return visit.invalid("sourcedId: of body and path differ")
    if sent.get("status", Status.ACTIVE) not in set(Status):
        return visit.invalid("status: active or tobedeleted")
    return sent


def ref(given: object) -> str:
    """The sourcedId of a reference, whole or bare; empty where there is none."""
    held = given.get("sourcedId") if isinstance(given, Mapping) else None
    return held if isinstance(held, str) else ""


def number(given: object) -> Decimal | None:
    """A number, or the text of one; None where it is neither."""
    if isinstance(given, bool) or not isinstance(given, int | str | Decimal):
        return None
    try:
        held = Decimal(given)
    except InvalidOperation:
        return None
    return held if held.is_finite() and abs(held.adjusted()) < _WIDEST else None


def moment(given: object) -> str | None:
    """A date or a time as it is kept: `YYYY-MM-DDT00:00:00.000Z` of its day; None where it is neither."""
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        return None
    try:
        return f"{date.fromisoformat(given[:10]).isoformat()}T00:00:00.000Z"
    except ValueError:
        return None


def day_of(given: str) -> date:
    """The day of a time that was kept."""
    return date.fromisoformat(given[:10])


def now(visit: Visit) -> str:
    """The time of the call, as the wire writes it."""
    return visit.call.at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
