"""The simulated PowerSchool: sign-in and what it shows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from passback.sandbox.school import School

Ask = Callable[..., Any]
STUDENT = 81001


def test_a_token_comes_for_basic_credentials_and_says_its_life_as_text(
    school: School, powerschool: Ask
) -> None:
    address = "http://p/oauth/access_token/"
    basic = {"authorization": "Basic cGFzc2JhY2stcG93ZXJzY2hvb2w6cHJhY3RpY2UtcG93ZXJzY2hvb2wtc2VjcmV0"}
    answer = powerschool("POST", address, b"grant_type=client_credentials", **basic)
    assert answer.json["expires_in"] == "2592000"
    assert powerschool("POST", address, b"", **basic).status == 400
    assert (
        powerschool("POST", address, b"grant_type=client_credentials", authorization="Basic eDp5").status
        == 401
    )
    assert powerschool("GET", "/ws/v1/metadata").status == 200
    powerschool.at += timedelta(days=30)
    assert powerschool("GET", "/ws/v1/metadata").status == 401


def test_a_table_answers_text_under_its_name_and_no_record_where_there_is_none(powerschool: Ask) -> None:
    table = "/ws/schema/table/sections?projection=dcid,id,termid"
    (row,) = powerschool("GET", f"{table}&q=id==14501;schoolid==310").json["record"]
    assert row == {"id": 85001, "tables": {"sections": {"dcid": "85001", "id": "14501", "termid": "3601"}}}
    none = powerschool("GET", f"{table}&q=id==14501;schoolid==1").json
    assert none["name"] == "sections"
    assert "record" not in none


def test_every_object_has_a_random_key_that_the_same_school_repeats(school: School, powerschool: Ask) -> None:
    noise = {powerschool("GET", f"/ws/v1/school/310?{n}=1").json["$breach_mitigation"] for n in range(3)}
    assert len(noise) == 3
    again = {powerschool("GET", f"/ws/v1/school/310?{n}=1").json["$breach_mitigation"] for n in range(3)}
    assert noise == again


@pytest.mark.parametrize("query", ["projection=id,grade", "q=teacher==1"])
def test_a_column_that_was_not_granted_is_named_in_a_403(powerschool: Ask, query: str) -> None:
    answer = powerschool("GET", f"/ws/schema/table/sections?{query}")
    assert answer.status == 403
    assert answer.json["message"].startswith("No access to field sections.")


def test_ids_are_joined_from_teacher_to_section_by_the_tables(school: School, powerschool: Ask) -> None:
    def rows(table: str, query: str) -> list[dict[str, str]]:
        return [
            row["tables"][table]
            for row in powerschool("GET", f"/ws/schema/table/{table}?q={query}").json["record"]
        ]

    teacher = next(iter(school.powerschool.teachers.values()))
    (user,) = rows("users", f"email_addr=={teacher.email}")
    (staff,) = rows("schoolstaff", f"users_dcid=={user['dcid']}")
    sections = {row["sectionid"] for row in rows("sectionteacher", f"teacherid=={staff['id']}")}
    assert sections == {"14501", "14504"}
    (term,) = rows("terms", "id==3601")
    assert term["firstday"] == "2026-09-14"
    assert term["yearid"] == "36"


def test_pages_have_at_most_100_rows(school: School, powerschool: Ask) -> None:
    student = school.powerschool.students[STUDENT]
    for number in range(100):
        school.powerschool.students[number] = type(student)(number, str(number), "A", "B")
    page = "/ws/v1/school/310/student?pagesize=1000&page={}"
    first, second = (powerschool("GET", page.format(n)).json["students"]["student"] for n in (1, 2))
    assert (len(first), len(second)) == (100, len(school.powerschool.students) - 100)
    assert "student" not in powerschool("GET", page.format(9)).json["students"]


def test_a_list_of_one_stands_without_its_list(school: School, powerschool: Ask) -> None:
    address = "/ws/v1/section/85001/section_enrollment"
    held = powerschool("GET", address).json["section_enrollments"]["section_enrollment"]
    assert len(held) == 15
    school.powerschool.enrollments = school.powerschool.enrollments[:1]
    alone = powerschool("GET", address).json["section_enrollments"]["section_enrollment"]
    assert alone == held[0]
    assert isinstance(
        powerschool("GET", "/ws/v1/school/310/student?pagesize=1").json["students"]["student"], dict
    )


def test_a_students_number_is_local_id_and_the_id_is_another(school: School, powerschool: Ask) -> None:
    row = powerschool("GET", "/ws/v1/school/310/student?pagesize=2").json["students"]["student"][0]
    assert row["id"] == STUDENT
    assert str(row["local_id"]) == school.powerschool.students[STUDENT].number
    assert str(row["local_id"]) in {user.sis_id for user in school.canvas.users.values()}


def test_whoever_left_is_marked_as_dropped(powerschool: Ask) -> None:
    rows = powerschool("GET", "/ws/v1/section/85001/section_enrollment").json["section_enrollments"][
        "section_enrollment"
    ]
    assert [row["dropped"] for row in rows].count(True) == 1


def test_categories_need_teacher_and_year_and_are_a_bare_array(powerschool: Ask) -> None:
    rows = powerschool("GET", "/ws/xte/teacher_category?users_dcid=611&year_id=36").json
    assert [row["name"] for row in rows] == ["Homework", "Labs", "Exams"]
    assert powerschool("GET", "/ws/xte/teacher_category?users_dcid=611").status == 400
    assert powerschool("GET", "/ws/xte/teacher_category?users_dcid=611&year_id=35").json == []


def test_the_assignments_of_a_section_are_shown_as_its_teacher(school: School, powerschool: Ask) -> None:
    held = next(s for s in school.powerschool.sections.values() if s.id == 14612)
    address = f"/ws/xte/section/assignment/?section_ids={held.dcid}&users_dcid="
    (row,) = powerschool("GET", f"{address}612").json
    assert row["_assignmentsections"][0]["name"] == "Personal narrative"
    assert powerschool("GET", f"{address}611").status == 403
