# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""Above the seam: throttle, tokens, outages, the fate of a write, and what no text may hold."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from passback.connect.failures import Unreadable
from passback.connect.line import SIS, Line
from passback.connect.sign_in import FixedToken
from passback.connect.wire import Manners, Wire, next_link, segment
from passback.connect.xte.tables import asks_again, is_outage
from passback.core.errors import NeedsLogin, NoAnswer, Retryable
from passback.core.finding import Rejection, Silence
from passback.core.ports import Response
from passback.core.problem import Problem
from refusals import bare


@pytest.fixture
def line(means: Any) -> Line:
    return Line(means, SIS, is_outage)


@pytest.fixture
def wire(line: Line) -> Wire:
    return Wire("https://sis.test/api", line, FixedToken(line, "env:TOKEN"), Manners(again=asks_again))


def get(wire: Wire) -> Any:
    return asyncio.run(wire.fetch(wire.url("x"))).data


def put(wire: Wire) -> Any:
    return asyncio.run(wire.write("PUT", wire.url("x"), {"a": 1}))


# ---- throttle -------------------------------------------------------------------------------


def test_a_throttled_request_waits_as_asked_and_goes_again(
    wire: Wire, script: Any, clock: Any, answer: Any
) -> None:
    script.turns("GET /api/x", answer(429, retry_after="7"), {"ok": True})
    assert get(wire) == {"ok": True}
    assert clock.slept == [7.0]


