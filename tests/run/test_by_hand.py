"""I did it, check again: what only a person can mend is shown, mended by hand, seen, sent and read back.

One row per problem; entries whose cure is only shown and that have no row are named with the reason.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

import in_process
from believing import believing
from hand_cases import CASES, Case, Practice, graded_anew, played
from passback.core.problem import ActsOn, Safety
from passback.dictionary.book import entries
from passback.dictionary.faces import faces
from passback.run import app as run_app
from passback.run.look import Look
from passback.run.repairs import Repaired
from passback.run.shown import Shown
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.school import interface

pytestmark = pytest.mark.disable_socket

# Entries that are only shown, and why none of these schools is in their state.
_ANOTHER = "another sender's message: passback never sends what leads to it"
ADDRESS = "aspen.route-missing"
WITHOUT: dict[str, str] = {
    "infinite-campus.score-cleared-refused": "the problem of score-cleared; passback sends no blank",
    "powerschool.custom-grade-scale": _ANOTHER,
    "powerschool.grade-scale-query-missing": "passback asks no such query; its own plugin is probed before",
    "powerschool.points-not-product-of-weight": _ANOTHER,
    "powerschool.update-misses-section": _ANOTHER,
    "q-sis.score-empty": "passback sends no blank",
    "skyward.section-without-gradebook": "of an interface of Skyward's that passback does not speak",
}


def test_every_entry_that_is_only_shown_has_a_school_or_a_reason() -> None:
    only_shown = {e.id for e in entries() if (held := faces(e)) is not None and held.repaired == "show-only"}

    here = {case.entry for case in CASES} | {ADDRESS}
    assert only_shown == here & only_shown | WITHOUT.keys()
    assert not here & WITHOUT.keys()


async def shown_for(app: run_app.App, name: str, case: Case) -> tuple[Shown, ...]:
    """What `fix` shows to do by hand, beside its own cure or in place of it."""
    repair = await app.fixing.look(name, case.problem, "Ada")
    assert bool(repair.items or repair.to_choose) is case.fixed
    assert bool(repair.told) is not case.fixed
    by_hand = [item.by_hand for item in (*repair.items, *repair.to_choose)]
    return (*by_hand, *(told.cures for told in repair.told))[0]


async def done(app: run_app.App, name: str, case: Case) -> Repaired | None:
    """As `--done --yes`; None: nothing was there to be done."""
    repair = await app.fixing.look(name, case.problem, "Ada", recheck=True)
    return await app.fixing.apply(repair) if repair.plans else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.entry)
def test_shown_mended_by_hand_checked_again_sent_and_proven(case: Case) -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        first = (await shown_for(app, name, case))[0]
        assert first.at.place == case.at
        assert first.safety is Safety.SHOW
        assert first.acts_on is not ActsOn.WIRE
        assert first.check_again.startswith(f"passback fix {name} ")

        case.by_hand(practice)
        writes = practice.writes
        made = await done(app, name, case)
        assert made is not None
        assert (made.green, made.proven, made.red) == (case.sent, case.sent, ())
        assert practice.writes > writes
        await app.plan(name)
        assert case.problem not in [f.finding.problem.value for f in await app.fixing.listed(name)]

    played(case, play)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.entry)
def test_where_nothing_was_done_it_is_still_there_and_nothing_is_written(case: Case) -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        writes = practice.writes
        repair = await app.fixing.look(name, case.problem, "Ada", recheck=True)
        made = await app.fixing.apply(repair) if repair.plans else None
        assert repair.gone == ()
        assert repair.still or (made is not None and made.red)
        assert made is None or made.green == 0
        assert practice.writes == writes

    played(case, play)


def test_an_address_that_is_put_right_in_the_connection_is_seen_and_what_waited_goes() -> None:
    """What is mended here is passback's own connection, as the operator does it."""

    async def run() -> None:
        practice = in_process.a_practice()
        given: Any = interface(practice.school, practice.urls)
        right = {**given, "sis": {"aspen": given["sis"]["aspen"]}}
        wrong = {**given, "sis": {"aspen": {**right["sis"]["aspen"], "options": {"base_path": "/v1p1"}}}}
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            (name,) = await in_process.connected(app, practice, "aspen")
            batch, _ = await app.plan(name)
            await app.sync(batch, just_planned=True)
            await app.add_described("practice", wrong, replaces=True, anyway=True)
            graded_anew(practice, "World History")
            course = next(ref.id for ref in await app.courses(name) if ref.name == "World History")
            await practice.clock.sleep(3600)
            await app.plan(name, [course])
            repair = await app.fixing.look(name, "route-missing", "Ada", course)
            assert {told.cures[0].at.place for told in repair.told} == {
                "passback connections add NAME --replace"
            }
            assert repair.told[0].cures[0].steps[1].where == "Aspen"
            assert (await app.fixing.look(name, "route-missing", "Ada", course, recheck=True)).still
            await app.add_described("practice", right, replaces=True)
            repair = await app.fixing.look(name, "route-missing", "Ada", course, recheck=True)
            made = await app.fixing.apply(repair)
            assert (made.green, made.proven, made.red) == (3, 3, ())

    asyncio.run(run())


def test_what_no_read_shows_is_tried_and_else_would_stay_for_ever() -> None:
    case = next(case for case in CASES if case.entry == "focus.grading-period-locked")
    mended: Callable[[Case], None] = test_shown_mended_by_hand_checked_again_sent_and_proven

    with believing(Look.__init__, "if tried else []", "if False else []"), pytest.raises(AssertionError):
        mended(case)
