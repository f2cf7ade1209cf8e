"""Canvas's further habits, each planted at Willow Creek and told as the facts have it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from passback.sandbox.planting.habits import CLUBS, STATES, WILLOW
from passback.sandbox.school import School
from passback.sandbox.state.canvas import AssignmentRow, CanvasCourse

Ask = Callable[..., Any]


def course(school: School, name: str) -> CanvasCourse:
    return next(row for row in school.canvas.courses.values() if row.name == name)


def work(school: School, name: str) -> AssignmentRow:
    return next(row for row in school.canvas.assignments.values() if row.name == name)


def place(row: AssignmentRow) -> str:
    return f"/courses/{row.course}/assignments/{row.id}"


def shown(canvas: Ask, row: AssignmentRow, query: str = "") -> dict[str, Any]:
    return canvas("GET", f"{place(row)}?{query}").json


def allow(school: School, *permissions: str) -> None:
    next(iter(school.canvas.tokens.values())).permissions.update(permissions)


# ---- enrollments -------------------------------------------------------------------------------------


def test_a_student_is_planted_in_every_enrollment_state(school: School, canvas: Ask) -> None:
    address = f"/courses/{course(school, 'Study Skills').id}/enrollments?type[]=StudentEnrollment"
    asked = "".join(f"&state[]={state}" for state in set(STATES))
    assert sorted(row["enrollment_state"] for row in canvas.all(address + asked)) == sorted(STATES)
    told = [row["enrollment_state"] for row in canvas.all(address)]
    assert sorted(told) == ["active", "active", "inactive", "invited"]


def test_scores_of_students_who_never_came_are_not_shown(school: School, canvas: Ask) -> None:
    held = course(school, "Study Skills").id
    rows = canvas.all(f"/courses/{held}/students/submissions?student_ids[]=all&grouped=1")
    states = {row.user: row.state for row in school.canvas.enrollments.values() if row.course == held}
    assert {states[row["user_id"]] for row in rows} == {"active", "invited", "inactive", "completed"}


# ---- grading -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "grade"),
    [
        ("points", lambda row: Decimal(row["grade"]) == row["score"]),
        ("percent", lambda row: row["grade"].endswith("%")),
        ("pass_fail", lambda row: row["grade"] in {"complete", "incomplete"}),
        ("letter_grade", lambda row: row["grade"] in set("ABCDF")),
        ("gpa_scale", lambda row: row["grade"] in {"4.0", "3.0", "2.0", "1.0", "0.0"}),
    ],
)
def test_every_grading_type_has_a_score_and_a_grade_of_its_own(
    school: School, canvas: Ask, kind: str, grade: Callable[[Any], bool]
) -> None:
    row = next(
        row
        for row in school.canvas.assignments.values()
        if row.grading_type == kind and row.course == course(school, "Creative Writing").id
    )
    told = canvas.all(
        f"/courses/{row.course}/students/submissions?student_ids[]=all&assignment_ids[]={row.id}"
    )
    assert len(told) == 10
    assert all(isinstance(one["score"], Decimal) and grade(one) for one in told)
    assert (shown(canvas, row)["grading_standard_id"] is not None) == (kind in {"letter_grade", "gpa_scale"})


def test_a_late_policy_is_shown_to_those_who_grade_and_404_where_there_is_none(
    school: School, canvas: Ask
) -> None:
    address = f"/courses/{course(school, 'Creative Writing').id}/late_policy"
    refused = canvas("GET", address)
    assert (refused.status, "www-authenticate" in refused.headers) == (401, False)
    allow(school, "manage_grades")
    held = canvas("GET", address).json["late_policy"]
    assert (held["late_submission_deduction"], held["late_submission_interval"]) == (10, "day")
    assert canvas("GET", f"/courses/{course(school, 'Robotics').id}/late_policy").status == 404


def test_a_score_is_what_the_late_policy_leaves_of_the_entered_one(school: School, canvas: Ask) -> None:
    row = work(school, "Sonnet")
    told = canvas.all(
        f"/courses/{row.course}/students/submissions?student_ids[]=all&assignment_ids[]={row.id}"
    )
    late = [one for one in told if one["late"]]
    assert len(late) == 2
    for one in late:
        assert (
            one["points_deducted"] == row.points * course(school, "Creative Writing").late_policy.late / 100
        )
        assert one["score"] == one["entered_score"] - one["points_deducted"]
        assert Decimal(one["grade"]) == one["score"]


def test_moderated_work_says_whether_its_grades_are_out(school: School, canvas: Ask) -> None:
    for name, out in (("Jury essay", False), ("Jury poem", True)):
        told = shown(canvas, work(school, name), "include[]=grades_published")
        assert (told["moderated_grading"], told["grades_published"]) == (True, out)


def test_anonymous_and_hidden_scores_have_no_posting_time_until_they_are_posted(
    school: School, canvas: Ask
) -> None:
    for name, posted in (
        ("Blind review", False),
        ("Blind review, second round", True),
        ("Ghost story", False),
    ):
        row = work(school, name)
        rows = canvas.all(
            f"/courses/{row.course}/students/submissions?student_ids[]=all&assignment_ids[]={row.id}"
        )
        assert {one["posted_at"] is not None for one in rows} == {posted}
        assert shown(canvas, row)["anonymous_grading"] is name.startswith("Blind")


def test_a_group_says_what_it_drops(school: School, canvas: Ask) -> None:
    groups = canvas.all(f"/courses/{course(school, 'Creative Writing').id}/assignment_groups")
    assert {row["name"]: row["rules"] for row in groups} == {
        "Homework": {"drop_lowest": 1},
        "Workshop": {},
    }


def test_a_classic_and_a_new_quiz_differ_in_what_they_say_they_are(school: School, canvas: Ask) -> None:
    classic, new = shown(canvas, work(school, "Headlines quiz")), shown(canvas, work(school, "Sources quiz"))
    assert (classic["is_quiz_assignment"], classic["is_quiz_lti_assignment"], classic["quiz_id"]) == (
        True,
        False,
        301,
    )
    assert (new["is_quiz_assignment"], new["is_quiz_lti_assignment"]) == (False, True)
    assert new["submission_types"] == ["external_tool"]
    assert "quiz_id" not in new


# ---- dates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Chassis", "course_section_id"),
        ("Wiring", "student_ids"),
        ("Team build", "group_id"),
        ("Sensors", "course_id"),
        ("Extra path", "noop_id"),
    ],
)
def test_an_override_of_each_kind_says_in_one_key_whom_it_is_for(
    school: School, canvas: Ask, name: str, key: str
) -> None:
    (override,) = canvas.all(f"{place(work(school, name))}/overrides")
    kinds = {"course_section_id", "student_ids", "group_id", "course_id", "noop_id"}
    assert kinds & override.keys() == {key}
    assert override["due_at"] is not None


@pytest.mark.parametrize(
    ("name", "later"),
    [("Chassis", 15), ("Wiring", 2), ("Team build", 15), ("Sensors", 30), ("Extra path", 0)],
)
def test_the_date_of_an_override_reaches_those_whom_it_is_for(
    school: School, canvas: Ask, name: str, later: int
) -> None:
    row = work(school, name)
    rows = canvas.all(
        f"/courses/{row.course}/students/submissions?student_ids[]=all&assignment_ids[]={row.id}&per_page=100"
    )
    assert len(rows) == 30
    assert sum(one["cached_due_date"] != row.due_at for one in rows) == later


def test_work_for_single_students_is_shown_for_them_only(school: School, canvas: Ask) -> None:
    row = work(school, "Repair clinic")
    rows = canvas.all(
        f"/courses/{row.course}/students/submissions?student_ids[]=all&assignment_ids[]={row.id}"
    )
    assert len(rows) == 3


@pytest.mark.parametrize(("count", "key"), [(24, "all_dates"), (25, "all_dates_count")])
def test_all_dates_are_counted_and_not_listed_from_25_on(
    school: School, canvas: Ask, count: int, key: str
) -> None:
    row = work(school, f"Demo day of {count}")
    told = shown(canvas, row, "include[]=all_dates")
    assert {"all_dates", "all_dates_count"} & told.keys() == {key}
    assert len(canvas.all(f"{place(row)}/overrides")) == count


# ---- grading periods, ends ---------------------------------------------------------------------------


def test_a_closed_and_an_open_grading_period_are_told_apart(school: School, canvas: Ask) -> None:
    held = canvas("GET", f"/courses/{course(school, 'Economics').id}/grading_periods").json
    assert [row["is_closed"] for row in held["grading_periods"]] == [True, False]
    closed, still_open = work(school, "Supply and demand"), work(school, "Inflation")
    assert shown(canvas, closed)["in_closed_grading_period"] is True
    assert shown(canvas, still_open)["in_closed_grading_period"] is False
    groups = canvas.all(f"/courses/{closed.course}/assignment_groups")
    assert [row["any_assignment_in_closed_grading_period"] for row in groups] == [True]


def test_the_last_page_of_grading_periods_has_no_next_key(school: School, canvas: Ask) -> None:
    address = f"/courses/{course(school, 'Economics').id}/grading_periods?per_page=1"
    first = canvas("GET", address).json
    second = canvas("GET", first["meta"]["pagination"]["next"]).json
    assert [row["title"] for row in first["grading_periods"] + second["grading_periods"]] == [
        "Quarter 1",
        "Quarter 2",
    ]
    assert "next" not in second["meta"]["pagination"]
    assert canvas("GET", f"{address}&page=x").status == 400


def test_in_a_closed_period_only_some_fields_are_taken(school: School, canvas: Ask) -> None:
    row = work(school, "Supply and demand")

    def put(**fields: object) -> Any:  # noqa: ANN401 - a conftest Answer
        return canvas("PUT", place(row), {"assignment": fields})

    refused = put(name="Elasticity")
    assert refused.status == 400
    assert "closed grading period" in refused.json["errors"]["name"][0]["message"]
    assert put(points_possible=30).status == put(assignment_group_id=1).status == 400
    assert (row.name, row.points) == ("Supply and demand", 20)
    assert put(name=row.name, points_possible=20.0, published=True).status == 200
    assert put(post_to_sis=False, description="d", due_at=row.due_at).status == 200
    assert row.post_to_sis is False


def test_an_admin_and_an_open_period_are_not_bound(school: School, canvas: Ask) -> None:
    closed, still_open = work(school, "Supply and demand"), work(school, "Inflation")
    assert canvas("PUT", place(still_open), {"assignment": {"name": "New"}}).status == 200
    next(iter(school.canvas.tokens.values())).admin = True
    assert canvas("PUT", place(closed), {"assignment": {"name": "New"}}).status == 200


def test_a_concluded_course_and_one_whose_term_is_over_differ_in_their_state(
    school: School, canvas: Ask
) -> None:
    for name, state in (("Civics", "completed"), ("Journalism", "available")):
        told = canvas("GET", f"/courses/{course(school, name).id}?include[]=term").json
        assert (told["workflow_state"], told["term"]["end_at"] < school.today.isoformat()) == (state, True)


# ---- the SIS API -------------------------------------------------------------------------------------


def sis(canvas: Ask, method: str, address: str, **more: str) -> Any:  # noqa: ANN401 - a conftest Answer
    return canvas(method, f"http://school.test/api/sis{address}", **more)


def test_the_sis_api_lists_published_synced_work_only(school: School, canvas: Ask) -> None:
    held = course(school, "Creative Writing").id
    told = {row["name"] for row in sis(canvas, "GET", f"/courses/{held}/assignments?per_page=100").json}
    rows = [row for row in school.canvas.assignments.values() if row.course == held]
    assert told == {row.name for row in rows} - {"Epilogue", "Reading circle"}
    counted = {
        row["name"]: row["include_in_final_grade"]
        for row in sis(canvas, "GET", f"/courses/{held}/assignments?per_page=100").json
    }
    assert counted["Open mic"] is False
    assert counted["Sonnet"] is True


def test_the_sis_api_names_sections_their_origin_and_their_dates(school: School, canvas: Ask) -> None:
    held = course(school, "World History").id
    row = sis(canvas, "GET", f"/courses/{held}/assignments?per_page=1").json[0]
    by_id = {section["sis_id"]: section for section in row["sections"]}
    crossed = by_id["BMS-HIST8H-06"]
    assert crossed["origin_course"]["id"] == course(school, "World History Honors").id
    assert crossed["xlist_course"]["id"] == held
    assert "xlist_course" not in by_id["BMS-HIST8-03"]
    robotics = course(school, "Robotics").id
    rows = sis(
        canvas, "GET", f"/courses/{robotics}/assignments?per_page=100&include[]=student_overrides"
    ).json
    told = {row["name"]: row for row in rows}
    assert [("override" in section) for section in told["Chassis"]["sections"]] == [True, False]
    assert told["Repair clinic"]["sections"] == []
    assert len(told["Repair clinic"]["user_overrides"][0]["students"]) == 3


def test_where_the_box_is_hidden_the_sis_api_is_not_enabled(school: School, canvas: Ask) -> None:
    held = course(school, "Chess").id
    refused = sis(canvas, "GET", f"/courses/{held}/assignments")
    assert (refused.status, refused.json["code"]) == (400, "not_enabled")
    school.canvas.accounts[CLUBS].grade_export = None
    assert sis(canvas, "GET", f"/courses/{held}/assignments").status == 200


def test_the_sis_api_knows_no_unpublished_course(school: School, canvas: Ask) -> None:
    held = course(school, "World History Honors")
    refused = sis(canvas, "GET", f"/courses/{held.id}/assignments")
    assert (refused.status, refused.json["code"]) == (400, "unpublished_course")
    held.state = "available"
    assert sis(canvas, "GET", f"/courses/{held.id}/assignments").status == 200


def test_the_sis_api_lists_a_whole_account(school: School, canvas: Ask) -> None:
    rows = canvas.all(f"http://school.test/api/sis/accounts/{WILLOW}/assignments?per_page=100")
    assert {row["course_id"] for row in rows} == {
        row.id for row in school.canvas.courses.values() if row.account == WILLOW
    }
    assert [(row["course_id"], row["id"]) for row in rows] == sorted(
        (row["course_id"], row["id"]) for row in rows
    )


def test_sync_is_turned_off_for_a_period_and_undated_work(school: School, canvas: Ask) -> None:
    closed, still_open = work(school, "Supply and demand"), work(school, "Inflation")
    address = f"/courses/{closed.course}/disable_post_to_sis"
    assert sis(canvas, "PUT", f"{address}?grading_period_id=99").status == 400
    assert sis(canvas, "PUT", f"{address}?grading_period_id=21").status == 204
    assert (closed.post_to_sis, still_open.post_to_sis) == (False, True)
    still_open.due_at = None
    assert sis(canvas, "PUT", f"{address}?grading_period_id=21").status == 204
    assert still_open.post_to_sis is False


def test_the_box_is_set_by_the_api_whether_it_is_shown_or_not(school: School, canvas: Ask) -> None:
    row = work(school, "Openings")
    assert canvas("PUT", place(row), {"assignment": {"post_to_sis": True}}).json["post_to_sis"] is True
    assert row.post_to_sis is True


# ---- groups ------------------------------------------------------------------------------------------


def test_a_group_is_made_and_canvas_takes_a_second_of_its_name(school: School, canvas: Ask) -> None:
    address = f"/courses/{course(school, 'Robotics').id}/assignment_groups"
    first = canvas("POST", address, {"name": "Labs", "group_weight": 12.5}).json
    second = canvas("POST", address, {"name": "Labs"}).json
    assert (first["name"], first["group_weight"], first["position"]) == ("Labs", Decimal("12.5"), 2)
    assert second["id"] != first["id"]
    assert [row["name"] for row in canvas.all(address)] == ["Homework", "Labs", "Labs"]


def test_links_come_in_a_form_as_well_as_in_json(school: School, canvas: Ask) -> None:
    allow(school, "manage_sis")
    row = work(school, "Inflation")
    kind = {"content-type": "application/x-www-form-urlencoded"}
    form = b"assignment[integration_data][a-1]=b&assignment[submission_types][]=on_paper"
    told = canvas("PUT", place(row), form, **kind).json
    assert told["integration_data"] == row.integration_data == {"a-1": "b"}
    group = f"/courses/{row.course}/assignment_groups/{row.group}"
    canvas("PUT", group, b"integration_data[5678]=0954&name=New", **kind)
    assert canvas("GET", f"/courses/{row.course}/assignment_groups").json[0]["integration_data"] == {
        "5678": "0954"
    }
