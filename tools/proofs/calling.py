"""Calls of a simulator over its own wire, signed in as its client."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from urllib.parse import parse_qsl, urlencode, urlsplit

from in_process import TODAY
from passback.sandbox.oneroster.app import describe
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.school import handle
from passback.sandbox.state.clients import Client
from passback.sandbox.state.oneroster import CategoryRow, Klass, Line, Mark, Person, Role, Roster
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, written
from proofs.proving import Answer

NOW = datetime.combine(TODAY, time(15, 30), UTC)
DUE, ASSIGNED = "2026-10-02T00:00:00.000Z", "2026-09-28T00:00:00.000Z"


@dataclass(frozen=True)
class Http:
    """One HTTP request to one system. `address`: path and query; `sent`: a form as bytes, else JSON."""

    system: str
    method: str
    address: str
    sent: object = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Verb, system and address."""
        return f"{self.method} {self.system} {self.address}"

    @property
    def is_one_write(self) -> bool:
        """It is."""
        return True

    def reply(self, school: School) -> Reply:
        """Make it, as a client on the network would."""
        parts = urlsplit(self.address)
        body = self.sent if isinstance(self.sent, bytes) else b""
        if self.sent is not None and not body:
            body = written(self.sent).encode()
        headers = {"host": f"{self.system}.test", "content-type": "application/json", **self.headers}
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        return handle(school, Call(self.system, self.method, parts.path, query, headers, body, NOW))

    def __call__(self, school: School) -> Answer:
        """Make it; anything below 300 is accepted, in whatever words."""
        reply = self.reply(school)
        return Answer(reply.status, reply.body.decode(), reply.status < 300)  # noqa: PLR2004 - HTTP's

    def done(self, school: School) -> None:
        """Make it, as part of what is planted.

        Raises:
            ValueError: it is refused.
        """
        if not (answer := self(school)).accepted:
            raise ValueError(f"{self.name}: {answer.said}")


def token(school: School, system: str, path: str, client: Client, scopes: str = "") -> dict[str, str]:
    """The headers of a signed-in client; id and secret go by Basic and in the form, each server reads one.

    Raises:
        ValueError: the server does not know the client.
    """
    pair = base64.b64encode(f"{client.id}:{client.secret}".encode()).decode()
    form = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret}
    if scopes:
        form["scope"] = scopes
    ask = Http(system, "POST", path, urlencode(form).encode(), {"authorization": f"Basic {pair}"})
    reply = ask.reply(school)
    if reply.status != 200:  # noqa: PLR2004 - HTTP's
        raise ValueError(f"{ask.name}: {reply.body.decode()}")
    cookie = reply.headers.get("set-cookie", "").partition(";")[0]
    bearer = {"authorization": f"Bearer {json.loads(reply.body)['access_token']}"}
    return bearer | ({"cookie": cookie} if cookie else {})


@dataclass
class District:
    """One district of a school behind OneRoster, signed in to."""

    school: School
    manners: Manners

    def __post_init__(self) -> None:
        described = describe(self.manners, self.school, "http://sis.test", roster=self.roster)["auth"]
        auth = described if isinstance(described, dict) else {}
        signed = token(
            self.school,
            self.manners.name,
            str(self.manners.token_path),
            self.roster.client,
            " ".join(self.manners.scopes),
        )
        self.headers = {**signed, **auth["headers"]}

    @property
    def roster(self) -> Roster:
        """Its SIS's rows."""
        return self.school.rosters[self.manners.name]

    @property
    def klass(self) -> Klass:
        """Its one class."""
        return next(iter(self.roster.classes.values()))

    @property
    def students(self) -> list[Person]:
        """The students of the class."""
        return self.roster.people_of(self.klass.id, Role.STUDENT)

    def category(self, title: str = "Homework") -> CategoryRow:
        """A category of the class."""
        return next(row for row in self.roster.categories.values() if row.title == title)

    def put_line(self, item: str = "l-1", **more: object) -> Http:
        """`PUT /lineItems/{id}` of a good line item; a field that is `...` is left out."""
        good = {
            "sourcedId": item,
            "title": "Density worksheet",
            "assignDate": ASSIGNED,
            "dueDate": DUE,
            "class": {"sourcedId": self.klass.id},
            "category": {"sourcedId": self.category().id},
            "resultValueMin": 0,
            "resultValueMax": 10,
        }
        return self._put(f"/lineItems/{item}", "lineItem", good | more)

    def put_mark(self, score: object = 8, seat: int = 0, item: str = "l-1", **more: object) -> Http:
        """`PUT /results/{id}` of a good result; a field that is `...` is left out."""
        good = {
            "lineItem": {"sourcedId": item},
            "student": {"sourcedId": self.students[seat].id},
            "score": score,
            "scoreStatus": "fully graded",
            "scoreDate": "2026-10-03",
        }
        return self._put(f"/results/m-{item}-{seat}", "result", good | more)

    def _put(self, path: str, name: str, fields: Mapping[str, object]) -> Http:
        body = {name: {key: held for key, held in fields.items() if held is not ...}}
        return Http(self.manners.name, "PUT", self.manners.gradebook + path, body, self.headers)

    def line(self, item: str = "l-1", **more: object) -> Line:
        """A line item that was kept before."""
        self.put_line(item, **more).done(self.school)
        return self.roster.lines[item]

    def mark(self, score: object = 8, seat: int = 0, item: str = "l-1") -> Mark:
        """A result that was kept before."""
        self.put_mark(score, seat, item).done(self.school)
        return self.roster.marks[f"m-{item}-{seat}"]
