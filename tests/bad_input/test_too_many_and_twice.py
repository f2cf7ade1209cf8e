"""Ten thousand categories, and the same name or id twice: read whole, and what is doubtful is not sent."""

from collections import Counter
from dataclasses import replace
from json import dumps, loads
from typing import Any

from passback.core.ports import Request, Response
from passback.core.problem import Problem, State
from tampering import Rule, at, edited
from yesterday import Day, Yesterday

SECTION, CLASS = "4102", "/classes/BMS-ALG1-02"


def in_sis(day: Day) -> Counter[str | None]:
    return Counter(line.subject.section for line in day.report.lines if line.state is State.IN_SIS)


def with_categories(more: int, title: str) -> Rule:
    """So many categories behind those that are there, a page of them at a time."""

    def rule(request: Request, answer: Response) -> Response | None:
        query = dict(request.query)
        if not request.url.endswith("/categories") or answer.status != 200:
            return None
        offset, limit = int(query.get("offset", 0)), int(query.get("limit", 100))
        true = loads(answer.body)["categories"] if offset == 0 else []
        row = {"status": "active", "dateLastModified": "2026-09-01T00:00:00.000Z"}
        made = [
            row | {"sourcedId": f"zz-{n}", "title": title.format(n)}
            for n in range(offset, min(offset + limit, more))
        ]
        headers = {k: v for k, v in answer.headers.items() if k not in {"link", "x-total-count"}}
        return replace(answer, body=dumps({"categories": true + made}).encode(), headers=headers)

    return rule


def test_ten_thousand_categories_are_read_and_the_right_one_is_found(aspen: Yesterday) -> None:
    science = ("3101",)  # one class, for each is told all of them

    day = aspen.then(with_categories(10_000, "Category {}"), courses=science)

    assert day.spoiled >= 100
    usual = aspen.then(courses=science)
    assert sum(in_sis(usual).values()) > 30
    assert in_sis(day) == in_sis(usual)
    assert day.report.states == usual.report.states


def test_of_two_categories_of_one_name_every_run_takes_the_same(aspen: Yesterday, healthy: Day) -> None:
    def double(found: Any) -> Any:  # noqa: ANN401 - JSON
        rows = found["categories"]
        return {"categories": [row | {"sourcedId": f"zz-{row['sourcedId']}"} for row in rows] + rows}

    first, second = (aspen.then(at("/categories", edited(double))) for _ in range(2))

    assert first.spoiled
    assert in_sis(first) == in_sis(second) == in_sis(healthy)
    puts = [[call for call in day.practice.trace if call.startswith("PUT")] for day in (first, second)]
    assert puts[0] == puts[1]
    assert not any("zz-" in call for call in puts[0])


def test_two_students_of_one_id_are_named_and_neither_is_sent(aspen: Yesterday, healthy: Day) -> None:
    def double(found: Any) -> Any:  # noqa: ANN401 - JSON
        users = found["users"]
        users[1]["identifier"] = users[0]["identifier"]
        return found

    day = aspen.then(at(f"{CLASS}/students", edited(double)))

    found = day.warned(Problem.STUDENT_SIS_ID_INVALID)
    assert {finding.subject.section for finding in found.findings} == {SECTION}
    assert in_sis(day)[SECTION] < in_sis(healthy)[SECTION]
    assert {k: n for k, n in in_sis(day).items() if k != SECTION} == {
        k: n for k, n in in_sis(healthy).items() if k != SECTION
    }
