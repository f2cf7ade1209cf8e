"""Changes in Canvas: assignments and assignment groups.

Honors facts/canvas.md §1.5 (SIS fields dropped in silence without manage_sis; a due date given to an
assignment that is only for overrides makes it one for everyone; `integration_data` of an assignment is
replaced, §1.4: of a group merged; blank points become 0; few fields in a closed grading period) and §3 (name
and date rules of the account, 400). That the flag beside a due date keeps the assignment as it is, and the
words and the status of a closed period, are inferred.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from passback.dictionary.template import say
from passback.sandbox.canvas.assignments import LONGEST_NAME, found, show, show_group, sis_rules
from passback.sandbox.canvas.dates import in_closed_period
from passback.sandbox.canvas.visit import Refused, Visit, not_found
from passback.sandbox.state.canvas import AssignmentRow, GroupRow
from passback.sandbox.wire import Reply, WrongBody, reply_json

_UNNAMED = "Assignments"
_TEXTS = ("name", "description", "grading_type")
_TIMES = ("due_at", "unlock_at", "lock_at")
_FLAGS = ("published", "post_to_sis", "omit_from_final_grade")
# Source: facts/canvas.md §1.5. That SIS fields are free as well is inferred: they are not of the grade.
_FREE_WHEN_CLOSED = {
    "description",
    "submission_types",
    "allowed_extensions",
    "due_at",
    "only_visible_to_overrides",
    "post_to_sis",
    "time_zone_edited",
}
_SIS_FIELDS = {"sis_assignment_id", "integration_id", "integration_data"}
# Canvas's name of a field to ours, where they differ.
_HELD = {"points_possible": "points", "assignment_group_id": "group"}
_LINKS = "integration_data["
_TRUE = {"true", "1", "on", "yes"}


def _given(visit: Visit, name: str) -> dict[str, object]:
    """The parameters `name[…]`, from JSON or from a form."""
    if "json" in visit.call.headers.get("content-type", ""):
        try:
            whole = visit.call.json_object()
        except WrongBody:
            return {}
        inner = whole.get(name, whole)
        return dict(inner) if isinstance(inner, Mapping) else {}
    return _nested(visit.call.form()).get(name, {})


def _nested(form: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """A form with names like `assignment[integration_data][key]`: what is under each first name.

    What has no second name stands under "".
    """
    found: dict[str, dict[str, object]] = {}
    for key, held in form.items():
        first, *others = [part.rstrip("]") for part in key.split("[")]
        if not others or key.startswith(_LINKS):
            others, first = [first, *others], ""
        under = found.setdefault(first, {})
        if len(others) == 1 or not others[1]:
            under[others[0]] = held
        else:
            pairs = under.setdefault(others[0], {})
            if isinstance(pairs, dict):
                pairs[others[1]] = held
    return found


def save_assignment(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`PUT /api/v1/courses/:id/assignments/:id`."""
    visit.needs("manage_assignments_edit")
    row = found(visit, args)
    given = _given(visit, "assignment")
    _refuse_bad(visit, row, given)
    _refuse_closed(visit, row, given)
    _apply(visit, row, given)
    if visit.may("manage_sis"):
        _apply_sis(row, given)
    visit.school.accept_canvas(f"canvas/assignment/{row.id}")
    return reply_json(200, show(visit, row))


def _refuse_bad(visit: Visit, row: AssignmentRow, given: Mapping[str, object]) -> None:
    name = str(given.get("name", row.name))
    due = _time(given["due_at"]) if "due_at" in given else row.due_at
    synced = _flag(given["post_to_sis"]) if "post_to_sis" in given else row.post_to_sis
    rules = sis_rules(visit, row.course)
    longest = rules.name_max if rules.name_max and synced else LONGEST_NAME
    if not name or len(name) > longest:
        kind = "blank" if not name else "too_long"
        raise Refused(
            _invalid("name", kind, f"is too long, maximum is {longest} characters" if name else kind)
        )
    if due is None and synced and rules.due_required and row.grading_type != "not_graded":
        message = say("canvas.due-date-required", {})
        raise Refused(_invalid("due_at", message, message))


def _refuse_closed(visit: Visit, row: AssignmentRow, given: Mapping[str, object]) -> None:
    """In a closed grading period all but admins may change a few fields only (§1.5)."""
    if visit.token.admin or not in_closed_period(visit.canvas, row, visit.call.at):
        return
    for key in given:
        if key in _FREE_WHEN_CLOSED or key.startswith("peer_review") or key in _SIS_FIELDS:
            continue
        if not _same(given[key], getattr(row, _HELD.get(key, key), None)):
            message = say("canvas.assignment-in-closed-period", {})
            raise Refused(_invalid(key, message, message))


