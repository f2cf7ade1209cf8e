"""What Aspen accepts, changes without a word, and refuses.

What it honors: `app`. Where no source quotes a refusal at all, the answer is OneRoster's own
(facts/oneroster.md §1.7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from passback.sandbox.refusing import Refusal, Rule, first_refusal
from passback.sandbox.sis.aspen.reading import fault, line_item, midnight, result, unknown_object
from passback.sandbox.state.aspen import Aspen, Cell, Column, ColumnType
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, WrongBody, empty, reply_json, reply_text

LONGEST_COMMENT = 100
# Digits before or behind the point; beyond it is nobody's score.
_WIDEST = 30
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class ColumnWrite:
    """A line item about to be kept."""

    column: Column
    category: ColumnType


@dataclass(frozen=True)
class CellWrite:
    """A result about to be kept; `score` as it came."""

    column: Column
    student: str
    score: object


def category_has_a_grade_scale(school: School, write: ColumnWrite) -> Refusal | None:
    """A column cannot be made of a type without a default grade scale."""
    if school.aspen.categories[write.category.id].scale:
        return None
    return Refusal("aspen.category-without-grade-scale", {}, 400)


def score_is_a_number(school: School, write: CellWrite) -> Refusal | None:
    """A score goes into a BigDecimal; a letter does if its column has a grade scale for it."""
    if _worth(school.aspen, write) is not None:
        return None
    said = "null" if write.score is None else str(write.score)
    return Refusal("aspen.score-not-numeric", {"value": said}, 400)


COLUMN_RULES: tuple[Rule[ColumnWrite], ...] = (category_has_a_grade_scale,)
CELL_RULES: tuple[Rule[CellWrite], ...] = (score_is_a_number,)


# ---- line items --------------------------------------------------------------------------------------


def put_line_item(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`PUT /lineItems/{id}`."""
    body = _entity(call, "lineItem", args[0])
    if isinstance(body, Reply):
        return body
    made = _column(school.aspen, args[0], body, _now(call))
    if isinstance(made, Reply):
        return made
    write = ColumnWrite(made, school.aspen.categories[made.category])
    if refusal := first_refusal(COLUMN_RULES, school, write):
        return reply_text(refusal.status, refusal.text)
    before = school.aspen.columns.get(made.id)
    if before is not None and before.klass != made.klass:
        return _invalid("class: a line item stays in its class")
    school.aspen.columns[made.id] = made
    school.accept(f"aspen/line-item/{made.klass}/{made.title}")
    return reply_json(200 if before else 201, {"lineItem": line_item(call, school.aspen, made)})


def _column(aspen: Aspen, sourced_id: str, body: Mapping[str, object], now: str) -> Column | Reply:
    title = body.get("title")
    if not isinstance(title, str) or not title.strip():
        return _invalid("title is required")
    klass, category = _ref(body.get("class")), _ref(body.get("category"))
    if klass not in aspen.classes or category not in aspen.categories:
        return unknown_object()
    if aspen.categories[category].klass not in {klass, None}:
        return _invalid("category: of another class")
    assigned, due = _midnight(body.get("assignDate")), _midnight(body.get("dueDate"))
    if assigned is None or due is None:
        return _invalid("assignDate and dueDate are required")
    maximum, minimum = _decimal(body.get("resultValueMax")), _decimal(body.get("resultValueMin", 0))
    if maximum is None or minimum is None:
        return _invalid("resultValueMin and resultValueMax are numbers")
    description = str(body.get("description") or "")
    return Column(sourced_id, klass, category, title, description, assigned, due, minimum, maximum, now)


def delete_line_item(school: School, _: Call, args: tuple[str, ...]) -> Reply:
    """`DELETE /lineItems/{id}`: with all its results."""
    gone = school.aspen.columns.pop(args[0], None)
    if gone is None:
        return unknown_object()
    cells = school.aspen.cells
    for cell in [cell for cell in cells.values() if cell.column == gone.id]:
        del cells[cell.id]
    school.accept(f"aspen/line-item/{gone.klass}/{gone.title}")
    return empty(204)


# ---- results -----------------------------------------------------------------------------------------


