"""A planted school and ways to call its systems, in process."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from in_process import a_school
from passback.sandbox.school import Call, Reply, School, System, handle

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


@dataclass
class Answer:
    """A reply, and its JSON where it is some."""

    reply: Reply

    @property
    def status(self) -> int:
        return self.reply.status

    @property
    def text(self) -> str:
        return self.reply.body.decode()

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever it is
        return json.loads(self.reply.body, parse_float=Decimal)

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.reply.headers)


@dataclass
class Caller:
    """Calls one system of a school."""

    school: School
    system: str
    prefix: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    at: datetime = NOW

    def __call__(self, method: str, address: str, body: object = None, **more: str) -> Answer:
        parts = urlsplit(address)
        path = parts.path if address.startswith("http") else self.prefix + parts.path
        sent = b"" if body is None else body if isinstance(body, bytes) else _written(body)
        headers = {"host": "school.test", "content-type": "application/json", **self.headers, **more}
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        call = Call(self.system, method, path, query, headers, sent, self.at)
        return Answer(handle(self.school, call))

    def all(self, address: str) -> list[Any]:
        """Every row of a Canvas list, following its Link headers."""
        rows: list[Any] = []
        while address:
            answer = self("GET", address)
            rows += answer.json
            links = dict(reversed(link.split("; ")) for link in answer.headers["link"].split(","))
            address = links.get('rel="next"', "<>")[1:-1]
        return rows


def _written(body: object) -> bytes:
    return json.dumps(body, default=float).encode()


@pytest.fixture
def school() -> School:
    """A school as planted, without the one throttled request."""
    fresh = a_school()
    fresh.canvas.throttled.clear()
    return fresh


@pytest.fixture
def caller(school: School) -> Callable[[str], Caller]:
    """Calls a system by its name, not signed in."""
    return lambda name: Caller(school, name)


@pytest.fixture
def canvas(school: School) -> Caller:
    token = next(iter(school.canvas.tokens))
    return Caller(school, System.CANVAS, "/api/v1", {"authorization": f"Bearer {token}"})


@pytest.fixture
def aspen(school: School) -> Caller:
    caller = Caller(school, "aspen")
    client = school.aspen.client
    form = f"client_id={client.id}&client_secret={client.secret}".encode()
    token = caller("POST", "/oauth/rest/v2.0/auth", form).json["access_token"]
    return Caller(school, "aspen", "/ims/oneroster/v1p1", {"authorization": f"Bearer {token}"})


@pytest.fixture
def powerschool(school: School) -> Caller:
    caller = Caller(school, "powerschool")
    client = school.powerschool.client
    basic = "Basic " + base64.b64encode(f"{client.id}:{client.secret}".encode()).decode()
    form = b"grant_type=client_credentials"
    token = caller("POST", "/oauth/access_token/", form, authorization=basic).json["access_token"]
    return Caller(school, "powerschool", "", {"authorization": f"Bearer {token}"})


@pytest.fixture
def control(school: School) -> Caller:
    return Caller(school, System.CONTROL)


@pytest.fixture
def line_item(school: School) -> Callable[..., dict[str, object]]:
    """Builds a good line item of a class and category, by name."""

    def build(
        class_id: str = "BMS-SCI8-01", category: str = "Homework", /, **more: object
    ) -> dict[str, object]:
        kind = next(c for c in school.aspen.categories.values() if (c.klass, c.title) == (class_id, category))
        item = {
            "title": "Density worksheet",
            "assignDate": "2026-09-14T00:00:00.000Z",
            "dueDate": "2026-09-18T00:00:00.000Z",
            "class": {"sourcedId": class_id},
            "category": {"sourcedId": kind.id},
            "resultValueMin": 0,
            "resultValueMax": 10,
        }
        return {"lineItem": item | more}

    return build


@pytest.fixture
def result() -> Callable[..., dict[str, object]]:
    """Builds a result."""

    def build(item: str, student: str, score: object, **more: object) -> dict[str, object]:
        held = {"lineItem": {"sourcedId": item}, "student": {"sourcedId": student}, "score": score}
        return {"result": held | more}

    return build


@pytest.fixture
def assignment(school: School) -> Callable[..., dict[str, object]]:
    """Builds a good PowerSchool assignment of Biology's first section, for its teacher 611."""

    def build(sections: Sequence[int] = (85001,), **more: object) -> dict[str, object]:
        lead = next(c for c in school.powerschool.categories.values() if c.teacher == 611)
        part = {
            "name": "Osmosis questions",
            "duedate": "2026-09-25",
            "scoretype": "POINTS",
            "scoreentrypoints": 12,
            "weight": 1,
            "totalpointvalue": 12,
            "_assignmentcategoryassociations": [{"teachercategoryid": lead.id, "isprimary": True}],
        }
        return {"_assignmentsections": [{"sectionsdcid": dcid} | part | more for dcid in sections]}

    return build


@pytest.fixture
def score() -> Callable[..., dict[str, object]]:
    """Builds one row of a PowerSchool score batch."""

    def build(part: int, student: int, entered: object, **more: object) -> dict[str, object]:
        row = {"_assignmentsection": {"assignmentsectionid": part}, "studentsdcid": student}
        return (
            row
            | {"actualscoreentered": entered, "actualscorekind": "REAL_SCORE", "scoretype": "POINTS"}
            | more
        )

    return build
