"""A cause is gone by evidence, never by silence; and its history does not depend on the order of arrival."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from in_process import Practice, a_practice, connected, settings
from passback.core.errors import NoAnswer
from passback.core.ports import Request
from passback.core.problem import Problem
from passback.run import app as run_app
from passback.run.cards import Card
from passback.run.history import History, histories
from passback.run.ports import Sighting
from passback.run.store.memory_store import MemoryStore

START = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)
LABS = Sighting(
    "7", Problem.CATEGORY_NOT_FOUND, "Labs", "r0", START, seen=True, refused=False, places=(("S1", "A1"),)
)
NAME = (Problem.CATEGORY_NOT_FOUND, "Labs")


def nights(said: str, course: str = "7") -> list[Sighting]:
    """`s` seen, `g` gone, one a night."""
    return [
        replace(LABS, course=course, run=f"{course}-{at}", at=START + timedelta(days=at), seen=word == "s")
        for at, word in enumerate(said)
        if word != "-"
    ]


def test_a_history_says_when_first_and_last_and_how_often() -> None:
    assert histories(nights("ss-s"))[NAME] == History(START, START + timedelta(days=3), 3, 0, 0)


def test_what_was_gone_and_came_again_has_come_back() -> None:
    assert histories(nights("sgs"))[NAME] == History(START, START + timedelta(days=2), 2, 1, 1)
    assert histories(nights("sgg"))[NAME] == History(START, START, 1, 1, 0)
    second = START + timedelta(days=1)
    assert histories(nights("gs"))[NAME] == History(second, second, 1, 0, 0)
    assert histories(nights("g")) == {}


def test_of_several_courses_the_longest_counts_and_what_came_back_is_added() -> None:
    told = histories([*nights("sgs"), *nights("-sss", course="8")])[NAME]

    assert told == History(START, START + timedelta(days=3), 3, 1, 1)


@given(st.text("sg-", max_size=8), st.randoms())
def test_event_time_decides_and_not_the_order_of_arrival(said: str, random: Random) -> None:
    rows = nights(said)
    mixed = list(rows)
    random.shuffle(mixed)

    assert histories(mixed) == histories(rows)


# ---- over some nights of the practice school --------------------------------------------------------


class Nights:
    """One connection, synced night after night."""

    def __init__(self, sis: str) -> None:
        self.practice: Practice = a_practice()
        self.store = MemoryStore()
        self.sis, self.name = sis, f"practice-{sis}"

    def sync(self) -> dict[Problem, Card]:
        return asyncio.run(self._sync())

    async def _sync(self) -> dict[Problem, Card]:
        self.practice.clock.jump(86_400)
        async with run_app.open(settings(self.practice, self.store)) as app:
            await connected(app, self.practice, self.sis)
            batch, _ = await app.plan(self.name)
            await app.sync(batch)
            cards = await app.cards.of_batch(await app.chosen_batch(self.name, batch.id))
        return {card.problem: card for card in cards}

    def sightings(self, problem: Problem) -> list[Sighting]:
        courses = {str(key) for key in self.practice.school.canvas.courses}
        held = asyncio.run(self.store.sightings(self.name, courses))
        return [each for each in held if each.problem is problem]


def test_a_plan_and_its_sync_are_one_sighting_and_the_next_night_is_another() -> None:
    nights_of = Nights("infinite-campus-1.2")
    first, second = nights_of.sync(), nights_of.sync()
    told = (first[Problem.CATEGORY_NOT_FOUND].history, second[Problem.CATEGORY_NOT_FOUND].history)

    assert [history.times for history in told if history] == [1, 2]
    assert second[Problem.CATEGORY_NOT_FOUND].id == first[Problem.CATEGORY_NOT_FOUND].id


def test_what_a_check_no_longer_finds_is_gone() -> None:
    nights_of = Nights("infinite-campus-1.2")
    card = nights_of.sync()[Problem.CATEGORY_NOT_FOUND]
    course = int(card.detail.subjects[0].course)
    groups = nights_of.practice.school.canvas.groups.values()
    group = next(g for g in groups if g.name == card.key and g.course == course)
    group.name = "Labs"
    assert Problem.CATEGORY_NOT_FOUND not in nights_of.sync()
    assert [each.seen for each in nights_of.sightings(Problem.CATEGORY_NOT_FOUND)] == [True, False]


def test_what_the_sis_refused_is_not_gone_because_a_class_could_not_be_read() -> None:
    nights_of = Nights("infinite-campus")
    assert Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD in nights_of.sync()

    def down(request: Request, _: int) -> None:
        if "infinite-campus" in request.url:
            raise NoAnswer("down", Problem.SIS_UNREACHABLE, sent=False)

    nights_of.practice.before = down
    asyncio.run(_plan_only(nights_of))

    assert all(each.seen for each in nights_of.sightings(Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD))


async def _plan_only(nights_of: Nights) -> None:
    nights_of.practice.clock.jump(86_400)
    async with run_app.open(settings(nights_of.practice, nights_of.store)) as app:
        batch, overview = await app.plan(nights_of.name)
        assert batch.plans, "the course itself was planned"
        assert {warned.problem for warned in overview.warned} & {Problem.SIS_UNREACHABLE, Problem.PART_UNREAD}
