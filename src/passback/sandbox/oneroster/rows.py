"""Rows as they go over the wire, 1.1 and 1.2: facts/oneroster.md §1.4 and §2.

Only fields of the document, and of a row's `extra`; what is `hidden` stays so.
"""

from __future__ import annotations

from datetime import date

from passback.sandbox.oneroster.manners import Row, Visit
from passback.sandbox.state.oneroster import (
    CategoryRow,
    EnrollmentRow,
    Klass,
    Line,
    Mark,
    Org,
    Period,
    Person,
    Role,
    Roster,
    ScoreScale,
)

_GRADEBOOK = frozenset({"categories", "lineItems", "results", "scoreScales"})


def reference(visit: Visit, kind: str, place: str, sourced_id: str) -> Row:
    """A link to another object, whole."""
    manners = visit.manners
    base = manners.gradebook if place in _GRADEBOOK else manners.rostering
    return {"href": f"{visit.call.base}{base}/{place}/{sourced_id}", "sourcedId": sourced_id, "type": kind}


def _base(sourced_id: str, status: str, changed: str) -> Row:
    return {"sourcedId": sourced_id, "status": str(status), "dateLastModified": changed}


def _session(visit: Visit, sourced_id: str, kind: str) -> Row:
    """A reference to a term or grading period; 1.2 has one type for both."""
    return reference(
        visit, "academicSession" if visit.manners.is_1_2 else kind, "academicSessions", sourced_id
    )


def org(visit: Visit, row: Org) -> Row:
    """A school or district."""
    made = {
        **_base(row.id, row.status, row.changed),
        "name": row.name,
        "type": row.kind,
        "identifier": row.identifier,
    }
    return made if row.parent is None else {**made, "parent": reference(visit, "org", "orgs", row.parent)}


def session(visit: Visit, row: Period) -> Row:
    """A term, or a grading period of one."""
    kind = "term" if row.parent is None else "gradingPeriod"
    year = str(row.last.year)
    made = {
        **_base(row.id, row.status, row.changed),
        "title": row.name,
        "startDate": row.first.isoformat(),
        "endDate": row.last.isoformat(),
        "type": kind,
        "schoolYear": year,
    }
    return made if row.parent is None else {**made, "parent": _session(visit, row.parent, "term")}


def person(visit: Visit, row: Person) -> Row:
    """A user. 1.1 has one role and orgs, 1.2 a list of roles; the flag is a boolean or its text."""
    school = next(iter(visit.roster.schools))
    made: Row = {
        **_base(row.id, row.status, row.changed),
        "username": row.email.partition("@")[0],
        "givenName": row.given,
        "familyName": row.family,
        "identifier": row.number,
        "email": row.email,
    }
    org_ = reference(visit, "org", "orgs", school)
    if visit.manners.is_1_2:
        made["enabledUser"] = "true" if row.enabled else "false"
        made["roles"] = [{"roleType": "primary", "role": str(row.role), "org": org_}]
    else:
        made |= {"enabledUser": row.enabled, "role": str(row.role), "orgs": [org_]}
    return visit.manners.shows_person(visit.roster, {**made, **row.extra})


def klass(visit: Visit, row: Klass) -> Row:
    """A class."""
    return {
        **_base(row.id, row.status, row.changed),
        "title": row.title,
        "classCode": row.code,
        "classType": "scheduled",
        "course": reference(visit, "course", "courses", row.course),
        "school": reference(visit, "org", "orgs", row.school),
        "terms": [_session(visit, term, "term") for term in row.terms],
        **row.extra,
    }


def enrollment(visit: Visit, row: EnrollmentRow) -> Row:
    """An enrollment; `primary` is a boolean in 1.1 and its text in 1.2."""
    held = visit.roster.classes[row.klass]
    primary: object = row.primary
    if visit.manners.is_1_2:
        primary = "true" if row.primary else "false"
    made: Row = {
        **_base(row.id, row.status, row.changed),
        "user": reference(visit, "user", "users", row.person),
        "class": reference(visit, "class", "classes", row.klass),
        "school": reference(visit, "org", "orgs", held.school),
        "role": str(row.role),
        "primary": primary,
    }
    days = {"beginDate": row.first, "endDate": row.last}
    return made | {name: day.isoformat() for name, day in days.items() if day is not None}


def category(visit: Visit, row: CategoryRow) -> Row:
    """A category; the class that it belongs to stands in its metadata (§3.0)."""
    made = {**_base(row.id, row.status, row.changed), "title": row.title}
    if row.klass is not None:
        made["metadata"] = {"classId": row.klass}
    if row.weight is not None and visit.manners.is_1_2:
        made["weight"] = row.weight
    return made | row.extra


def line_item(visit: Visit, row: Line) -> Row:
    """A line item."""
    made: Row = {
        **_base(row.id, row.status, row.changed),
        "title": row.title,
        "assignDate": row.assigned,
        "dueDate": row.due,
        "class": reference(visit, "class", "classes", row.klass),
    }
    if row.description:
        made["description"] = row.description
    if visit.manners.is_1_2:
        school = row.school or visit.roster.classes[row.klass].school
        made["school"] = reference(visit, "org", "orgs", school)
    if row.category is not None:
        made["category"] = reference(visit, "category", "categories", row.category)
    if row.period is not None:
        made["gradingPeriod"] = _session(visit, row.period, "gradingPeriod")
    bounds = {"resultValueMin": row.minimum, "resultValueMax": row.maximum}
    made |= {name: held for name, held in bounds.items() if held is not None}
    return visit.manners.shows_line(visit.roster, made | row.extra)


def result(visit: Visit, row: Mark) -> Row:
    """A result; what the sender left out is left out."""
    made: Row = {
        **_base(row.id, row.status, row.changed),
        "lineItem": reference(visit, "lineItem", "lineItems", row.line),
        "student": reference(visit, "user", "users", row.student),
    }
    told = {
        "scoreStatus": row.score_status,
        "score": row.score,
        "scoreDate": row.date,
        "comment": row.comment or None,
        "textScore": row.text if visit.manners.is_1_2 else None,
    }
    return made | {name: held for name, held in told.items() if held is not None} | row.extra


def scale(visit: Visit, row: ScoreScale) -> Row:
    """A scale of letters (1.2)."""
    return {
        **_base(row.id, row.status, row.changed),
        "title": row.title,
        "type": row.kind,
        "class": reference(visit, "class", "classes", row.klass),
        "scoreScaleValue": [{"itemValueLHS": left, "itemValueRHS": right} for left, right in row.values],
    }


def period_of(roster: Roster, day: date) -> Period | None:
    """The grading period that holds a day."""
    return next((row for row in roster.periods.values() if holds(roster, row, day)), None)


def holds(roster: Roster, row: Period, day: date) -> bool:
    """True for a day of a term or grading period; in some districts the last day is none of it any more.

    No source says whether it is; hidden state: `last_day_out` of the district.
    """
    return row.first <= day <= row.last and not (day == row.last and roster.hidden.get("last_day_out"))


def is_student(row: Person) -> bool:
    """True for a student."""
    return row.role == Role.STUDENT
