"""canvasapi, which knows nothing of passback, finds in the simulator the Canvas that it knows."""

from collections.abc import Iterator
from typing import Any

import pytest
from canvasapi import Canvas
from canvasapi.course import Course
from canvasapi.exceptions import InvalidAccessToken, ResourceDoesNotExist

from served import Served

# It warns of each address without https; the school is on loopback.
pytestmark = pytest.mark.filterwarnings("ignore:Canvas may respond unexpectedly:UserWarning")


def client(url: str, token: str) -> Canvas:
    return Canvas(url, token)


def close(canvas: Canvas) -> None:
    """It keeps its connection open for good otherwise."""
    canvas._Canvas__requester._session.close()


@pytest.fixture
def canvas(school: Served) -> Iterator[Canvas]:
    given: Any = school.described["canvas"]
    made = client(given["url"], given["token"])
    yield made
    close(made)


@pytest.fixture
def course(canvas: Canvas) -> Course:
    return canvas.get_course(3101)


def test_it_lists_the_courses_of_an_account(canvas: Canvas, school: Served) -> None:
    listed = {course.id: course.name for course in canvas.get_account(1).get_courses()}

    rows = school.school.canvas.courses.values()
    assert listed == {row.id: row.name for row in rows if row.state != "deleted"}


def test_it_reads_sections_enrollments_and_groups_of_a_course(course: Course, school: Served) -> None:
    state = school.school.canvas
    sections = {row.id for row in state.sections.values() if row.course == course.id}
    students = {
        row.user
        for row in state.enrollments.values()
        if row.section in sections and row.kind == "StudentEnrollment" and row.state == "active"
    }

    assert {section.id for section in course.get_sections()} == sections
    enrollments = course.get_enrollments(type=["StudentEnrollment"], state=["active"])
    assert {enrollment.user_id for enrollment in enrollments} == students
    groups = {group.name for group in course.get_assignment_groups(include=["assignments", "overrides"])}
    assert groups == {row.name for row in state.groups.values() if row.course == course.id}


def test_it_pages_through_assignments_and_finds_their_dates(course: Course, school: Served) -> None:
    rows = {row.id: row for row in school.school.canvas.assignments.values() if row.course == course.id}

    found = {one.id: one for one in course.get_assignments(include=["all_dates"], per_page=2)}

    assert set(found) == set(rows)
    assert {one.name for one in found.values()} == {row.name for row in rows.values()}
    assert all(one.points_possible == row.points for one, row in ((found[k], rows[k]) for k in rows))


def test_it_reads_an_assignment_s_overrides(course: Course, school: Served) -> None:
    overrides = school.school.canvas.overrides.values()
    wanted = {row.id for row in overrides if row.assignment in {a.id for a in course.get_assignments()}}

    found = {override.id for one in course.get_assignments() for override in one.get_overrides()}

    assert found == wanted


def test_it_reads_grouped_submissions_of_all_students_page_by_page(course: Course, school: Served) -> None:
    listed = course.get_multiple_submissions(student_ids=["all"], grouped=True, per_page=5)

    scores = {(row.assignment_id, row.user_id): row.score for one in listed for row in one.submissions}

    rows = school.school.canvas.submissions.values()
    mine = {a.id for a in course.get_assignments()}
    wanted = {(r.assignment, r.user): r.score for r in rows if r.assignment in mine and r.score is not None}
    assert {key: score for key, score in scores.items() if score is not None} == {
        key: float(score) for key, score in wanted.items()
    }


def test_it_edits_an_assignment_and_the_change_is_there(course: Course) -> None:
    one = next(iter(course.get_assignments()))

    one.edit(assignment={"name": "Renamed by canvasapi"})

    assert course.get_assignment(one.id).name == "Renamed by canvasapi"


def test_a_bad_token_and_a_missing_course_are_what_it_expects(canvas: Canvas, school: Served) -> None:
    given: Any = school.described["canvas"]
    wrong = client(given["url"], "wrong")
    with pytest.raises(InvalidAccessToken):
        list(wrong.get_account(1).get_courses())
    close(wrong)

    with pytest.raises(ResourceDoesNotExist):
        canvas.get_course(987654321)