def test_a_retry_after_may_be_a_date(wire: Wire, script: Any, clock: Any, answer: Any) -> None:
    until = (clock.now() + timedelta(seconds=11)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    script.turns("GET /api/x", answer(429, retry_after=until), {"ok": True})
    get(wire)
    assert clock.slept == [11.0]


def test_canvas_names_no_time_so_the_waits_grow(wire: Wire, script: Any, clock: Any, answer: Any) -> None:
    refused = answer(403, b"403 Forbidden (Rate Limit Exceeded)\n")
    script.turns("GET /api/x", refused, refused, refused, {"ok": True})
    get(wire)
    assert clock.slept == [2.0, 4.0, 8.0]


def test_a_throttle_of_more_than_thirty_seconds_goes_up_with_its_time(
    wire: Wire, script: Any, clock: Any, answer: Any
) -> None:
    script.on("GET /api/x", answer(429, retry_after="31"))
    with pytest.raises(Retryable) as caught:
        get(wire)
    assert (caught.value.problem, caught.value.after) == (Problem.SIS_THROTTLED, 31.0)
    assert clock.slept == []


def test_all_waits_of_a_request_together_stay_within_thirty_seconds(
    wire: Wire, script: Any, clock: Any, answer: Any
) -> None:
    refused = answer(429, retry_after="20")
    script.turns("GET /api/x", refused, refused, {"ok": True})
    with pytest.raises(Retryable):
        get(wire)
    assert clock.slept == [20.0]


def test_any_other_403_is_a_refusal_and_is_not_repeated(wire: Wire, script: Any, answer: Any) -> None:
    script.on("PUT /api/x", answer(403, b"No access to field"))
    assert bare(put(wire)) == Rejection("No access to field", 403, ())
    assert len(script.requests) == 1


def test_a_throttled_write_is_raised_for_nothing_was_done(wire: Wire, script: Any, answer: Any) -> None:
    script.on("PUT /api/x", answer(429, retry_after="60"))
    with pytest.raises(Retryable) as caught:
        put(wire)
    assert not isinstance(caught.value, NoAnswer)


def test_the_limiter_is_asked_before_and_told_after_every_request(
    wire: Wire, script: Any, limiter: Any, answer: Any
) -> None:
    script.turns("GET /api/x", answer(429, x_rate_limit_remaining="0.0"), {"ok": True})
    get(wire)
    assert limiter.waited == ["sis.test 1", "sis.test 1"]
    assert limiter.told[0] == {"key": "sis.test", "x-rate-limit-remaining": "0.0"}


# ---- tokens and the vendor's own wish --------------------------------------------------------


def test_a_refused_fixed_token_needs_a_person(wire: Wire, script: Any, answer: Any) -> None:
    script.on("GET /api/x", answer(401))
    with pytest.raises(NeedsLogin):
        get(wire)
    assert len(script.requests) == 1


def test_a_bare_401_can_mean_not_allowed(line: Line, script: Any, answer: Any) -> None:
    wire = Wire("https://sis.test/api", line, FixedToken(line, "env:TOKEN"), Manners(bare_401=True))
    script.turns("GET /api/x", answer(401), answer(401, www_authenticate='Bearer realm="canvas-lms"'))
    with pytest.raises(Unreadable) as caught:
        get(wire)
    assert caught.value.problem is Problem.NOT_AUTHORIZED
    with pytest.raises(NeedsLogin):
        get(wire)


def test_412_resubmit_sends_the_same_once_more(wire: Wire, script: Any, answer: Any) -> None:
    script.turns("PUT /api/x", answer(412, b'{"message":"Resubmit"}'), {"ok": True})
    assert isinstance(put(wire), Response)
    assert script.bodies("PUT /api/x") == [{"a": 1}, {"a": 1}]


def test_412_resubmit_twice_is_a_refusal(wire: Wire, script: Any, answer: Any) -> None:
    script.on("PUT /api/x", answer(412, b'{"message":"Resubmit"}'))
    assert isinstance(put(wire), Rejection)
    assert len(script.requests) == 2


def test_another_412_is_a_refusal_at_once(wire: Wire, script: Any, answer: Any) -> None:
    script.on("PUT /api/x", answer(412, b'{"message":"Assignment update is missing record for section 7"}'))
    assert isinstance(put(wire), Rejection)
    assert len(script.requests) == 1


# ---- outages and other shapes -----------------------------------------------------------------


@pytest.mark.parametrize(
    "outage",
    [
        Response(302, {"location": "https://message.powerschool.com/?server=sis.test"}, b"", ""),
        Response(
            200,
            {"content-type": "text/html"},
            b"<!DOCTYPE html><title>PowerSchool page unavailable</title>",
            "",
        ),
    ],
)
@pytest.mark.parametrize("send", [get, put])
def test_a_known_sign_of_an_outage_is_an_outage(wire: Wire, script: Any, outage: Response, send: Any) -> None:
    script.on("GET /api/x", outage)
    script.on("PUT /api/x", outage)
    with pytest.raises(Retryable) as caught:
        send(wire)
    assert caught.value.problem is Problem.SIS_UNREACHABLE


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (200, b"<html>Sign in</html>", Problem.ANSWER_NOT_UNDERSTOOD),
        (200, b'{"lineItems": [', Problem.ANSWER_NOT_UNDERSTOOD),
        (302, b"", Problem.ANSWER_NOT_UNDERSTOOD),
        (400, b"{}", Problem.ANSWER_NOT_UNDERSTOOD),
        (403, b"{}", Problem.PERMISSION_MISSING),
        (404, b"<html>404</html>", Problem.ROUTE_MISSING),
        (500, b"oops", Problem.SIS_INTERNAL_ERROR),
        (503, b"", Problem.SIS_UNREACHABLE),
    ],
)
def test_a_read_without_data_says_what_kind_of_silence(
    wire: Wire, script: Any, answer: Any, status: int, body: bytes, problem: Problem
) -> None:
    script.on("GET /api/x", answer(status, body))
    with pytest.raises(Unreadable) as caught:
        get(wire)
    assert caught.value.problem is problem


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>Welcome</html>"),
        (302, b""),
        (500, b""),
        (500, b"<html>Error</html>"),
        (502, b"Bad Gateway"),
        (503, b""),
    ],
)
def test_a_write_without_yes_or_no_may_have_arrived(
    wire: Wire, script: Any, answer: Any, status: int, body: bytes
) -> None:
    script.on("PUT /api/x", answer(status, body))
    held = put(wire)
    assert isinstance(held, Silence)
    assert held.sent


