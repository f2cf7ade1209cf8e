"""The simulated Canvas: sign-in, pages, courses, enrollments, assignments."""

from collections.abc import Callable
from typing import Any

import pytest

from passback.sandbox.school import School
from passback.sandbox.state.canvas import AssignmentRow, CanvasCourse, Token

Ask = Callable[..., Any]

COURSES = "/accounts/1/courses"


def _course(school: School, name: str) -> CanvasCourse:
    return next(row for row in school.canvas.courses.values() if row.name == name)


def _assignment(school: School, name: str) -> AssignmentRow:
    return next(row for row in school.canvas.assignments.values() if row.name == name)


def _token(school: School) -> Token:
    return next(iter(school.canvas.tokens.values()))


def _shown(canvas: Ask, row: AssignmentRow, query: str = "") -> dict[str, Any]:
    return canvas("GET", f"/courses/{row.course}/assignments/{row.id}?{query}").json


# ---- sign-in -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Basic abc"])
def test_a_bad_token_is_a_401_with_www_authenticate(canvas: Ask, header: str) -> None:
    answer = canvas("GET", "/users/self", authorization=header)
    assert answer.status == 401
    assert "www-authenticate" in answer.headers
    assert answer.json == {"errors": [{"message": "Invalid access token."}]}


@pytest.mark.parametrize(
    ("permission", "address"),
    [("view_all_grades", "/courses/3101/students/submissions"), ("read_roster", "/courses/3101/enrollments")],
)
def test_a_missing_permission_is_a_401_without_www_authenticate(
    school: School, canvas: Ask, permission: str, address: str
) -> None:
    assert canvas("GET", address).status == 200
    _token(school).permissions.remove(permission)
    answer = canvas("GET", address)
    assert answer.status == 401
    assert "www-authenticate" not in answer.headers
    assert answer.json["status"] == "unauthorized"


def test_a_token_of_a_sub_account_sees_no_course_of_another(school: School, canvas: Ask) -> None:
    english = _course(school, "English 10").id
    assert canvas("GET", f"/courses/{english}").status == 200
    _token(school).account = 10
    assert canvas("GET", f"/courses/{english}").status == 401
    assert canvas("GET", "/accounts/20/courses").status == 401
    assert canvas("GET", "/accounts/10/courses").status == 200


def test_every_answer_says_what_it_cost_but_the_throttled_one(school: School, canvas: Ask) -> None:
    assert "x-request-cost" in canvas("GET", "/users/self").headers
    school.canvas.throttled.add(2)
    full = canvas("GET", "/users/self")
    assert (full.status, full.headers["x-rate-limit-remaining"]) == (403, "0.0")
    assert full.headers["content-type"].startswith("text/plain")
    assert full.text == "403 Forbidden (Rate Limit Exceeded)"
    assert "x-request-cost" not in full.headers
    assert canvas("GET", "/users/self").status == 200


@pytest.mark.parametrize(
    "address", ["/nothing", "/courses/1", "/courses/x", "/accounts/999", "/courses/3101/assignments/7"]
)
def test_what_is_not_there_is_a_404_in_canvas_words(canvas: Ask, address: str) -> None:
    answer = canvas("GET", address)
    assert answer.status == 404
    assert answer.json == {"errors": [{"message": "The specified resource does not exist."}]}


def test_a_deleted_course_is_not_there(school: School, canvas: Ask) -> None:
    _course(school, "Geometry").state = "deleted"
    assert canvas("GET", f"/courses/{_course(school, 'Geometry').id}").status == 404


# ---- pages -------------------------------------------------------------------------------------------


def test_a_page_has_10_rows_and_an_opaque_address_of_the_next(canvas: Ask) -> None:
    answer = canvas("GET", "/courses/3101/enrollments")
    assert len(answer.json) == 10
    assert "page=bookmark%3A" in answer.headers["link"]
    assert canvas("GET", "/courses/3101/enrollments?page=2").status == 400
    rows = canvas.all("/courses/3101/enrollments")
    assert len({row["id"] for row in rows}) == len(rows) == 23


def test_a_page_has_at_most_100_rows_whatever_is_asked(school: School, canvas: Ask) -> None:
    row = next(iter(school.canvas.enrollments.values()))
    for number in range(150):
        school.canvas.enrollments[number] = type(row)(**(vars(row) | {"id": number}))
    assert len(canvas("GET", f"/courses/{row.course}/enrollments?per_page=500").json) == 100


