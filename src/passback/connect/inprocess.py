"""The other way out: a plain callable per host, in this process, without a socket.

A whole sync runs through it in tests, twice with the same trace. Behaves as the real one does, cookies
included, as the common contract suite shows.
"""

from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from passback.core.errors import NoAnswer
from passback.core.ports import Request, Response
from passback.core.problem import Problem

Handler = Callable[[Request], Response]


class InProcessHttp:
    """HTTP by call. `hosts`: host with port, as it stands in the URL, to its handler.

    `requests`: all that were sent, in order.
    """

    def __init__(self, hosts: Mapping[str, Handler]) -> None:
        self.hosts = dict(hosts)
        self.requests: list[Request] = []
        self._cookies: dict[str, SimpleCookie] = {}

    async def send(self, request: Request) -> Response:
        """Send it once and bring the whole answer, whatever its status.

        Raises:
            NoAnswer: nobody answers for that host, or its handler raised this.
        """
        parts = urlsplit(request.url)
        handler = self.hosts.get(parts.netloc)
        if handler is None:
            text = f"{request.method} {parts.hostname or ''}{parts.path}: no connection"
            raise NoAnswer(text, Problem.SIS_UNREACHABLE, sent=False)
        request = self._with_cookies(parts.hostname or "", request)
        self.requests.append(request)
        response = handler(request)
        headers = {name.lower(): held for name, held in response.headers.items()}
        self._keep_cookies(parts.hostname or "", headers.get("set-cookie", ""))
        return Response(response.status, headers, response.body, request.url)

    def _with_cookies(self, host: str, request: Request) -> Request:
        jar = self._cookies.get(host)
        if not jar:
            return request
        cookies = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in jar.items())
        headers = {**request.headers, "Cookie": cookies}
        return Request(request.method, request.url, request.query, headers, request.body, request.timeout)

    def _keep_cookies(self, host: str, header: str) -> None:
        try:
            self._cookies.setdefault(host, SimpleCookie()).load(header)
        except CookieError:
            return

    async def close(self) -> None:
        """Nothing to let go of."""
