# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""OAuth2 client credentials: one token, renewed early and once, and failures told apart."""

import asyncio
import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import pytest

from passback.connect.line import SIS, Line
from passback.connect.sign_in import ClientCredentials
from passback.connect.wire import Wire
from passback.core.errors import NeedsConfig, NeedsLogin, NoAnswer, Retryable
from passback.core.finding import Silence
from passback.core.ports import Query
from passback.core.problem import Problem
from passback.core.sis import Sis

TOKEN = "POST /oauth/token"


@pytest.fixture
def made(means: Any, connection: Any) -> Any:
    def build(kind: str = "oauth2-form") -> Wire:
        line = Line(means, SIS)
        auth = connection(Sis.ASPEN, kind).settings.auth
        return Wire("https://sis.test", line, ClientCredentials(line, auth))

    return build


def tokens(script: Any) -> int:
    return sum(1 for request in script.requests if request.url.endswith("/oauth/token"))


def get(wire: Wire) -> Any:
    return asyncio.run(wire.fetch(wire.url("x"))).data


def test_a_form_carries_id_and_secret_and_a_good_token_is_kept(made: Any, script: Any) -> None:
    script.on(TOKEN, {"access_token": "t1", "token_type": "bearer", "expires_in": 3600})
    script.on("GET /x", {"ok": 1})
    wire = made()

    async def twice() -> None:
        await wire.fetch(wire.url("x"))
        await wire.fetch(wire.url("x"))

    asyncio.run(twice())
    form = parse_qs(script.requests[0].body.decode())
    assert form == {
        "grant_type": ["client_credentials"],
        "client_id": ["client"],
        "client_secret": ["sis-secret"],
    }
    assert tokens(script) == 1
    sent = script.last("GET /x").headers
    assert (sent["Authorization"], sent["x-vendor-authorization"]) == ("Bearer t1", "vendor-secret")


def test_basic_carries_them_in_a_header_only(made: Any, script: Any) -> None:
    script.on(TOKEN, {"access_token": "t1", "expires_in": "2591999"})
    script.on("GET /x", {})
    get(made("oauth2-basic"))
    request = script.requests[0]
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"client:sis-secret").decode()
    assert request.body == b"grant_type=client_credentials"


@pytest.mark.parametrize(("life", "after", "fetched"), [("100", 80, 1), (100, 91, 2), ("3600", 3545, 2)])
def test_a_token_is_renewed_shortly_before_its_end_even_where_its_life_is_text(
    made: Any, script: Any, clock: Any, life: object, after: int, fetched: int
) -> None:
    script.on(TOKEN, {"access_token": "t1", "expires_in": life})
    script.on("GET /x", {})
    wire = made()

    async def twice() -> None:
        await wire.fetch(wire.url("x"))
        await clock.sleep(after)
        await wire.fetch(wire.url("x"))

    asyncio.run(twice())
    assert tokens(script) == fetched


def test_a_refused_token_is_renewed_once(made: Any, script: Any, answer: Any) -> None:
    script.turns(
        TOKEN, {"access_token": "t1", "expires_in": 9999}, {"access_token": "t2", "expires_in": 9999}
    )
    script.turns("GET /x", answer(401), {"ok": 1})
    assert get(made()) == {"ok": 1}
    assert script.last("GET /x").headers["Authorization"] == "Bearer t2"


def test_a_new_token_refused_too_needs_new_credentials(made: Any, script: Any, answer: Any) -> None:
    script.on(TOKEN, {"access_token": "t1", "expires_in": 9999})
    script.on("GET /x", answer(401))
    with pytest.raises(NeedsLogin):
        get(made())
    assert (tokens(script), len(script.asked())) == (2, 2)


def test_many_at_once_fetch_one_token(made: Any, script: Any) -> None:
    script.on(TOKEN, {"access_token": "t1", "expires_in": 9999})
    script.on("GET /x", {})
    wire = made()

    async def many() -> None:
        await asyncio.gather(*(wire.fetch(wire.url("x")) for _ in range(5)))

    asyncio.run(many())
    assert tokens(script) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind", "problem"),
    [
        (401, {"error": "invalid_client"}, NeedsLogin, Problem.CREDENTIALS_EXPIRED),
        (400, b"bad", NeedsLogin, Problem.CREDENTIALS_EXPIRED),
        (400, {"error": "invalid_scope"}, NeedsConfig, Problem.PERMISSION_MISSING),
        (404, b"", NeedsConfig, Problem.ROUTE_MISSING),
        (503, b"", Retryable, Problem.SIS_UNREACHABLE),
        (200, b"<html>Sign in</html>", Retryable, Problem.ANSWER_NOT_UNDERSTOOD),
        (200, {"token": "t"}, Retryable, Problem.ANSWER_NOT_UNDERSTOOD),
        (200, [], Retryable, Problem.ANSWER_NOT_UNDERSTOOD),
        (302, b"", Retryable, Problem.ANSWER_NOT_UNDERSTOOD),
    ],
)
def test_why_there_is_no_token_says_what_to_do(
    made: Any, script: Any, answer: Any, status: int, body: object, kind: type[Exception], problem: Problem
) -> None:
    script.on(TOKEN, answer(status, body))
    with pytest.raises(kind) as caught:
        get(made())
    assert caught.value.problem is problem  # type: ignore[attr-defined]
    assert "sis-secret" not in str(caught.value)


@pytest.mark.parametrize(("body", "doubted"), [({"error": "invalid_client"}, False), (b"Unauthorized", True)])
def test_a_refusal_that_is_not_oauth_s_may_come_from_another_page(
    made: Any, script: Any, answer: Any, body: object, doubted: bool
) -> None:
    script.on(TOKEN, answer(401, body))
    with pytest.raises(NeedsLogin) as caught:
        get(made())
    assert ("check auth.token_url" in str(caught.value)) is doubted


def test_an_unknown_kind_of_sign_in_is_a_setting_to_correct(made: Any) -> None:
    with pytest.raises(NeedsConfig):
        get(made("oauth1"))


def test_a_lost_token_answer_means_that_the_write_never_left(made: Any, script: Any) -> None:
    def lost(_request: Any) -> None:
        raise NoAnswer("cut", Problem.SIS_UNREACHABLE, sent=True)

    script.on(TOKEN, lost)
    wire = made()
    assert asyncio.run(wire.write("PUT", wire.url("x"), {})) == Silence("cut", sent=False)
    assert script.asked("PUT") == []


def test_headers_are_asked_for_with_the_very_request_that_they_go_with(
    means: Any, script: Any, answer: Any
) -> None:
    """A signature covers method, address and query, so each try of each page has its own."""
    asked: list[tuple[str, str, Query]] = []

    class Signing:
        async def headers(self, method: str, url: str, query: Query, /) -> Mapping[str, str]:
            asked.append((method, url, query))
            return {"Authorization": f"signed {len(asked)}"}

        async def renew(self, refused: Mapping[str, str]) -> bool:
            return refused == {"Authorization": "signed 1"}

        def secrets(self) -> tuple[str, ...]:
            return ()

    script.turns("GET /x", answer(401), {}, {})
    wire = Wire("https://sis.test", Line(means, SIS), Signing())
    asyncio.run(wire.ask("GET", "https://sis.test/x", (("a", "1"),)))

    assert asked == [("GET", "https://sis.test/x", (("a", "1"),))] * 2
    assert [r.headers["Authorization"] for r in script.requests] == ["signed 1", "signed 2"]
