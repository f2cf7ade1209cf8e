"""What PowerSchool shows beside its tables: schools, rosters, teacher categories, assignments.

What it honors: `app`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from passback.sandbox.sis.powerschool.answering import PAGE_CAP, answer, collapsed, error, page
from passback.sandbox.state.powerschool import PowerSchool, PsAssignment, PsCategory, PsEnrollment, PsStudent
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, reply_json

# SCHOOLSTAFF.DCID is not its ID.
STAFF_DCID = 5000


def metadata(school: School, call: Call, _: tuple[str, ...]) -> Reply:
    """`GET /ws/v1/metadata`: the largest pages."""
    names = ("course", "district", "school", "section", "section_enrollment", "staff", "student", "term")
    caps = {f"{name}_max_page_size": PAGE_CAP for name in names}
    return answer(school, call, {"metadata": {"powerschool_version": "25.7.0.0", **caps}})


def one_school(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /ws/v1/school/{id}`."""
    ps = school.powerschool
    if args[0] != str(ps.school):
        return error(404, "Not Found")
    row = {
        "id": ps.school,
        "name": ps.school_name,
        "school_number": ps.school,
        "low_grade": 9,
        "high_grade": 12,
    }
    return answer(school, call, {"school": row})


def students(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /ws/v1/school/{id}/student`."""
    ps = school.powerschool
    if args[0] != str(ps.school):
        return error(404, "Not Found")
    rows = [_student(row) for row in page(call, list(ps.students.values()))]
    held = {"@expansions": "demographics, addresses", "@extensions": ""}
    return answer(school, call, {"students": held | ({"student": collapsed(rows)} if rows else {})})


def _student(row: PsStudent) -> dict[str, object]:
    return {
        "id": row.dcid,
        "local_id": int(row.number) if row.number.isdigit() else row.number,
        "student_username": f"{row.family}.{row.number}".lower(),
        "name": {"first_name": row.given, "last_name": row.family},
    }


def one_section(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /ws/v1/section/{dcid}`; `staff_id` is SCHOOLSTAFF.DCID of who leads it (§1.3)."""
    ps = school.powerschool
    held = ps.sections.get(int(args[0])) if args[0].isascii() and args[0].isdigit() else None
    if held is None:
        return error(404, "Not Found")
    row = {
        "id": held.dcid,
        "school_id": held.school,
        "term_id": held.term,
        "section_number": held.number,
        "staff_id": held.staff[0] + STAFF_DCID if held.staff else None,
    }
    return answer(school, call, {"section": row})


def section_enrollment(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /ws/v1/section/{dcid}/section_enrollment`."""
    ps = school.powerschool
    if not args[0].isdigit() or int(args[0]) not in ps.sections:
        return error(404, "Not Found")
    rows = [_enrollment(row) for row in ps.enrollments if row.section == int(args[0])]
    held = {"section_enrollment": collapsed(rows)} if rows else {}
    return answer(school, call, {"section_enrollments": held})


def _enrollment(row: PsEnrollment) -> dict[str, object]:
    return {
        "id": row.id,
        "section_id": row.section,
        "student_id": row.student,
        "entry_date": row.entry.isoformat(),
        "exit_date": row.exit.isoformat(),
        "dropped": row.dropped,
    }


def teacher_categories(school: School, call: Call, _: tuple[str, ...]) -> Reply:
    """`GET /ws/xte/teacher_category?users_dcid=&year_id=`."""
    teacher, year = call.one("users_dcid"), call.one("year_id")
    if not teacher or not year:
        return error(400, "users_dcid and year_id are required.")
    ps = school.powerschool
    years = {str(term.year) for term in ps.terms.values()}
    rows = [row for row in ps.categories.values() if str(row.teacher) == teacher and year in years]
    return reply_json(200, [_category(row) for row in rows])


def _category(row: PsCategory) -> dict[str, object]:
    return {
        "_name": "teachercategory",
        "teachercategoryid": row.id,
        "name": row.name,
        "categorytype": "user",
        "districtteachercategoryid": None,
        "isactive": row.active,
        "isinfinalgrades": row.counts,
        "usersdcid": row.teacher,
        "defaultscoretype": "POINTS",
        "defaultscoreentrypoints": 10,
        "defaultweight": row.weight,
        "defaulttotalvalue": 10 * row.weight,
        "defaultextracreditpoints": row.extra,
        "defaultpublishoption": row.publish,
        "defaultdaysbeforedue": row.days_before_due,
        "isdefaultpublishscores": row.publishes_scores,
        "_teachercategorysectionexcludeassociations": [{"sectionsdcid": dcid} for dcid in row.excluded],
    }


def teaches(ps: PowerSchool, users_dcid: str, section: int) -> bool:
    """Does the user teach the section?"""
    teacher = ps.teachers.get(int(users_dcid)) if users_dcid.isascii() and users_dcid.isdigit() else None
    held = ps.sections.get(section)
    return teacher is not None and held is not None and teacher.staff in held.staff


def assignments(school: School, call: Call, _: tuple[str, ...]) -> Reply:
    """`GET /ws/xte/section/assignment/?users_dcid=&section_ids=`: a plain array, no pages."""
    ps = school.powerschool
    asked = [int(text) for text in call.one("section_ids").split(",") if text.isascii() and text.isdigit()]
    if not asked:
        return error(400, "section_ids is required.")
    if any(not teaches(ps, call.one("users_dcid"), section) for section in asked):
        return not_taught()
    held = [row for row in ps.assignments.values() if any(part["sectionsdcid"] in asked for part in row.rows)]
    return reply_json(200, [show_assignment(ps, row) for row in held])


def not_taught() -> Reply:
    """The named teacher does not teach the section: nothing of it is shown."""
    return error(403, "User does not teach section or does not have requested Permission: VIEW")


def assignment(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`GET /ws/xte/section/assignment/{id}?users_dcid=`."""
    ps = school.powerschool
    row = ps.assignments.get(int(args[0])) if args[0].isdigit() else None
    if row is None:
        return error(404, "Assignment not found.")
    if not all(teaches(ps, call.one("users_dcid"), int(str(part["sectionsdcid"]))) for part in row.rows):
        return not_taught()
    return answer(school, call, show_assignment(ps, row))


def show_assignment(ps: PowerSchool, row: PsAssignment) -> dict[str, object]:
    """An assignment with its sections."""
    return {
        "_name": "assignment",
        "assignmentid": row.id,
        "yearid": row.year,
        "createdbyplugin": None,
        "hasstandards": False,
        "standardscoringmethod": "GradeScale",
        "_assignmentsections": [part | {"islocked": is_locked(ps, part)} for part in row.rows],
        "_assignmentstandardassociations": [],
    }


def is_locked(ps: PowerSchool, part: Mapping[str, object]) -> bool:
    """Is an assignmentsection closed: by itself, or with the days that it is due in (§1.7)?"""
    section = ps.sections.get(int(str(part["sectionsdcid"])))
    due = date.fromisoformat(str(part["duedate"]))
    return bool(part["islocked"]) or any(
        first <= due <= last for first, last in (section.locked if section else ())
    )