def test_the_next_page_keeps_the_question(canvas: Ask) -> None:
    rows = canvas.all(
        "/courses/3101/enrollments?type[]=TeacherEnrollment&type[]=StudentEnrollment&per_page=7"
    )
    assert {row["type"] for row in rows} == {"TeacherEnrollment", "StudentEnrollment"}
    assert len(rows) == 23


# ---- courses, sections, enrollments ------------------------------------------------------------------


def test_an_account_lists_the_courses_of_the_accounts_below_it(school: School, canvas: Ask) -> None:
    names = {row["name"] for row in canvas.all("/accounts/10/courses")}
    assert names == {"Physical Science 8", "Algebra 1", "World History", "World History Honors"}
    assert [row["name"] for row in canvas.all("/accounts/11/courses")] == ["Physical Science 8"]
    published = {row["name"] for row in canvas.all("/accounts/10/courses?published=true")}
    assert published == names - {"World History Honors"}


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("/courses/3101", {"sis_course_id", "integration_id"}),
        ("/sections/4101", {"sis_section_id", "integration_id", "sis_course_id"}),
        ("/courses/3101/assignments/61001", {"sis_assignment_id", "integration_id", "integration_data"}),
    ],
)
def test_sis_ids_are_shown_only_to_those_who_may_read_them(
    school: School, canvas: Ask, address: str, keys: set[str]
) -> None:
    assert keys <= canvas("GET", address).json.keys()
    _token(school).permissions.remove("read_sis")
    assert not keys & canvas("GET", address).json.keys()


def test_enrollments_without_read_sis_have_no_sis_ids_and_cannot_be_filtered_by_them(
    school: School, canvas: Ask
) -> None:
    row = canvas("GET", "/courses/3101/enrollments?type[]=StudentEnrollment&per_page=1").json[0]
    assert canvas.all(f"/courses/3101/enrollments?sis_user_id[]={row['sis_user_id']}") == [row]
    _token(school).permissions.remove("read_sis")
    bare = canvas("GET", "/courses/3101/enrollments?type[]=StudentEnrollment&per_page=1").json[0]
    assert not {"sis_user_id", "sis_section_id"} & bare.keys()
    assert canvas("GET", "/courses/3101/enrollments?sis_user_id[]=1").status == 400


def test_a_course_is_found_by_its_sis_id_with_read_sis(school: School, canvas: Ask) -> None:
    assert canvas("GET", "/courses/sis_course_id:BMS-SCI8").json["id"] == 3101
    _token(school).permissions.remove("read_sis")
    assert canvas("GET", "/courses/sis_course_id:BMS-SCI8").status == 404


def test_a_cross_listed_section_names_the_course_it_came_from(school: School, canvas: Ask) -> None:
    rows = canvas.all(f"/courses/{_course(school, 'World History').id}/sections")
    origins = {row["sis_section_id"]: row["nonxlist_course_id"] for row in rows}
    assert origins == {"BMS-HIST8-03": None, "BMS-HIST8H-06": _course(school, "World History Honors").id}


def test_a_section_made_by_hand_has_no_sis_id(school: School, canvas: Ask) -> None:
    rows = canvas.all(f"/courses/{_course(school, 'Biology').id}/sections")
    assert [row["name"] for row in rows if row["sis_section_id"] is None] == ["Lab makeup group"]


def test_the_test_student_is_enrolled_for_those_who_ask(canvas: Ask) -> None:
    assert "StudentViewEnrollment" not in {row["type"] for row in canvas.all("/courses/3101/enrollments")}
    (row,) = canvas.all("/courses/3101/enrollments?type[]=StudentViewEnrollment")
    assert row["sis_user_id"] is None


def test_concluded_enrollments_come_only_when_asked_for(school: School, canvas: Ask) -> None:
    address = f"/courses/{_course(school, 'Biology').id}/enrollments?type[]=StudentEnrollment"
    states = {row["enrollment_state"] for row in canvas.all(address)}
    assert states == {"active"}
    both = canvas.all(f"{address}&state[]=active&state[]=completed")
    assert [row["enrollment_state"] for row in both].count("completed") == 1


