"""The reads of Aeries's own API v5 that choose a gradebook: facts/sis-vendors.md §3.

* facts/sis-vendors.md §3: the certificate comes in a header
* facts/sis-vendors.md §3: gradebooks of a section with their categories
* facts/sis-vendors.md §3: students of a gradebook
* facts/sis-vendors.md §3: an error is an object with one message

How a OneRoster class names school and section is not known: here its sourcedId is `school-section`. The term
of a gradebook's students is any; the texts of messages are not known and are our own.
"""

from __future__ import annotations

from passback.sandbox.routes import Route, find
from passback.sandbox.sis.aeries.rules import gradebooks, on_gradebook
from passback.sandbox.state.oneroster import Roster
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, reply_json

BASE = "/api/v5"


def _message(status: int, text: str) -> Reply:
    return reply_json(status, {"Message": text})


def _of_section(roster: Roster, args: tuple[str, ...]) -> Reply:
    klass = f"{args[0]}-{args[1]}"
    if klass not in roster.classes:
        return _message(404, "Section not found")
    return reply_json(200, [_gradebook(roster, klass, number) for number in gradebooks(roster, klass)])


def _one(roster: Roster, args: tuple[str, ...]) -> Reply:
    klass = _class_of(roster, args[0])
    return (
        _message(404, "Gradebook not found")
        if klass is None
        else reply_json(200, _gradebook(roster, klass, args[0]))
    )


def _students(roster: Roster, args: tuple[str, ...]) -> Reply:
    klass = _class_of(roster, args[0])
    if klass is None:
        return _message(404, "Gradebook not found")
    numbers = [roster.people[student].number for student in on_gradebook(roster, klass)]
    return reply_json(
        200, [{"StudentID": int(number), "GradebookNumber": int(args[0])} for number in numbers]
    )


def _class_of(roster: Roster, number: str) -> str | None:
    return next((klass for klass in roster.classes if number in gradebooks(roster, klass)), None)


def _gradebook(roster: Roster, klass: str, number: str) -> dict[str, object]:
    held = roster.classes[klass]
    term = roster.terms[held.terms[0]]
    categories = [
        {"Code": str(at), "Description": row.title, "GradebookNumber": int(number)}
        for at, row in enumerate(roster.categories_of(klass), 1)
    ]
    return {
        "GradebookNumber": int(number),
        "Name": held.title,
        "StartDate": term.first.isoformat(),
        "EndDate": term.last.isoformat(),
        "LinkedGroup": 0,
        "AssignmentCategories": categories,
    }


ROUTES = (
    Route("GET", f"{BASE}/schools/:school/sections/:section/gradebooks", _of_section),
    Route("GET", f"{BASE}/gradebooks/:number", _one),
    Route("GET", f"{BASE}/gradebooks/:number/:term/students", _students),
)


def handle(school: School, call: Call) -> Reply | None:
    """Answer a call of API v5; None: it is none."""
    if not call.path.startswith(f"{BASE}/"):
        return None
    roster = school.rosters["aeries"]
    if call.headers.get("aeries-cert", "") != roster.hidden.get("certificate"):
        return _message(401, "The certificate is not valid")
    found = find(ROUTES, call.method, call.path)
    return _message(404, "No such route") if found is None else found[0].handler(roster, found[1])
