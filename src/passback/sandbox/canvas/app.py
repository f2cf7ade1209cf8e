"""The simulated Canvas: one function from a call to its answer.

Honors facts/canvas.md §1.0-§1.7, §1.11-§1.13 through its modules; headers of §1.13 stand here. Texts of
errors that the facts do not quote are the API's usual ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from passback.dictionary.template import say
from passback.sandbox.canvas import assignments, courses, saving, submissions
from passback.sandbox.canvas.visit import Refused, Visit, bad_token, not_found
from passback.sandbox.routes import Route, find
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply

Handler = Callable[[Visit, tuple[str, ...]], Reply]

ROUTES: tuple[Route[Handler], ...] = (
    Route("GET", "/api/v1/users/self", courses.own_user),
    Route("GET", "/api/v1/accounts/:id", courses.account),
    Route("GET", "/api/v1/accounts/:id/courses", courses.courses),
    Route("GET", "/api/v1/courses/:id", courses.course),
    Route("GET", "/api/v1/courses/:id/sections", courses.sections),
    Route("GET", "/api/v1/courses/:id/enrollments", courses.course_enrollments),
    Route("GET", "/api/v1/courses/:id/grading_periods", courses.grading_periods),
    Route("GET", "/api/v1/courses/:id/assignment_groups", assignments.groups),
    Route("PUT", "/api/v1/courses/:id/assignment_groups/:id", saving.save_group),
    Route("GET", "/api/v1/courses/:id/assignments", assignments.assignments),
    Route("GET", "/api/v1/courses/:id/assignments/:id", assignments.assignment),
    Route("PUT", "/api/v1/courses/:id/assignments/:id", saving.save_assignment),
    Route("GET", "/api/v1/courses/:id/assignments/:id/overrides", assignments.overrides),
    Route("GET", "/api/v1/courses/:id/students/submissions", submissions.of_course),
    Route("GET", "/api/v1/sections/:id", courses.section),
    Route("GET", "/api/v1/sections/:id/enrollments", courses.section_enrollments),
    Route("GET", "/api/v1/sections/:id/students/submissions", submissions.of_section),
)


def handle(school: School, call: Call) -> Reply:
    """Answer one call as Canvas would."""
    token = school.canvas.tokens.get(_bearer(call))
    if token is None:
        return _priced(bad_token())
    found = find(ROUTES, call.method, call.path)
    if found is None:
        return _priced(not_found())
    try:
        route, args = found
        return _priced(route.handler(Visit(school, call, token), args))
    except Refused as refused:
        return _priced(refused.reply)


def _bearer(call: Call) -> str:
    kind, _, token = call.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _priced(reply: Reply) -> Reply:
    """What the request cost and what is left of the token's bucket; a lone caller never empties it."""
    cost = {"x-request-cost": "0.0521", "x-rate-limit-remaining": "699.95"}
    return replace(reply, headers={**reply.headers, **cost})


def throttled(status: int) -> Reply:
    """The bucket is full. 403 in Canvas's source, 429 in its newer documentation (§1.13)."""
    headers = {"content-type": "text/plain; charset=utf-8", "x-rate-limit-remaining": "0.0"}
    text = say("canvas.throttled", {}).replace("403 Forbidden", f"{status} {HTTPStatus(status).phrase}")
    return Reply(status, headers, text.encode())
