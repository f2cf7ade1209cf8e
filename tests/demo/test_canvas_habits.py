"""What Canvas does that a client may not ignore: each habit, seen through the real client."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

import in_process
from passback.connect.canvas.client import Canvas
from passback.core.connection import CanvasSettings
from passback.core.finding import Rejection
from passback.core.gradebook import Assignment, Course, Unread
from passback.core.problem import Problem, State
from passback.run import app as run_app
from passback.run.report import Line, Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox import school as sandbox
from passback.sandbox.state.school import School


def canvas_of(practice: in_process.Practice) -> Canvas:
    told = sandbox.interface(practice.school, practice.urls)
    where = told["canvas"]
    assert isinstance(where, dict)
    means = in_process.means(practice)
    return Canvas(CanvasSettings(where["url"], where["account"], where["token"]), means)


def read(practice: in_process.Practice, course: int) -> Course:
    return asyncio.run(canvas_of(practice).read(str(course)))


@pytest.fixture(scope="module")
def synced() -> tuple[School, list[Report]]:
    practice, reports = in_process.a_practice(), []

    async def run() -> None:
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            for name in await in_process.connected(app, practice):
                batch, _ = await app.plan(name)
                reports.append(await app.sync(batch))

    asyncio.run(run())
    return practice.school, reports


def lines(reports: list[Report], **about: int) -> Iterator[Line]:
    for report in reports:
        for line in report.lines:
            if all(getattr(line.subject, field) == str(wanted) for field, wanted in about.items()):
                yield line


def one(school: School, name: str) -> int:
    return next(row.id for row in school.canvas.assignments.values() if row.name == name)


def user(school: School, assignment: int, **wanted: object) -> list[int]:
    """The students whose submission of an assignment is as wanted."""
    rows = [row for row in school.canvas.submissions.values() if row.assignment == assignment]
    return [row.user for row in rows if all(getattr(row, field) == held for field, held in wanted.items())]


def test_every_page_is_read() -> None:
    practice = in_process.a_practice()
    practice.school.canvas.largest_page = 10
    courses = asyncio.run(canvas_of(practice).courses())
    read_back = {course.id: read(practice, int(course.id)) for course in courses}

    every = practice.school.canvas.enrollments.values()
    rows = [row for row in every if "Student" in row.kind and row.state != "rejected"]
    for course in read_back.values():
        assert not isinstance(course.enrollments, Unread)
        assert len(course.enrollments) == sum(row.course == int(course.id) for row in rows)
    assert any("bookmark:" in call for call in practice.trace), "the school was small enough for one page"


def test_a_throttled_request_is_waited_for_and_asked_again() -> None:
    practice = in_process.a_practice()
    practice.school.canvas.throttled = {2, 3}
    before = practice.clock.now()

    course = read(practice, 3101)

    assert not isinstance(course.sections, Unread)
    assert practice.clock.now() > before
    assert sum(" 403" in call for call in practice.trace) == 2


def test_the_test_student_is_read_as_such_and_never_sent(synced: tuple[School, list[Report]]) -> None:
    school, reports = synced
    test_students = [e.user for e in school.canvas.enrollments.values() if e.kind == "StudentViewEnrollment"]

    mine = [line for student in test_students for line in lines(reports, student=student)]

    assert mine
    assert {line.state for line in mine} == {State.NOT_SENT}
    assert {line.why.problem for line in mine if line.why} == {Problem.TEST_STUDENT}


def test_students_of_a_cross_listed_section_go_to_their_own_class(
    synced: tuple[School, list[Report]],
) -> None:
    school, reports = synced
    section = next(row for row in school.canvas.sections.values() if row.origin is not None)
    there = {State.IN_SIS, State.DIFFERS}
    mine = [line for line in lines(reports, section=section.id) if line.state in there]
    columns = [column for column in school.aspen.columns.values() if column.klass == section.sis_id]

    assert len(mine) > 20
    assert {cell.column for cell in school.aspen.cells.values()} >= {column.id for column in columns}
    assert len(columns) == len({line.subject.assignment for line in mine})


def test_a_section_made_by_hand_has_no_class_and_its_scores_say_so(
    synced: tuple[School, list[Report]],
) -> None:
    school, reports = synced
    section = next(row for row in school.canvas.sections.values() if row.sis_id is None)

    mine = list(lines(reports, section=section.id))

    assert mine
    assert {line.state for line in mine} == {State.NOT_SENT}


def due_in_sis(school: School, name: str) -> dict[str, str]:
    return {c.klass: c.due[:10] for c in school.aspen.columns.values() if c.title == name}


def test_an_override_without_due_at_leaves_the_date_and_one_with_null_takes_it_away(
    synced: tuple[School, list[Report]],
) -> None:
    school, reports = synced
    by_assignment = {row.assignment: row for row in school.canvas.overrides.values()}
    absent = next(row for row in by_assignment.values() if "due_at" not in row.dates)
    null = next(row for row in by_assignment.values() if row.dates.get("due_at", "") is None)
    kept = school.canvas.assignments[absent.assignment]

    assert due_in_sis(school, kept.name) != {}
    assert {line.state for line in lines(reports, assignment=absent.assignment)} == {State.IN_SIS}
    taken = list(lines(reports, assignment=null.assignment))
    assert {line.why.problem for line in taken if line.why} == {Problem.DUE_DATE_MISSING}
    assert due_in_sis(school, school.canvas.assignments[null.assignment].name) == {}


def test_a_date_late_in_the_evening_is_that_day_in_the_zone_of_the_course(
    synced: tuple[School, list[Report]],
) -> None:
    school, _ = synced
    row = next(r for r in school.canvas.assignments.values() if r.name == "Density worksheet")
    utc_day = (row.due_at or "")[:10]

    (day,) = due_in_sis(school, "Density worksheet").values()

    assert day < utc_day, "23:59 in Chicago is the next day in UTC"


def test_a_hidden_score_waits_until_it_is_posted(synced: tuple[School, list[Report]]) -> None:
    school, reports = synced
    hidden = one(school, "Inequalities review")

    mine = list(lines(reports, assignment=hidden))

    assert {line.state for line in mine if line.why and line.why.problem is Problem.SCORE_HIDDEN} == {
        State.WAITING
    }
    assert due_in_sis(school, "Inequalities review") == {}


def test_an_excused_score_is_exempt_or_waits_and_never_a_zero(synced: tuple[School, list[Report]]) -> None:
    school, reports = synced
    osmosis, slope = one(school, "Osmosis questions"), one(school, "Slope and intercept")
    (student,) = user(school, osmosis, excused=True)

    exempt = [score for score in school.powerschool.scores.values() if score.exempt]
    waiting = [
        line
        for s in user(school, slope, excused=True)
        for line in lines(reports, assignment=slope, student=s)
    ]

    assert [line.state for line in lines(reports, assignment=osmosis, student=student)] == [State.IN_SIS]
    assert exempt
    assert {(score.points, score.entered) for score in exempt} == {(None, "")}
    assert waiting
    assert {line.state for line in waiting} == {State.WAITING}


def test_a_score_arrives_digit_for_digit_and_above_the_maximum_too(
    synced: tuple[School, list[Report]],
) -> None:
    school, _ = synced
    enzyme = one(school, "Enzyme lab report")
    above = max(
        row.score for row in school.canvas.submissions.values() if row.assignment == enzyme and row.score
    )

    assert above > Decimal(30)
    assert above in {score.points for score in school.powerschool.scores.values()}


def test_a_missing_work_without_a_score_is_not_sent_as_zero(synced: tuple[School, list[Report]]) -> None:
    school, reports = synced
    reading = one(school, "Photosynthesis reading")
    (student,) = user(school, reading, missing=True, score=None)

    assert list(lines(reports, assignment=reading, student=student)) == []


def test_a_field_that_canvas_drops_without_manage_sis_is_noticed() -> None:
    practice = in_process.a_practice()
    course = read(practice, 3101)
    assert not isinstance(course.assignments, Unread)
    before: Assignment = course.assignments[0]
    after = replace(before, integration_data={"ours": "1"})

    answer = asyncio.run(canvas_of(practice).save("3101", before, after))

    assert isinstance(answer, Rejection)
    assert answer.about == ("integration_data",)
    for token in practice.school.canvas.tokens.values():
        token.permissions.add("manage_sis")
    assert not isinstance(asyncio.run(canvas_of(practice).save("3101", before, after)), Rejection)
