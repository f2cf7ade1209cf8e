"""A signed-in caller of any simulated district, and bodies that it takes."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from passback.sandbox.oneroster.app import describe
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.state.oneroster import Line, Person, Roster
from passback.sandbox.state.school import School

DUE = "2026-10-02T00:00:00.000Z"
ASSIGNED = "2026-09-28T00:00:00.000Z"


@dataclass
class Door:
    """One district's SIS: `call` is signed in; `line`, `mark` and `category` build bodies of its class."""

    school: School
    manners: Manners
    anyone: Any
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def roster(self) -> Roster:
        return self.school.rosters[self.manners.name]

    @property
    def klass(self) -> str:
        return next(iter(self.roster.classes))

    @property
    def students(self) -> list[Person]:
        return self.roster.people_of(self.klass, "student")

    def call(self, method: str, path: str, body: object = None, **more: str) -> Any:  # noqa: ANN401 - an answer
        rostering = re.split(r"[/?]", path)[1] in _ROSTERING and not any(
            f"/{part}" in path for part in ("lineItems", "results", "categories", "scoreScales", "lineitems")
        )
        base = self.manners.rostering if rostering else self.manners.gradebook
        return self.anyone(method, base + path, body, **self.headers, **more)

    def get(self, path: str) -> Any:  # noqa: ANN401 - its JSON
        answer = self.call("GET", path)
        assert answer.status == 200, answer.text
        return answer.json

    def category(self, title: str = "Homework") -> str:
        return next(row.id for row in self.roster.categories.values() if row.title == title)

    def line(self, **more: object) -> dict[str, object]:
        item: dict[str, object] = {
            "title": "Density worksheet",
            "assignDate": ASSIGNED,
            "dueDate": DUE,
            "class": {"sourcedId": self.klass},
            "category": {"sourcedId": self.category()},
            "resultValueMin": 0,
            "resultValueMax": 10,
        }
        return {"lineItem": {key: held for key, held in (item | more).items() if held is not ...}}

    def put_line(self, sourced_id: str = "l-1", **more: object) -> Any:  # noqa: ANN401 - an answer
        return self.call("PUT", f"/lineItems/{sourced_id}", self.line(**more))

    def put_mark(
        self, score: object, seat: int = 0, line: str = "l-1", mark: str | None = None, **more: object
    ) -> Any:  # noqa: ANN401 - an answer
        student = self.students[seat].id
        sent = {
            "lineItem": {"sourcedId": line},
            "student": {"sourcedId": student},
            "score": score,
            "scoreStatus": "fully graded",
            "scoreDate": "2026-10-03",
        }
        body = {"result": {key: held for key, held in (sent | more).items() if held is not ...}}
        return self.call("PUT", f"/results/{mark or f'm-{line}-{seat}'}", body)

    def kept(self, sourced_id: str = "l-1") -> Line:
        return self.roster.lines[sourced_id]


_ROSTERING = {"orgs", "schools", "terms", "gradingPeriods", "classes", "teachers", "students", "users"} | {
    "academicSessions",
    "enrollments",
}


@pytest.fixture
def door(school: School, caller: Callable[..., Any]) -> Callable[[Manners], Door]:
    """Signs in to a district as its entry of the first line says."""

    def come_in(manners: Manners) -> Door:
        system = manners.name.partition("/")[0]
        anyone, roster = caller(system), school.rosters[system]
        auth: Any = describe(manners, school, f"http://{system}.test", roster=roster)["auth"]
        pair = base64.b64encode(f"{auth['client_id']}:{auth['client_secret']}".encode()).decode()
        form = f"grant_type=client_credentials&scope={'%20'.join(auth['scopes'])}".encode()
        answer = anyone("POST", manners.token_path, form, authorization=f"Basic {pair}")
        headers = {"authorization": f"Bearer {answer.json['access_token']}", **auth["headers"]}
        if "set-cookie" in answer.headers:
            headers["cookie"] = answer.headers["set-cookie"].partition(";")[0]
        return Door(school, manners, anyone, headers)

    return come_in
