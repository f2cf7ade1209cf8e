# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""PowerSchool: ids that look like one that is not there, and the students whom an assignment is for alone."""

import asyncio
import json
from typing import Any

import pytest

from passback.connect.shape import Row
from passback.connect.sis import powerschool
from passback.connect.xte import read
from passback.core.gradebook import Missing
from passback.core.ports import Request, Response, SisSide
from passback.core.sis import Sis

T = "/ws/schema/table"


def table(*rows: dict[str, str]) -> dict[str, object]:
    return {"name": "sections", "record": [{"id": 1, "tables": {"sections": row}} for row in rows]}


@pytest.fixture
def sis(connection: Any, means: Any, script: Any) -> SisSide:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": "2591999"})
    return powerschool.connect(connection(Sis.POWERSCHOOL, "oauth2-basic"), means, "space")


@pytest.mark.parametrize("text", ["008501", "PS-8501", "2026-30-8501", "s8501"])
def test_a_section_whose_id_is_written_otherwise_is_missing_and_shown(
    sis: SisSide, script: Any, text: str
) -> None:
    def sections(request: Request) -> Response:
        row = {"dcid": "85001", "id": "8501", "termid": "3600", "schoolid": "30"}
        found = table(row) if dict(request.query)["q"] == "id==8501" else table()
        return Response(200, {}, json.dumps(found).encode(), "")

    script.on(f"GET {T}/sections", sections)
    assert asyncio.run(sis.read(text)) == Missing(text, ("8501",))
    assert len([one for one in script.requests if one.method == "GET"]) <= 3


def test_without_hints_a_missing_section_is_missing_all_the_same(
    sis: SisSide, script: Any, answer: Any
) -> None:
    script.on(f"GET {T}/sections", answer(500, b"{}"))
    assert asyncio.run(sis.read("PS-8501")) == Missing("PS-8501", ())


@pytest.mark.parametrize(
    ("listed", "those"),
    [
        ([{"studentsdcid": 81002}, {"studentsdcid": "81001"}], ("81001", "81002")),
        ([], ()),
        (None, ()),
        ([{"studentsdcid": 81002}, {"somebody": 81001}], ()),
    ],
)
def test_an_assignment_says_whom_it_is_for_alone_or_is_for_everyone(
    listed: object, those: tuple[str, ...]
) -> None:
    part = {
        "assignmentsectionid": 77001,
        "sectionsdcid": 6001,
        "name": "Unit 3 test",
        "duedate": "2026-09-28",
        "scoreentrypoints": 12,
        "_assignmentstudentassociations": listed,
    }
    whole = {"assignmentid": 900, "_assignmentsections": [part]}
    made = read.line_item(Row("assignment", whole), Row("section", part))
    assert made.students == those