def _same(given: object, held: object) -> bool:
    if isinstance(held, Decimal):
        return _number(given) == held
    return _flag(given) is held if isinstance(held, bool) else str(given) == str(held)


def _invalid(attribute: str, kind: str, message: str) -> Reply:
    error = {"attribute": attribute, "type": kind, "message": message}
    return reply_json(400, {"errors": {attribute: [error]}})


def _apply(visit: Visit, row: AssignmentRow, given: Mapping[str, object]) -> None:
    for names, read in ((_TEXTS, _text), (_TIMES, _time), (_FLAGS, _flag)):
        for key in names:
            if key in given:
                setattr(row, key, read(given[key]))
    if "only_visible_to_overrides" in given:
        row.only_overrides = _flag(given["only_visible_to_overrides"])
    elif given.get("due_at"):
        row.only_overrides = False
    if "points_possible" in given:
        row.points = _number(given["points_possible"])
    if "assignment_group_id" in given:
        wanted = visit.canvas.groups.get(int(_number(given["assignment_group_id"])))
        if wanted is not None and wanted.course == row.course:
            row.group = wanted.id


def _apply_sis(row: AssignmentRow, given: Mapping[str, object]) -> None:
    if "sis_assignment_id" in given:
        row.sis_id = str(given["sis_assignment_id"]) if given["sis_assignment_id"] else None
    if "integration_id" in given:
        row.integration_id = str(given["integration_id"]) if given["integration_id"] else None
    if "integration_data" in given:
        row.integration_data = _pairs(given["integration_data"])


def save_group(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`PUT /api/v1/courses/:id/assignment_groups/:id`."""
    visit.needs("manage_assignments_edit")
    return _saved(visit, _group(visit, args[0], args[1]))


def _group(visit: Visit, course: str, group: str) -> GroupRow:
    held = visit.course(course)
    row = visit.canvas.groups.get(int(group)) if group.isascii() and group.isdigit() else None
    if row is None or row.course != held.id:
        raise Refused(not_found())
    return row


def make_group(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`POST /api/v1/courses/:id/assignment_groups`. Canvas takes a second group of a name (§5 #10)."""
    visit.needs("manage_assignments_edit")
    held = visit.course(args[0])
    groups = visit.canvas.groups
    position = 1 + max((row.position for row in groups.values() if row.course == held.id), default=0)
    row = GroupRow(max(groups, default=0) + 1, held.id, _UNNAMED, position, Decimal(0))
    groups[row.id] = row
    return _saved(visit, row)


def delete_group(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`DELETE /api/v1/courses/:id/assignment_groups/:id`; its work goes with it, or to another group (§1.4).

    Which permission it needs is inferred: that of the other changes of a group.
    """
    visit.needs("manage_assignments_edit")
    row = _group(visit, args[0], args[1])
    rest = visit.call.one("move_assignments_to")
    taker = _group(visit, args[0], rest) if rest else None
    shown = show_group(visit, row)
    works = visit.canvas.assignments
    for work in [work for work in works.values() if work.group == row.id]:
        if taker is not None:
            work.group = taker.id
            continue
        del works[work.id]
        for key in [key for key, row in visit.canvas.submissions.items() if row.assignment == work.id]:
            del visit.canvas.submissions[key]
    del visit.canvas.groups[row.id]
    visit.school.accept_canvas(f"canvas/assignment-group/{row.id}")
    return reply_json(200, shown)


def _saved(visit: Visit, row: GroupRow) -> Reply:
    given = _given(visit, "assignment_group") or _given(visit, "")
    if given.get("name"):
        row.name = str(given["name"])
    if "group_weight" in given:
        row.weight = _number(given["group_weight"])
    if given.get("sis_source_id"):
        row.sis_id = str(given["sis_source_id"])
    row.integration_data |= _pairs(given.get("integration_data"))
    visit.school.accept_canvas(f"canvas/assignment-group/{row.id}")
    return reply_json(200, show_group(visit, row))


def _text(given: object) -> str:
    return str(given or "")


def _time(given: object) -> str | None:
    return str(given) if given else None


def _flag(given: object) -> bool:
    return given if isinstance(given, bool) else str(given).lower() in _TRUE


def _number(given: object) -> Decimal:
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)


def _pairs(given: object) -> dict[str, str]:
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            return {}
    return {str(key): str(value) for key, value in given.items()} if isinstance(given, Mapping) else {}
