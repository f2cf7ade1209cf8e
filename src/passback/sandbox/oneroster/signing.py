"""Letting in: OAuth 2 client credentials by Basic or form, OAuth 1.0a with HMAC, and what some vendors add.

Honors facts/oneroster.md §1.6. The signature of RFC 5849 §3.4 is worked out here from the document, apart
from any client's; a JSON body is not part of it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from urllib.parse import quote, unquote

from passback.sandbox.oneroster.manners import Manners, Said
from passback.sandbox.state.clients import Client
from passback.sandbox.state.oneroster import Roster
from passback.sandbox.tokens import basic, bearer, issue
from passback.sandbox.wire import Call, Reply, reply_json

_HASHES = {"HMAC-SHA1": ("oauth1-sha1", hashlib.sha1), "HMAC-SHA256": ("oauth1-sha256", hashlib.sha256)}
_PART = re.compile(r'\s*([\w]+)="([^"]*)"\s*')
COOKIE_VALUE = "node-2"


def token(manners: Manners, roster: Roster, call: Call) -> Reply:
    """The token endpoint (RFC 6749 §4.4, §5.2)."""
    form = call.form()
    ways = {
        "oauth2-basic": basic(call.headers.get("authorization", "")),
        "oauth2-form": (form.get("client_id", ""), form.get("client_secret", "")),
    }
    mine = (roster.client.id, roster.client.secret)
    if call.method != "POST" or mine not in [ways[kind] for kind in manners.sign_in if kind in ways]:
        return reply_json(401, {"error": "invalid_client"})
    if form.get("grant_type", "client_credentials") != "client_credentials":
        return reply_json(400, {"error": "unsupported_grant_type"})
    asked = form.get("scope", "").split()
    if manners.scopes_required and not (asked and set(asked) <= set(manners.scopes)):
        return reply_json(400, {"error": "invalid_scope"})
    made = {
        "access_token": issue(roster.client, call.at, manners.token_seconds),
        "token_type": "bearer",
        "expires_in": manners.token_seconds,
        **({"scope": " ".join(asked)} if asked else {}),
    }
    cookie = {} if manners.cookie is None else {"set-cookie": f"{manners.cookie}={COOKIE_VALUE}; Path=/"}
    return reply_json(200, made, cookie)


def refused(manners: Manners, roster: Roster, call: Call) -> Reply | None:
    """Why this call may not come in; None: it may."""
    if not _known(manners, roster.client, call) or not _same_node(manners, call):
        return manners.fault(call, Said(401, "unauthorized", "User not authorized."))
    return None


def has_vendor_key(roster: Roster, call: Call) -> bool:
    """The vendor's own key came with the call."""
    return call.headers.get("x-vendor-authorization", "") == roster.hidden.get("vendor")


def _same_node(manners: Manners, call: Call) -> bool:
    """Reads find their node by its cookie; a write is played back without cookies, so it is not asked."""
    if manners.cookie is None or call.method != "GET":
        return True
    held = [part.strip() for part in call.headers.get("cookie", "").split(";")]
    return f"{manners.cookie}={COOKIE_VALUE}" in held


def _known(manners: Manners, client: Client, call: Call) -> bool:
    header = call.headers.get("authorization", "")
    if any(kind.startswith("oauth2") for kind in manners.sign_in) and bearer(client, header, call.at):
        return True
    kinds = [kind for kind in manners.sign_in if kind.startswith("oauth1")]
    return bool(kinds) and signed(client, call, kinds)


def signed(client: Client, call: Call, kinds: list[str]) -> bool:
    """Is this call signed by that client in one of these ways?"""
    scheme, _, rest = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "oauth":
        return False
    given: dict[str, str] = {}
    for part in rest.split(","):
        if (match := _PART.fullmatch(part)) is None:
            return False
        given[unquote(match[1])] = unquote(match[2])
    kind, digest = _HASHES.get(given.get("oauth_signature_method", ""), ("", hashlib.sha256))
    if kind not in kinds or given.get("oauth_consumer_key") != client.id:
        return False
    if not given.get("oauth_nonce") or not given.get("oauth_timestamp", "").isdigit():
        return False
    text = base_string(call, given).encode()
    key = f"{_encoded(client.secret)}&".encode()
    wanted = base64.b64encode(hmac.new(key, text, digest).digest()).decode()
    return hmac.compare_digest(wanted.encode(), given.get("oauth_signature", "").encode())


def base_string(call: Call, given: dict[str, str]) -> str:
    """What is signed: RFC 5849 §3.4.1, of the header's parameters and the query's."""
    pairs = [(key, held) for key, held in given.items() if key not in {"oauth_signature", "realm"}]
    both = sorted((_encoded(key), _encoded(held)) for key, held in (*pairs, *call.query))
    parameters = "&".join(f"{key}={held}" for key, held in both)
    address = call.base + quote(call.path, safe="/-._~:@!$&'()*+,;=")
    return "&".join((call.method.upper(), _encoded(address), _encoded(parameters)))


def _encoded(text: str) -> str:
    return quote(text, safe="-._~")
