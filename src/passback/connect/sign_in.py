"""Signing in: a fixed token (Canvas), OAuth2 client credentials or signed requests (the SISs).

Holds tokens in memory only. A secret stands in no failure's text.
"""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from passback.connect.exact_json import decode
from passback.connect.failures import Unreadable
from passback.connect.line import Line
from passback.connect.oauth1 import METHODS, OAuth1
from passback.connect.shape import Row
from passback.core.connection import Auth
from passback.core.errors import NeedsConfig, NeedsLogin, NoAnswer, Retryable
from passback.core.ports import Query, Request, Response
from passback.core.problem import Problem

_TIMEOUT = 30
_DEFAULT_LIFE = 300.0
_EARLY = 60.0
_KNOWN = ", ".join(["oauth2-form", "oauth2-basic", *METHODS])
# RFC 6749 §5.2: what is wrong with the request itself, not with the credentials.
_CONFIG_ERRORS = frozenset(
    ["invalid_scope", "invalid_request", "unsupported_grant_type", "unauthorized_client"]
)


class SignIn(Protocol):
    """Where the headers of a signed-in request come from."""

    async def headers(self, method: str, url: str, query: Query, /) -> Mapping[str, str]:
        """The headers to send with this very request. `url` without query, as in `Request`.

        A signature covers the request, so headers are asked for anew each time and used once.
        """
        ...

    async def renew(self, refused: Mapping[str, str]) -> bool:
        """After a 401 on `refused`: True if there are other headers to try."""
        ...

    def secrets(self) -> tuple[str, ...]:
        """What must never stand in a text."""
        ...


class FixedToken:
    """A bearer token that only a person can renew."""

    def __init__(self, line: Line, token: str) -> None:
        self._line = line
        self._reference = token

    async def headers(self, _method: str, _url: str, _query: Query, /) -> Mapping[str, str]:
        """The token's header."""
        return self._headers()

    def _headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self._line.means.reveal(self._reference)}"}

    async def renew(self, refused: Mapping[str, str]) -> bool:
        """True only if another token was put in place meanwhile."""
        return self._headers() != refused

    def secrets(self) -> tuple[str, ...]:
        """The token."""
        return (self._line.means.reveal(self._reference),)


class ClientCredentials:
    """OAuth2 client credentials, by form or by HTTP Basic (`Auth.kind`); renews early, once at a time.

    `expires_in` may be a number or text (facts/sis-vendors.md §1.1). The vendor's extra headers of
    `Auth.headers` go with every signed-in request (facts/oneroster.md §3.2), not to the token address.
    """

    def __init__(self, line: Line, auth: Auth) -> None:
        self._line = line
        self._auth = auth
        self._token: str | None = None
        self._good_until: float = 0.0
        self._lock = asyncio.Lock()

    async def headers(self, _method: str, _url: str, _query: Query, /) -> Mapping[str, str]:
        """The token's header and the vendor's own; fetches a token where there is none, or it ends soon.

        Raises:
            NeedsLogin: the credentials are refused.
            NeedsConfig: the token address, the scopes or the kind are wrong.
            Retryable: no token now. Nothing of what it was for has been sent.
        """
        async with self._lock:
            if self._token is None or self._now() >= self._good_until:
                await self._fetch()
            return self._with(self._token or "")

    async def renew(self, refused: Mapping[str, str]) -> bool:
        """Fetch a new token, unless another request already has."""
        async with self._lock:
            if self._token is not None and self._with(self._token) == refused:
                await self._fetch()
        return True

    def secrets(self) -> tuple[str, ...]:
        """Client secret, token and the vendor's headers."""
        reveal = self._line.means.reveal
        held = (
            reveal(self._auth.client_secret),
            self._token or "",
            *map(reveal, self._auth.headers.values()),
        )
        return tuple(secret for secret in held if secret)

    def _with(self, token: str) -> Mapping[str, str]:
        own = {name: self._line.means.reveal(held) for name, held in self._auth.headers.items()}
        return {**own, "Authorization": f"Bearer {token}"}

    def _now(self) -> float:
        return self._line.means.clock.now().timestamp()

    async def _fetch(self) -> None:
        self._token = None
        try:
            answer = await self._line.send(self._request())
        except NoAnswer as error:
            # What the token was wanted for has not left, whatever became of the token's own request.
            raise NoAnswer(str(error), error.problem, sent=False) from error
        token, life = _token_of(answer, self._line)
        self._token = token
        self._good_until = self._now() + life - min(_EARLY, life / 10)

    def _request(self) -> Request:
        auth, reveal = self._auth, self._line.means.reveal
        form = {"grant_type": "client_credentials"}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
            "Accept": "application/json",
        }
        if auth.scopes:
            form["scope"] = " ".join(auth.scopes)
        if auth.kind == "oauth2-form":
            form |= {"client_id": auth.client_id, "client_secret": reveal(auth.client_secret)}
        elif auth.kind == "oauth2-basic":
            pair = f"{auth.client_id}:{reveal(auth.client_secret)}".encode()
            headers["Authorization"] = f"Basic {b64encode(pair).decode('ascii')}"
        else:
            raise NeedsConfig(f"unknown kind of sign-in; known are: {_KNOWN}", Problem.NOT_AUTHORIZED)
        return Request("POST", auth.token_url, (), headers, urlencode(form).encode(), _TIMEOUT)


def sign_in(line: Line, auth: Auth, scopes: tuple[str, ...] = ()) -> SignIn:
    """The way in that `auth.kind` names: `oauth2-form`, `oauth2-basic`, `oauth1-sha1`, `oauth1-sha256`.

    `scopes`: asked for where the connection names none. An unknown kind is said at the first request.
    """
    if auth.kind in METHODS:
        return OAuth1(line, auth)
    return ClientCredentials(line, replace(auth, scopes=auth.scopes or scopes))


def _token_of(answer: Response, line: Line) -> tuple[str, float]:
    """The token of an answer, and its life in seconds."""
    place = f"token address {urlsplit(answer.url).hostname or ''}{urlsplit(answer.url).path}"
    match answer.status:
        case 200 | 201:
            pass
        case 404 | 405 | 410:
            raise NeedsConfig(f"{place}: not found there ({answer.status})", Problem.ROUTE_MISSING)
        case 400 | 401 | 403:
            if _error_of(answer) in _CONFIG_ERRORS:
                raise NeedsConfig(f"{place}: {_error_of(answer)}", Problem.PERMISSION_MISSING)
            # Without an error of OAuth's own it may be another page that wants a sign-in.
            doubt = "" if _error_of(answer) else "; or it is no token address, check auth.token_url"
            raise NeedsLogin(f"{place}: credentials refused ({answer.status}){doubt}")
        case status if status >= 500:  # noqa: PLR2004 - the class of server errors
            raise Retryable(f"{place}: answered {status}", line.words.down)
        case status:
            raise Retryable(f"{place}: answered {status}", Problem.ANSWER_NOT_UNDERSTOOD)
    try:
        row = Row(place, decode(answer.body))
        token = row.text("access_token")
        life = row.decimal_or_none("expires_in")
    except (ValueError, Unreadable) as error:
        raise Retryable(f"{place}: {error}", Problem.ANSWER_NOT_UNDERSTOOD) from None
    return token, max(0.0, float(life)) if life is not None else _DEFAULT_LIFE


def _error_of(answer: Response) -> str:
    try:
        return Row("error", decode(answer.body)).text("error")
    except (ValueError, Unreadable):
        return ""
