"""The simulated Aspen: what it shows, what it refuses and for which value of its state."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from passback.sandbox.school import School

Ask = Callable[..., Any]
Build = Callable[..., dict[str, Any]]

CLASS = "BMS-SCI8-01"


def _student(school: School, class_id: str = CLASS, at: int = 0) -> str:
    return school.aspen.classes[class_id].students[at]


@pytest.fixture
def kept(aspen: Ask, line_item: Build) -> str:
    """A line item that is already there."""
    assert aspen("PUT", "/lineItems/li", line_item()).status == 201
    return "li"


def test_a_token_comes_for_id_and_secret_in_the_form_and_ends_after_its_hour(
    school: School, aspen: Ask
) -> None:
    wrong = aspen("POST", "http://a/oauth/rest/v2.0/auth", b"client_id=passback-aspen&client_secret=x")
    assert wrong.status == 401
    assert aspen("GET", "/terms").status == 200
    aspen.at += timedelta(seconds=3600)
    assert aspen("GET", "/terms").status == 401
    aspen.at -= timedelta(seconds=3600)
    aspen.headers["authorization"] += "0"
    assert aspen("GET", "/terms").status == 401


def test_a_path_that_is_no_route_ends_in_resteasys_words(aspen: Ask) -> None:
    answer = aspen("GET", "http://school.test/v1p1/lineItems?limit=200")
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/plain"
    assert answer.text == (
        "RESTEASY003210: Could not find resource for full path: http://school.test/v1p1/lineItems?limit=200"
    )


def test_categories_are_the_whole_districts_unless_a_filter_names_the_class(
    school: School, aspen: Ask
) -> None:
    every = aspen("GET", "/categories").json["categories"]
    assert len(every) == len(school.aspen.categories)
    bare = aspen("GET", f"/categories?filter=metadata.classId={CLASS}").json["categories"]
    quoted = aspen("GET", f"/categories?filter=metadata.classId='{CLASS}'").json["categories"]
    assert bare == quoted
    assert {row["title"] for row in bare} == {"Homework", "Classwork", "Tests"}
    assert {row["metadata"]["classId"] for row in bare} == {CLASS}
    assert aspen("GET", "/categories?filter=nonsense").status == 400


def test_a_category_shows_neither_its_scale_nor_its_rounding(school: School, aspen: Ask) -> None:
    shown = aspen("GET", "/categories").json["categories"]
    assert {key for row in shown for key in row} == {
        "sourcedId",
        "status",
        "dateLastModified",
        "title",
        "metadata",
    }


def test_lists_are_paged_by_limit_and_offset_and_count_all(aspen: Ask) -> None:
    first = aspen("GET", f"/classes/{CLASS}/students?limit=5")
    rest = aspen("GET", f"/classes/{CLASS}/students?limit=100&offset=5")
    assert first.headers["x-total-count"] == rest.headers["x-total-count"] == "22"
    ids = [row["sourcedId"] for row in first.json["users"] + rest.json["users"]]
    assert len(first.json["users"]) == 5
    assert len(set(ids)) == 22


def test_a_list_without_a_limit_has_100_rows(school: School, aspen: Ask, kept: str, result: Build) -> None:
    person = school.aspen.people[_student(school)]
    for number in range(120):
        extra = f"S{number}"
        school.aspen.people[extra] = type(person)(extra, extra, "A", "B", "")
        school.aspen.classes[CLASS].students.append(extra)
    assert len(aspen("GET", f"/classes/{CLASS}/students").json["users"]) == 100


def test_a_student_has_a_guid_and_the_districts_number_as_identifier(school: School, aspen: Ask) -> None:
    row = aspen("GET", f"/classes/{CLASS}/students").json["users"][0]
    numbers = {user.sis_id for user in school.canvas.users.values()}
    assert row["identifier"] in numbers
    assert row["sourcedId"] not in numbers


def test_a_teacher_is_found_by_an_unquoted_email_and_leads_to_the_classes(school: School, aspen: Ask) -> None:
    teacher = school.aspen.people[school.aspen.classes[CLASS].teachers[0]]
    (row,) = aspen("GET", f"/teachers?filter=email={teacher.email}").json["users"]
    classes = aspen("GET", f"/teachers/{row['sourcedId']}/classes").json["classes"]
    assert {held["sourcedId"] for held in classes} == {CLASS, "BMS-ALG1-02", "BMS-ALG1-05"}


def test_a_line_item_is_new_with_201_replaced_with_200_and_echoed(aspen: Ask, line_item: Build) -> None:
    assert aspen("PUT", "/lineItems/mine", line_item()).status == 201
    again = aspen("PUT", "/lineItems/mine", line_item(title="Density", dueDate="2026-09-19"))
    assert again.status == 200
    held = again.json["lineItem"]
    assert (held["sourcedId"], held["title"]) == ("mine", "Density")
    assert held["dueDate"] == "2026-09-19T00:00:00.000Z"
    assert held["class"] == {
        "href": f"http://school.test/ims/oneroster/v1p1/classes/{CLASS}",
        "sourcedId": CLASS,
        "type": "class",
    }
    assert aspen("GET", "/lineItems/mine").json["lineItem"]["title"] == "Density"
    assert [row["sourcedId"] for row in aspen("GET", f"/classes/{CLASS}/lineItems").json["lineItems"]] == [
        "mine"
    ]


def test_a_category_without_a_grade_scale_takes_no_line_item(
    school: School, aspen: Ask, line_item: Build
) -> None:
    item = line_item("BMS-ALG1-02", "Quizzes")
    refused = aspen("PUT", "/lineItems/quiz", item)
    assert (refused.status, refused.headers["content-type"]) == (400, "text/plain")
    assert refused.text == "Given GradebookColumnType does not have a default GradeScale"
    assert not school.aspen.columns
    school.aspen.categories[item["lineItem"]["category"]["sourcedId"]].scale = True
    assert aspen("PUT", "/lineItems/quiz", item).status == 201


def test_a_category_of_another_class_takes_no_line_item(school: School, aspen: Ask, line_item: Build) -> None:
    item = line_item()
    item["lineItem"]["class"]["sourcedId"] = "BMS-ALG1-02"
    assert aspen("PUT", "/lineItems/x", item).status == 400
    school.aspen.categories[item["lineItem"]["category"]["sourcedId"]].klass = None
    assert aspen("PUT", "/lineItems/x", item).status == 201


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"title": ""}, 400),
        ({"dueDate": None}, 400),
        ({"dueDate": "2026-13-40"}, 400),
        ({"resultValueMax": "many"}, 400),
        ({"sourcedId": "other"}, 400),
        ({"class": {"sourcedId": "no"}}, 404),
        ({"category": {"sourcedId": "no"}}, 404),
        ({"resultValueMax": 0}, 201),
    ],
)
def test_a_line_item_that_lacks_something_is_refused_in_oneroster_words(
    aspen: Ask, line_item: Build, more: dict[str, object], status: int
) -> None:
    answer = aspen("PUT", "/lineItems/x", line_item(**more))
    assert answer.status == status
    assert status == 201 or answer.json["imsx_codeMajor"] == "failure"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"result": {}}', b'{"lineItem": 3}', b"\xff", b"[" * 9999]
)
def test_a_body_of_another_shape_is_refused(aspen: Ask, body: bytes) -> None:
    assert aspen("PUT", "/lineItems/x", body).status == 400


def test_a_result_needs_no_status_and_is_kept_as_sent(
    school: School, aspen: Ask, kept: str, result: Build
) -> None:
    student = _student(school)
    answer = aspen("PUT", "/results/r", result(kept, student, Decimal("33.333333")))
    assert answer.status == 201
    assert "scoreStatus" not in answer.json["result"]
    (held,) = aspen("GET", f"/classes/{CLASS}/lineItems/{kept}/results").json["results"]
    assert held["score"] == Decimal("33.333333")
    assert (held["lineItem"]["sourcedId"], held["student"]["sourcedId"]) == (kept, student)
    assert aspen("PUT", "/results/r", result(kept, student, 7, scoreStatus="exempt")).status == 200
    held = aspen("GET", "/results/r").json["result"]
    assert (held["score"], held["scoreStatus"]) == (7, "exempt")
    assert aspen("GET", f"/classes/{CLASS}/results").json["results"] == [held]


@pytest.mark.parametrize(
    ("score", "said"), [("A+", "A+"), (None, "null"), ("", ""), (True, "True"), ("NaN", "NaN")]
)
def test_a_score_that_is_no_number_does_not_fit_a_bigdecimal(
    school: School, aspen: Ask, kept: str, result: Build, score: object, said: str
) -> None:
    refused = aspen("PUT", "/results/r", result(kept, _student(school), score))
    assert refused.status == 400
    head = "com.follett.fss.vithar.core.ValidationException:"
    assert refused.text == f"{head} '{said}' is not a valid value for java.math.BigDecimal"
    assert not school.aspen.cells


def test_a_letter_is_a_number_only_by_the_grade_scale_of_its_column(
    school: School, aspen: Ask, kept: str, result: Build
) -> None:
    body = result(kept, _student(school), "B+")
    letters = school.aspen.categories[school.aspen.columns[kept].category].letters

    assert "'B+' is not a valid value" in aspen("PUT", "/results/r", body).text
    letters["B+"] = Decimal(88)
    assert aspen("PUT", "/results/r", body).json["result"]["score"] == 88
    assert school.aspen.cells["r"].score == 88


def test_a_number_beyond_any_gradebook_is_refused_without_being_written_out(
    school: School, aspen: Ask, kept: str
) -> None:
    body = b'{"result":{"lineItem":{"sourcedId":"li"},"student":{"sourcedId":"%s"},"score":1e999999}}'
    assert aspen("PUT", "/results/r", body % _student(school).encode()).status == 400


def test_a_second_result_of_a_student_under_another_id_is_refused(
    school: School, aspen: Ask, kept: str, result: Build
) -> None:
    body = result(kept, _student(school), 7)
    assert aspen("PUT", "/results/one", body).status == 201
    assert aspen("PUT", "/results/two", body).status == 400
    assert aspen("PUT", "/results/one", result(kept, _student(school, at=1), 7)).status == 400
    assert aspen("PUT", "/results/two", result(kept, _student(school, at=1), 7)).status == 201


def test_a_student_outside_the_class_gets_no_result(
    school: School, aspen: Ask, kept: str, result: Build
) -> None:
    outsider = next(p for p in school.aspen.people if p not in school.aspen.classes[CLASS].students)
    assert aspen("PUT", "/results/r", result(kept, outsider, 7)).status == 404
    school.aspen.classes[CLASS].students.append(outsider)
    assert aspen("PUT", "/results/r", result(kept, outsider, 7)).status == 201


def test_columns_of_whole_numbers_say_yes_and_keep_another_score(
    school: School, aspen: Ask, line_item: Build, result: Build
) -> None:
    class_id = "BMS-HIST8-03"
    item = line_item(class_id, "Participation")
    aspen("PUT", "/lineItems/seminar", item)
    body = result("seminar", _student(school, class_id), Decimal("8.5"))
    answer = aspen("PUT", "/results/r", body)
    assert (answer.status, answer.json["result"]["score"]) == (201, Decimal("8.5"))
    assert aspen("GET", "/results/r").json["result"]["score"] == 9
    school.aspen.categories[item["lineItem"]["category"]["sourcedId"]].whole = False
    aspen("PUT", "/results/r", body)
    assert aspen("GET", "/results/r").json["result"]["score"] == Decimal("8.5")


def test_a_comment_is_cut_at_100_characters(school: School, aspen: Ask, kept: str, result: Build) -> None:
    aspen("PUT", "/results/r", result(kept, _student(school), 7, comment="x" * 101))
    assert aspen("GET", "/results/r").json["result"]["comment"] == "x" * 100


def test_what_is_deleted_is_gone_with_its_results(
    school: School, aspen: Ask, kept: str, result: Build
) -> None:
    aspen("PUT", "/results/r", result(kept, _student(school), 7))
    aspen("PUT", "/results/s", result(kept, _student(school, at=1), 7))
    assert aspen("DELETE", "/results/r").status == 204
    assert aspen("GET", "/results/r").status == 404
    assert aspen("DELETE", f"/lineItems/{kept}").status == 204
    assert aspen("GET", f"/lineItems/{kept}").status == 404
    assert aspen("GET", "/results/s").status == 404
    assert aspen("DELETE", f"/lineItems/{kept}").status == 404


def test_writes_are_counted_by_what_they_are_about(
    school: School, aspen: Ask, kept: str, result: Build
) -> None:
    student = _student(school)
    aspen("PUT", "/results/r", result(kept, student, 7))
    aspen("PUT", "/results/r", result(kept, student, 8))
    aspen("PUT", "/results/r", result(kept, student, "x"))
    number = school.aspen.people[student].number
    assert school.writes == {
        f"aspen/line-item/{CLASS}/Density worksheet": 1,
        f"aspen/score/{CLASS}/Density worksheet/{number}": 2,
    }


def test_a_grading_period_holds_its_first_and_last_day(school: School, aspen: Ask, line_item: Build) -> None:
    quarter = school.aspen.periods[1]
    for day in (quarter.first, quarter.last):
        shown = aspen("PUT", "/lineItems/x", line_item(dueDate=day.isoformat())).json["lineItem"]
        assert shown["gradingPeriod"]["sourcedId"] == quarter.id
    late = aspen("PUT", "/lineItems/x", line_item(dueDate=(quarter.last + timedelta(days=1)).isoformat()))
    assert "gradingPeriod" not in late.json["lineItem"]
    sessions = aspen("GET", "/gradingPeriods").json["academicSessions"]
    assert [row["title"] for row in sessions] == ["Quarter 1", "Quarter 2"]
    assert aspen("GET", "/terms").json["academicSessions"][0]["endDate"] == quarter.last.isoformat()
