"""What all clients share above the seam: signed-in requests, whole JSON answers, the fate of a write.

Repeats only what a protocol prescribes: once with a new token after 401, once where a vendor's answer says
*send the same again*, and a throttle wait (`line.py`). Reads statuses and headers, never the reason of a
refusal. No body and no query ever stands in a failure's text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

from passback.connect.exact_json import decode, encode
from passback.connect.failures import Unreadable
from passback.connect.line import Line
from passback.connect.sign_in import SignIn
from passback.core.errors import NeedsLogin, NoAnswer, Retryable
from passback.core.finding import Exchange, Rejection, Silence
from passback.core.gradebook import Unread
from passback.core.ports import Query, Request, Response
from passback.core.problem import Problem

_TIMEOUT = 60  # a slow gradebook save takes more than the usual 20 s: facts/sis-vendors.md §1.1
_SHORTEST_SECRET = 8
# Headers that name a request to whoever answered it; Canvas's own comes first. No vendor documents another
# one (facts/sis-vendors.md §0.1 tells of an id in a body only), so these are the usual ones of web servers.
_REQUEST_IDS = ("x-request-context-id", "x-request-id", "request-id", "x-correlation-id", "traceparent")
_LONGEST_ID = 100
_GATEWAY = frozenset([502, 503, 504])


def never(_answer: Response) -> bool:
    """For a vendor without that sign."""
    return False


@dataclass(frozen=True)
class Manners:
    """What differs between systems on the wire.

    `bare_401`: a 401 without `WWW-Authenticate` means *not allowed*, not *bad token*
    (facts/canvas.md §1.11). `again`: an answer that asks for the very same request once more.
    """

    bare_401: bool = False
    again: Callable[[Response], bool] = never


@dataclass(frozen=True)
class Fetched:
    """A whole JSON answer to a read."""

    data: object
    answer: Response


class Wire:
    """Signed-in requests to one system under one base address."""

    def __init__(self, base: str, line: Line, sign_in: SignIn, manners: Manners | None = None) -> None:
        self.base = base.rstrip("/")
        self.line = line
        self._sign_in = sign_in
        self._manners = manners or Manners()

    def url(self, *parts: str) -> str:
        """An address under the base; each part is one path segment."""
        return "/".join((self.base, *map(segment, parts)))

    async def ask(self, method: str, url: str, query: Query = (), data: object = None) -> Response:
        """Send one signed-in request and bring the answer, a refusal included.

        Raises:
            NoAnswer, Retryable: no whole answer, throttled, out of order.
            NeedsLogin: the token is refused, a new one too.
            NeedsConfig: no token can be had at that address.
        """
        headers = await self._sign_in.headers(method, url, query)
        answer = await self._send(method, url, query, data, headers)
        if self._is_refused_token(answer) and await self._sign_in.renew(headers):
            headers = await self._sign_in.headers(method, url, query)
            answer = await self._send(method, url, query, data, headers)
        if self._is_refused_token(answer):
            raise NeedsLogin(f"{_place(method, url)}: the token is refused")
        if self._manners.again(answer):
            answer = await self._send(method, url, query, data, headers)
        return answer

    async def _send(
        self, method: str, url: str, query: Query, data: object, own: Mapping[str, str]
    ) -> Response:
        headers = {"Accept": "application/json", **own}
        body = b""
        if data is not None:
            headers["Content-Type"] = "application/json"
            body = encode(data)
        return await self.line.send(Request(method, url, query, headers, body, _TIMEOUT))

    def _is_refused_token(self, answer: Response) -> bool:
        if answer.status != 401:  # noqa: PLR2004 - Unauthorized
            return False
        return not self._manners.bare_401 or "www-authenticate" in answer.headers

    async def fetch(self, url: str, query: Query = ()) -> Fetched:
        """Read JSON.

        Raises:
            Unreadable: what came is not the data; else as `ask`.
        """
        answer = await self.ask("GET", url, query)
        place = _place("GET", url)
        if answer.status != 200:  # noqa: PLR2004 - OK; a read has no other success
            raise Unreadable(
                f"{place}: answered {answer.status}",
                self._problem(answer.status),
                answer.status,
                body=answer.body,
            )
        try:
            return Fetched(decode(answer.body), answer)
        except ValueError as error:
            raise Unreadable(f"{place}: {error}", Problem.ANSWER_NOT_UNDERSTOOD) from None

    def _problem(self, status: int) -> Problem:
        words = self.line.words
        known = {
            401: Problem.NOT_AUTHORIZED,
            403: Problem.PERMISSION_MISSING,
            404: Problem.ROUTE_MISSING,
            500: words.broken,
        }
        if status in known:
            return known[status]
        return words.down if status > 500 else Problem.ANSWER_NOT_UNDERSTOOD  # noqa: PLR2004

    async def write(
        self, method: str, url: str, data: object = None, query: Query = ()
    ) -> Response | Rejection | Silence:
        """Send a change: the answer where it was taken, else what became of it.

        A refusal is a `Rejection` with their words; an answer that says neither yes nor no (a gateway's,
        a page, a redirect) is a `Silence` that may have arrived.

        Raises:
            Retryable (never `NoAnswer`): throttled or out of order, so nothing was done. NeedsLogin,
                NeedsConfig: as `ask`.
        """
        try:
            answer = await self.ask(method, url, query, data)
        except NoAnswer as error:
            return Silence(str(error), error.sent)
        place = _place(method, url)
        status = answer.status
        page = is_page(answer)
        if 200 <= status < 300 and not page:  # noqa: PLR2004 - success
            return answer
        if 400 <= status < 500 or (status >= 500 and self._says_why(answer)):  # noqa: PLR2004 - refusals
            return self.refused(method, answer)
        return Silence(f"{place}: answered {status}{' with a page' if page else ''}", sent=True)

    def refused(self, method: str, answer: Response, *about: str) -> Rejection:
        """The refusal that an answer holds, with what its sender can find it by. `about`: whom it names."""
        parts = urlsplit(answer.url)
        request = next((answer.headers[name] for name in _REQUEST_IDS if answer.headers.get(name)), None)
        exchange = Exchange(
            method=method,
            host=parts.hostname or "",
            path=parts.path,
            status=answer.status,
            request=None if request is None else self.redacted(request[:_LONGEST_ID]),
            at=self.line.means.clock.now(),
        )
        return Rejection(self.redacted(text_of(answer.body)), answer.status, about, exchange)

    @staticmethod
    def _says_why(answer: Response) -> bool:
        """True if a server error is the SIS's own word, not a gateway's or an empty one."""
        if not answer.body.strip() or is_page(answer):
            return False
        if answer.status not in _GATEWAY:
            return True
        try:
            return bool(decode(answer.body))
        except ValueError:
            return False

    def redacted(self, text: str) -> str:
        """The text without any secret of ours; what is too short for one would only mangle their words."""
        for secret in self._sign_in.secrets():
            if len(secret) >= _SHORTEST_SECRET:
                text = text.replace(secret, "[redacted]")
        return text

    def next_page(self, answer: Response, seen: set[str]) -> tuple[str, Query] | None:
        """Where the `Link` header says the next page is; None at the end. `seen`: pages already read.

        Raises:
            Unreadable: it leads to another host, or round in a circle.
        """
        link = next_link(answer.headers.get("link", ""))
        if link is None:
            return None
        parts, home = urlsplit(link), urlsplit(self.base)
        if (parts.scheme, parts.netloc) != (home.scheme, home.netloc):
            raise Unreadable("a next page on another host", Problem.ANSWER_NOT_UNDERSTOOD)
        if link in seen:
            raise Unreadable("the pages of a list go round in a circle", Problem.ANSWER_NOT_UNDERSTOOD)
        seen.add(link)
        url = f"{parts.scheme}://{parts.netloc}{parts.path}"
        return url, tuple(parse_qsl(parts.query, keep_blank_values=True))


def next_link(header: str) -> str | None:
    """The address of `rel="next"` in a Link header (RFC 8288); commas inside addresses do not part it."""
    for piece in header.split("<")[1:]:
        address, _, rest = piece.partition(">")
        for parameter in rest.split(";")[1:]:
            name, _, held = parameter.partition("=")
            if name.strip().lower() == "rel" and "next" in held.strip(' ",').lower().split():
                return address.strip()
    return None


def segment(text: str) -> str:
    """A text as one path segment.

    Raises:
        Unreadable: it would change the path (`.`, `..`, nothing).
    """
    if text in {"", ".", ".."}:
        raise Unreadable("an id that no address can hold", Problem.ANSWER_NOT_UNDERSTOOD)
    return quote(text, safe="")


def is_page(answer: Response) -> bool:
    """True if the answer is a page for people, whatever its status."""
    start = answer.body[:200].lstrip().lower()
    kind = answer.headers.get("content-type", "").lower()
    return start.startswith((b"<!doctype", b"<html")) or ("text/html" in kind and bool(start))


def text_of(body: bytes) -> str:
    """The words of a body, as received."""
    return body.decode("utf-8", errors="replace")


def _place(method: str, url: str) -> str:
    parts = urlsplit(url)
    return f"{method} {parts.hostname or ''}{parts.path}"


def unread(error: Retryable) -> Unread:
    """What a failed read leaves of its part."""
    return Unread(str(error), error.problem)
