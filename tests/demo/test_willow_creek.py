"""Canvas's habits on their way into an SIS: Willow Creek, synced through generic OneRoster and proven."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest

import in_process
from passback.core.problem import Problem, State
from passback.run import app as run_app
from passback.run.report import Line, Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.planting.habits import CLUBS, WILLOW
from passback.sandbox.state.school import School

pytestmark = pytest.mark.disable_socket

Synced = tuple[School, list[Report]]


@pytest.fixture(scope="module")
def synced() -> Synced:
    """The school and two runs, one right after the other."""
    practice, reports = in_process.a_practice(), []

    async def run() -> None:
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            await in_process.connected(app, practice, "oneroster")
            for _ in range(2):
                batch, _overview = await app.plan("practice-oneroster")
                reports.append(await app.sync(batch))

    asyncio.run(run())
    return practice.school, reports


def work_of(school: School, name: str) -> int:
    return next(row.id for row in school.canvas.assignments.values() if row.name == name)


def lines(synced: Synced, name: str) -> list[Line]:
    school, (report, _) = synced
    return [line for line in report.lines if line.subject.assignment == str(work_of(school, name))]


def ends(synced: Synced, name: str) -> Counter[tuple[State, Problem | None]]:
    return Counter((line.state, line.why.problem if line.why else None) for line in lines(synced, name))


def kept(school: School, name: str) -> Iterator[tuple[str, object]]:
    """Number and score of each student in the SIS, on the line items of a title."""
    roster = school.rosters["oneroster"]
    items = {row.id for row in roster.lines.values() if row.title == name}
    for mark in roster.marks.values():
        if mark.line in items:
            yield roster.people[mark.student].number, mark.score


def here(school: School, name: str) -> dict[str, object]:
    """Number and score of each student in Canvas."""
    wanted, users = work_of(school, name), school.canvas.users
    rows = school.canvas.submissions.values()
    return {str(users[row.user].sis_id): row.score for row in rows if row.assignment == wanted}


SENT = (State.IN_SIS, None)


def test_every_score_of_the_third_school_is_proven_or_says_what_it_waits_for(synced: Synced) -> None:
    school, (first, second) = synced
    courses = {str(row.id) for row in school.canvas.courses.values() if row.account in {WILLOW, CLUBS}}
    mine = [line for line in first.lines if line.subject.course in courses]
    assert sum(line.state is State.IN_SIS for line in mine) > 300
    assert first.states[State.IN_SIS] == first.proven
    assert {line.state for line in mine} == {State.IN_SIS, State.WAITING, State.NOT_SENT}
    assert all(line.why for line in mine if line.state is not State.IN_SIS)
    assert second.states[State.ALREADY_THERE] == first.proven
    assert second.states[State.IN_SIS] == 0


def test_who_is_invited_counts_as_here_and_who_left_does_not(synced: Synced) -> None:
    school, _ = synced
    states = {
        str(row.user): row.state
        for row in school.canvas.enrollments.values()
        if school.canvas.sections[row.section].sis_id == "WCS-SKL-01"
    }
    told = {states[str(line.subject.student)]: line for line in lines(synced, "Weekly planner")}
    assert told["invited"].state is told["active"].state is State.IN_SIS
    assert told.keys() == {"active", "invited", "inactive", "completed"}
    for gone in ("inactive", "completed"):
        why = told[gone].why
        assert why is not None
        assert (told[gone].state, why.problem) == (State.NOT_SENT, Problem.LEFT_SECTION)


@pytest.mark.parametrize("kind", ["points", "percent", "pass fail", "letter grade", "gpa scale"])
def test_every_grading_type_sends_its_score_and_never_its_grade(synced: Synced, kind: str) -> None:
    school, _ = synced
    name = f"Exercise in {kind}"
    assert dict(kept(school, name)) == here(school, name)


def test_what_is_late_is_sent_after_the_deduction(synced: Synced) -> None:
    school, _ = synced
    assert sorted(dict(kept(school, "Sonnet")).values())[:2] <= [16, 16]  # type: ignore[type-var]
    assert dict(kept(school, "Sonnet")) == here(school, "Sonnet")


@pytest.mark.parametrize(
    ("held", "released"),
    [("Jury essay", "Jury poem"), ("Blind review", "Blind review, second round"), ("Ghost story", "Sonnet")],
)
def test_moderated_anonymous_and_hidden_scores_wait_for_their_release(
    synced: Synced, held: str, released: str
) -> None:
    school, _ = synced
    assert ends(synced, held) == {(State.WAITING, Problem.SCORE_HIDDEN): 10}
    assert dict(kept(school, held)) == {}
    assert ends(synced, released) == {SENT: 10}


def test_classic_and_new_quizzes_are_both_sent_and_practice_never(synced: Synced) -> None:
    assert ends(synced, "Headlines quiz") == {SENT: 7, (State.WAITING, Problem.NEEDS_GRADING): 1}
    assert ends(synced, "Sources quiz") == {SENT: 8}
    assert lines(synced, "Warm-up") == lines(synced, "Reading circle") == []


def test_unpublished_work_and_work_without_the_box_is_not_sent(synced: Synced) -> None:
    school, _ = synced
    assert dict(kept(school, "Epilogue")) == dict(kept(school, "Openings")) == {}


def test_group_work_is_sent_per_student(synced: Synced) -> None:
    school, _ = synced
    assert dict(kept(school, "Team build")) == here(school, "Team build")
    assert ends(synced, "Team build") == {SENT: 30}


def due(school: School, name: str) -> dict[str, str]:
    return {r.klass: r.due[:10] for r in school.rosters["oneroster"].lines.values() if r.title == name}


def test_a_date_for_a_section_reaches_its_class_and_no_other(synced: Synced) -> None:
    school, _ = synced
    chassis = due(school, "Chassis")
    assert chassis["WCS-ROB-03"] > chassis["WCS-ROB-04"]


def test_the_date_of_a_group_reaches_the_class_of_its_members_where_none_is_for_everyone(
    synced: Synced,
) -> None:
    school, _ = synced
    show, build = due(school, "Team show"), due(school, "Team build")
    assert show["WCS-ROB-04"] > show["WCS-ROB-03"]
    assert build["WCS-ROB-04"] == build["WCS-ROB-03"]


def test_work_for_single_students_goes_to_their_class_only(synced: Synced) -> None:
    school, _ = synced
    assert due(school, "Repair clinic").keys() == {"WCS-ROB-03"}
    assert ends(synced, "Repair clinic") == {SENT: 3}


def test_a_course_that_was_concluded_or_ended_by_its_term_is_still_sent(synced: Synced) -> None:
    assert ends(synced, "Civics notebook") == ends(synced, "Journalism notebook") == {SENT: 6}


def test_work_in_a_closed_canvas_period_is_sent_for_the_sis_has_periods_of_its_own(synced: Synced) -> None:
    assert ends(synced, "Supply and demand") == ends(synced, "Inflation") == {SENT: 8}
