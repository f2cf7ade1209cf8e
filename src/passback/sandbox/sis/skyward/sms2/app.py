"""A simulated Skyward SMS 2.0: what its LMS API says when it refuses. No product connects to it.

Honors:

* facts/sis-vendors.md §2.1: ids that are no numbers are an invalid request
* facts/sis-vendors.md §2.1: a student whose own id is no number is an invalid request
* facts/sis-vendors.md §2.1: both dates lie in an open grading period of the section
* facts/sis-vendors.md §2.1: a locked assignment is left as it is
* facts/sis-vendors.md §2.1: what is marked as deleted may only be restored by its teacher
* facts/sis-vendors.md §2.1: the section of an assignment cannot be changed
* facts/sis-vendors.md §2.1: a section without a gradebook takes nothing
* facts/sis-vendors.md §2.1: gradebook, title and due date are taken once
* facts/sis-vendors.md §2.1: a student who is not enrolled gets no score
* facts/sis-vendors.md §2.1: without the licence nothing is written

The real paths, verbs and JSON are not public (§2.1: UNKNOWN). What stands here is inferred and marked so by
its path: `PUT /sms2/assignments/{id}` and `PUT /sms2/assignments/{id}/scores/{student}`, with fields of §2.1;
400 with ASP.NET's `{"Message"}`, 403 without the licence. Hidden state: `licensed` of the district,
`gradebook` of the section, `closed` of a grading period, `locked` and `deleted` of an assignment.
"""

from __future__ import annotations

from collections.abc import Mapping

from passback.core.sis import Sis
from passback.sandbox.planting.oneroster import District, Planting, planter
from passback.sandbox.refusing import first_refusal
from passback.sandbox.routes import Route, find, shape
from passback.sandbox.simulator import Access, Simulator, account_of, entry
from passback.sandbox.sis.skyward.sms2.rules import (
    ASSIGNMENT_RULES,
    SCORE_RULES,
    AssignmentWrite,
    ScoreWrite,
    day,
)
from passback.sandbox.state.oneroster import Line, Mark, Roster
from passback.sandbox.state.school import School
from passback.sandbox.tokens import basic, bearer, issue
from passback.sandbox.wire import Call, Reply, WrongBody, reply_json

NAME = "skyward-sms2"
TOKEN_PATH = "/sms2/oauth/token"  # noqa: S105 - a path
TOKEN_SECONDS = 3600


def _message(status: int, text: str) -> Reply:
    return reply_json(status, {"Message": text})


def _assignment(school: School, roster: Roster, args: tuple[str, ...], sent: Mapping[str, object]) -> Reply:
    write = AssignmentWrite(roster, args[0], sent)
    if refusal := first_refusal(ASSIGNMENT_RULES, school, write):
        return _message(refusal.status, refusal.text)
    row = Line(
        args[0],
        write.section,
        None,
        write.title,
        "",
        day(sent.get("AssignDate")).isoformat(),
        day(sent.get("ActualDueDate")).isoformat(),
        None,
        None,
    )
    row.hidden = write.before.hidden if write.before is not None else {}
    roster.lines[row.id] = row
    school.accept(f"{NAME}/line-item/{row.klass}/{row.title}")
    return reply_json(200, {"AssignmentID": row.id, "SectionID": row.klass, "Title": row.title})


def _score(school: School, roster: Roster, args: tuple[str, ...], sent: Mapping[str, object]) -> Reply:
    write = ScoreWrite(roster, args[0], args[1])
    if refusal := first_refusal(SCORE_RULES, school, write):
        return _message(refusal.status, refusal.text)
    line = roster.lines[args[0]]
    key = f"{line.id}/{args[1]}"
    roster.marks[key] = Mark(key, line.id, args[1], None, None, None, str(sent.get("Score", "")))
    school.accept(f"{NAME}/score/{line.klass}/{line.title}/{args[1]}")
    return reply_json(200, {"AssignmentID": line.id, "NameID": args[1], "Score": sent.get("Score")})


ROUTES = (
    Route("PUT", "/sms2/assignments/:id", _assignment),
    Route("PUT", "/sms2/assignments/:id/scores/:student", _score),
)


def _token(roster: Roster, call: Call) -> Reply:
    known = basic(call.headers.get("authorization", "")) == (roster.client.id, roster.client.secret)
    if call.method != "POST" or not known:
        return reply_json(401, {"error": "invalid_client"})
    token = issue(roster.client, call.at, TOKEN_SECONDS)
    return reply_json(200, {"access_token": token, "token_type": "bearer", "expires_in": TOKEN_SECONDS})


def handle(school: School, call: Call) -> Reply:
    """Answer one call."""
    roster = school.rosters[NAME]
    if call.path == TOKEN_PATH:
        return _token(roster, call)
    if not bearer(roster.client, call.headers.get("authorization", ""), call.at):
        return _message(401, "Authorization has been denied for this request.")
    found = find(ROUTES, call.method, call.path)
    if found is None:
        return _message(404, "No HTTP resource was found that matches the request URI")
    if not roster.hidden.get("licensed"):
        return _message(403, "Authorization has been denied for this request.")
    try:
        sent = call.json_object()
    except WrongBody:
        return _message(400, "The request is invalid.")
    return found[0].handler(school, roster, found[1], sent)


DISTRICT = District(
    NAME,
    Sis.SKYWARD,
    "SKM",
    "Stillwater School",
    "World Geography",
    "10234.0.001-sms2",
    student_id="{}",
    teacher_id="{}",
)


def _more(made: Planting) -> None:
    """Licensed, and the teacher has opened the gradebook."""
    made.roster.hidden["licensed"] = True
    made.klass.hidden["gradebook"] = True


def _described(school: School, url: str) -> Mapping[str, object]:
    roster = school.rosters[NAME]
    return entry(
        url,
        Access("oauth2-basic", roster.client, TOKEN_PATH),
        version="sms2",
        account=account_of(school, roster.district.identifier),
        teacher_email=roster.people_of(DISTRICT.class_id, "teacher")[0].email,
        classes=list(roster.classes),
        sis=Sis.SKYWARD.value,
        options={"product": "sms2"},
    )


SIMULATOR = Simulator(
    NAME,
    handle,
    lambda call: shape(ROUTES, call.method, call.path),
    _described,
    planter(DISTRICT, _more),
    connects=False,
)
