"""A refusal is remembered: it predicts the rest, one is tried in each sync, and nothing good stays back."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import pytest

import in_process
from ideal_sis import ON, Crash, Desk, a_desk, a_plan, creates, line_item, score, subject
from passback.core.finding import Finding
from passback.core.gradebook import LineItem, Score
from passback.core.problem import Problem, Safety, Severity, State
from passback.core.sis import Sis
from passback.run import app as run_app
from passback.run.ports import Outcome
from passback.run.report import Report
from passback.run.store.memory_store import MemoryStore
from passback.sync.model import Change, plan_id
from passback.sync.remembered import Recheck, Refused, Scope, Spot

pytestmark = pytest.mark.disable_socket
NAME = "practice-powerschool"
LOCKED = Problem.GRADING_PERIOD_LOCKED
WEEK = timedelta(days=7)


class School:
    """A PowerSchool whose first weeks are locked for Geometry, and nothing of that is on the wire."""

    def __init__(self) -> None:
        self.practice, self.store = in_process.a_practice(), MemoryStore()
        (self.geometry,) = (s for s in self.practice.school.powerschool.sections.values() if s.locked)
        ((first, _),) = self.geometry.locked
        self.lock = (first, first + timedelta(days=45))
        self.geometry.locked = [self.lock]

    async def sync(self) -> tuple[Report, int]:
        """One sync of Geometry, planned anew; and how many assignments it tried to write."""
        async with run_app.open(in_process.settings(self.practice, self.store)) as app:
            if not await app.connections():
                await in_process.connected(app, self.practice, "powerschool")
            course = next(ref.id for ref in await app.courses(NAME) if ref.name == "Geometry")
            batch, _ = await app.plan(NAME, [course])
            before = len(self.practice.trace)
            report = await app.sync(batch)
            tried = [line for line in self.practice.trace[before:] if _writes_an_assignment(line)]
            return report, len(tried)

    async def remembered(self) -> tuple[Refused, ...]:
        return await self.store.refused(NAME, None)


def _writes_an_assignment(line: str) -> bool:
    return line.startswith(("POST", "PUT")) and "/section/assignment" in line.split(" ")[1]


def states(report: Report) -> dict[State, int]:
    return Counter(line.state for line in report.lines if line.problem is LOCKED)


def test_what_was_refused_is_tried_once_in_the_next_sync_and_the_rest_is_not_sent_for_that_reason() -> None:
    async def play() -> None:
        school = School()
        first, all_tried = await school.sync()
        refused = states(first)[State.REFUSED]
        (memory,) = await school.remembered()
        assert (memory.problem, memory.times) == (LOCKED, 1)
        assert len(memory.days) > 1
        assert all_tried > len(memory.days)

        second, tried = await school.sync()

        assert tried == 1
        assert sum(states(second).values()) == refused
        assert 0 < states(second)[State.REFUSED] < states(second)[State.NOT_SENT]
        (memory,) = await school.remembered()
        assert memory.times == 2

    asyncio.run(play())


def test_once_the_cause_is_mended_the_next_sync_sends_all_of_it() -> None:
    async def play() -> None:
        school = School()
        await school.sync()
        await school.sync()
        school.geometry.locked = []

        report, tried = await school.sync()

        assert tried > 1
        assert states(report) == {}
        arrived = report.states[State.IN_SIS] + report.states[State.ALREADY_THERE]
        assert arrived == report.considered
        assert all(not memory.days for memory in await school.remembered())
        assert [t.problem for t in report.troubles if t.problem is LOCKED] == []

    asyncio.run(play())


def test_a_score_in_a_period_that_is_open_is_never_kept_back_by_one_that_is_not() -> None:
    """Term and class are the same; what was taken beside it says how far the lock reaches."""

    async def play() -> None:
        school = School()
        canvas = school.practice.school.canvas
        course = next(c.id for c in canvas.courses.values() if c.name == "Geometry")
        open_work = [
            work
            for work in canvas.assignments.values()
            if work.course == course
            and work.post_to_sis
            and str(work.due_at) > (school.lock[1] + WEEK).isoformat()
        ]
        new = open_work[0]
        new.post_to_sis = False
        first, _ = await school.sync()
        new.post_to_sis = True

        second, tried = await school.sync()

        assert states(first)[State.REFUSED] > 0
        mine = [line.state for line in second.lines if line.subject.assignment == str(new.id)]
        assert set(mine) == {State.IN_SIS}
        assert tried == 2

    asyncio.run(play())


def test_i_fixed_it_forgets_the_refusal_and_the_next_sync_sends_all_of_it_at_once() -> None:
    async def play() -> None:
        school = School()
        _, all_tried = await school.sync()
        (memory,) = await school.remembered()
        async with run_app.open(in_process.settings(school.practice, school.store)) as app:
            assert await app.recheck(NAME, memory.key) == memory
            with pytest.raises(run_app.BadInput, match="remembered: nothing"):
                await app.recheck(NAME, memory.key)
        assert await school.remembered() == ()

        _, tried = await school.sync()

        assert 1 < tried < all_tried

    asyncio.run(play())


# ---- one group, and an SIS that does what it is told ------------------------------------------------

WORDS = (
    "Unable to add assignment because there are more than one gradebooks. "
    "Please correct your gradebooks and try again."
)
SEVERAL = Problem.SEVERAL_GRADEBOOKS
STUDENTS = [f"s{n}" for n in range(5)]
REF = "L1"


@dataclass
class Class:
    """One class of five, whose scores are refused in these words; `tried`: whose were sent."""

    desk: Desk
    words: dict[str, str]
    tried: list[str]
    marks: int = 0

    async def send(self, *known: Refused) -> dict[str, Outcome]:
        """One more score for everybody, in a plan of its own; `known` is remembered of all of them."""
        self.tried.clear()
        self.marks += 1
        held = self.desk.sis.held
        changes = [
            Change(subject(f"c-{s}"), held.get((REF, s)), score(s, Decimal(self.marks)), None, Safety.SAFE)
            for s in STUDENTS
        ]
        why = Finding(SEVERAL, Severity.WARNS, subject(), {"state": "refused-before"})
        keys = tuple(change.key for change in changes)
        waits = tuple(Recheck(memory.key, why, keys) for memory in known)
        spots = {"section/assignment": Spot("cat", None, ON)}
        plan = replace(a_plan(*changes), rechecks=waits, spots=spots)
        plan = replace(plan, id=plan_id(plan.content()))
        return await self.desk.run(plan)

    async def remembered(self) -> tuple[Refused, ...]:
        return await self.desk.store.refused("maple", None)


async def a_class() -> Class:
    """Everybody's first score was refused."""
    desk = a_desk()
    desk.words = Sis.AERIES
    made = Class(desk, dict.fromkeys(STUDENTS, WORDS), [])

    def refuses(thing: LineItem | Score) -> str | None:
        if isinstance(thing, LineItem):
            return None
        made.tried.append(thing.student)
        return made.words.get(thing.student)

    desk.sis.refuses = refuses
    await desk.run(creates(line_item(REF)))
    outcomes = await made.send()
    assert {outcome.verdict.state for outcome in outcomes.values()} == {State.REFUSED}
    assert made.tried == STUDENTS
    return made


