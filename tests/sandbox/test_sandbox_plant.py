"""The practice school as planted: the same every time, twelve causes, and healthy beside them."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passback.core.problem import Problem
from passback.sandbox import plant as plant_module
from passback.sandbox.control import durable
from passback.sandbox.planting.calendar import Calendar, end_of
from passback.sandbox.school import School, plant, planted
from passback.sandbox.state.school import Planted

TODAY = date(2026, 11, 23)
ZONE = ZoneInfo("America/Chicago")


@pytest.fixture(autouse=True)
def only_the_six(monkeypatch: pytest.MonkeyPatch) -> None:
    """The six courses without what is planted after them."""
    monkeypatch.setattr(plant_module, "simulators", dict)
    monkeypatch.setattr(plant_module, "plant_habits", lambda _ground: None)


@pytest.fixture
def school() -> School:
    return plant(1, TODAY)


def _local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone(ZONE)


def _cause(school: School, problem: Problem, sis: str) -> Planted:
    (held,) = [row for row in school.planted if (row.problem, row.sis) == (problem, sis)]
    return held


def test_the_same_seed_and_day_give_the_same_school() -> None:
    assert durable(plant(3, TODAY)) == durable(plant(3, TODAY))
    assert durable(plant(3, TODAY)) != durable(plant(4, TODAY))


@settings(max_examples=25, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(0, 10_000))
def test_any_day_is_a_school_day_of_a_whole_school(today: date, seed: int) -> None:
    school = plant(seed, today)
    term = school.aspen.terms[0]
    assert term.first < today < term.last
    assert school.powerschool.terms[max(school.powerschool.terms)].last == term.last
    graded = [row.graded_at for row in school.canvas.submissions.values() if row.graded_at]
    assert max(graded)[:10] <= today.isoformat()
    assert len(school.planted) == 12


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_the_end_of_a_day_is_2359_at_the_school_and_the_next_day_in_utc(day: date) -> None:
    text = end_of(day)
    assert _local(text).strftime("%Y-%m-%d %H:%M") == f"{day} 23:59"
    assert text[:10] == (day + timedelta(days=1)).isoformat()


def test_the_calendar_begins_on_a_monday_and_ends_on_a_friday() -> None:
    calendar = Calendar(date(2026, 11, 22))
    assert (calendar.first.weekday(), calendar.last.weekday()) == (0, 4)
    assert (calendar.day(1), calendar.year_id) == (calendar.first + timedelta(days=4), 36)


def test_twelve_causes_are_planted_and_each_says_where(school: School) -> None:
    rows = planted(school)
    assert Counter(row["kind"] for row in rows) == {
        "predicted": 6,
        "refused": 3,
        "lie": 1,
        "hold": 1,
        "harmless": 1,
    }
    assert len({row["id"] for row in rows}) == 12
    assert all(Problem(row["problem"]) for row in rows)
    canvas = school.canvas
    for row in rows:
        assert int(row["course"]) in canvas.courses
        assert row["section"] is None or int(row["section"]) in canvas.sections
        assert row["assignment"] is None or int(row["assignment"]) in canvas.assignments
        assert row["student"] is None or int(row["student"]) in canvas.users


def test_a_hundred_students_have_several_hundred_scores(school: School) -> None:
    students = {row.user for row in school.canvas.enrollments.values() if row.kind == "StudentEnrollment"}
    assert len(students) == 100
    assert len({row.name for row in school.canvas.users.values()}) == len(school.canvas.users)
    assert sum(row.score is not None for row in school.canvas.submissions.values()) > 1000


def _categories(school: School, course: int) -> set[str]:
    """The names of categories that the SIS has for a Canvas course."""
    ids = {row.sis_id for row in school.canvas.sections.values() if row.course == course and row.sis_id}
    aspen = {row.title for row in school.aspen.categories.values() if row.klass in ids}
    staff = {row.staff[0] for row in school.powerschool.sections.values() if str(row.id) in ids}
    teachers = {row.dcid for row in school.powerschool.teachers.values() if row.staff in staff}
    return aspen | {row.name for row in school.powerschool.categories.values() if row.teacher in teachers}


def test_only_the_planted_groups_have_no_category_of_their_name(school: School) -> None:
    canvas = school.canvas
    lost = {
        row.id
        for row in canvas.assignments.values()
        if canvas.groups[row.group].name not in _categories(school, row.course)
    }
    causes = [row.assignment for row in school.planted if row.problem == Problem.CATEGORY_NOT_FOUND]
    assert lost == set(causes)


def test_only_the_planted_assignment_has_no_date_for_its_sections(school: School) -> None:
    canvas = school.canvas
    undated = {
        row.assignment
        for row in canvas.overrides.values()
        if row.section and row.dates.get("due_at", "") is None
    }
    assert undated == {_cause(school, Problem.DUE_DATE_MISSING, "aspen").assignment}
    assert all(row.due_at for row in canvas.assignments.values())


def test_only_the_planted_assignment_is_due_outside_the_term(school: School) -> None:
    term = school.powerschool.terms[3601]
    dates = [(row.id, row.due_at) for row in school.canvas.assignments.values()]
    dates += [
        (row.assignment, row.dates["due_at"])
        for row in school.canvas.overrides.values()
        if row.dates.get("due_at")
    ]
    outside = {key for key, due in dates if not term.first <= _local(due).date() <= term.last}
    assert outside == {_cause(school, Problem.DUE_DATE_OUTSIDE_TERM, "powerschool").assignment}
    assert term.last in {_local(due).date() for _, due in dates}


def test_a_utc_date_would_be_a_day_late_on_the_last_day_of_the_term(school: School) -> None:
    term = school.powerschool.terms[3601]
    late = [
        row
        for row in school.canvas.overrides.values()
        if (row.dates.get("due_at") or "")[:10] > str(term.last)
    ]
    assert len(late) == 1


def test_only_the_planted_section_has_no_sis_id_and_its_students_are_graded(school: School) -> None:
    canvas = school.canvas
    (section,) = [row.id for row in canvas.sections.values() if row.sis_id is None]
    assert section == _cause(school, Problem.SECTION_WITHOUT_SIS_ID, "powerschool").section
    users = {row.user for row in canvas.enrollments.values() if row.section == section}
    assert any(row.user in users and row.score is not None for row in canvas.submissions.values())


def test_rosters_agree_but_for_the_planted_student(school: School) -> None:
    canvas, aspen, ps = school.canvas, school.aspen, school.powerschool
    numbers = {row.id: row.sis_id for row in canvas.users.values()}
    rosters = {held.id: {aspen.people[i].number for i in held.students} for held in aspen.classes.values()}
    for held in ps.sections.values():
        rows = [row for row in ps.enrollments if row.section == held.dcid and not row.dropped]
        rosters[str(held.id)] = {ps.students[row.student].number for row in rows}
    missing = {
        (row.course, row.user)
        for row in canvas.enrollments.values()
        if row.kind == "StudentEnrollment" and row.state == "active" and canvas.sections[row.section].sis_id
        if numbers[row.user] not in rosters[canvas.sections[row.section].sis_id]
    }
    cause = _cause(school, Problem.STUDENT_NOT_IN_SECTION, "aspen")
    assert missing == {(cause.course, cause.student)}


def test_only_the_planted_name_is_too_long_for_powerschool(school: School) -> None:
    long = {row.id for row in school.canvas.assignments.values() if len(row.name) > 50}
    assert long == {_cause(school, Problem.NAME_TOO_LONG, "powerschool").assignment}
    name = school.canvas.assignments[long.pop()].name
    assert len(name) <= 255


def test_one_class_of_column_has_no_scale_and_one_rounds_scores_that_have_halves(school: School) -> None:
    scales = {(row.klass, row.title) for row in school.aspen.categories.values() if not row.scale}
    assert scales == {("BMS-ALG1-02", "Quizzes"), ("BMS-ALG1-05", "Quizzes")}
    assert {row.title for row in school.aspen.categories.values() if row.whole} == {"Participation"}
    cause = _cause(school, Problem.VALUE_CHANGED_BY_SIS, "aspen")
    scores = [row.score for row in school.canvas.submissions.values() if row.assignment == cause.assignment]
    assert {score % 1 for score in scores} == {scores[0] % 1}
    assert scores[0] % 1 != 0


def test_one_assignment_was_typed_by_hand_with_some_other_scores(school: School) -> None:
    cause = _cause(school, Problem.HELD_FOR_A_PERSON, "powerschool")
    row = school.canvas.assignments[cause.assignment]
    (held,) = school.powerschool.assignments.values()
    (part,) = held.rows
    assert (part["name"], part["scoreentrypoints"]) == (row.name, row.points)
    assert part["duedate"] == _local(row.due_at).date().isoformat()
    numbers = {user.sis_id: user.id for user in school.canvas.users.values()}
    scores = {s.user: s.score for s in school.canvas.submissions.values() if s.assignment == row.id}
    typed = {
        numbers[school.powerschool.students[s.student].number]: s.points
        for s in school.powerschool.scores.values()
    }
    differing = [user for user, points in typed.items() if scores[user] != points]
    assert (len(differing), len(typed)) == (4, 16)


def test_a_lock_lies_only_on_the_planted_assignment(school: School) -> None:
    cause = _cause(school, Problem.GRADING_PERIOD_LOCKED, "powerschool")
    (held,) = [row for row in school.powerschool.sections.values() if row.locked]
    ((first, last),) = held.locked
    section = next(row for row in school.canvas.sections.values() if row.sis_id == str(held.id))
    rows = [row for row in school.canvas.assignments.values() if row.course == section.course]
    assert [row.id for row in rows if first <= _local(row.due_at).date() <= last] == [cause.assignment]


def test_the_test_student_has_grades(school: School) -> None:
    cause = _cause(school, Problem.TEST_STUDENT, "aspen")
    kinds = {row.kind for row in school.canvas.enrollments.values() if row.user == cause.student}
    assert kinds == {"StudentViewEnrollment"}
    assert any(row.user == cause.student and row.score for row in school.canvas.submissions.values())


@pytest.mark.parametrize("seed", range(5))
def test_no_score_is_above_its_maximum_but_one(seed: int) -> None:
    canvas = plant(seed, TODAY).canvas
    above = [
        row
        for row in canvas.submissions.values()
        if row.score is not None and row.score > canvas.assignments[row.assignment].points
    ]
    assert len(above) == 1
    assert all(row.score is None or row.score >= 0 for row in canvas.submissions.values())


def test_a_third_school_changes_nothing_of_the_first_two(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = plant(1, TODAY)
    monkeypatch.undo()
    whole = plant(1, TODAY)
    assert (durable(whole)["aspen"], durable(whole)["powerschool"]) == (
        durable(alone)["aspen"],
        durable(alone)["powerschool"],
    )
    for kind in ("courses", "sections", "users", "enrollments", "assignments", "overrides", "submissions"):
        held, more = getattr(alone.canvas, kind), getattr(whole.canvas, kind)
        assert {key: more[key] for key in held} == held
        assert len(more) > len(held)
    assert whole.planted[:12] == alone.planted
