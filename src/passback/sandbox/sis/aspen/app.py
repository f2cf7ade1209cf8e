"""A simulated Aspen: OneRoster 1.1, as one district's server speaks it.

Honors facts/oneroster.md §3.3 (sign-in with the client's id in the form; unquoted filters; one key for the
whole district) and, through its modules, what they name. A path that is no route ends in RESTEasy's words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from passback.sandbox.refusing import Refusal
from passback.sandbox.routes import Route, find, shape
from passback.sandbox.simulator import Access, Simulator, account_of, entry
from passback.sandbox.sis.aspen import reading, writing
from passback.sandbox.state.school import School
from passback.sandbox.tokens import bearer, issue
from passback.sandbox.wire import Call, Reply, reply_json, reply_text

BASE = "/ims/oneroster/v1p1"
TOKEN_PATH = "/oauth/rest/v2.0/auth"  # noqa: S105 - a path
TOKEN_SECONDS = 3600

Handler = Callable[[School, Call, tuple[str, ...]], Reply]

ROUTES: tuple[Route[Handler], ...] = (
    Route("GET", f"{BASE}/terms", reading.terms),
    Route("GET", f"{BASE}/gradingPeriods", reading.grading_periods),
    Route("GET", f"{BASE}/teachers", reading.teachers),
    Route("GET", f"{BASE}/teachers/:id/classes", reading.classes_of_teacher),
    Route("GET", f"{BASE}/classes/:id", reading.one_class),
    Route("GET", f"{BASE}/classes/:id/students", reading.students_of_class),
    Route("GET", f"{BASE}/classes/:id/lineItems", reading.line_items_of_class),
    Route("GET", f"{BASE}/classes/:id/results", reading.results_of_class),
    Route("GET", f"{BASE}/classes/:id/lineItems/:item/results", reading.results_of_line_item),
    Route("GET", f"{BASE}/categories", reading.categories),
    Route("GET", f"{BASE}/categories/:id", reading.one_category),
    Route("GET", f"{BASE}/lineItems", reading.line_items),
    Route("GET", f"{BASE}/lineItems/:id", reading.one_line_item),
    Route("PUT", f"{BASE}/lineItems/:id", writing.put_line_item),
    Route("DELETE", f"{BASE}/lineItems/:id", writing.delete_line_item),
    Route("GET", f"{BASE}/results", reading.results),
    Route("GET", f"{BASE}/results/:id", reading.one_result),
    Route("PUT", f"{BASE}/results/:id", writing.put_result),
    Route("DELETE", f"{BASE}/results/:id", writing.delete_result),
)


def handle(school: School, call: Call) -> Reply:
    """Answer one call as Aspen would."""
    if call.path == TOKEN_PATH:
        return _token(school, call)
    if not bearer(school.aspen.client, call.headers.get("authorization", ""), call.at):
        return reading.fault(401, "unauthorized", "The request was not authorized.")
    found = find(ROUTES, call.method, call.path)
    if found is None:
        return _no_route(call)
    route, args = found
    return route.handler(school, call, args)


def _token(school: School, call: Call) -> Reply:
    client, form = school.aspen.client, call.form()
    known = form.get("client_id") == client.id and form.get("client_secret") == client.secret
    if call.method != "POST" or not known:
        return reply_json(401, {"error": "invalid_client"})
    token = issue(client, call.at, TOKEN_SECONDS)
    return reply_json(200, {"access_token": token, "token_type": "bearer", "expires_in": TOKEN_SECONDS})


def _no_route(call: Call) -> Reply:
    query = f"?{urlencode(call.query)}" if call.query else ""
    url = f"{call.base}{call.path}{query}"
    return reply_text(404, Refusal("aspen.route-missing", {"url": url}, 404).text)


def _shape(call: Call) -> str:
    return "POST token" if call.path == TOKEN_PATH else shape(ROUTES, call.method, call.path)


def _described(school: School, url: str) -> Mapping[str, object]:
    aspen = school.aspen
    lead = next(iter(aspen.classes.values())).teachers[0]
    return entry(
        url,
        Access("oauth2-form", aspen.client, TOKEN_PATH),
        version="1.1",
        account=account_of(school, "BMS"),
        teacher_email=aspen.people[lead].email,
        classes=list(aspen.classes),
    )


SIMULATORS = (Simulator("aspen", handle, _shape, _described),)
