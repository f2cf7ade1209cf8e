"""The simulated PowerSchool: what it refuses and for which value of its state."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from passback.sandbox.school import School

Ask = Callable[..., Any]
Build = Callable[..., dict[str, Any]]

MAKE = "/ws/xte/section/assignment/?users_dcid=611"
SCORE = "/ws/xte/score?users_dcid=611&status=A&term_id=3601"
STUDENT = 81001


@pytest.fixture
def kept(powerschool: Ask, assignment: Build) -> tuple[int, str]:
    """The assignmentsectionid of an assignment that is already there, and its address."""
    answer = powerschool("POST", MAKE, assignment())
    address = answer.headers["location"] + "?users_dcid=611"
    (part,) = powerschool("GET", address).json["_assignmentsections"]
    return part["assignmentsectionid"], address


# ---- assignments: each rule flips one value ----------------------------------------------------------


def test_a_new_assignment_is_201_empty_with_its_address(
    school: School, powerschool: Ask, assignment: Build
) -> None:
    answer = powerschool("POST", MAKE, assignment())
    assert (answer.status, answer.text) == (201, "")
    shown = powerschool("GET", answer.headers["location"] + "?users_dcid=611").json
    (part,) = shown["_assignmentsections"]
    assert (part["name"], part["duedate"], part["islocked"]) == ("Osmosis questions", "2026-09-25", False)
    assert part["assignmentsectionid"] != shown["assignmentid"]
    assert school.writes == {"powerschool/line-item/14501/Osmosis questions": 1}


def _refused(
    school: School, powerschool: Ask, body: object, address: str = MAKE, method: str = "POST"
) -> tuple[int, dict[str, Any]]:
    before = dict(school.writes)
    answer = powerschool(method, address, body)
    assert answer.status >= 400
    assert school.writes == before
    return answer.status, answer.json


def test_a_teacher_who_does_not_teach_the_section_is_refused(
    school: School, powerschool: Ask, assignment: Build
) -> None:
    address = MAKE.replace("611", "612")
    status, said = _refused(school, powerschool, assignment(_assignmentcategoryassociations=[]), address)
    assert (status, said["message"]) == (
        403,
        "User does not teach section or does not have requested Permission: EDIT",
    )
    school.powerschool.sections[85001].staff.append(school.powerschool.teachers[612].staff)
    assert powerschool("POST", address, assignment()).status == 201


def test_a_name_of_51_characters_is_too_long(school: School, powerschool: Ask, assignment: Build) -> None:
    status, said = _refused(school, powerschool, assignment(name="x" * 51))
    assert (status, said["message"]) == (400, "Validation errors")
    assert said["errors"][0]["field"] == "assignmentsection.name"
    assert said["errors"][0]["code"] == "Value may not contain more than 50 character(s)."
    assert powerschool("POST", MAKE, assignment(name="x" * 50)).status == 201


def test_an_assignment_without_points_is_refused(school: School, powerschool: Ask, assignment: Build) -> None:
    status, said = _refused(school, powerschool, assignment(scoreentrypoints=None))
    assert (status, said["message"]) == (409, "Score entry points is required.")
    assert powerschool("POST", MAKE, assignment(scoreentrypoints=12)).status == 201


def test_a_total_that_is_not_weight_times_points_is_refused(
    school: School, powerschool: Ask, assignment: Build
) -> None:
    status, said = _refused(school, powerschool, assignment(weight=2))
    assert status == 409
    assert (
        said["message"] == "The total points value must be the product of weight and score entry points (24)."
    )
    assert powerschool("POST", MAKE, assignment(weight=2, totalpointvalue=24)).status == 201


@pytest.mark.parametrize(("first", "last"), [(0, 0), (-3, 3)])
def test_a_due_date_outside_the_term_is_refused_and_both_ends_are_inside(
    school: School, powerschool: Ask, assignment: Build, first: int, last: int
) -> None:
    term = school.powerschool.terms[3601]
    term.first, term.last = date(2026, 9, 25) + timedelta(days=1), date(2026, 9, 25) + timedelta(days=2)
    status, said = _refused(school, powerschool, assignment())
    assert (status, said["message"]) == (409, "Due date must be between 09/26/2026 and 09/27/2026.")
    term.first, term.last = (
        date(2026, 9, 25) + timedelta(days=first),
        date(2026, 9, 25) + timedelta(days=last),
    )
    assert powerschool("POST", MAKE, assignment()).status == 201


def test_a_due_date_after_the_last_day_is_refused(
    school: School, powerschool: Ask, assignment: Build
) -> None:
    school.powerschool.terms[3601].last = date(2026, 9, 24)
    assert _refused(school, powerschool, assignment())[0] == 409
    school.powerschool.terms[3601].last = date(2026, 9, 25)
    assert powerschool("POST", MAKE, assignment()).status == 201


def test_a_locked_period_refuses_and_cannot_be_read(
    school: School, powerschool: Ask, assignment: Build
) -> None:
    shown = powerschool("GET", "/ws/schema/table/sections").text
    school.powerschool.sections[85001].locked.append((date(2026, 9, 25), date(2026, 9, 25)))
    assert powerschool("GET", "/ws/schema/table/sections").text == shown
    status, said = _refused(school, powerschool, assignment())
    assert (status, said["message"]) == (409, "At least one of the specified assignment sections is locked.")
    school.powerschool.sections[85001].locked.clear()
    assert powerschool("POST", MAKE, assignment()).status == 201


@pytest.mark.parametrize("flip", ["active", "teacher", "excluded"])
def test_a_category_must_be_active_shown_and_the_leads(
    school: School, powerschool: Ask, assignment: Build, flip: str
) -> None:
    category = next(c for c in school.powerschool.categories.values() if c.teacher == 611)
    good = {"active": True, "teacher": 611, "excluded": []}
    setattr(category, flip, {"active": False, "teacher": 612, "excluded": [85001]}[flip])
    status, said = _refused(school, powerschool, assignment_of(assignment, category.id))
    assert status == 409
    assert said["message"] == "TeacherCategoryID is not active or does not belong to lead teacher for Section"
    assert [row["code"] for row in said["errors"]] == ["85001", str(category.id)]
    setattr(category, flip, good[flip])
    assert powerschool("POST", MAKE, assignment_of(assignment, category.id)).status == 201


def assignment_of(assignment: Build, category: int) -> dict[str, object]:
    return assignment(_assignmentcategoryassociations=[{"teachercategoryid": category, "isprimary": True}])


def test_a_name_is_taken_once_per_section_and_day(
    school: School, powerschool: Ask, assignment: Build
) -> None:
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


def test_an_update_overwrites_all_and_keeps_the_sections_id(
    school: School, powerschool: Ask, assignment: Build, kept: tuple[int, str]
) -> None:
    part, address = kept
    assert powerschool("PUT", address, assignment(name="Osmosis", description="new")).status == 200
    (row,) = powerschool("GET", address).json["_assignmentsections"]
    assert (row["assignmentsectionid"], row["name"], row["description"]) == (part, "Osmosis", "new")
    assert powerschool("PUT", address, assignment()).status == 200
    assert powerschool("GET", address).json["_assignmentsections"][0]["description"] == ""


def test_a_locked_assignment_takes_neither_update_nor_score(
    school: School, powerschool: Ask, assignment: Build, kept: tuple[int, str], score: Build
) -> None:
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


def test_an_update_without_one_of_its_sections_is_refused(
    school: School, powerschool: Ask, assignment: Build
) -> None:
    address = powerschool("POST", MAKE, assignment([85001, 85003])).headers["location"] + "?users_dcid=611"
    status, said = _refused(school, powerschool, assignment([85001]), address, "PUT")
    assert (status, said["message"]) == (412, "Assignment update is missing record for section 85003")
    assert powerschool("PUT", address, assignment([85001, 85003])).status == 200


def test_an_assignment_with_scores_is_deleted_only_by_force(
    school: School, powerschool: Ask, kept: tuple[int, str], score: Build
) -> None:
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
def test_an_assignment_of_another_shape_is_refused(powerschool: Ask, body: bytes) -> None:
    assert powerschool("POST", MAKE, body).status == 400


@pytest.mark.parametrize("more", [{"name": ""}, {"name": None}, {"duedate": "soon"}, {"duedate": None}])
def test_an_assignment_needs_a_name_and_a_day(
    powerschool: Ask, assignment: Build, more: dict[str, object]
) -> None:
    assert powerschool("POST", MAKE, assignment(**more)).status == 400


# ---- scores ------------------------------------------------------------------------------------------


def _scores(powerschool: Ask, part: int) -> dict[str, dict[str, str]]:
    rows = powerschool("GET", f"/ws/schema/table/assignmentscore?q=assignmentsectionid=={part}").json
    return {
        row["tables"]["assignmentscore"]["studentsdcid"]: row["tables"]["assignmentscore"]
        for row in rows.get("record", [])
    }


def test_a_score_is_kept_as_sent_and_updated_in_place(
    school: School, powerschool: Ask, kept: tuple[int, str], score: Build
) -> None:
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


def test_one_bad_student_fails_the_whole_batch_and_is_named(
    school: School, powerschool: Ask, kept: tuple[int, str], score: Build
) -> None:
    part, _ = kept
    stranger = next(s for s in school.powerschool.students if s not in _roster(school, 85001))
    batch = {"assignment_scores": [score(part, STUDENT, "9"), score(part, stranger, "9")]}
    status, said = _refused(school, powerschool, batch, SCORE, "PUT")
    assert status == 409
    lacks = "does not have an AssignmentStudentAssociation in AssignmentSection.Id:"
    assert said["message"] == f"Student.id [{stranger}] {lacks} {part}"
    assert [row["params"] for row in said["errors"]] == [
        {"assignment_section_id": part, "student_dcid": stranger}
    ]
    assert _scores(powerschool, part) == {}
    row = next(e for e in school.powerschool.enrollments if e.section == 85001)
    school.powerschool.enrollments.append(type(row)(1, 85001, stranger, row.entry, row.exit, dropped=False))
    assert powerschool("PUT", SCORE, batch).status == 200


def _roster(school: School, section: int) -> set[int]:
    return {row.student for row in school.powerschool.enrollments if row.section == section}


def test_all_bad_students_of_a_batch_are_named_at_once(
    powerschool: Ask, kept: tuple[int, str], score: Build
) -> None:
    batch = {"assignment_scores": [score(kept[0], student, "9") for student in (1, STUDENT, 2)]}
    errors = powerschool("PUT", SCORE, batch).json["errors"]
    assert [row["params"]["student_dcid"] for row in errors] == [1, 2]


def test_a_dropped_student_gets_no_score(
    school: School, powerschool: Ask, kept: tuple[int, str], score: Build
) -> None:
    row = next(e for e in school.powerschool.enrollments if e.section == 85001 and e.student == STUDENT)
    row.dropped = True
    batch = {"assignment_scores": [score(kept[0], STUDENT, "9")]}
    assert powerschool("PUT", SCORE, batch).status == 409
    row.dropped = False
    assert powerschool("PUT", SCORE, batch).status == 200


def test_an_assignment_for_some_students_is_for_those(
    powerschool: Ask, assignment: Build, score: Build
) -> None:
    some = {"_assignmentstudentassociations": [{"studentsdcid": STUDENT}]}
    address = powerschool("POST", MAKE, assignment(**some)).headers["location"] + "?users_dcid=611"
    part = powerschool("GET", address).json["_assignmentsections"][0]["assignmentsectionid"]
    assert powerschool("PUT", SCORE, {"assignment_scores": [score(part, STUDENT + 3, "9")]}).status == 409
    assert powerschool("PUT", SCORE, {"assignment_scores": [score(part, STUDENT, "9")]}).status == 200


def test_scores_are_written_as_a_teacher_of_the_section(
    school: School, powerschool: Ask, kept: tuple[int, str], score: Build
) -> None:
    batch = {"assignment_scores": [score(kept[0], STUDENT, "9")]}
    assert powerschool("PUT", SCORE.replace("611", "612"), batch).status == 403
    school.powerschool.sections[85001].staff.append(school.powerschool.teachers[612].staff)
    assert powerschool("PUT", SCORE.replace("611", "612"), batch).status == 200


def test_a_score_on_a_deleted_assignment_is_a_500_not_a_404(powerschool: Ask, score: Build) -> None:
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
def test_a_score_is_a_number_unless_a_flag_stands_for_it(
    powerschool: Ask,
    kept: tuple[int, str],
    score: Build,
    entered: object,
    flags: dict[str, object],
    status: int,
) -> None:
    answer = powerschool("PUT", SCORE, {"assignment_scores": [score(kept[0], STUDENT, entered, **flags)]})
    assert answer.status == status
    if status == 200:
        assert _scores(powerschool, kept[0])[str(STUDENT)]["scorepoints"] == ""


@pytest.mark.parametrize("body", [b"", b"[]", b'{"assignment_scores": []}', b'{"assignment_scores": [1]}'])
def test_scores_of_another_shape_are_refused(powerschool: Ask, body: bytes) -> None:
    assert powerschool("PUT", SCORE, body).status == 400
