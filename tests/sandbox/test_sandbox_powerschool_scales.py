"""PowerSchool: grade scales of sections, the query that asks for them, and what a category fills in."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from passback.sandbox.sis.powerschool.queries import GRADE_SCALE
from passback.sandbox.state.school import School

Ask = Callable[..., Any]
Build = Callable[..., dict[str, Any]]
MAKE = "/ws/xte/section/assignment/?users_dcid=611"


def test_a_query_that_no_plugin_brought_is_not_found(school: School, powerschool: Ask) -> None:
    ask, other = f"/ws/schema/query/{GRADE_SCALE}", "/ws/schema/query/org.example.other"
    missing = powerschool("POST", ask, {"section_ids": [85001]})

    assert (missing.status, missing.json) == (404, {"message": f"Query '{GRADE_SCALE}' not found"})
    assert powerschool("POST", other, {}).json == {"message": "Query 'org.example.other' not found"}
    school.powerschool.queries.append(GRADE_SCALE)
    found = powerschool("POST", ask, {"section_ids": [85001, 9]})
    assert found.json["record"] == [{"dcid": 85001, "actual_score_grade_scale_dcid": 1}]
    assert "record" not in powerschool("POST", ask, {"section_ids": []}).json
    assert powerschool("POST", ask, b"[]").status == 400
    school.powerschool.queries.append("org.example.other")
    assert powerschool("POST", other, {"section_ids": [85001]}).status == 200


def test_a_grade_scale_that_is_not_the_sections_takes_no_score(
    school: School, powerschool: Ask, assignment: Build, score: Build
) -> None:
    made = powerschool("POST", MAKE, assignment())
    key = int(made.headers["location"].rpartition("/")[2])
    part = school.powerschool.assignments[key].rows[0]["assignmentsectionid"]
    student = next(row.student for row in school.powerschool.enrollments if row.section == 85001)

    def put(**more: object) -> Any:  # noqa: ANN401 - an answer
        rows = [score(part, student, "9", **more)]
        return powerschool("PUT", "/ws/xte/score?users_dcid=611", {"assignment_scores": rows})

    school.powerschool.sections[85001].scale = 57
    refused = put(actualscoregradescaledcid=1)
    said = "ActualScoreGradeScaleId 1 is not valid for Section with Id: 85001"
    assert (refused.status, refused.json) == (409, {"message": said, "errors": []})
    assert [put().status, put(actualscoregradescaledcid=57).status] == [200, 200]
    school.powerschool.sections[85001].scale = 1
    assert put(actualscoregradescaledcid=1).status == 200


def test_a_weight_that_is_not_sent_is_the_categorys(
    school: School, powerschool: Ask, assignment: Build
) -> None:
    sent = assignment()
    (part,) = sent["_assignmentsections"]
    del part["weight"]
    held = school.powerschool.categories[part["_assignmentcategoryassociations"][0]["teachercategoryid"]]

    held.weight = Decimal(2)
    refused = powerschool("POST", MAKE, sent)
    assert (refused.status, "(24)" in refused.json["message"]) == (409, True)
    held.weight = Decimal(1)
    made = powerschool("POST", MAKE, sent)
    row = powerschool("GET", made.headers["location"] + "?users_dcid=611").json["_assignmentsections"][0]
    assert (row["weight"], row["totalpointvalue"]) == (1, 12)
