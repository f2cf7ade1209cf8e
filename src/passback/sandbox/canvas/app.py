"""The simulated Canvas: one function from a call to its answer.

Honors facts/canvas.md §1.0-§1.8, §1.10-§1.13 through its modules. Texts of errors that the facts do not
quote are the API's usual ones.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from passback.dictionary.template import say
from passback.sandbox.canvas import assignments, bucket, courses, policies, saving, sis_api, submissions
from passback.sandbox.canvas.visit import Refused, Visit, bad_token, not_found
from passback.sandbox.routes import Route, find
from passback.sandbox.state.canvas import Bucket
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply

_EMPTY = "0.0"
Handler = Callable[[Visit, tuple[str, ...]], Reply]

ROUTES: tuple[Route[Handler], ...] = (
    Route("GET", "/api/v1/users/self", courses.own_user),
    Route("GET", "/api/v1/accounts/:id", courses.account),
    Route("GET", "/api/v1/accounts/:id/courses", courses.courses),
    Route("GET", "/api/v1/courses/:id", courses.course),
    Route("GET", "/api/v1/courses/:id/sections", courses.sections),
    Route("GET", "/api/v1/courses/:id/enrollments", courses.course_enrollments),
    Route("GET", "/api/v1/courses/:id/grading_periods", policies.grading_periods),
    Route("GET", "/api/v1/courses/:id/late_policy", policies.late_policy),
    Route("GET", "/api/v1/courses/:id/groups", courses.student_groups),
    Route("GET", "/api/v1/courses/:id/assignment_groups", assignments.groups),
    Route("POST", "/api/v1/courses/:id/assignment_groups", saving.make_group),
    Route("PUT", "/api/v1/courses/:id/assignment_groups/:id", saving.save_group),
    Route("DELETE", "/api/v1/courses/:id/assignment_groups/:id", saving.delete_group),
    Route("GET", "/api/v1/courses/:id/assignments", assignments.assignments),
    Route("GET", "/api/v1/courses/:id/assignments/:id", assignments.assignment),
    Route("PUT", "/api/v1/courses/:id/assignments/:id", saving.save_assignment),
    Route("GET", "/api/v1/courses/:id/assignments/:id/overrides", assignments.overrides),
    Route("GET", "/api/v1/courses/:id/students/submissions", submissions.of_course),
    Route("GET", "/api/v1/sections/:id", courses.section),
    Route("GET", "/api/v1/sections/:id/enrollments", courses.section_enrollments),
    Route("GET", "/api/v1/sections/:id/students/submissions", submissions.of_section),
    Route("GET", "/api/sis/courses/:id/assignments", sis_api.of_course),
    Route("GET", "/api/sis/accounts/:id/assignments", sis_api.of_account),
    Route("PUT", "/api/sis/courses/:id/disable_post_to_sis", sis_api.disable),
)


def handle(school: School, call: Call) -> Reply:
    """Answer one call as Canvas would."""
    token = school.canvas.tokens.get(_bearer(call))
    if token is None:
        return bad_token()
    found = find(ROUTES, call.method, call.path)
    if found is None:
        return not_found()
    try:
        route, args = found
        return route.handler(Visit(school, call, token), args)
    except Refused as refused:
        return refused.reply


def _bearer(call: Call) -> str:
    kind, _, token = call.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def has_room(school: School, call: Call) -> bool:
    """Has the bucket of the call's token room for it? Each token has its own (§1.11)."""
    return bucket.takes(school.buckets.setdefault(_bearer(call), Bucket()), call.at)


def priced(school: School, call: Call, reply: Reply) -> Reply:
    """The answer with what the call cost and what is left of the bucket; unless it says that it is full."""
    full = reply.headers.get("x-rate-limit-remaining") == _EMPTY
    return reply if full else bucket.took(school.buckets[_bearer(call)], call.at, reply)


def throttled(status: int) -> Reply:
    """The bucket is full. 403 in Canvas's source, 429 in its newer documentation (§1.13)."""
    headers = {"content-type": "text/plain; charset=utf-8", "x-rate-limit-remaining": _EMPTY}
    text = say("canvas.throttled", {}).replace("403 Forbidden", f"{status} {HTTPStatus(status).phrase}")
    return Reply(status, headers, text.encode())
