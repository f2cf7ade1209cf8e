"""What Aspen shows: envelopes and whole references of OneRoster 1.1, dates as midnight UTC of the day.

What it honors: `app`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from passback.sandbox.state.aspen import Aspen, Cell, Column, ColumnType, Klass, Period, Person
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, reply_json

DEFAULT_LIMIT = 100
_PLANTED = "2026-07-01T00:00:00.000Z"
_FILTER = re.compile(r"\s*([\w.]+)\s*(=|!=)\s*(?:'([^']*)'|(\S+))\s*")

Row = Mapping[str, object]


def fault(status: int, minor: str, description: str) -> Reply:
    """A refusal in OneRoster's own words."""
    return reply_json(
        status,
        {
            "imsx_codeMajor": "failure",
            "imsx_severity": "error",
            "imsx_description": description,
            "imsx_messageRefIdentifier": "0",
            "imsx_CodeMinor": {
                "imsx_codeMinorField": [
                    {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": minor}
                ]
            },
        },
    )


def unknown_object() -> Reply:
    """There is nothing of that id."""
    return fault(404, "unknown object", "The requested object was not found.")


# ---- lists -----------------------------------------------------------------------------------------


def listed(call: Call, name: str, rows: Iterable[Row]) -> Reply:
    """One page of a list under its name."""
    chosen = _filtered(call, list(rows))
    if isinstance(chosen, Reply):
        return chosen
    limit, offset = _number(call, "limit", DEFAULT_LIMIT), _number(call, "offset", 0)
    page = chosen[offset : offset + limit]
    return reply_json(200, {name: page}, {"x-total-count": str(len(chosen))})


def _number(call: Call, name: str, default: int) -> int:
    given = call.one(name)
    return int(given) if given.isascii() and given.isdigit() else default


def _filtered(call: Call, rows: list[Row]) -> list[Row] | Reply:
    text = call.one("filter")
    if not text:
        return rows
    parts = re.split(r"\s+(AND|OR)\s+", text, maxsplit=1)
    tests = [_FILTER.fullmatch(part) for part in parts[::2]]
    if not all(tests):
        return fault(400, "invalid_filter_field", "The filter is not understood.")
    both = len(parts) == 1 or parts[1] == "AND"
    return [row for row in rows if _fits(row, [test for test in tests if test], both=both)]


def _fits(row: Row, tests: Iterable[re.Match[str]], *, both: bool) -> bool:
    said = [
        (_field(row, name) == (quoted if quoted is not None else bare)) == (sign == "=")
        for name, sign, quoted, bare in (test.groups() for test in tests)
    ]
    return all(said) if both else any(said)


def _field(row: object, name: str) -> str | None:
    for part in name.split("."):
        row = row.get(part) if isinstance(row, Mapping) else None
    return None if row is None else str(row)


# ---- rows ------------------------------------------------------------------------------------------


def _base(sourced_id: str, changed: str) -> dict[str, object]:
    return {"sourcedId": sourced_id, "status": "active", "dateLastModified": changed}


def reference(call: Call, kind: str, place: str, sourced_id: str) -> dict[str, object]:
    """A link to another object, whole."""
    href = f"{call.base}/ims/oneroster/v1p1/{place}/{sourced_id}"
    return {"href": href, "sourcedId": sourced_id, "type": kind}


def midnight(day: date) -> str:
    """A day as Aspen writes it."""
    return f"{day.isoformat()}T00:00:00.000Z"


def _session(row: Period, kind: str) -> Row:
    return {
        **_base(row.id, _PLANTED),
        "title": row.name,
        "type": kind,
        "startDate": row.first.isoformat(),
        "endDate": row.last.isoformat(),
        "schoolYear": str(row.last.year),
    }


def _person(row: Person, role: str) -> Row:
    return {
        **_base(row.id, _PLANTED),
        "username": row.email.partition("@")[0],
        "enabledUser": "true",
        "givenName": row.given,
        "familyName": row.family,
        "role": role,
        "identifier": row.number,
        "email": row.email,
        "orgs": [],
    }


def _klass(call: Call, aspen: Aspen, row: Klass) -> Row:
    return {
        **_base(row.id, _PLANTED),
        "title": row.title,
        "classCode": row.id,
        "classType": "scheduled",
        "terms": [reference(call, "term", "academicSessions", term.id) for term in aspen.terms],
    }


def category(row: ColumnType) -> Row:
    """A category; whether it has a grade scale is nowhere on the wire."""
    more = {"metadata": {"classId": row.klass}} if row.klass is not None else {}
    return {**_base(row.id, _PLANTED), "title": row.title, **more}


def line_item(call: Call, aspen: Aspen, row: Column) -> dict[str, object]:
    """A line item; its grading period is the one that holds its due date."""
    period = next((p for p in aspen.periods if midnight(p.first) <= row.due <= midnight(p.last)), None)
    shown = {
        **_base(row.id, row.changed),
        "title": row.title,
        "description": row.description,
        "assignDate": row.assigned,
        "dueDate": row.due,
        "class": reference(call, "class", "classes", row.klass),
        "category": reference(call, "category", "categories", row.category),
        "resultValueMin": row.minimum,
        "resultValueMax": row.maximum,
    }
    if period is not None:
        shown["gradingPeriod"] = reference(call, "gradingPeriod", "academicSessions", period.id)
    return shown


def result(call: Call, row: Cell) -> dict[str, object]:
    """A result; what the sender left out is left out."""
    shown = {
        **_base(row.id, row.changed),
        "lineItem": reference(call, "lineItem", "lineItems", row.column),
        "student": reference(call, "user", "users", row.student),
        "score": row.score,
        "comment": row.comment,
    }
    if row.status is not None:
        shown["scoreStatus"] = row.status
    if row.date is not None:
        shown["scoreDate"] = row.date
    return shown


# ---- routes ----------------------------------------------------------------------------------------


def terms(school: School, call: Call, _: tuple[str, ...]) -> Reply:
    """`GET /terms`."""
    return listed(call, "academicSessions", [_session(row, "term") for row in school.aspen.terms])


def grading_periods(school: School, call: Call, _: tuple[str, ...]) -> Reply:
    """`GET /gradingPeriods`."""
    return listed(call, "academicSessions", [_session(row, "gradingPeriod") for row in school.aspen.periods])


def teachers(school: School, call: Call, _: tuple[str, ...]) -> Reply:
    """`GET /teachers`."""
    ids = sorted({teacher for row in school.aspen.classes.values() for teacher in row.teachers})
    return listed(call, "users", [_person(school.aspen.people[i], "teacher") for i in ids])


def classes_of_teacher(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /teachers/{id}/classes`."""
    if args[0] not in school.aspen.people:
        return unknown_object()
    held = [row for row in school.aspen.classes.values() if args[0] in row.teachers]
    return listed(call, "classes", [_klass(call, school.aspen, row) for row in held])


def one_class(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /classes/{id}`."""
    row = school.aspen.classes.get(args[0])
    return unknown_object() if row is None else reply_json(200, {"class": _klass(call, school.aspen, row)})


def students_of_class(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /classes/{id}/students`."""
    people = school.aspen.people
    return _of_class(
        school, call, args[0], "users", lambda row: [_person(people[i], "student") for i in row.students]
    )


def line_items_of_class(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /classes/{id}/lineItems`."""
    aspen = school.aspen
    return _of_class(
        school,
        call,
        args[0],
        "lineItems",
        lambda row: [
            line_item(call, aspen, column) for column in aspen.columns.values() if column.klass == row.id
        ],
    )


def results_of_class(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /classes/{id}/results`."""
    aspen = school.aspen
    return _of_class(
        school,
        call,
        args[0],
        "results",
        lambda row: [
            result(call, cell) for cell in aspen.cells.values() if aspen.columns[cell.column].klass == row.id
        ],
    )


def _of_class(
    school: School, call: Call, class_id: str, name: str, rows: Callable[[Klass], Iterable[Row]]
) -> Reply:
    row = school.aspen.classes.get(class_id)
    return unknown_object() if row is None else listed(call, name, rows(row))


def results_of_line_item(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /classes/{id}/lineItems/{id}/results`."""
    column = school.aspen.columns.get(args[1])
    if column is None or column.klass != args[0]:
        return unknown_object()
    cells = [cell for cell in school.aspen.cells.values() if cell.column == column.id]
    return listed(call, "results", [result(call, cell) for cell in cells])


def categories(school: School, call: Call, _: tuple[str, ...]) -> Reply:
    """`GET /categories`: all of the district, unless a filter says which class."""
    return listed(call, "categories", [category(row) for row in school.aspen.categories.values()])


def one_category(school: School, _: Call, args: tuple[str, ...]) -> Reply:
    """`GET /categories/{id}`."""
    row = school.aspen.categories.get(args[0])
    return unknown_object() if row is None else reply_json(200, {"category": category(row)})


def line_items(school: School, call: Call, _: tuple[str, ...]) -> Reply:
    """`GET /lineItems`."""
    aspen = school.aspen
    return listed(call, "lineItems", [line_item(call, aspen, row) for row in aspen.columns.values()])


def one_line_item(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /lineItems/{id}`."""
    row = school.aspen.columns.get(args[0])
    if row is None:
        return unknown_object()
    return reply_json(200, {"lineItem": line_item(call, school.aspen, row)})


def results(school: School, call: Call, _: tuple[str, ...]) -> Reply:
    """`GET /results`."""
    return listed(call, "results", [result(call, row) for row in school.aspen.cells.values()])


def one_result(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /results/{id}`."""
    row = school.aspen.cells.get(args[0])
    return unknown_object() if row is None else reply_json(200, {"result": result(call, row)})