def put_result(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`PUT /results/{id}`: the answer echoes what was sent, not what is kept."""
    body = _entity(call, "result", args[0])
    if isinstance(body, Reply):
        return body
    aspen = school.aspen
    column, student = aspen.columns.get(_ref(body.get("lineItem"))), _ref(body.get("student"))
    if column is None or student not in aspen.classes[column.klass].students:
        return unknown_object()
    if _taken(aspen, args[0], column.id, student):
        return _invalid("a result of this student on this line item exists under another sourcedId")
    write = CellWrite(column, student, body.get("score"))
    if refusal := first_refusal(CELL_RULES, school, write):
        return reply_text(refusal.status, refusal.text)
    known = args[0] in aspen.cells
    sent = _cell(args[0], write, _worth(aspen, write) or Decimal(0), body, _now(call))
    aspen.cells[sent.id] = _kept(aspen, sent)
    number = aspen.people[student].number
    school.accept(f"aspen/score/{column.klass}/{column.title}/{number}")
    return reply_json(200 if known else 201, {"result": result(call, sent)})


def _taken(aspen: Aspen, sourced_id: str, column: str, student: str) -> bool:
    own = aspen.cells.get(sourced_id)
    if own is not None and (own.column, own.student) != (column, student):
        return True
    return any(
        cell.id != sourced_id and cell.column == column and cell.student == student
        for cell in aspen.cells.values()
    )


def _worth(aspen: Aspen, write: CellWrite) -> Decimal | None:
    letters = aspen.categories[write.column.category].letters
    held = letters.get(write.score) if isinstance(write.score, str) else None
    return _decimal(write.score) if held is None else held


def _cell(sourced_id: str, write: CellWrite, score: Decimal, body: Mapping[str, object], now: str) -> Cell:
    return Cell(
        sourced_id,
        write.column.id,
        write.student,
        score,
        str(body["scoreStatus"]) if body.get("scoreStatus") else None,
        str(body["scoreDate"]) if body.get("scoreDate") else None,
        str(body.get("comment") or "")[:LONGEST_COMMENT],
        now,
    )


def _kept(aspen: Aspen, sent: Cell) -> Cell:
    """What is kept of a score: columns of whole numbers round it, and say nothing."""
    score = sent.score
    if score is not None and aspen.categories[aspen.columns[sent.column].category].whole:
        score = score.quantize(Decimal(1), ROUND_HALF_UP)
    return Cell(sent.id, sent.column, sent.student, score, sent.status, sent.date, sent.comment, sent.changed)


def delete_result(school: School, _: Call, args: tuple[str, ...]) -> Reply:
    """`DELETE /results/{id}`."""
    gone = school.aspen.cells.pop(args[0], None)
    if gone is None:
        return unknown_object()
    column = school.aspen.columns[gone.column]
    number = school.aspen.people[gone.student].number
    school.accept(f"aspen/score/{column.klass}/{column.title}/{number}")
    return empty(204)


# ---- what was sent -----------------------------------------------------------------------------------


def _entity(call: Call, name: str, sourced_id: str) -> Mapping[str, object] | Reply:
    try:
        body = call.json_object().get(name)
    except WrongBody:
        body = None
    if not isinstance(body, Mapping):
        return _invalid(f"a JSON object with one {name} is expected")
    if body.get("sourcedId", sourced_id) != sourced_id:
        return _invalid("sourcedId: of body and path differ")
    return body


def _invalid(what: str) -> Reply:
    return fault(400, "invalid data", what)


def _ref(given: object) -> str:
    held = given.get("sourcedId") if isinstance(given, Mapping) else None
    return held if isinstance(held, str) else ""


def _decimal(given: object) -> Decimal | None:
    if isinstance(given, bool) or not isinstance(given, int | str | Decimal):
        return None
    try:
        number = Decimal(given)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < _WIDEST else None


def _midnight(given: object) -> str | None:
    if not isinstance(given, str) or not _DAY.match(given):
        return None
    try:
        return midnight(date.fromisoformat(given[:10]))
    except ValueError:
        return None


def _now(call: Call) -> str:
    return call.at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
