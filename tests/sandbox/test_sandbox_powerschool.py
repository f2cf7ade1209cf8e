"""The simulated PowerSchool: what it shows, what it refuses and for which value of its state."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

MAKE = "/ws/xte/section/assignment/?users_dcid=611"
SCORE = "/ws/xte/score?users_dcid=611&status=A&term_id=3601"
STUDENT = 81001


@pytest.fixture
def kept(powerschool, assignment):
    """The assignmentsectionid of an assignment that is already there, and its address."""
    answer = powerschool("POST", MAKE, assignment())
    address = answer.headers["location"] + "?users_dcid=611"
    (part,) = powerschool("GET", address).json["_assignmentsections"]
    return part["assignmentsectionid"], address


# ---- sign-in, tables, lists --------------------------------------------------------------------------


def test_a_token_comes_for_basic_credentials_and_says_its_life_as_text(school, powerschool):
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


def test_a_table_answers_text_under_its_name_and_no_record_where_there_is_none(powerschool):
    table = "/ws/schema/table/sections?projection=dcid,id,termid"
    (row,) = powerschool("GET", f"{table}&q=id==14501;schoolid==310").json["record"]
    assert row == {"id": 85001, "tables": {"sections": {"dcid": "85001", "id": "14501", "termid": "3601"}}}
    none = powerschool("GET", f"{table}&q=id==14501;schoolid==1").json
    assert none["name"] == "sections"
    assert "record" not in none


def test_every_object_has_a_random_key_that_the_same_school_repeats(school, powerschool):
    noise = {powerschool("GET", f"/ws/v1/school/310?{n}=1").json["$breach_mitigation"] for n in range(3)}
    assert len(noise) == 3
    again = {powerschool("GET", f"/ws/v1/school/310?{n}=1").json["$breach_mitigation"] for n in range(3)}
    assert noise == again


@pytest.mark.parametrize("query", ["projection=id,grade", "q=teacher==1"])
def test_a_column_that_was_not_granted_is_named_in_a_403(powerschool, query):
    answer = powerschool("GET", f"/ws/schema/table/sections?{query}")
    assert answer.status == 403
    assert answer.json["message"].startswith("No access to field sections.")


def test_ids_are_joined_from_teacher_to_section_by_the_tables(school, powerschool):
    def rows(table, query):
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


def test_pages_have_at_most_100_rows(school, powerschool):
    student = school.powerschool.students[STUDENT]
    for number in range(150):
        school.powerschool.students[number] = type(student)(number, str(number), "A", "B")
    page = "/ws/v1/school/310/student?pagesize=1000&page={}"
    first, second = (powerschool("GET", page.format(n)).json["students"]["student"] for n in (1, 2))
    assert (len(first), len(second)) == (100, len(school.powerschool.students) - 100)
    assert "student" not in powerschool("GET", page.format(9)).json["students"]


def test_a_list_of_one_stands_without_its_list(school, powerschool):
    address = "/ws/v1/section/85001/section_enrollment"
    held = powerschool("GET", address).json["section_enrollments"]["section_enrollment"]
    assert len(held) == 15
    school.powerschool.enrollments = school.powerschool.enrollments[:1]
    alone = powerschool("GET", address).json["section_enrollments"]["section_enrollment"]
    assert alone == held[0]
    assert isinstance(
        powerschool("GET", "/ws/v1/school/310/student?pagesize=1").json["students"]["student"], dict
    )


def test_a_students_number_is_local_id_and_the_id_is_another(school, powerschool):
    row = powerschool("GET", "/ws/v1/school/310/student?pagesize=2").json["students"]["student"][0]
    assert row["id"] == STUDENT
    assert str(row["local_id"]) == school.powerschool.students[STUDENT].number
    assert str(row["local_id"]) in {user.sis_id for user in school.canvas.users.values()}


def test_whoever_left_is_marked_as_dropped(powerschool):
    rows = powerschool("GET", "/ws/v1/section/85001/section_enrollment").json["section_enrollments"][
        "section_enrollment"
    ]
    assert [row["dropped"] for row in rows].count(True) == 1


def test_categories_need_teacher_and_year_and_are_a_bare_array(powerschool):
    rows = powerschool("GET", "/ws/xte/teacher_category?users_dcid=611&year_id=36").json
    assert [row["name"] for row in rows] == ["Homework", "Labs", "Exams"]
    assert powerschool("GET", "/ws/xte/teacher_category?users_dcid=611").status == 400
    assert powerschool("GET", "/ws/xte/teacher_category?users_dcid=611&year_id=35").json == []


def test_the_assignments_of_a_section_are_shown_as_its_teacher(school, powerschool):
    held = next(s for s in school.powerschool.sections.values() if s.id == 14612)
    address = f"/ws/xte/section/assignment/?section_ids={held.dcid}&users_dcid="
    (row,) = powerschool("GET", f"{address}612").json
    assert row["_assignmentsections"][0]["name"] == "Personal narrative"
    assert powerschool("GET", f"{address}611").status == 403


# ---- assignments: each rule flips one value ----------------------------------------------------------


def test_a_new_assignment_is_201_empty_with_its_address(school, powerschool, assignment):
    answer = powerschool("POST", MAKE, assignment())
    assert (answer.status, answer.text) == (201, "")
    shown = powerschool("GET", answer.headers["location"] + "?users_dcid=611").json
    (part,) = shown["_assignmentsections"]
    assert (part["name"], part["duedate"], part["islocked"]) == ("Osmosis questions", "2026-09-25", False)
    assert part["assignmentsectionid"] != shown["assignmentid"]
    assert school.writes == {"powerschool/line-item/14501/Osmosis questions": 1}


def _refused(school, powerschool, body, address=MAKE, method="POST"):
    before = dict(school.writes)
    answer = powerschool(method, address, body)
    assert answer.status >= 400
    assert school.writes == before
    return answer.status, answer.json


def test_a_teacher_who_does_not_teach_the_section_is_refused(school, powerschool, assignment):
    address = MAKE.replace("611", "612")
    status, said = _refused(school, powerschool, assignment(_assignmentcategoryassociations=[]), address)
    assert (status, said["message"]) == (
        403,
        "User does not teach section or does not have requested Permission: EDIT",
    )
    school.powerschool.sections[85001].staff.append(school.powerschool.teachers[612].staff)
    assert powerschool("POST", address, assignment()).status == 201


def test_a_name_of_51_characters_is_too_long(school, powerschool, assignment):
    status, said = _refused(school, powerschool, assignment(name="x" * 51))
    assert (status, said["message"]) == (400, "Validation errors")
    assert said["errors"][0]["field"] == "assignmentsection.name"
    assert said["errors"][0]["code"] == "Value may not contain more than 50 character(s)."
    assert powerschool("POST", MAKE, assignment(name="x" * 50)).status == 201


def test_an_assignment_without_points_is_refused(school, powerschool, assignment):
    status, said = _refused(school, powerschool, assignment(scoreentrypoints=None))
    assert (status, said["message"]) == (409, "Score entry points is required.")
    assert powerschool("POST", MAKE, assignment(scoreentrypoints=12)).status == 201


def test_a_total_that_is_not_weight_times_points_is_refused(school, powerschool, assignment):
    status, said = _refused(school, powerschool, assignment(weight=2))
    assert status == 409
    assert (
        said["message"] == "The total points value must be the product of weight and score entry points (24)."
    )
    assert powerschool("POST", MAKE, assignment(weight=2, totalpointvalue=24)).status == 201


@pytest.mark.parametrize(("first", "last"), [(0, 0), (-3, 3)])
def test_a_due_date_outside_the_term_is_refused_and_both_ends_are_inside(
    school, powerschool, assignment, first, last
):
    term = school.powerschool.terms[3601]
    term.first, term.last = date(2026, 9, 25) + timedelta(days=1), date(2026, 9, 25) + timedelta(days=2)
    status, said = _refused(school, powerschool, assignment())
    assert (status, said["message"]) == (409, "Due date must be between 09/26/2026 and 09/27/2026.")
    term.first, term.last = (
        date(2026, 9, 25) + timedelta(days=first),
        date(2026, 9, 25) + timedelta(days=last),
    )
    assert powerschool("POST", MAKE, assignment()).status == 201


def test_a_due_date_after_the_last_day_is_refused(school, powerschool, assignment):
    school.powerschool.terms[3601].last = date(2026, 9, 24)
    assert _refused(school, powerschool, assignment())[0] == 409
    school.powerschool.terms[3601].last = date(2026, 9, 25)
    assert powerschool("POST", MAKE, assignment()).status == 201


def test_a_locked_period_refuses_and_cannot_be_read(school, powerschool, assignment):
    shown = powerschool("GET", "/ws/schema/table/sections").text
    school.powerschool.sections[85001].locked.append((date(2026, 9, 25), date(2026, 9, 25)))
    assert powerschool("GET", "/ws/schema/table/sections").text == shown
    status, said = _refused(school, powerschool, assignment())
    assert (status, said["message"]) == (409, "At least one of the specified assignment sections is locked.")
    school.powerschool.sections[85001].locked.clear()
    assert powerschool("POST", MAKE, assignment()).status == 201


@pytest.mark.parametrize("flip", ["active", "teacher", "excluded"])
def test_a_category_must_be_active_shown_and_the_leads(school, powerschool, assignment, flip):
    category = next(c for c in school.powerschool.categories.values() if c.teacher == 611)
    good = {"active": True, "teacher": 611, "excluded": []}
    setattr(category, flip, {"active": False, "teacher": 612, "excluded": [85001]}[flip])
    status, said = _refused(school, powerschool, assignment_of(assignment, category.id))
    assert status == 409
    assert said["message"] == "TeacherCategoryID is not active or does not belong to lead teacher for Section"
    assert [row["code"] for row in said["errors"]] == ["85001", str(category.id)]
    setattr(category, flip, good[flip])
    assert powerschool("POST", MAKE, assignment_of(assignment, category.id)).status == 201


def assignment_of(assignment, category):
    return assignment(_assignmentcategoryassociations=[{"teachercategoryid": category, "isprimary": True}])


def test_a_name_is_taken_once_per_section_and_day(school, powerschool, assignment):
    name = 'The "cell", again'
    assert powerschool("POST", MAKE, assignment(name=name)).status == 201
    status, said = _refused(school, powerschool, assignment(name=name))
    assert status == 409
    assert said["message"] == (
        f"An assignment already exists with this name {name} and due date 09/25/2026 for one or more classes."
    )
    assert said["errors"] == [{"resource": "AssignmentResource", "field": "Sections.Dcid", "code": 85001}]
    assert powerschool("POST", MAKE, assignment(name=name, duedate="2026-09-24")).status == 201
    assert powerschool("POST", MAKE, assignment([85003], name=name)).status == 201


def test_an_update_overwrites_all_and_keeps_the_sections_id(school, powerschool, assignment, kept):
    part, address = kept
    assert powerschool("PUT", address, assignment(name="Osmosis", description="new")).status == 200
    (row,) = powerschool("GET", address).json["_assignmentsections"]
    assert (row["assignmentsectionid"], row["name"], row["description"]) == (part, "Osmosis", "new")
    assert powerschool("PUT", address, assignment()).status == 200
    assert powerschool("GET", address).json["_assignmentsections"][0]["description"] == ""


def test_a_locked_assignment_takes_neither_update_nor_score(school, powerschool, assignment, kept, score):
    part, address = kept
    row = next(
        r for a in school.powerschool.assignments.values() for r in a.rows if r["assignmentsectionid"] == part
    )
    row["islocked"] = True
    status, said = _refused(school, powerschool, assignment(), address, "PUT")
    assert (status, said["message"]) == (409, "The specified assignment is locked.")
    assert said["errors"] == [{"resource": "Assignment", "code": "Locked"}]
    scores = {"assignment_scores": [score(part, STUDENT, "9")]}
    status, said = _refused(school, powerschool, scores, SCORE, "PUT")
    assert (status, said["message"]) == (409, "At least one of the specified assignment sections is locked.")
    row["islocked"] = False
    assert powerschool("PUT", address, assignment()).status == 200
    assert powerschool("PUT", SCORE, scores).status == 200


def test_an_update_without_one_of_its_sections_is_refused(school, powerschool, assignment):
    address = powerschool("POST", MAKE, assignment([85001, 85003])).headers["location"] + "?users_dcid=611"
    status, said = _refused(school, powerschool, assignment([85001]), address, "PUT")
    assert (status, said["message"]) == (412, "Assignment update is missing record for section 85003")
    assert powerschool("PUT", address, assignment([85001, 85003])).status == 200


def test_an_assignment_with_scores_is_deleted_only_by_force(school, powerschool, kept, score):
    part, address = kept
    powerschool("PUT", SCORE, {"assignment_scores": [score(part, STUDENT, "9")]})
    assert powerschool("DELETE", address).status == 412
    assert powerschool("DELETE", address.replace("611", "612") + "&force=true").status == 403
    assert powerschool("DELETE", f"{address}&force=true").status == 204
    assert powerschool("GET", address).status == 404
    assert powerschool("PUT", address, {}).json["message"] == "Assignment not found."


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"_assignmentsections": [1]}', b'{"_assignmentsections": []}']
)
def test_an_assignment_of_another_shape_is_refused(powerschool, body):
    assert powerschool("POST", MAKE, body).status == 400


@pytest.mark.parametrize("more", [{"name": ""}, {"name": None}, {"duedate": "soon"}, {"duedate": None}])
def test_an_assignment_needs_a_name_and_a_day(powerschool, assignment, more):
    assert powerschool("POST", MAKE, assignment(**more)).status == 400


# ---- scores ------------------------------------------------------------------------------------------


def _scores(powerschool, part):
    rows = powerschool("GET", f"/ws/schema/table/assignmentscore?q=assignmentsectionid=={part}").json
    return {
        row["tables"]["assignmentscore"]["studentsdcid"]: row["tables"]["assignmentscore"]
        for row in rows.get("record", [])
    }


def test_a_score_is_kept_as_sent_and_updated_in_place(school, powerschool, kept, score):
    part, _ = kept
    sent = score(part, STUDENT, "33.333333", scorepoints=Decimal("33.333333"), islate=True)
    answer = powerschool("PUT", SCORE, {"assignment_scores": [sent]})
    (named,) = answer.json["assignment_scores"]
    assert named == {"_assignmentsection": {"assignmentsectionid": part}, "studentsdcid": STUDENT}
    held = _scores(powerschool, part)[str(STUDENT)]
    assert (held["actualscoreentered"], held["scorepoints"]) == ("33.333333", "33.333333")
    assert (held["islate"], held["ismissing"], held["isexempt"]) == ("1", "0", "0")
    powerschool("PUT", SCORE, {"assignment_scores": [score(part, STUDENT, "14")]})
    assert len(_scores(powerschool, part)) == 1
    assert _scores(powerschool, part)[str(STUDENT)]["scorepoints"] == "14"
    number = school.powerschool.students[STUDENT].number
    assert school.writes[f"powerschool/score/14501/Osmosis questions/{number}"] == 2


def test_one_bad_student_fails_the_whole_batch_and_is_named(school, powerschool, kept, score):
    part, _ = kept
    stranger = next(s for s in school.powerschool.students if s not in _roster(school, 85001))
    batch = {"assignment_scores": [score(part, STUDENT, "9"), score(part, stranger, "9")]}
    status, said = _refused(school, powerschool, batch, SCORE, "PUT")
    assert status == 409
    assert said["message"] == (
        f"Student.id [{stranger}] does not have an AssignmentStudentAssociation in AssignmentSection.Id: {part}"
    )
    assert [row["params"] for row in said["errors"]] == [
        {"assignment_section_id": part, "student_dcid": stranger}
    ]
    assert _scores(powerschool, part) == {}
    row = next(e for e in school.powerschool.enrollments if e.section == 85001)
    school.powerschool.enrollments.append(type(row)(1, 85001, stranger, row.entry, row.exit, dropped=False))
    assert powerschool("PUT", SCORE, batch).status == 200


def _roster(school, section):
    return {row.student for row in school.powerschool.enrollments if row.section == section}


def test_all_bad_students_of_a_batch_are_named_at_once(powerschool, kept, score):
    batch = {"assignment_scores": [score(kept[0], student, "9") for student in (1, STUDENT, 2)]}
    errors = powerschool("PUT", SCORE, batch).json["errors"]
    assert [row["params"]["student_dcid"] for row in errors] == [1, 2]


def test_a_dropped_student_gets_no_score(school, powerschool, kept, score):
    row = next(e for e in school.powerschool.enrollments if e.section == 85001 and e.student == STUDENT)
    row.dropped = True
    batch = {"assignment_scores": [score(kept[0], STUDENT, "9")]}
    assert powerschool("PUT", SCORE, batch).status == 409
    row.dropped = False
    assert powerschool("PUT", SCORE, batch).status == 200


def test_an_assignment_for_some_students_is_for_those(powerschool, assignment, score):
    some = {"_assignmentstudentassociations": [{"studentsdcid": STUDENT}]}
    address = powerschool("POST", MAKE, assignment(**some)).headers["location"] + "?users_dcid=611"
    part = powerschool("GET", address).json["_assignmentsections"][0]["assignmentsectionid"]
    assert powerschool("PUT", SCORE, {"assignment_scores": [score(part, STUDENT + 3, "9")]}).status == 409
    assert powerschool("PUT", SCORE, {"assignment_scores": [score(part, STUDENT, "9")]}).status == 200


def test_scores_are_written_as_a_teacher_of_the_section(school, powerschool, kept, score):
    batch = {"assignment_scores": [score(kept[0], STUDENT, "9")]}
    assert powerschool("PUT", SCORE.replace("611", "612"), batch).status == 403
    school.powerschool.sections[85001].staff.append(school.powerschool.teachers[612].staff)
    assert powerschool("PUT", SCORE.replace("611", "612"), batch).status == 200


def test_a_score_on_a_deleted_assignment_is_a_500_not_a_404(powerschool, score):
    answer = powerschool("PUT", SCORE, {"assignment_scores": [score(77, STUDENT, "9")]})
    assert answer.status == 500
    assert answer.json == {
        "message": "Unable to find com.pearson.powerschool.xte.model.AssignmentSection with id 77"
    }


@pytest.mark.parametrize(
    ("entered", "flags", "status"),
    [
        ("", {"isexempt": True}, 200),
        (None, {"isexempt": True}, 200),
        ("", {"ismissing": True}, 200),
        ("", {"islate": True}, 400),
        ("", {}, 400),
        ("A", {}, 400),
        ("1e99", {}, 400),
    ],
)
def test_a_score_is_a_number_unless_a_flag_stands_for_it(powerschool, kept, score, entered, flags, status):
    answer = powerschool("PUT", SCORE, {"assignment_scores": [score(kept[0], STUDENT, entered, **flags)]})
    assert answer.status == status
    if status == 200:
        assert _scores(powerschool, kept[0])[str(STUDENT)]["scorepoints"] == ""


@pytest.mark.parametrize("body", [b"", b"[]", b'{"assignment_scores": []}', b'{"assignment_scores": [1]}'])
def test_scores_of_another_shape_are_refused(powerschool, body):
    assert powerschool("PUT", SCORE, body).status == 400
