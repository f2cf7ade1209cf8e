"""A schedule sends by a named person's standing approval, below the limits; it begins no course by itself."""

import asyncio
from collections.abc import Callable, Coroutine
from decimal import Decimal

import pytest

import in_process
from passback.core.errors import BadInput
from passback.core.ports import Request
from passback.core.problem import Problem, State
from passback.run import app as run_app
from passback.run.report import Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.canvas import SubmissionRow
from passback.sync.approval import ApprovalKind

pytestmark = pytest.mark.disable_socket
NAME = "practice-oneroster"
Play = Callable[[run_app.App, in_process.Practice], Coroutine[object, object, None]]


def played(play: Play) -> in_process.Practice:
    practice = in_process.a_practice()

    async def run() -> None:
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            await in_process.connected(app, practice, "oneroster")
            await play(app, practice)

    asyncio.run(run())
    return practice


def course(practice: in_process.Practice, name: str = "Economics") -> str:
    return next(str(c.id) for c in practice.school.canvas.courses.values() if c.name == name)


def scores(practice: in_process.Practice, title: str) -> list[SubmissionRow]:
    canvas = practice.school.canvas
    work = next(work.id for work in canvas.assignments.values() if work.name == title)
    return [row for row in canvas.submissions.values() if row.assignment == work and row.score is not None]


async def by_schedule(app: run_app.App, practice: in_process.Practice, *courses: str) -> Report:
    """What `passback sync NAME --scheduled` does."""
    await practice.clock.sleep(3600)
    schedule = await app.standing.demanded(NAME)
    batch, _ = await app.plan(NAME, courses or [course(practice)], unattended=True)
    return await app.sync(batch, just_planned=True, by=schedule.by, standing=schedule.at)


async def by_hand(app: run_app.App, practice: in_process.Practice) -> Report:
    await practice.clock.sleep(3600)
    batch, _ = await app.plan(NAME, [course(practice)])
    return await app.sync(batch, just_planned=True, by="Bo")


def test_without_approval_there_is_no_schedule() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        with pytest.raises(BadInput, match=f"{NAME} has no schedule: nobody approved one; .*--approve"):
            await by_schedule(app, practice)
        await app.standing.approve(NAME, "Ada")
        await app.standing.revoke(NAME, "Bo")
        with pytest.raises(BadInput, match=r"Bo \(2026-11-2\d\) took the approval back"):
            await by_schedule(app, practice)

    assert played(play).writes == 0


def test_an_approval_is_given_once_taken_back_once_and_listed() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        assert [s.approved for s in await app.standing.schedules()] == [False]
        with pytest.raises(BadInput, match="nothing to take back"):
            await app.standing.revoke(NAME, "Bo")
        await app.standing.approve(NAME, "Ada")
        with pytest.raises(BadInput, match=r"Ada \(2026-11-23\) approved a schedule of .* already"):
            await app.standing.approve(NAME, "Bo")
        (known,) = await app.standing.schedules(NAME)
        assert (known.approved, known.by, known.at) == (True, "Ada", practice.clock.now())
        await app.standing.revoke(NAME, "Bo")
        (known,) = await app.standing.schedules(NAME)
        assert (known.approved, known.by) == (False, "Bo")
        with pytest.raises(BadInput, match="no connection named"):
            await app.standing.approve("maple", "Ada")

    played(play)


def test_a_course_where_nothing_is_ours_waits_until_somebody_says_yes_to_it() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        await app.standing.approve(NAME, "Ada")
        report = await by_schedule(app, practice)
        assert (report.states[State.WAITING], practice.writes) == (16, 0)
        assert (report.by, report.standing) == ("Ada", (await app.standing.demanded(NAME)).at)

        (question,) = await app.consent.questions(NAME)
        assert (question.kind, question.scores) == (ApprovalKind.CONTACT, 16)
        with pytest.raises(BadInput, match="no changes to discard"):
            await app.consent.discard(NAME, [question.key], "Bo")
        scores(practice, "Inflation")[0].score = Decimal(1)
        await app.consent.approve(NAME, [question.key], None, "Bo")
        report = await by_schedule(app, practice)
        assert report.states[State.IN_SIS] == report.proven == 16

    played(play)