def test_a_student_in_two_sections_has_two_enrollments(school: School, canvas: Ask) -> None:
    rows = canvas.all(f"/courses/{_course(school, 'Algebra 1').id}/enrollments?type[]=StudentEnrollment")
    users = [row["user_id"] for row in rows]
    twice = {user for user in users if users.count(user) == 2}
    assert len(twice) == 1
    assert len({row["sis_section_id"] for row in rows if row["user_id"] in twice}) == 2


def test_a_section_lists_its_own_enrollments(school: School, canvas: Ask) -> None:
    rows = canvas.all("/sections/sis_section_id:BMS-ALG1-05/enrollments?type[]=StudentEnrollment")
    assert len(rows) == 14
    assert {row["sis_section_id"] for row in rows} == {"BMS-ALG1-05"}


def test_grading_periods_come_under_their_name_with_their_own_paging_note(canvas: Ask) -> None:
    held = canvas("GET", "/courses/3101/grading_periods").json
    assert [row["is_closed"] for row in held["grading_periods"]] == [False]
    assert "pagination" in held["meta"]


def test_a_course_shows_its_term_when_asked(canvas: Ask) -> None:
    assert "term" not in canvas("GET", "/courses/3101").json
    shown = canvas("GET", "/courses/3101?include[]=term").json
    assert (shown["time_zone"], shown["term"]["sis_term_id"]) == ("America/Chicago", "2026-S")


# ---- assignments -------------------------------------------------------------------------------------


def test_groups_carry_their_assignments_when_asked(canvas: Ask) -> None:
    assert "assignments" not in canvas("GET", "/courses/3101/assignment_groups").json[0]
    groups = canvas.all("/courses/3101/assignment_groups?include[]=assignments")
    names = {row["name"]: [held["name"] for held in row["assignments"]] for row in groups}
    assert names["Labs"] == ["Lab 1: Measuring density"]
    assert sum(map(len, names.values())) == 10


def test_fields_can_be_left_out_of_an_assignment(canvas: Ask) -> None:
    group = canvas(
        "GET", "/courses/3101/assignment_groups?include[]=assignments&exclude_response_fields[]=description"
    )
    assert "description" not in group.json[0]["assignments"][0]


def test_an_override_without_a_due_date_has_no_such_key_and_one_with_none_has_null(
    school: School, canvas: Ask
) -> None:
    unlock = _shown(canvas, _assignment(school, "Forces vocabulary"), "include[]=overrides")
    assert "due_at" not in unlock["overrides"][0]
    assert unlock["overrides"][0]["unlock_at"]
    none = _shown(canvas, _assignment(school, "Reading log 3: Rome"), "include[]=overrides")
    assert [row["due_at"] for row in none["overrides"]] == [None, None]
    assert none["due_at"] is None
    raw = _shown(canvas, _assignment(school, "Reading log 3: Rome"), "override_assignment_dates=false")
    assert raw["due_at"] is not None


def test_a_due_date_is_as_the_caller_sees_it_unless_the_raw_one_is_asked_for(
    school: School, canvas: Ask
) -> None:
    row = _assignment(school, "Word problems & applications")
    assert _shown(canvas, row, "override_assignment_dates=false")["due_at"] == row.due_at
    assert _shown(canvas, row)["due_at"] > row.due_at


def test_from_25_overrides_on_only_their_number_is_shown(school: School, canvas: Ask) -> None:
    row = _assignment(school, "Similarity")
    assert len(_shown(canvas, row, "include[]=all_dates")["all_dates"]) == 2
    override = next(o for o in school.canvas.overrides.values() if o.assignment == row.id)
    for number in range(24):
        school.canvas.overrides[number] = type(override)(**(vars(override) | {"id": number}))
    shown = _shown(canvas, row, "include[]=all_dates")
    assert "all_dates" not in shown
    assert shown["all_dates_count"] == 26
    assert len(canvas.all(f"/courses/{row.course}/assignments/{row.id}/overrides")) == 25


