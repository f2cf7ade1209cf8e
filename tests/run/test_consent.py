"""What waits for a person, from plan to the SIS: nothing of it is written before it is answered."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from decimal import Decimal

import pytest

import in_process
from passback.core.errors import BadInput
from passback.core.problem import Problem, State
from passback.core.settings import Level
from passback.core.subject import Subject
from passback.run import app as run_app
from passback.run.consent import Question
from passback.run.report import Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.canvas import SubmissionRow
from passback.sync.approval import Approval, ApprovalKind

pytestmark = pytest.mark.disable_socket
NAME, COURSE = "practice-aspen", "World History"
Play = Callable[[run_app.App, in_process.Practice, "Curve"], Coroutine[object, object, None]]


class Curve:
    """A course that was sent; then every score of its first assignment moves."""

    def __init__(self, app: run_app.App, practice: in_process.Practice) -> None:
        self.app = app
        canvas = practice.school.canvas
        self.course = next(str(c.id) for c in canvas.courses.values() if c.name == COURSE)
        works = [w for w in canvas.assignments.values() if str(w.course) == self.course]
        self.work = min(works, key=lambda work: work.id)
        self.title = self.work.name
        self.practice = practice

    @property
    def rows(self) -> list[SubmissionRow]:
        """The scores of the assignment."""
        rows = self.practice.school.canvas.submissions.values()
        return [row for row in rows if row.assignment == self.work.id and row.score is not None]

    def move(self, by: int, among: Iterable[SubmissionRow] | None = None) -> None:
        """The curve."""
        for row in self.rows if among is None else among:
            row.score = (row.score or Decimal(0)) + by

    async def sync(self) -> Report:
        """Plan the course and send it, as a person does, a while after the last time."""
        await self.practice.clock.sleep(600)
        batch, _ = await self.app.plan(NAME, [self.course])
        return await self.app.sync(batch, just_planned=True, by="Ada")

    async def waiting(self) -> list[Question]:
        """The question or questions of the curve that nobody answered, by the newest plan."""
        found = await self.app.consent.questions(NAME)
        return [q for q in found if q.subject.assignment == str(self.work.id) and q.answer is None]

    def writes(self) -> dict[str, int]:
        """Accepted writes of scores of the assignment in the SIS."""
        return {
            key: number
            for key, number in self.practice.school.writes.items()
            if key.startswith("aspen/score/") and f"/{self.title}/" in key
        }


def played(play: Play, move: int = 1) -> in_process.Practice:
    practice = in_process.a_practice()

    async def run() -> None:
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            await in_process.connected(app, practice, "aspen", "oneroster")
            curve = Curve(app, practice)
            await curve.sync()
            curve.move(move)
            await play(app, practice, curve)

    asyncio.run(run())
    return practice


def states(report: Report, curve: Curve, problem: Problem | None) -> set[State]:
    mine = [line for line in report.lines if line.subject.assignment == str(curve.work.id)]
    return {line.state for line in mine if line.problem is problem}


def test_a_hold_comes_before_the_first_write_and_a_yes_writes_each_score_once() -> None:
    async def play(app: run_app.App, _: in_process.Practice, curve: Curve) -> None:
        before = curve.writes()
        report = await curve.sync()
        assert states(report, curve, Problem.HELD_FOR_A_PERSON) == {State.WAITING}
        assert curve.writes() == before, "nothing of it was written"

        questions = await curve.waiting()
        await app.consent.approve(NAME, [q.key for q in questions], None, "Ada")
        assert curve.writes() == before, "a yes writes nothing by itself"
        await curve.sync()

        after = curve.writes()
        assert sum(q.scores for q in questions) == sum(after.values()) - sum(before.values()) > 0
        assert {after[key] - before.get(key, 0) for key in after} <= {0, 1}
        assert await curve.waiting() == []

    played(play)


def test_a_discard_is_not_sent_not_asked_again_and_can_be_taken_back() -> None:
    async def play(app: run_app.App, _: in_process.Practice, curve: Curve) -> None:
        before = curve.writes()
        await curve.sync()
        keys = [q.key for q in await curve.waiting()]
        await app.consent.discard(NAME, keys, "Ada")

        for _again in range(2):
            report = await curve.sync()
            assert states(report, curve, Problem.DISCARDED) == {State.NOT_SENT}
            assert await curve.waiting() == []
        assert curve.writes() == before

        kept = {answered.key: answered for answered in await app.consent.answered(NAME)}
        assert [(kept[key].said, kept[key].approval.by) for key in keys] == [("discarded", "Ada")] * len(keys)
        await app.consent.take_back(NAME, keys)
        await curve.sync()
        assert [q.key for q in await curve.waiting()] == keys
        assert curve.writes() == before

    played(play)


def test_a_discarded_score_is_asked_again_when_it_changes_once_more() -> None:
    async def play(app: run_app.App, _: in_process.Practice, curve: Curve) -> None:
        await curve.sync()
        await app.consent.discard(NAME, [q.key for q in await curve.waiting()], "Ada")
        curve.move(1)
        await curve.sync()
        assert await curve.waiting()

    played(play)


def test_what_was_mended_is_looked_at_at_once_and_waits_no_more() -> None:
    async def play(app: run_app.App, _: in_process.Practice, curve: Curve) -> None:
        await curve.sync()
        keys = [q.key for q in await curve.waiting()]
        assert [still.key for still in await app.check_again(NAME, keys)] == keys, "nothing was mended yet"

        curve.move(-1)
        assert [still.key for still in await app.check_again(NAME, keys)] == [None] * len(keys)
        with pytest.raises(BadInput, match="changed since it was shown"):
            await app.check_again(NAME, keys)

        curve.move(2)
        await curve.sync()
        other = [q.key for q in await curve.waiting()]
        curve.move(1)
        found = await app.check_again(NAME, other)
        assert all(still.key not in {None, *other} for still in found), "it waits with other changes"

    played(play)


def test_the_first_of_two_people_is_heard_and_the_second_is_told() -> None:
    async def play(app: run_app.App, _: in_process.Practice, curve: Curve) -> None:
        await curve.sync()
        keys = [q.key for q in await curve.waiting()]
        await app.consent.approve(NAME, keys[:1], None, "Ada")
        with pytest.raises(BadInput, match=r"answered by Ada on .* \(approved\)"):
            await app.consent.discard(NAME, keys, "Bo")
        assert {a.approval.by for a in await app.consent.answered(NAME)} == {"Ada"}, "all or none"

        again = await app.consent.approve(NAME, keys[:1], None, "Bo")
        assert [q.key for q in again] == keys[:1]
        assert [a.approval.by for a in await app.consent.answered(NAME)] == ["Ada"], "the first yes stands"

    played(play)


def test_two_who_answer_at_the_very_same_time_leave_one_answer() -> None:
    async def play(app: run_app.App, _: in_process.Practice, curve: Curve) -> None:
        await curve.sync()
        keys = [q.key for q in await curve.waiting()]
        # Bo's answer comes in between Ada's look and her own.
        first = app.store.first_approval
        done: list[str] = []

        async def overtaken(connection: str, approval: Approval) -> Approval:
            if approval.by == "Ada" and len(done) < len(keys):
                done.append(approval.by)
                if len(done) == len(keys):
                    await first(connection, Approval(*approval.place, "discarded", "Bo", approval.at))
            return await first(connection, approval)

        app.store.first_approval = overtaken  # type: ignore[method-assign]
        with pytest.raises(BadInput, match="answered by Bo"):
            await app.consent.approve(NAME, keys, None, "Ada")
        assert [(a.approval.by, a.said) for a in await app.consent.answered(NAME)] == [("Bo", "discarded")]

    played(play)


def test_a_key_says_where_it_waits_and_what_was_answered() -> None:
    async def play(app: run_app.App, _: in_process.Practice, curve: Curve) -> None:
        await curve.sync()
        (key, *_) = [q.key for q in await curve.waiting()]
        await app.plan("practice-oneroster", unattended=True)
        with pytest.raises(BadInput, match="waits in the connection 'practice-aspen'"):
            await app.consent.approve("practice-oneroster", [key], None, "Ada")
        with pytest.raises(BadInput, match="nothing waits under 'nope', or what did has changed"):
            await app.consent.discard(NAME, ["nope"], "Ada")
        with pytest.raises(BadInput, match="nothing was answered under"):
            await app.consent.take_back(NAME, [key])
        await app.consent.discard(NAME, [key], "Ada")
        await curve.sync()
        with pytest.raises(BadInput, match=r"answered by Ada on .* \(discarded\); --undo"):
            await app.consent.approve(NAME, [key], None, "Bo")

    played(play)


def test_a_hold_that_changed_since_it_was_shown_takes_no_answer() -> None:
    async def play(app: run_app.App, _: in_process.Practice, curve: Curve) -> None:
        await curve.sync()
        keys = [q.key for q in await curve.waiting()]
        curve.move(1)
        await app.plan(NAME, [curve.course])
        with pytest.raises(BadInput, match="changed since it was shown"):
            await app.consent.approve(NAME, keys, None, "Ada")
        assert await app.consent.answered(NAME) == ()

    played(play)


def test_a_yes_that_was_taken_back_between_plan_and_sync_sends_nothing() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, curve: Curve) -> None:
        await curve.sync()
        before, keys = curve.writes(), [q.key for q in await curve.waiting()]
        await app.consent.approve(NAME, keys, None, "Ada")
        batch, _ = await app.plan(NAME, [curve.course])
        await app.consent.take_back(NAME, keys)
        report = await app.sync(batch)
        assert states(report, curve, Problem.CHANGED_SINCE_PLAN) == {State.NOT_SENT}
        assert curve.writes() == before
        assert practice.school.writes

    played(play)


def test_one_word_answers_all_holds() -> None:
    async def play(app: run_app.App, _: in_process.Practice, curve: Curve) -> None:
        await curve.sync()
        many = [q.key for q in await app.consent.many(NAME)]
        assert many == [q.key for q in await curve.waiting()]
        await app.consent.discard(NAME, many, "Ada")
        with pytest.raises(BadInput, match="nothing waits that one word could answer"):
            await app.consent.many(NAME)

    played(play)


def test_a_deletion_is_never_answered_with_others() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, _: Curve) -> None:
        other, canvas = "practice-oneroster", practice.school.canvas
        work = next(work for work in canvas.assignments.values() if work.name == "Inflation")
        batch, _overview = await app.plan(other, [str(work.course)])
        await app.sync(batch)
        await app.choosing.put(other, Level.CONNECTION, "", ["deleted=ask"], "Ada")
        del canvas.assignments[work.id]
        canvas.submissions = {k: s for k, s in canvas.submissions.items() if s.assignment != work.id}
        await practice.clock.sleep(600)
        writes = practice.writes
        for _again in range(2):
            batch, _overview = await app.plan(other, [str(work.course)])
            await app.sync(batch)
            (question,) = await app.consent.questions(other, str(work.course))
            assert question.why.facts["state"] == "deleted"
            with pytest.raises(BadInput, match="nothing waits that one word could answer"):
                await app.consent.many(other)
            await practice.clock.sleep(600)
        assert practice.writes == writes, "a deletion is not done without a yes"

        await app.consent.approve(other, [question.key], None, "Ada")
        batch, _overview = await app.plan(other, [str(work.course)])
        await app.sync(batch)
        titles = {line.title for line in practice.school.rosters["oneroster"].lines.values()}
        assert "Inflation" not in titles

    played(play)


def test_answers_that_are_not_to_a_question_are_not_listed() -> None:
    async def play(app: run_app.App, _: in_process.Practice, curve: Curve) -> None:
        await app.standing.approve(NAME, "Ada")
        await app.standing.confirm(NAME, "Ada")
        assert await app.consent.answered(NAME) == ()
        unknown = Approval(
            ApprovalKind.HOLD,
            Subject("99", None, None, None),
            "0123456789ab",
            None,
            "Ada",
            app.means.clock.now(),
        )
        await app.store.put_approval(NAME, unknown)
        (kept,) = await app.consent.answered(NAME)
        assert (kept.key, kept.course_name) == ("0123456789ab", "")
        assert await app.consent.answered(NAME, curve.course) == ()

    played(play)