def test_a_course_that_a_person_synced_is_kept_up_by_the_schedule() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        await app.standing.approve(NAME, "Ada")
        assert (await by_hand(app, practice)).by == "Bo"
        scores(practice, "Inflation")[0].score = Decimal(1)
        writes = practice.writes

        report = await by_schedule(app, practice)

        assert (report.states[State.IN_SIS], practice.writes - writes) == (1, 1)
        assert await app.consent.questions(NAME) == ()

    played(play)


def test_over_the_limit_a_schedule_waits_and_a_yes_lets_it_go() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        await app.standing.approve(NAME, "Ada")
        await by_hand(app, practice)
        moved, cleared = scores(practice, "Inflation")[:5], scores(practice, "Supply and demand")[:5]
        for row in moved:
            row.score = (row.score or Decimal(0)) / 2
        for row in cleared:
            row.score = row.entered = row.grade = None
        writes = practice.writes
        report = await by_schedule(app, practice)
        assert (report.states[State.WAITING], practice.writes - writes) == (10, 0)

        await app.consent.approve(NAME, [q.key for q in await app.consent.questions(NAME)], None, "Bo")
        await by_schedule(app, practice)
        assert practice.writes - writes == 10

    played(play)


def test_a_schedule_marks_nothing_in_canvas_by_itself() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        await app.standing.approve(NAME, "Ada")
        await by_schedule(app, practice, course(practice, "Chess"))

    practice = played(play)
    assert (practice.school.canvas_writes, practice.writes) == ({}, 0)


def at_the_first_write(practice: in_process.Practice, do: Callable[[], object]) -> None:
    def watching(request: Request, _number: int) -> None:
        if request.method == "PUT" and "//canvas." not in request.url:
            practice.after = lambda _request, _number: None
            do()

    practice.after = watching


@pytest.mark.parametrize("again", [False, True])
def test_a_run_stops_before_its_next_assignment_when_its_approval_is_taken_back(*, again: bool) -> None:
    """Also when somebody else approves a schedule at once: this run was not what they approved."""

    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        await app.standing.approve(NAME, "Ada")
        await by_schedule(app, practice)
        await app.consent.approve(NAME, [q.key for q in await app.consent.questions(NAME)], None, "Ada")
        pending: list[asyncio.Task[object]] = []

        async def answer() -> None:
            await app.standing.revoke(NAME, "Bo")
            if again:
                practice.clock.jump(1)
                await app.standing.approve(NAME, "Bo")

        at_the_first_write(practice, lambda: pending.append(asyncio.ensure_future(answer())))
        report = await by_schedule(app, practice)

        assert [task.exception() for task in pending] == [None]
        by_state = {state: n for state, n in report.states.items() if n}
        assert by_state == {State.IN_SIS: 8, State.WAITING: 8}
        stopped = [line for line in report.lines if line.state is State.WAITING]
        assert {line.problem for line in stopped} == {Problem.HELD_FOR_A_PERSON}
        assert all(line.why and "taken back" in line.why.facts["result"] for line in stopped)
        writes = practice.writes

        if again:
            await by_schedule(app, practice)
            assert practice.writes == writes + 9
        else:
            with pytest.raises(BadInput, match="took the approval back"):
                await by_schedule(app, practice)
            assert practice.writes == writes

    played(play)


def test_a_run_that_was_cut_off_does_not_go_on_without_its_approval_and_keeps_whose_it_was() -> None:
    async def play(app: run_app.App, practice: in_process.Practice) -> None:
        await app.standing.approve(NAME, "Ada")
        await by_schedule(app, practice)
        await app.consent.approve(NAME, [q.key for q in await app.consent.questions(NAME)], None, "Ada")

        def cut() -> None:
            raise KeyboardInterrupt

        at_the_first_write(practice, cut)
        with pytest.raises(KeyboardInterrupt):
            await by_schedule(app, practice)
        writes = practice.writes
        await app.standing.revoke(NAME, "Bo")
        batch = await app.open_batch(NAME)
        assert batch is not None
        assert batch.by == "Ada"

        report = await app.sync(batch, by="Bo")

        assert practice.writes == writes
        assert (report.by, report.states[State.IN_SIS]) == ("Ada", 0)

    played(play)
