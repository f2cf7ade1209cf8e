"""A simulated PowerSchool: PowerTeacher Pro's own interface, as a district's plugin reaches it.

Honors, here and in its modules:

* facts/sis-vendors.md §1.1: a token comes for Basic credentials and says its life as text
* facts/sis-vendors.md §1.1: every object has a random key that the same school repeats
* facts/sis-vendors.md §1.2: a column that was not granted is named in a 403
* facts/sis-vendors.md §1.3: ids are joined from teacher to section by the tables
* facts/sis-vendors.md §1.3: whoever left is marked as dropped
* facts/sis-vendors.md §1.4: a table answers text under its name and no record where there is none
* facts/sis-vendors.md §1.4: pages have at most 100 rows
* facts/sis-vendors.md §1.4: a list of one stands without its list
* facts/sis-vendors.md §1.4: categories need teacher and year and are a bare array
* facts/sis-vendors.md §1.4: the assignments of a section are shown as its teacher
* facts/sis-vendors.md §1.6: a new assignment is 201 empty with its address
* facts/sis-vendors.md §1.6: an update overwrites all and keeps the sections id
* facts/sis-vendors.md §1.6: an update without one of its sections is refused
* facts/sis-vendors.md §1.6: an assignment with scores is deleted only by force
* facts/sis-vendors.md §1.6: a score is kept as sent and updated in place
* facts/sis-vendors.md §1.6: one bad student fails the whole batch and is named
* facts/sis-vendors.md §1.6: a score on a deleted assignment is a 500 not a 404
* facts/sis-vendors.md §1.7: a teacher who does not teach the section is refused
* facts/sis-vendors.md §1.7: a name of 51 characters is too long
* facts/sis-vendors.md §1.7: an assignment without points is refused
* facts/sis-vendors.md §1.7: a total that is not weight times points is refused
* facts/sis-vendors.md §1.7: a due date outside the term is refused and both ends are inside
* facts/sis-vendors.md §1.7: a locked period refuses and cannot be read
* facts/sis-vendors.md §1.7: a category must be active shown and the leads
* facts/sis-vendors.md §1.7: a name is taken once per section and day
* facts/sis-vendors.md §1.7: a locked assignment takes neither update nor score

A closing slash is as good as none. Where §1.7 has no status for a refusal (name taken, product of weight),
409 is inferred. Whether a score can be blanked from outside is unknown; here it is refused. Hidden state:
locked periods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from passback.sandbox.routes import Route, find, shape
from passback.sandbox.simulator import Access, Simulator, account_of, entry
from passback.sandbox.sis.powerschool import plugin, queries, reading, scoring, tables, writing
from passback.sandbox.sis.powerschool.answering import error, too_soon
from passback.sandbox.sis.powerschool.book import PowerSchoolBook
from passback.sandbox.state.school import School
from passback.sandbox.tokens import basic, bearer, issue
from passback.sandbox.wire import Call, Reply, reply_json

TOKEN_PATH = "/oauth/access_token"  # noqa: S105 - a path
TOKEN_SECONDS = 30 * 24 * 3600

Handler = Callable[[School, Call, tuple[str, ...]], Reply]

ROUTES: tuple[Route[Handler], ...] = (
    Route("GET", "/ws/v1/metadata", reading.metadata),
    Route("GET", "/ws/v1/school/:id", reading.one_school),
    Route("GET", "/ws/v1/school/:id/student", reading.students),
    Route("GET", "/ws/v1/section/:id", reading.one_section),
    Route("GET", "/ws/v1/section/:id/section_enrollment", reading.section_enrollment),
    Route("GET", "/ws/schema/table/:name", tables.table),
    Route("POST", "/ws/schema/query/:name", queries.query),
    Route("GET", "/ws/xte/teacher_category", reading.teacher_categories),
    Route("GET", "/ws/xte/section/assignment", reading.assignments),
    Route("POST", "/ws/xte/section/assignment", writing.create),
    Route("GET", "/ws/xte/section/assignment/:id", reading.assignment),
    Route("PUT", "/ws/xte/section/assignment/:id", writing.update),
    Route("DELETE", "/ws/xte/section/assignment/:id", writing.delete),
    Route("PUT", "/ws/xte/score", scoring.put_scores),
)


def handle(school: School, call: Call) -> Reply:
    """Answer one call as PowerSchool would."""
    call = replace(call, path=call.path.rstrip("/"))
    if call.path == TOKEN_PATH:
        return _token(school, call)
    if not bearer(school.powerschool.client, call.headers.get("authorization", ""), call.at):
        return error(401, "Unauthorized", None)
    found = find(ROUTES, call.method, call.path)
    if found is None:
        return error(404, "Not Found", None)
    route, args = found
    if refused := too_soon(school.powerschool, call) or plugin.denied(
        school.powerschool, call, route.pattern
    ):
        return refused
    return route.handler(school, call, args)


def _token(school: School, call: Call) -> Reply:
    client = school.powerschool.client
    if call.method != "POST" or basic(call.headers.get("authorization", "")) != (client.id, client.secret):
        return reply_json(401, {"error": "invalid_client"})
    if call.form().get("grant_type") != "client_credentials":
        return reply_json(400, {"error": "unsupported_grant_type"})
    token = issue(client, call.at, TOKEN_SECONDS)
    return reply_json(200, {"access_token": token, "token_type": "Bearer", "expires_in": str(TOKEN_SECONDS)})


def _shape(call: Call) -> str:
    path = call.path.rstrip("/")
    return "POST token" if path == TOKEN_PATH else shape(ROUTES, call.method, path)


def _described(school: School, url: str) -> Mapping[str, object]:
    ps = school.powerschool
    return entry(
        url,
        Access("oauth2-basic", ps.client, TOKEN_PATH + "/"),
        version="25.7",
        account=account_of(school, "CRHS"),
        teacher_email=next(iter(ps.teachers.values())).email,
        classes=[str(section.id) for section in ps.sections.values()],
    )


SIMULATORS = (Simulator("powerschool", handle, _shape, _described, book=PowerSchoolBook),)
