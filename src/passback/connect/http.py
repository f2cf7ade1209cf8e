"""The real way out: aiohttp behind the seam; nobody else imports it.

Sends once, follows no redirect (an outage is a redirect to another host, and a write must not wander), keeps
cookies (some load balancers need theirs back: facts/oneroster.md §1.6), and says of every failure whether the
request may have arrived. No text of a failure holds a query, a user name or a header.
"""

import asyncio
from urllib.parse import urlencode, urlsplit
from weakref import WeakKeyDictionary

import aiohttp

from passback.core.errors import NoAnswer
from passback.core.ports import Request, Response
from passback.core.problem import Problem

LARGEST_BODY = 64 * 1024 * 1024
_CONNECT_TIMEOUT = 10
_CHUNK = 64 * 1024
_READS = frozenset(["GET", "HEAD"])


class _CutOff(Exception):  # noqa: N818 - it never leaves this module
    """The connection ended before the answer to a write began."""


async def _write_once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from repeating a PUT or DELETE by itself.

    It does so when a kept connection turns out closed; but a server that took the write and died before its
    answer looks the same. Reads may be repeated (RFC 9110 §9.2.2).
    """
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        if request.method in _READS:
            raise
        raise _CutOff from error


class AiohttpHttp:
    """HTTP over sockets: one session per event loop, made when first used."""

    def __init__(self, *, largest_body: int = LARGEST_BODY) -> None:
        self._largest = largest_body
        self._sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession] = (
            WeakKeyDictionary()
        )

    async def send(self, request: Request) -> Response:
        """Send it once and bring the whole answer, whatever its status.

        Raises:
            NoAnswer: no whole answer came; `sent` False only where the request surely never left.
        """
        place = _place(request)
        try:
            return await self._send(request)
        except aiohttp.ConnectionTimeoutError as error:
            raise NoAnswer(f"{place}: no connection in time", Problem.SIS_UNREACHABLE, sent=False) from error
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            raise NoAnswer(f"{place}: no connection", Problem.SIS_UNREACHABLE, sent=False) from error
        except TimeoutError as error:
            text = f"{place}: no answer within {request.timeout} seconds"
            raise NoAnswer(text, Problem.SIS_TOO_SLOW, sent=True) from error
        except (aiohttp.ClientError, _CutOff, OSError) as error:
            raise NoAnswer(
                f"{place}: the connection broke off", Problem.SIS_UNREACHABLE, sent=True
            ) from error

    async def _send(self, request: Request) -> Response:
        url = f"{request.url}?{urlencode(request.query)}" if request.query else request.url
        timeout = aiohttp.ClientTimeout(total=request.timeout, sock_connect=_CONNECT_TIMEOUT)
        async with self._session().request(
            request.method,
            url,
            headers=dict(request.headers),
            data=request.body or None,
            allow_redirects=False,
            timeout=timeout,
        ) as answer:
            body = bytearray()
            async for chunk in answer.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > self._largest:
                    text = f"{_place(request)}: an answer of more than {self._largest} bytes"
                    raise NoAnswer(text, Problem.ANSWER_NOT_UNDERSTOOD, sent=True)
            headers: dict[str, str] = {}
            for name, held in answer.headers.items():
                key = name.lower()
                headers[key] = f"{headers[key]}, {held}" if key in headers else held
            return Response(answer.status, headers, bytes(body), request.url)

    def _session(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        session = self._sessions.get(loop)
        if session is None or session.closed:
            session = aiohttp.ClientSession(
                # unsafe: keeps cookies of hosts that are addresses, as a practice school's are
                cookie_jar=aiohttp.CookieJar(unsafe=True),
                headers={"User-Agent": "passback", "Accept": "application/json"},
                trust_env=False,
                middlewares=(_write_once,),
            )
            self._sessions[loop] = session
        return session

    async def close(self) -> None:
        """Let go of the running loop's connections."""
        session = self._sessions.pop(asyncio.get_running_loop(), None)
        if session is not None:
            await session.close()


def _place(request: Request) -> str:
    """Method, host and path: no query, no user name."""
    parts = urlsplit(request.url)
    return f"{request.method} {parts.hostname or ''}{parts.path}"
