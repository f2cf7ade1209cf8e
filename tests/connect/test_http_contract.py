# The classes of conftest's fixtures have no name here: helper modules are not imported.
"""The same cases on both ways out: aiohttp against a loopback server, and the in-process callable."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from passback.connect.http import AiohttpHttp
from passback.connect.inprocess import InProcessHttp
from passback.core.errors import NoAnswer
from passback.core.ports import Http, Request, Response
from passback.core.problem import Problem

Case = Callable[[Http, str], Any]


def asked(base: str, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Request:
    return Request(method, f"{base}{path}", (), headers, body, 5)


def school(request: Request) -> Response:
    """The little site that both sides serve."""
    path = urlsplit(request.url).path
    cookies = request.headers.get("cookie") or request.headers.get("Cookie") or ""
    query = "&".join(f"{name}={held}" for name, held in request.query)
    match path:
        case "/echo":
            text = f"{request.method}|{query}|".encode() + request.body
            return Response(200, {"X-Total-Count": "3"}, text, "")
        case "/moved":
            return Response(302, {"Location": "https://message.example/?server=x"}, b"", "")
        case "/cookie":
            return Response(200, {"Set-Cookie": "node=b7; Path=/"}, cookies.encode(), "")
        case "/refused":
            return Response(409, {"Content-Type": "text/plain"}, "Größe ü".encode(), "")
        case "/lost":
            raise NoAnswer("cut", Problem.SIS_UNREACHABLE, sent=True)
        case _:
            return Response(404, {}, b"nothing", "")


class Served:
    """A server on loopback, of streams only, that answers as `school` does and counts what arrives."""

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.behave = "well"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                await self.one(line, reader, writer)
        except (ConnectionError, _HangUp):
            pass
        finally:
            writer.close()

    async def one(self, line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target, _ = line.decode().split(" ")
        headers: dict[str, str] = {}
        while (row := (await reader.readline()).decode().strip()) != "":
            name, _, held = row.partition(":")
            headers[name.lower()] = held.strip()
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        parts = urlsplit(target)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        self.arrived.append(f"{method} {parts.path}")
        if self.behave == "silent":
            await asyncio.sleep(30)
        try:
            made = school(Request(method, f"http://x{parts.path}", query, headers, body, 5))
        except NoAnswer:
            raise _HangUp from None
        length = len(made.body) + (100 if self.behave == "truncating" else 0)
        head = [f"HTTP/1.1 {made.status} X", f"Content-Length: {length}"]
        head += [f"{name}: {held}" for name, held in made.headers.items()]
        writer.write("\r\n".join([*head, "", ""]).encode() + made.body)
        await writer.drain()
        if self.behave == "truncating":
            raise _HangUp


class _HangUp(Exception):  # noqa: N818
    pass


@asynccontextmanager
async def serving(served: Served) -> AsyncIterator[str]:
    server = await asyncio.start_server(served.handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()


def on_aiohttp(case: Case) -> None:
    async def whole() -> None:
        async with serving(Served()) as base:
            http = AiohttpHttp()
            try:
                await case(http, base)
            finally:
                await http.close()

    asyncio.run(whole())


def in_process(case: Case) -> None:
    asyncio.run(case(InProcessHttp({"school.test:8080": school}), "http://school.test:8080"))


@pytest.fixture(params=[on_aiohttp, in_process])
def on(request: pytest.FixtureRequest) -> Callable[[Case], None]:
    made: Callable[[Case], None] = request.param
    return made


def test_method_query_and_body_arrive_as_sent(on: Callable[[Case], None]) -> None:
    async def case(http: Http, base: str) -> None:
        query = (("filter", "classId='a b&c'"), ("state[]", "x"), ("state[]", "y"))
        answer = await http.send(Request("PUT", f"{base}/echo", query, {}, b'{"score":20.5}', 5))
        assert answer.body == b"PUT|filter=classId='a b&c'&state[]=x&state[]=y|" + b'{"score":20.5}'

    on(case)


def test_header_names_come_in_lower_case(on: Callable[[Case], None]) -> None:
    async def case(http: Http, base: str) -> None:
        assert (await http.send(asked(base, "/echo"))).headers["x-total-count"] == "3"

    on(case)


def test_a_redirect_is_shown_and_not_followed(on: Callable[[Case], None]) -> None:
    async def case(http: Http, base: str) -> None:
        answer = await http.send(asked(base, "/moved"))
        assert (answer.status, answer.headers["location"]) == (302, "https://message.example/?server=x")

    on(case)


def test_a_refusal_is_an_answer_with_its_bytes(on: Callable[[Case], None]) -> None:
    async def case(http: Http, base: str) -> None:
        answer = await http.send(asked(base, "/refused"))
        assert (answer.status, answer.body) == (409, "Größe ü".encode())

    on(case)


def test_cookies_are_sent_back(on: Callable[[Case], None]) -> None:
    async def case(http: Http, base: str) -> None:
        assert (await http.send(asked(base, "/cookie"))).body == b""
        assert (await http.send(asked(base, "/cookie"))).body == b"node=b7"

    on(case)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
def test_a_cut_connection_may_have_arrived(on: Callable[[Case], None], method: str) -> None:
    async def case(http: Http, base: str) -> None:
        with pytest.raises(NoAnswer) as caught:
            await http.send(asked(base, "/lost", method))
        assert caught.value.sent is True

    on(case)


def test_nobody_there_means_never_sent(on: Callable[[Case], None]) -> None:
    async def case(http: Http, _base: str) -> None:
        with pytest.raises(NoAnswer) as caught:
            await http.send(asked("http://127.0.0.1:1", "/x"))
        assert caught.value.sent is False

    on(case)


def test_the_text_of_a_failure_holds_no_query_and_no_user(on: Callable[[Case], None]) -> None:
    async def case(http: Http, _base: str) -> None:
        request = Request("GET", "http://me:pw@127.0.0.1:1/x", (("token", "s3cret"),), {}, b"", 5)
        with pytest.raises(NoAnswer) as caught:
            await http.send(request)
        assert str(caught.value) == "GET 127.0.0.1/x: no connection"

    on(case)


# ---- what only sockets can do -------------------------------------------------------------------


def over_sockets(behave: str, path: str, method: str, **options: int) -> tuple[NoAnswer, list[str]]:
    served = Served()
    served.behave = behave

    async def whole() -> NoAnswer:
        async with serving(served) as base:
            http = AiohttpHttp(**options)
            try:
                with pytest.raises(NoAnswer) as caught:
                    await http.send(Request(method, f"{base}{path}", (), {}, b"", 1))
            finally:
                await http.close()
            return caught.value

    return asyncio.run(whole()), served.arrived


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_a_write_whose_answer_is_lost_left_once(method: str) -> None:
    error, arrived = over_sockets("well", "/lost", method)
    assert error.sent is True
    assert arrived == [f"{method} /lost"]


def test_a_truncated_body_is_no_answer() -> None:
    error, _ = over_sockets("truncating", "/echo", "GET")
    assert error.sent is True


def test_a_silent_server_is_too_slow_and_may_have_done_it() -> None:
    error, _ = over_sockets("silent", "/echo", "PUT")
    assert (error.sent, error.problem) == (True, Problem.SIS_TOO_SLOW)


def test_a_body_above_the_cap_is_no_answer() -> None:
    error, _ = over_sockets("well", "/echo", "GET", largest_body=3)
    assert error.problem is Problem.ANSWER_NOT_UNDERSTOOD


def test_each_loop_has_its_own_session() -> None:
    http = AiohttpHttp()

    async def whole() -> None:
        async with serving(Served()) as base:
            assert (await http.send(asked(base, "/echo"))).status == 200
            await http.close()

    asyncio.run(whole())
    asyncio.run(whole())


def test_the_in_process_way_keeps_what_was_sent() -> None:
    http = InProcessHttp({"school.test": school})
    asyncio.run(http.send(asked("http://school.test", "/echo")))
    assert [request.url for request in http.requests] == ["http://school.test/echo"]
