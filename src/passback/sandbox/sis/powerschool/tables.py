"""`/ws/schema/table`: columns of the database, as far as the plugin was granted them.

What it honors: `app`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from passback.sandbox.sis.powerschool.answering import answer, error, page
from passback.sandbox.sis.powerschool.reading import STAFF_DCID
from passback.sandbox.state.powerschool import PowerSchool
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply

Row = Mapping[str, object]


def table(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /ws/schema/table/{name}?projection=&q=`."""
    name = args[0].lower()
    held = _TABLES.get(name)
    if held is None:
        return error(404, "Not Found")
    wanted = [part.strip().lower() for part in call.one("projection").split(",") if part.strip()]
    tests = [part.partition("==")[::2] for part in call.one("q").split(";") if part]
    for column in [*wanted, *(field.lower() for field, _ in tests)]:
        if column not in held.columns:
            return error(403, f"No access to field {name}.{column}")
    rows = held.rows(school.powerschool)
    found = [row for row in rows if all(_text(row[field.lower()]) == value for field, value in tests)]
    record = [
        {"id": row.get("dcid", row.get("id")), "tables": {name: _shown(row, wanted or held.columns)}}
        for row in page(call, found)
    ]
    return answer(school, call, {"name": name} | ({"record": record} if record else {}))


def _shown(row: Row, columns: Iterable[str]) -> dict[str, str]:
    return {column: _text(row[column]) for column in columns}


def _text(held: object) -> str:
    if isinstance(held, bool):
        return "1" if held else "0"
    return "" if held is None else str(held)


def _sections(ps: PowerSchool) -> list[Row]:
    return [
        {
            "dcid": row.dcid,
            "id": row.id,
            "termid": row.term,
            "schoolid": row.school,
            "section_number": row.number,
        }
        for row in ps.sections.values()
    ]


def _section_teachers(ps: PowerSchool) -> list[Row]:
    """Who leads a section does not show here (§1.3): by number."""
    return [
        {"id": row.id * 10 + at, "sectionid": row.id, "teacherid": staff}
        for row in ps.sections.values()
        for at, staff in enumerate(sorted(row.staff))
    ]


def _staff(ps: PowerSchool) -> list[Row]:
    return [
        {"dcid": row.staff + STAFF_DCID, "id": row.staff, "users_dcid": row.dcid}
        for row in ps.teachers.values()
    ]


def _users(ps: PowerSchool) -> list[Row]:
    return [{"dcid": row.dcid, "email_addr": row.email} for row in ps.teachers.values()]


def _terms(ps: PowerSchool) -> list[Row]:
    return [
        {
            "dcid": row.id + 90_000,
            "id": row.id,
            "yearid": row.year,
            "schoolid": row.school,
            "firstday": row.first.isoformat(),
            "lastday": row.last.isoformat(),
            "name": row.name,
        }
        for row in ps.terms.values()
    ]


def _scores(ps: PowerSchool) -> list[Row]:
    return [
        {
            "id": 1_000_000 + at,
            "assignmentsectionid": row.section,
            "studentsdcid": row.student,
            "actualscoreentered": row.entered,
            "scorepoints": None if row.points is None else format(row.points, "f"),
            "isexempt": row.exempt,
            "islate": row.late,
            "ismissing": row.missing,
            "scorelettergrade": None,
        }
        for at, row in enumerate(ps.scores.values())
    ]


@dataclass(frozen=True)
class _Table:
    """A table: the columns that the plugin was granted, and its rows."""

    columns: tuple[str, ...]
    rows: Callable[[PowerSchool], list[Row]]


_TABLES: Mapping[str, _Table] = {
    "sections": _Table(("dcid", "id", "termid", "schoolid", "section_number"), _sections),
    "sectionteacher": _Table(("id", "sectionid", "teacherid"), _section_teachers),
    "schoolstaff": _Table(("dcid", "id", "users_dcid"), _staff),
    "users": _Table(("dcid", "email_addr"), _users),
    "terms": _Table(("dcid", "id", "yearid", "schoolid", "firstday", "lastday", "name"), _terms),
    "assignmentscore": _Table(
        (
            "id",
            "assignmentsectionid",
            "studentsdcid",
            "actualscoreentered",
            "scorepoints",
            "isexempt",
            "islate",
            "ismissing",
            "scorelettergrade",
        ),
        _scores,
    ),
}
