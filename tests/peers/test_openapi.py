"""The official 1.2 OpenAPI has nothing against what the generic 1.2 simulator answers."""

from copy import deepcopy
from json import dumps
from typing import Any

import pytest

from dialling import Said, dial, token_of
from official import Exchange, faults, is_there
from served import Served

KEY = "oneroster-1.2"
BOOK, PEOPLE = "/ims/oneroster/gradebook/v1p2", "/ims/oneroster/rostering/v1p2"
Json = dict[str, Any]

pytestmark = pytest.mark.skipif(
    not is_there(),
    reason="the official OneRoster 1.2 OpenAPI is not beside this repository (../shared/openapi)",
)


@pytest.fixture(scope="module")
def given(school: Served) -> Json:
    described: Any = school.described["sis"]
    return described[KEY]


class Judged:
    """Dials and keeps what the document has against each exchange."""

    def __init__(self, given: Json) -> None:
        self.given = given
        self.token = token_of(given)
        self.against: list[str] = []
        self.asked = 0

    def __call__(self, method: str, path: str, body: Json | None = None) -> Said:
        said = dial(self.given, self.token, method, path, body)
        sent = b"" if body is None else dumps(body).encode()
        url = self.given["url"] + path
        self.against += faults(Exchange(method, url, sent, said.status, said.headers, said.body))
        self.asked += 1
        return said


@pytest.fixture
def ask(given: Json) -> Judged:
    return Judged(given)


def rows(said: Said) -> list[Json]:
    assert said.status == 200, said
    (held,) = said.json.values()
    assert isinstance(held, list)
    return held


READS = {
    PEOPLE: (
        *("orgs", "schools", "academicSessions", "terms", "gradingPeriods"),
        *("classes", "students", "teachers", "users", "enrollments"),
    ),
    BOOK: ("categories", "lineItems", "results", "scoreScales"),
}


@pytest.mark.parametrize(("base", "name"), [(base, name) for base, names in READS.items() for name in names])
def test_a_collection_and_each_of_its_rows_are_as_the_document_says(
    ask: Judged, base: str, name: str
) -> None:
    listed = ask("GET", f"{base}/{name}?limit=3&offset=0")

    for row in rows(listed):
        assert ask("GET", f"{base}/{name}/{row['sourcedId']}").status == 200
    assert ask.against == []
    assert listed.json[next(iter(listed.json))] or name in {"results", "lineItems", "scoreScales"}


def test_the_lists_of_a_class_are_as_the_document_says(ask: Judged, given: Json) -> None:
    klass = given["classes"][0]

    for path in (f"{PEOPLE}/classes/{klass}/students", f"{PEOPLE}/classes/{klass}/teachers"):
        assert rows(ask("GET", path))
    for name in ("lineItems", "results", "categories"):
        rows(ask("GET", f"{BOOK}/classes/{klass}/{name}"))
    assert ask.against == []


def reference(given: Json, base: str, place: str, sourced_id: str, kind: str) -> Json:
    return {"href": f"{given['url']}{base}/{place}/{sourced_id}", "sourcedId": sourced_id, "type": kind}


def an_item(ask: Judged, given: Json) -> Json:
    klass = given["classes"][0]
    category = rows(ask("GET", f"{BOOK}/classes/{klass}/categories"))[0]["sourcedId"]
    school = ask("GET", f"{PEOPLE}/classes/{klass}").json["class"]["school"]
    return {
        "sourcedId": "official-item",
        "status": "active",
        "dateLastModified": "2026-09-01T00:00:00.000Z",
        "title": "Quiz of the document",
        "assignDate": "2026-09-14T00:00:00.000Z",
        "dueDate": "2026-09-18T00:00:00.000Z",
        "class": reference(given, PEOPLE, "classes", klass, "class"),
        "school": school,
        "category": reference(given, BOOK, "categories", category, "category"),
        "resultValueMin": 0,
        "resultValueMax": 10,
    }


def a_result(ask: Judged, given: Json, **more: object) -> Json:
    student = rows(ask("GET", f"{PEOPLE}/classes/{given['classes'][0]}/students"))[0]["sourcedId"]
    return {
        "sourcedId": "official-result",
        "status": "active",
        "dateLastModified": "2026-09-18T00:00:00.000Z",
        "lineItem": reference(given, BOOK, "lineItems", "official-item", "lineItem"),
        "student": reference(given, PEOPLE, "users", student, "user"),
        "scoreStatus": "fully graded",
        "scoreDate": "2026-09-18",
        "score": 8.5,
        **more,
    }


def test_puts_reads_deletes_and_refusals_are_as_the_document_says(ask: Judged, given: Json) -> None:
    item, item_path = an_item(ask, given), f"{BOOK}/lineItems/official-item"
    result, result_path = a_result(ask, given, late="true"), f"{BOOK}/results/official-result"

    made = [ask("PUT", item_path, {"lineItem": item}).status for _ in range(2)]
    made += [ask("PUT", result_path, {"result": result}).status for _ in range(2)]

    assert set(made) == {201}
    assert ask("GET", item_path).json["lineItem"]["title"] == "Quiz of the document"
    assert ask("GET", result_path).json["result"]["late"] == "true"
    assert rows(ask("GET", f"{BOOK}/classes/{given['classes'][0]}/lineItems/official-item/results"))
    assert ask("GET", f"{BOOK}/lineItems/not-there").status == 404
    assert ask("DELETE", result_path).status == 204
    assert ask("DELETE", item_path).status == 204
    assert ask("GET", item_path).status == 404
    assert ask.against == []


def test_a_bulk_post_is_as_the_document_says(ask: Judged, given: Json) -> None:
    item = an_item(ask, given)

    said = ask("POST", f"{BOOK}/classes/{given['classes'][0]}/lineItems", {"lineItems": [item]})

    assert said.status == 201
    assert [pair["suppliedSourcedId"] for pair in said.json["sourcedIdPairs"]] == ["official-item"]
    assert ask.against == []


@pytest.mark.parametrize("field", ["dateLastModified", "title", "category"])
def test_the_judge_sees_what_is_missing(ask: Judged, given: Json, field: str) -> None:
    """Planted: were it blind, the tests above would say nothing."""
    item = deepcopy(an_item(ask, given))
    del item[field]

    ask("PUT", f"{BOOK}/lineItems/official-item", {"lineItem": item})

    assert any(field in told for told in ask.against)


def test_the_judge_sees_a_boolean_where_the_document_has_a_text(ask: Judged, given: Json) -> None:
    body = {"result": a_result(ask, given, late=True)}

    ask("PUT", f"{BOOK}/results/official-result", body)

    assert any("request" in told for told in ask.against)
