"""Where Canvas hides its box *Sync to SIS*: one yes of a person marks work, and the next sync sends it."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest

import in_process
from passback.core.errors import NoAnswer
from passback.core.ports import Request
from passback.core.problem import Problem, State
from passback.core.settings import Level
from passback.run import app as run_app
from passback.run.ports import Outcome
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.canvas import AssignmentRow

pytestmark = pytest.mark.disable_socket
NAME = "practice-oneroster"
Play = Callable[[run_app.App, in_process.Practice], Coroutine[object, object, None]]


def played(play: Play) -> in_process.Practice:
    practice = in_process.a_practice()

    async def run() -> None:
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            await in_process.connected(app, practice)
            await play(app, practice)

    asyncio.run(run())
    return practice


def openings(practice: in_process.Practice) -> AssignmentRow:
    return next(row for row in practice.school.canvas.assignments.values() if row.name == "Openings")


def chess(practice: in_process.Practice) -> str:
    return str(openings(practice).course)


def saves(practice: in_process.Practice) -> int:
    return sum(line.startswith("PUT canvas") for line in practice.trace)


async def approved(app: run_app.App, practice: in_process.Practice) -> str:
    """The one question of the chess club, answered; the id of the plan that follows."""
    await app.plan(NAME, [chess(practice)])
    (question,) = await app.consent.questions(NAME)
    assert (question.titles, question.scores) == (("Openings",), 0)
    await app.consent.approve(NAME, [question.key], None, "Ada")
    batch, overview = await app.plan(NAME, [chess(practice)])
    assert (overview.total.marked, [row.verb for row in overview.rows]) == (1, ["mark"])
    return batch.id


async def ended(app: run_app.App, batch_id: str) -> Outcome:
    batch = await app.chosen_batch(NAME, batch_id)
    await app.sync(batch)
    kept = await app.store.kept_plan(batch.plans[0])
    assert kept is not None
    (outcome,) = kept.outcomes
    return outcome


def test_a_hidden_box_is_a_question_and_a_yes_marks_and_then_sends() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        batch = await approved(app, practice)
        assert not openings(practice).post_to_sis, "nothing is marked before the sync"
        outcome = await ended(app, batch)
        assert (outcome.verdict.state, outcome.verdict.proven) == (State.IN_SIS, True)
        assert openings(practice).post_to_sis
        assert practice.writes == 0

        following, _ = await app.plan(NAME, [chess(practice)])
        report = await app.sync(following)
        assert report.states[State.IN_SIS] == report.proven > 0
        assert await app.consent.questions(NAME) == ()

    assert saves(played(play)) == 1


def test_without_a_yes_nothing_is_marked() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        batch, overview = await app.plan(NAME, [chess(practice)])
        await app.sync(batch)
        assert overview.total.marked == 0
        assert not openings(practice).post_to_sis

    assert saves(played(play)) == 0


def test_a_district_may_leave_work_without_a_tick_alone() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        await app.choosing.put(NAME, Level.COURSE, chess(practice), ["unmarked=leave"], "Ada")
        await app.plan(NAME, [chess(practice)])
        assert await app.consent.questions(NAME) == ()

    played(play)


def test_work_that_changed_since_the_yes_is_not_marked() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        batch = await approved(app, practice)
        openings(practice).name = "Endgames"
        outcome = await ended(app, batch)
        assert outcome.verdict.state is State.NOT_SENT
        assert outcome.verdict.why is not None
        assert outcome.verdict.why.problem is Problem.CHANGED_SINCE_PLAN

    assert saves(played(play)) == 0


def test_an_answer_that_was_lost_is_told_by_reading_back() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        batch = await approved(app, practice)

        def lose(request: Request, _number: int) -> None:
            if request.method == "PUT" and "//canvas." in request.url:
                raise NoAnswer("the answer broke off", Problem.CANVAS_UNREACHABLE, sent=True)

        practice.after = lose
        outcome = await ended(app, batch)
        assert (outcome.verdict.state, outcome.verdict.proven) == (State.IN_SIS, True)

    assert saves(played(play)) == 1


def test_a_mark_that_canvas_does_not_keep_is_never_green() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        batch = await approved(app, practice)

        def undo(request: Request, _number: int) -> None:
            if request.method == "PUT" and "//canvas." in request.url:
                openings(practice).post_to_sis = False

        practice.after = undo
        outcome = await ended(app, batch)
        assert outcome.verdict.state is State.DIFFERS
        assert outcome.verdict.why is not None
        assert outcome.verdict.why.problem is Problem.SYNC_TURNED_OFF
        report = await app.report(await app.chosen_batch(NAME, batch))
        assert [t.problem for t in report.troubles if t.items] == [Problem.SYNC_TURNED_OFF]

    played(play)


def test_marking_once_more_after_a_crash_saves_once() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        batch = await approved(app, practice)

        def crash(request: Request, _number: int) -> None:
            if request.method == "PUT" and "//canvas." in request.url:
                raise RuntimeError("killed")

        practice.after = crash
        with pytest.raises(RuntimeError):
            await ended(app, batch)
        practice.after = lambda _request, _number: None
        outcome = await ended(app, batch)
        assert outcome.verdict.proven

    assert saves(played(play)) == 1


def test_the_box_is_asked_for_once_in_a_while() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        course = chess(practice)
        for _ in range(2):
            await app.plan(NAME, [course])
        asked = [line for line in practice.trace if f"/api/sis/courses/{course}/assignments" in line]
        assert len(asked) == 1

    played(play)