@pytest.mark.parametrize(
    ("status", "raw"),
    [
        (400, "com.follett.fss.vithar.core.ValidationException: 'x' is not valid"),
        (409, '{"message":"The specified assignment is locked.","errors":[]}'),
        (422, "  Späte Antwort \n"),
        (500, '{"message":"Unable to find com.pearson.AssignmentSection with id 5"}'),
        (503, '{"imsx_codeMajor":"failure"}'),
    ],
)
def test_a_refusal_keeps_their_words_untouched(
    wire: Wire, script: Any, answer: Any, status: int, raw: str
) -> None:
    script.on("PUT /api/x", answer(status, raw.encode()))
    assert bare(put(wire)) == Rejection(raw, status, ())


@pytest.mark.parametrize("sent", [True, False])
def test_a_lost_answer_to_a_write_is_silence(wire: Wire, script: Any, sent: bool) -> None:
    def lost(_request: Any) -> Response:
        raise NoAnswer("cut", Problem.SIS_UNREACHABLE, sent=sent)

    script.on("PUT /api/x", lost)
    assert put(wire) == Silence("cut", sent)


# ---- secrets ------------------------------------------------------------------------------------


def test_a_secret_that_comes_back_in_a_refusal_is_taken_out(wire: Wire, script: Any, answer: Any) -> None:
    script.on("PUT /api/x", answer(400, b"bad header: Bearer canvas-secret"))
    assert put(wire).raw == "bad header: Bearer [redacted]"


def test_no_failure_text_holds_body_query_or_secret(wire: Wire, script: Any, answer: Any) -> None:
    script.on("GET /api/x", answer(418, json.dumps({"name": "Ada Pupil", "t": "canvas-secret"}).encode()))
    with pytest.raises(Unreadable) as caught:
        asyncio.run(wire.fetch(wire.url("x"), (("email", "ada@school.test"),)))
    assert str(caught.value) == "GET sis.test/api/x: answered 418"


# ---- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [("a/b", "a%2Fb"), ("x?y#z", "x%3Fy%23z"), ("ü 1", "%C3%BC%201"), ("CLASS-1.2", "CLASS-1.2")],
)
def test_an_id_stays_one_segment_of_the_path(text: str, written: str) -> None:
    assert segment(text) == written


@pytest.mark.parametrize("text", [".", "..", ""])
def test_an_id_that_would_change_the_path_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        segment(text)


@pytest.mark.parametrize(
    ("header", "link"),
    [
        ("", None),
        ('<https://h/a?page=2>; rel="next"', "https://h/a?page=2"),
        (
            '<https://h/a?q=1,2>; rel="current",<https://h/b>; rel="next",<https://h/c>; rel=last',
            "https://h/b",
        ),
        ('<https://h/a>; title="next"; rel="last"', None),
        ("<https://h/a>; rel=next", "https://h/a"),
    ],
)
def test_the_next_page_is_found_in_any_link_header(header: str, link: str | None) -> None:
    assert next_link(header) == link


def test_a_refusal_tells_which_request_it_was_so_that_a_desk_can_find_it(
    wire: Wire, script: Any, clock: Any, answer: Any
) -> None:
    script.on("PUT /api/x", answer(409, b"no", x_request_id="4f2c-1"))
    held = put(wire).exchange
    assert (held.method, held.path, held.status, held.request) == ("PUT", "/api/x", 409, "4f2c-1")
    assert held.at == clock.now()


def test_a_request_that_nobody_named_is_told_by_its_path_and_time_and_no_secret(
    wire: Wire, script: Any, answer: Any
) -> None:
    script.on("PUT /api/x", answer(409, b"no"))
    held = asyncio.run(wire.write("PUT", wire.url("x"), {"a": 1}, (("key", "8.5"),))).exchange
    assert held.request is None
    assert "8.5" not in str(held)