def ends(outcomes: dict[str, Outcome]) -> Counter[tuple[State, Problem | None]]:
    """How many ended how, and for which finding."""
    return Counter(
        (o.verdict.state, o.verdict.why.problem if o.verdict.why else None) for o in outcomes.values()
    )


def test_of_a_group_that_was_refused_one_score_goes_out_and_the_rest_share_its_end() -> None:
    async def play() -> None:
        school = await a_class()

        outcomes = await school.send(*await school.remembered())

        assert school.tried == STUDENTS[:1]
        assert ends(outcomes) == {(State.REFUSED, None): 1, (State.NOT_SENT, SEVERAL): 4}
        (memory,) = await school.remembered()
        assert (memory.problem, memory.times) == (SEVERAL, 2)

    asyncio.run(play())


def test_if_the_one_is_taken_the_rest_goes_in_the_same_run_and_nothing_is_remembered() -> None:
    async def play() -> None:
        school = await a_class()
        known = await school.remembered()
        school.words.clear()

        outcomes = await school.send(*known)

        assert school.tried == STUDENTS
        assert ends(outcomes) == {(State.IN_SIS, None): 5}
        assert await school.remembered() == ()

    asyncio.run(play())


def test_if_the_one_is_refused_for_another_cause_the_next_one_is_tried() -> None:
    async def play() -> None:
        school = await a_class()
        school.words[STUDENTS[0]] = "Student does not belong to the gradebook."

        outcomes = await school.send(*await school.remembered())

        assert school.tried == STUDENTS[:2]
        assert ends(outcomes) == {(State.REFUSED, None): 2, (State.NOT_SENT, SEVERAL): 3}

    asyncio.run(play())


def test_if_the_one_is_not_wanted_any_more_the_next_one_is_tried() -> None:
    async def play() -> None:
        school = await a_class()
        school.desk.drifted = frozenset(
            [Change(subject("c-s0"), None, score("s0", 1), None, Safety.SAFE).key]
        )

        await school.send(*await school.remembered())

        assert school.tried == STUDENTS[1:2]

    asyncio.run(play())


def test_a_run_that_was_cut_off_goes_on_and_every_score_ends_once() -> None:
    async def play() -> None:
        school = await a_class()
        known = await school.remembered()
        school.desk.sis.faults = {"save_scores": ["crash after"]}
        with pytest.raises(Crash):
            await school.send(*known)
        school.marks -= 1

        outcomes = await school.send(*known)

        assert len(school.tried) == 1
        assert ends(outcomes) == {(State.REFUSED, None): 1, (State.NOT_SENT, SEVERAL): 4}

    asyncio.run(play())


def test_a_score_that_is_taken_beside_one_that_is_refused_leaves_nothing_to_remember_of_the_class() -> None:
    """What refuses one and takes another is no cause that the two share."""

    async def play() -> None:
        school = await a_class()
        await school.desk.store.drop_refused("maple", (await school.remembered())[0].key)
        del school.words[STUDENTS[2]]

        await school.send()

        assert await school.remembered() == ()

    asyncio.run(play())


def test_a_refusal_of_one_student_is_remembered_of_that_student_alone() -> None:
    async def play() -> None:
        school = await a_class()
        school.words = {STUDENTS[3]: "Student does not belong to the gradebook."}

        await school.send()

        (memory,) = await school.remembered()
        assert (memory.problem, memory.scope, memory.on) == (
            Problem.STUDENT_NOT_ON_GRADEBOOK,
            Scope.STUDENT,
            STUDENTS[3],
        )

    asyncio.run(play())


@pytest.mark.parametrize(
    "words", ["Something nobody has ever seen before.", "Score entry points is required."]
)
def test_words_that_nobody_knows_or_that_a_check_could_foresee_are_not_remembered(words: str) -> None:
    async def play() -> None:
        school = await a_class()
        await school.desk.store.drop_refused("maple", (await school.remembered())[0].key)
        school.words = dict.fromkeys(STUDENTS, words)

        await school.send()

        assert await school.remembered() == ()

    asyncio.run(play())
