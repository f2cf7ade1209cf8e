# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""OAuth 1.0a: the examples of RFC 5849, and that each request has a signature of its own."""

import asyncio
import re
from typing import Any
from urllib.parse import unquote

import pytest

from passback.connect.line import SIS, Line
from passback.connect.oauth1 import base_string, escaped, signature
from passback.connect.sign_in import ClientCredentials, sign_in
from passback.connect.wire import Wire
from passback.core.errors import NeedsLogin
from passback.core.problem import Problem
from passback.core.sis import Sis


@pytest.fixture
def made(means: Any, connection: Any) -> Any:
    def build(kind: str = "oauth1-sha1") -> Wire:
        line = Line(means, SIS)
        return Wire("https://sis.test", line, sign_in(line, connection(Sis.ASPEN, kind).settings.auth))

    return build


def test_the_base_string_of_the_rfc() -> None:
    """RFC 5849 §3.4.1.1."""
    parameters = (
        ("b5", "=%3D"),
        ("a3", "a"),
        ("c@", ""),
        ("a2", "r b"),
        ("oauth_consumer_key", "9djdj82h48djs9d2"),
        ("oauth_token", "kkk9d7dh3k39sjv7"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", "7d8f3e4a"),
        ("c2", ""),
        ("a3", "2 q"),
    )
    assert base_string("post", "http://EXAMPLE.COM:80/request", parameters) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540"
        "%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3D"
        "HMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )


def test_the_signature_of_the_rfc() -> None:
    """RFC 5849 §1.2, the request for a photo."""
    parameters = (
        ("file", "vacation.jpg"),
        ("size", "original"),
        ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
        ("oauth_token", "nnch734d00sl2jdk"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131202"),
        ("oauth_nonce", "chapoH"),
    )
    base = base_string("GET", "http://photos.example.net/photos", parameters)

    assert signature(
        base, "kd94hf93k423kf44", "HMAC-SHA1", "pfkkdhi9sl3r4s00"
    ) == "MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D".replace("%2F", "/").replace("%3D", "=")


@pytest.mark.parametrize(("text", "sent"), [("a b", "a%20b"), ("-._~", "-._~"), ("é/+", "%C3%A9%2F%2B")])
def test_what_is_encoded_is_what_the_rfc_says(text: str, sent: str) -> None:
    assert escaped(text) == sent


@pytest.mark.parametrize(
    ("url", "signed"),
    [
        ("https://sis.test:443/a", "https://sis.test/a"),
        ("http://sis.test:8080/a", "http://sis.test:8080/a"),
        ("https://sis.test", "https://sis.test/"),
        ("https://sis.test/a%2Fb", "https://sis.test/a%2Fb"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
    ],
)
def test_the_address_is_signed_as_it_is_sent_but_for_a_port_of_course(url: str, signed: str) -> None:
    assert unquote(base_string("GET", url, ()).split("&")[1]) == signed


def parts(header: str) -> dict[str, str]:
    return {name: unquote(held) for name, held in re.findall(r'(\w+)="([^"]*)"', header)}


@pytest.mark.parametrize(("kind", "method"), [("oauth1-sha1", "HMAC-SHA1"), ("oauth1-sha256", "HMAC-SHA256")])
def test_a_request_is_signed_with_its_address_and_query(
    made: Any, script: Any, clock: Any, kind: str, method: str
) -> None:
    script.on("GET /x", {})
    query = (("filter", "a='b c'"), ("limit", "100"))
    asyncio.run(made(kind).ask("GET", "https://sis.test/x", query))
    sent = script.requests[0].headers
    own = parts(sent["Authorization"])
    given = own.pop("oauth_signature")

    assert sent["Authorization"].startswith("OAuth oauth_consumer_key=")
    assert sent["x-vendor-authorization"] == "vendor-secret"
    assert own == {
        "oauth_consumer_key": "client",
        "oauth_nonce": "nonce-1",
        "oauth_signature_method": method,
        "oauth_timestamp": str(int(clock.now().timestamp())),
        "oauth_version": "1.0",
    }
    assert given == signature(
        base_string("GET", "https://sis.test/x", (*query, *own.items())), "sis-secret", method
    )
    assert "sis-secret" not in str(sent)


def test_no_two_requests_share_a_nonce(made: Any, script: Any) -> None:
    script.on("GET /x", {})
    wire = made()

    async def twice() -> None:
        await wire.ask("GET", "https://sis.test/x")
        await wire.ask("GET", "https://sis.test/x")

    asyncio.run(twice())
    nonces = [parts(request.headers["Authorization"])["oauth_nonce"] for request in script.requests]
    assert nonces == ["nonce-1", "nonce-2"]


def test_a_refused_signature_needs_another_key_and_is_not_tried_again(
    made: Any, script: Any, answer: Any
) -> None:
    script.on("GET /x", answer(401))
    with pytest.raises(NeedsLogin) as caught:
        asyncio.run(made().ask("GET", "https://sis.test/x"))

    assert caught.value.problem is Problem.CREDENTIALS_EXPIRED
    assert len(script.requests) == 1


def test_the_secrets_stand_in_no_text(made: Any) -> None:
    assert made().redacted("key sis-secret of vendor-secret") == "key [redacted] of [redacted]"


@pytest.mark.parametrize("kind", ["oauth2-form", "oauth2-basic"])
def test_scopes_are_asked_for_where_the_connection_names_none(
    means: Any, connection: Any, script: Any, kind: str
) -> None:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 60})
    line = Line(means, SIS)
    way = sign_in(line, connection(Sis.ASPEN, kind).settings.auth, ("scope/a", "scope/b"))

    assert isinstance(way, ClientCredentials)
    asyncio.run(way.headers("GET", "https://sis.test/x", ()))
    assert b"scope=scope%2Fa+scope%2Fb" in script.requests[0].body
