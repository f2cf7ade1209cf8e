# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""What is sent to a 1.2 server fits the official OpenAPI document, where that is beside the repository."""

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from passback.connect.oneroster.dialect import Bulk, Period, Version
from passback.core.gradebook import Excused, LineItem, Score
from passback.core.ids import result_id

G = "/ims/oneroster/gradebook/v1p2"
R = "/ims/oneroster/rostering/v1p2"
SPACE = "6f1cf6f4-3f0f-4b8e-9d0e-0d3a3f6c2b51"
DOCUMENT = "shared/openapi/onerosterv1p2gradebookservice_openapi3_v1p0.json"
PATTERNS = {
    "date": r"\d{4}-\d\d-\d\d",
    "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
}
KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
}
ITEM = LineItem("li-1", "Quiz", "d", "c", date(2026, 9, 1), date(2026, 9, 15), Decimal("10.5"), counts=None)


@pytest.fixture(scope="module")
def document() -> Any:
    found = next((path for up in Path(__file__).parents if (path := up / DOCUMENT).is_file()), None)
    if found is None:
        pytest.skip(f"{DOCUMENT} is not beside this repository")
    return json.loads(found.read_text(encoding="utf-8"))


def faults(document: Any, schema: Any, held: Any, where: str) -> Iterator[str]:
    """What of a value does not fit: the part of JSON Schema that the document uses for these bodies."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        if all(list(faults(document, one, held, where)) for one in schema["anyOf"]):
            yield f"{where}: none of several"
        return
    kind = schema.get("type", "object")
    if not isinstance(held, KINDS[kind]) or isinstance(held, bool):
        yield f"{where}: no {kind}"
        return
    yield from text_faults(schema, held, where)
    if kind == "array":
        for number, one in enumerate(held):
            yield from faults(document, schema["items"], one, f"{where}[{number}]")
    if kind == "object":
        yield from object_faults(document, schema, held, where)


def text_faults(schema: Any, held: Any, where: str) -> Iterator[str]:
    if "enum" in schema and held not in schema["enum"]:
        yield f"{where}: {held} is not among {schema['enum']}"
    pattern = schema.get("pattern") or PATTERNS.get(schema.get("format", ""))
    if pattern and not re.fullmatch(pattern, held):
        yield f"{where}: {held} has another form"


def object_faults(document: Any, schema: Any, held: Any, where: str) -> Iterator[str]:
    known = schema.get("properties", {})
    yield from (f"{where}.{name}: is due" for name in schema.get("required", ()) if name not in held)
    for name, one in held.items():
        if name in known:
            yield from faults(document, known[name], one, f"{where}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{where}.{name}: is not known"


def of(document: Any, method: str, path: str, body: Any) -> list[str]:
    operation = document["paths"][path][method]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    return list(faults(document, schema, body, "body"))


@pytest.fixture
def school(script: Any) -> Any:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 3600})
    script.on(f"GET {R}/classes/CLS1", {"class": {"sourcedId": "CLS1", "school": {"sourcedId": "S1"}}})
    term = {"sourcedId": "Q1", "title": "Q", "startDate": "2026-08-20", "endDate": "2026-10-18"}
    script.on(f"GET {R}/gradingPeriods", {"academicSessions": [term]})
    script.on(f"GET {G}/classes/CLS1/lineItems/li-1/results", {"results": []})
    script.on(f"PUT {G}/lineItems/li-1", {})
    return script


@pytest.mark.parametrize("period", Period)
def test_a_line_item_fits(oneroster: Any, school: Any, document: Any, period: Period) -> None:
    asyncio.run(oneroster(Version.V1P2, period=period).save_line_item("CLS1", None, ITEM))
    (body,) = school.bodies(f"PUT {G}/lineItems/li-1")

    assert of(document, "put", "/lineItems/{sourcedId}", body) == []
    del body["lineItem"]["school"]
    body["lineItem"]["due"] = 1
    assert of(document, "put", "/lineItems/{sourcedId}", body) == [
        "body.lineItem.school: is due",
        "body.lineItem.due: is not known",
    ]


@pytest.mark.parametrize("mark", [Decimal("8.25"), Excused.EXCUSED, "A-"])
def test_a_result_fits(oneroster: Any, school: Any, document: Any, mark: Any) -> None:
    put = f"PUT {G}/results/{result_id(SPACE, 'li-1', 'stu-1')}"
    school.on(put, {})
    score = Score("stu-1", mark, "B", late=True, missing=False, comment="Well done")
    asyncio.run(oneroster(Version.V1P2).save_scores("CLS1", [("li-1", score)]))
    (body,) = school.bodies(put)

    assert of(document, "put", "/results/{sourcedId}", body) == []
    body["result"] |= {"late": True, "scoreStatus": "late"}
    assert len(of(document, "put", "/results/{sourcedId}", body)) == 2


def test_results_that_travel_together_fit(oneroster: Any, school: Any, document: Any) -> None:
    school.on(f"POST {G}/lineItems/li-1/results", {})
    scores = [
        ("li-1", Score(student, Decimal(7), None, late=False, missing=False, comment=""))
        for student in ("stu-1", "stu-2")
    ]
    asyncio.run(oneroster(Version.V1P2, bulk=Bulk.LINE_ITEM).save_scores("CLS1", scores))
    (body,) = school.bodies(f"POST {G}/lineItems/li-1/results")

    assert of(document, "post", "/lineItems/{lineItemSourcedId}/results", body) == []
    body["results"][1]["student"].pop("href")
    assert of(document, "post", "/lineItems/{lineItemSourcedId}/results", body) == [
        "body.results[1].student.href: is due"
    ]