def test_the_accounts_sis_rules_are_shown_on_each_synced_assignment(school: School, canvas: Ask) -> None:
    row = _assignment(school, "Density worksheet")
    assert (_shown(canvas, row)["max_name_length"], _shown(canvas, row)["due_date_required"]) == (255, False)
    school.canvas.accounts[1].name_max, school.canvas.accounts[1].due_required = 30, True
    assert (_shown(canvas, row)["max_name_length"], _shown(canvas, row)["due_date_required"]) == (30, True)
    row.post_to_sis = False
    assert (_shown(canvas, row)["max_name_length"], _shown(canvas, row)["due_date_required"]) == (255, False)


# ---- changes -----------------------------------------------------------------------------------------


def test_sis_fields_are_dropped_in_silence_without_manage_sis(school: School, canvas: Ask) -> None:
    row = _assignment(school, "Density worksheet")
    address = f"/courses/{row.course}/assignments/{row.id}"
    body = {
        "assignment": {
            "name": "New",
            "sis_assignment_id": "S",
            "integration_id": "I",
            "integration_data": {"a": "b"},
        }
    }
    answer = canvas("PUT", address, body)
    assert answer.status == 200
    assert (row.name, row.sis_id, row.integration_id, row.integration_data) == ("New", None, None, {})
    _token(school).permissions.add("manage_sis")
    assert canvas("PUT", address, body).json["sis_assignment_id"] == "S"
    assert (row.integration_id, row.integration_data) == ("I", {"a": "b"})


def test_an_assignment_is_changed_only_by_those_who_may(school: School, canvas: Ask) -> None:
    row = _assignment(school, "Density worksheet")
    _token(school).permissions.remove("manage_assignments_edit")
    answer = canvas(
        "PUT", f"/courses/{row.course}/assignments/{row.id}", {"assignment": {"post_to_sis": False}}
    )
    assert answer.status == 401
    assert row.post_to_sis is True
    assert school.canvas_writes == {}


def test_an_assignment_takes_a_form_as_well_as_json(school: School, canvas: Ask) -> None:
    row = _assignment(school, "Density worksheet")
    form = b"assignment[post_to_sis]=false&assignment[points_possible]="
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert canvas("PUT", f"/courses/{row.course}/assignments/{row.id}", form, **kind).status == 200
    assert (row.post_to_sis, row.points) == (False, 0)
    assert school.canvas_writes == {f"canvas/assignment/{row.id}": 1}
    assert school.writes == {}


def test_a_due_date_given_to_an_assignment_for_overrides_makes_it_one_for_everyone(
    school: School, canvas: Ask
) -> None:
    row = _assignment(school, "Similarity")
    row.only_overrides = True
    address = f"/courses/{row.course}/assignments/{row.id}"
    canvas("PUT", address, {"assignment": {"name": "Similar"}})
    assert row.only_overrides is True
    canvas("PUT", address, {"assignment": {"due_at": "2026-11-01T00:00:00Z"}})
    assert row.only_overrides is False


def test_an_integration_key_replaces_on_assignments_and_merges_on_groups(school: School, canvas: Ask) -> None:
    _token(school).permissions.add("manage_sis")
    row = _assignment(school, "Density worksheet")
    row.integration_data = {"old": "1"}
    canvas(
        "PUT",
        f"/courses/{row.course}/assignments/{row.id}",
        {"assignment": {"integration_data": {"new": "2"}}},
    )
    assert row.integration_data == {"new": "2"}
    group = school.canvas.groups[row.group]
    group.integration_data = {"old": "1"}
    canvas("PUT", f"/courses/{row.course}/assignment_groups/{group.id}", {"integration_data": {"new": "2"}})
    assert group.integration_data == {"old": "1", "new": "2"}


def test_the_accounts_rules_refuse_a_long_name_and_a_missing_date(school: School, canvas: Ask) -> None:
    row = _assignment(school, "Density worksheet")
    address = f"/courses/{row.course}/assignments/{row.id}"
    long, undated = {"assignment": {"name": "x" * 31}}, {"assignment": {"due_at": None}}
    school.canvas.accounts[1].name_max, school.canvas.accounts[1].due_required = 30, True
    assert canvas("PUT", address, long).status == 400
    refused = canvas("PUT", address, undated)
    assert refused.json["errors"]["due_at"][0]["message"] == "cannot be blank when Post to Sis is checked"
    school.canvas.accounts[1].name_max, school.canvas.accounts[1].due_required = None, False
    assert canvas("PUT", address, long).status == 200
    assert canvas("PUT", address, undated).status == 200
