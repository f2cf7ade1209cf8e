"""Canvas is compared with a plan again once five minutes have passed, course by course, and not before."""

import asyncio
from collections.abc import Callable, Coroutine
from decimal import Decimal

import pytest

import in_process
from passback.core.errors import Retryable
from passback.core.ports import Request
from passback.core.problem import Problem, State
from passback.run import app as run_app
from passback.run.report import Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.canvas import SubmissionRow

pytestmark = pytest.mark.disable_socket
NAME = "practice-oneroster"
FIRST, LAST = "Economics", "Civics"
Play = Callable[[run_app.App, in_process.Practice], Coroutine[object, object, None]]


def played(play: Play) -> in_process.Practice:
    practice = in_process.a_practice()

    async def run() -> None:
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            await in_process.connected(app, practice, "oneroster")
            await play(app, practice)

    asyncio.run(run())
    return practice


def courses(practice: in_process.Practice) -> list[str]:
    # Another district has courses of these names too, later in the list.
    listed = practice.school.canvas.courses.values()
    return [next(str(c.id) for c in listed if c.name == name) for name in (FIRST, LAST)]


def first_score(practice: in_process.Practice, title: str) -> SubmissionRow:
    canvas = practice.school.canvas
    work = next(work.id for work in canvas.assignments.values() if work.name == title)
    return next(row for row in canvas.submissions.values() if row.assignment == work and row.score)


def of(report: Report, row: SubmissionRow) -> tuple[State, Problem | None]:
    key = str(row.assignment), str(row.user)
    (line,) = (x for x in report.lines if (x.subject.assignment, x.subject.student) == key)
    return line.state, line.problem


def after_writes(practice: in_process.Practice, number: int, do: Callable[[], object]) -> None:
    """Do it once the SIS has taken so many writes."""

    def watching(_request: Request, _number: int) -> None:
        if practice.writes >= number:
            practice.after = lambda _request, _number: None
            do()

    practice.after = watching


@pytest.mark.parametrize(("seconds", "seen"), [(299, False), (300, True)])
def test_a_plan_of_the_same_command_is_compared_with_canvas_once_it_is_five_minutes_old(
    *, seconds: int, seen: bool
) -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        batch, _ = await app.plan(NAME, courses(practice))
        practice.clock.jump(seconds)
        row = first_score(practice, "Inflation")
        row.score = Decimal("0.25")
        practice.trace.clear()

        report = await app.sync(batch, just_planned=True)

        looks = sum("canvas" in line.split()[1] for line in practice.trace)
        assert bool(looks) == seen
        drifted = (State.NOT_SENT, Problem.CHANGED_SINCE_PLAN)
        assert of(report, row) == (drifted if seen else (State.IN_SIS, None))
        assert report.states[State.IN_SIS] == 22 - seen

    played(play)


def test_canvas_is_asked_again_within_a_course_that_takes_long() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        batch, _ = await app.plan(NAME, courses(practice)[:1])
        early, late = first_score(practice, "Supply and demand"), first_score(practice, "Inflation")

        def minutes_pass() -> None:
            practice.clock.jump(300)
            early.score = late.score = Decimal("0.25")

        after_writes(practice, 2, minutes_pass)
        report = await app.sync(batch, just_planned=True)

        assert of(report, early) == (State.IN_SIS, None), "it was on its way"
        assert of(report, late) == (State.NOT_SENT, Problem.CHANGED_SINCE_PLAN)

    played(play)


def test_a_course_that_cannot_be_read_again_waits_and_the_others_go_on() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        first, last = courses(practice)
        batch, _ = await app.plan(NAME, [first, last])
        practice.clock.jump(300)

        def down(request: Request, _number: int) -> None:
            if f"/courses/{first}" in request.url:
                raise Retryable("Canvas is down", Problem.CANVAS_UNREACHABLE)

        practice.before = down
        report = await app.sync(batch, just_planned=True)
        practice.before = lambda _request, _number: None

        assert {(line.state, line.problem) for line in report.lines if line.subject.course == first} == {
            (State.WAITING, Problem.CANVAS_UNREACHABLE)
        }
        assert {line.state for line in report.lines if line.subject.course == last} == {State.IN_SIS}
        await practice.clock.sleep(600)
        following, _ = await app.plan(NAME, [first])
        assert (await app.sync(following)).states[State.IN_SIS] == 16

    played(play)
