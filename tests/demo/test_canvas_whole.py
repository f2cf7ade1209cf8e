"""Canvas whole, through the real client: what Willow Creek holds is read as it is, and kept as it was."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

import in_process
from passback.connect.canvas.client import Canvas
from passback.core.connection import CanvasSettings
from passback.core.finding import Receipt, Rejection
from passback.core.gradebook import Assignment, Course, Group, Part, Submission, T, Unread
from passback.sandbox import school as sandbox
from passback.sandbox.faults import FaultKind
from passback.sandbox.planting.habits import STATES
from passback.sandbox.state.school import Fault

pytestmark = pytest.mark.disable_socket


@pytest.fixture
def practice() -> in_process.Practice:
    made = in_process.a_practice()
    made.school.canvas.throttled.clear()
    return made


def canvas_of(practice: in_process.Practice) -> Canvas:
    where = sandbox.interface(practice.school, practice.urls)["canvas"]
    assert isinstance(where, dict)
    settings = CanvasSettings(where["url"], where["account"], where["token"])
    return Canvas(settings, in_process.means(practice))


def id_of(practice: in_process.Practice, name: str) -> str:
    return next(str(row.id) for row in practice.school.canvas.courses.values() if row.name == name)


def read(practice: in_process.Practice, name: str) -> Course:
    return asyncio.run(canvas_of(practice).read(id_of(practice, name)))


def all_of(part: Part[T]) -> tuple[T, ...]:
    assert not isinstance(part, Unread)
    return part


def work(course: Course, name: str) -> Assignment:
    return next(row for row in all_of(course.assignments) if row.name == name)


def scores(course: Course, name: str) -> list[Submission]:
    held = work(course, name).id
    return [row for row in all_of(course.submissions) if row.assignment == held]


def gets(practice: in_process.Practice) -> list[str]:
    return [call.split(" ")[1].partition("/")[2] for call in practice.trace if call.startswith("GET canvas")]


def save(
    practice: in_process.Practice, course: Course, before: Assignment | Group, after: Assignment | Group
) -> object:
    return asyncio.run(canvas_of(practice).save(course.id, before, after))


def allow(practice: in_process.Practice, permission: str) -> None:
    next(iter(practice.school.canvas.tokens.values())).permissions.add(permission)


# ---- what it costs -----------------------------------------------------------------------------------


def test_a_course_of_thirty_students_is_six_requests(practice: in_process.Practice) -> None:
    course = read(practice, "Economics")
    here = f"api/v1/courses/{course.id}"
    assert gets(practice) == [
        here,
        f"{here}/sections",
        f"{here}/enrollments",
        f"{here}/assignment_groups",
        f"{here}/students/submissions",
        f"{here}/grading_periods",
    ]


def test_from_25_overrides_on_they_are_asked_for_apart(practice: in_process.Practice) -> None:
    course = read(practice, "Robotics")
    assert len(all_of(work(course, "Demo day of 25").overrides)) == 25
    assert len(all_of(work(course, "Demo day of 24").overrides)) == 24
    apart = [call for call in gets(practice) if call.endswith("/overrides")]
    assert apart == [f"api/v1/courses/{course.id}/assignments/{work(course, 'Demo day of 25').id}/overrides"]
    assert len(gets(practice)) == 7


def test_every_course_of_the_account_is_read_whole(practice: in_process.Practice) -> None:
    practice.school.canvas.largest_page = 7
    listed = asyncio.run(canvas_of(practice).courses())
    courses = [asyncio.run(canvas_of(practice).read(row.id)) for row in listed]
    assert {"Study Skills", "Robotics", "Chess", "Civics"} <= {row.name for row in listed}
    assert [course.unread for course in courses] == [()] * len(courses)
    held = practice.school.canvas
    assert sum(len(all_of(course.assignments)) for course in courses) == len(held.assignments)
    assert sum(len(all_of(course.periods)) for course in courses if course.sis_id == "WCS-ECO") == 2


# ---- who ---------------------------------------------------------------------------------------------


def test_every_enrollment_state_is_read_but_that_of_who_declined(practice: in_process.Practice) -> None:
    course = read(practice, "Study Skills")
    assert Counter(row.state for row in all_of(course.enrollments)) == Counter(STATES) - Counter(["rejected"])


def test_grouped_pages_are_pages_of_students(practice: in_process.Practice) -> None:
    practice.school.canvas.largest_page = 10
    course = read(practice, "Robotics")
    pages = [call for call in gets(practice) if call.endswith("/students/submissions")]
    assert len(pages) == 3
    assert len(all_of(course.submissions)) > 100


# ---- scores ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["points", "percent", "pass_fail", "letter_grade", "gpa_scale"])
def test_every_grading_type_is_read_with_its_score_and_its_grade(
    practice: in_process.Practice, kind: str
) -> None:
    course = read(practice, "Creative Writing")
    name = f"Exercise in {kind.replace('_', ' ')}"
    assert work(course, name).grading_type == kind
    rows = scores(course, name)
    assert len(rows) == 10
    assert all(isinstance(row.score, Decimal) and row.grade for row in rows)


def test_work_that_is_not_graded_has_no_scores(practice: in_process.Practice) -> None:
    course = read(practice, "Creative Writing")
    assert work(course, "Reading circle").grading_type == "not_graded"
    assert scores(course, "Reading circle") == []


def test_a_score_is_read_after_the_deduction_of_the_late_policy(practice: in_process.Practice) -> None:
    late = [row for row in scores(read(practice, "Creative Writing"), "Sonnet") if row.late]
    assert [row.score for row in late] == [Decimal(16), Decimal(16)]


def test_what_is_hidden_moderated_anonymous_unpublished_or_not_counted_is_read_as_such(
    practice: in_process.Practice,
) -> None:
    course = read(practice, "Creative Writing")
    assert {row.posted for row in scores(course, "Ghost story")} == {None}
    assert {row.posted for row in scores(course, "Blind review")} == {None}
    assert None not in {row.posted for row in scores(course, "Blind review, second round")}
    assert work(course, "Blind review").anonymous
    essay, poem = work(course, "Jury essay"), work(course, "Jury poem")
    assert (essay.moderated, essay.grades_published) == (True, False)
    assert (poem.moderated, poem.grades_published) == (True, True)
    assert not work(course, "Epilogue").published
    assert work(course, "Open mic").omit_from_final_grade
    assert {row.name: row.drops for row in all_of(course.groups)} == {"Homework": True, "Workshop": False}


def test_a_classic_and_a_new_quiz_are_both_read_with_their_scores(practice: in_process.Practice) -> None:
    course = read(practice, "Media Studies")
    quizzes = {row.name: row.quiz for row in all_of(course.assignments)}
    assert quizzes == {"Headlines quiz": "classic", "Sources quiz": "new", "Warm-up": "new"}
    assert "pending_review" in {row.state for row in scores(course, "Headlines quiz")}
    assert len(scores(course, "Sources quiz")) == 8


# ---- dates -------------------------------------------------------------------------------------------


def test_overrides_of_all_five_kinds_are_read_as_what_they_are(practice: in_process.Practice) -> None:
    course = read(practice, "Robotics")

    def kind(name: str) -> tuple[bool, int, bool, bool, bool]:
        (row,) = all_of(work(course, name).overrides)
        assert row.overrides_due
        return row.section is not None, len(row.students), row.group is not None, row.course, row.mastery

    assert kind("Chassis") == (True, 0, False, False, False)
    assert kind("Wiring") == (False, 2, False, False, False)
    assert kind("Team build") == (False, 0, True, False, False)
    assert kind("Sensors") == (False, 0, False, True, False)
    assert kind("Extra path") == (False, 0, False, False, True)


def test_the_date_of_each_student_is_read_whatever_kind_of_override_gave_it(
    practice: in_process.Practice,
) -> None:
    course = read(practice, "Robotics")

    def later(name: str) -> int:
        return sum(row.due != work(course, name).due for row in scores(course, name))

    assert [later(name) for name in ("Chassis", "Wiring", "Team build", "Sensors", "Extra path")] == [
        15,
        2,
        15,
        30,
        0,
    ]


def test_a_course_reads_its_grading_periods_and_which_work_lies_in_a_closed_one(
    practice: in_process.Practice,
) -> None:
    course = read(practice, "Economics")
    first, second = all_of(course.periods)
    assert (first.name, second.name) == ("Quarter 1", "Quarter 2")
    assert first.last + timedelta(days=3) == second.first
    assert {row.name: row.closed for row in all_of(course.assignments)} == {
        "Supply and demand": True,
        "Inflation": False,
    }


def test_a_concluded_course_and_one_whose_term_is_over_are_read_as_ended(
    practice: in_process.Practice,
) -> None:
    civics, journalism, economics = (read(practice, n) for n in ("Civics", "Journalism", "Economics"))
    assert (civics.state, journalism.state) == ("completed", "available")
    assert civics.ended == journalism.ended != None  # noqa: E711 - all three in one line
    assert economics.ended is None
    assert scores(journalism, "Journalism notebook")


# ---- changes -----------------------------------------------------------------------------------------


def test_a_date_given_to_work_for_single_students_stays_theirs(practice: in_process.Practice) -> None:
    course = read(practice, "Robotics")
    before = work(course, "Repair clinic")
    after = replace(before, due=datetime(2026, 11, 1, 5, 59, 59, tzinfo=UTC))
    assert isinstance(save(practice, course, before, after), Receipt)
    row = practice.school.canvas.assignments[int(before.id)]
    assert (row.only_overrides, row.due_at) == (True, "2026-11-01T05:59:59Z")


def test_in_a_closed_period_sync_can_be_turned_off_and_a_name_not_changed(
    practice: in_process.Practice,
) -> None:
    course = read(practice, "Economics")
    before = work(course, "Supply and demand")
    refused = save(practice, course, before, replace(before, name="Elasticity"))
    assert isinstance(refused, Rejection)
    assert (refused.status, "closed grading period" in refused.raw) == (400, True)
    assert isinstance(save(practice, course, before, replace(before, post_to_sis=False)), Receipt)
    assert practice.school.canvas.assignments[int(before.id)].post_to_sis is False


def test_where_the_box_is_hidden_sync_is_set_all_the_same(practice: in_process.Practice) -> None:
    canvas = canvas_of(practice)
    assert asyncio.run(canvas.box(id_of(practice, "Robotics"))) is True
    assert asyncio.run(canvas.box(id_of(practice, "Chess"))) is False
    assert isinstance(asyncio.run(canvas.box(id_of(practice, "World History Honors"))), Unread)
    course = read(practice, "Chess")
    before = work(course, "Openings")
    assert isinstance(save(practice, course, before, replace(before, post_to_sis=True)), Receipt)
    assert work(read(practice, "Chess"), "Openings").post_to_sis


def test_a_groups_links_are_merged_and_an_assignments_replaced(practice: in_process.Practice) -> None:
    allow(practice, "manage_sis")
    for row in practice.school.canvas.assignments.values():
        row.integration_data = {"old": "1"}
    for group in practice.school.canvas.groups.values():
        group.integration_data = {"old": "1"}
    course = read(practice, "Economics")
    before, homework = work(course, "Inflation"), all_of(course.groups)[0]

    save(practice, course, before, replace(before, integration_data={"new": "2"}))
    save(practice, course, homework, replace(homework, integration_data={"old": "1", "new": "2"}))

    again = read(practice, "Economics")
    assert work(again, "Inflation").integration_data == {"new": "2"}
    assert all_of(again.groups)[0].integration_data == {"old": "1", "new": "2"}


def test_without_manage_sis_links_of_an_assignment_are_lost_and_those_of_a_group_kept(
    practice: in_process.Practice,
) -> None:
    course = read(practice, "Economics")
    before, homework = work(course, "Inflation"), all_of(course.groups)[0]
    lost = save(practice, course, before, replace(before, integration_data={"new": "2"}))
    assert isinstance(lost, Rejection)
    assert lost.about == ("integration_data",)
    kept = save(practice, course, homework, replace(homework, integration_data={"new": "2"}))
    assert isinstance(kept, Receipt)


def test_a_group_is_made_with_its_weight(practice: in_process.Practice) -> None:
    course = read(practice, "Economics")
    wanted = Group("", "Projects", Decimal("12.5"), None, drops=False)
    answer = asyncio.run(canvas_of(practice).create_group(course.id, wanted))
    assert isinstance(answer, Receipt)
    made = next(row for row in all_of(read(practice, "Economics").groups) if row.id == answer.ref)
    assert (made.name, made.weight) == ("Projects", Decimal("12.5"))


# ---- limits and tokens -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [FaultKind.THROTTLE, FaultKind.THROTTLE_429])
def test_a_full_bucket_in_either_form_is_waited_for(practice: in_process.Practice, kind: FaultKind) -> None:
    practice.school.faults.append(Fault("canvas", kind, 2, skip=1))
    before = practice.clock.now()
    assert read(practice, "Economics").unread == ()
    assert practice.clock.now() > before


def test_a_whole_account_read_one_after_the_other_never_fills_the_bucket(
    practice: in_process.Practice,
) -> None:
    for course in asyncio.run(canvas_of(practice).courses()):
        asyncio.run(canvas_of(practice).read(course.id))
    assert len(practice.trace) > 80
    assert all(call.endswith(" 200") for call in practice.trace)
