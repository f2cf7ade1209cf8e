"""Cures of what went wrong after a first sync: a line item lost or doubled, an edit, an outage."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal

import pytest

import in_process
from passback.core.errors import NoAnswer
from passback.core.ports import Request
from passback.core.problem import Problem
from passback.run import app as run_app
from passback.run.repairs import Repaired
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.oneroster import Roster

pytestmark = pytest.mark.disable_socket
NAME = "practice-synergy"
Play = Callable[[run_app.App, in_process.Practice, MemoryStore], Awaitable[None]]


def played(play: Play) -> None:
    """With a connection of a fresh school that was never synced."""

    async def run() -> None:
        practice, store = in_process.a_practice(), MemoryStore()
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice, "synergy")
            await play(app, practice, store)

    asyncio.run(run())


def roster(practice: in_process.Practice) -> Roster:
    return practice.school.rosters["synergy"]


async def synced(app: run_app.App) -> None:
    batch, _ = await app.plan(NAME)
    await app.sync(batch, just_planned=True)


async def seen(app: run_app.App) -> list[str]:
    await app.plan(NAME)
    return [found.finding.problem.value for found in await app.fixing.listed(NAME)]


async def cured(app: run_app.App, problem: str, choose: str | None = None) -> Repaired:
    return await app.fixing.apply(await app.fixing.look(NAME, problem, "Ada", choose=choose))


async def green(app: run_app.App, problem: str, done: Repaired, scores: int) -> None:
    assert (done.green, done.proven, done.red) == (scores, scores, ())
    assert problem not in await seen(app)


def first_line(practice: in_process.Practice) -> int | str:
    return min(roster(practice).lines, key=str)


def test_a_line_item_that_was_deleted_in_the_sis_is_made_anew_with_its_scores() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, _: MemoryStore) -> None:
        await synced(app)
        ours = roster(practice)
        line = first_line(practice)
        marks = [key for key, mark in ours.marks.items() if mark.line == line]
        for key in marks:
            del ours.marks[key]
        del ours.lines[line]
        assert "line-item-deleted" in await seen(app)

        await green(app, "line-item-deleted", await cured(app, "line-item-deleted"), len(marks))
        assert line not in ours.lines

    played(play)


def test_a_link_that_leads_to_another_class_is_given_up_and_its_work_found_again() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, store: MemoryStore) -> None:
        await synced(app)
        held = store._all[NAME].links
        key = next(iter(held))
        held[key] = replace(held[key], class_ref="another", ref="gone")
        assert "link-broken" in await seen(app)
        lines = len(roster(practice).lines)
        done = await cured(app, "link-broken")
        assert done.red == ()
        assert "link-broken" not in await seen(app)
        assert len(roster(practice).lines) == lines

    played(play)


def test_of_two_line_items_the_chosen_one_gets_the_scores_and_the_other_none() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, store: MemoryStore) -> None:
        await synced(app)
        ours = roster(practice)
        line = first_line(practice)
        for key in [key for key, mark in ours.marks.items() if mark.line == line]:
            del ours.marks[key]
        twin, other = deepcopy(ours.lines.pop(line)), None
        for name in ("one", "two"):
            other = replace(twin, id=name)
            ours.lines[name] = other
        await store.release(NAME)
        assert "several-matches" in await seen(app)

        done = await cured(app, "several-matches", "two")
        assert done.green > 0
        assert done.red == ()
        assert {mark.line for mark in ours.marks.values()} & {"one", "two"} == {"two"}

    played(play)


def test_an_edit_in_the_sis_is_sent_over_on_consent() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, _: MemoryStore) -> None:
        await synced(app)
        mark = next(m for m in roster(practice).marks.values() if m.score is not None and m.score > 3)
        ours, mark.score = mark.score, Decimal(1)
        assert "edited-in-sis" in await seen(app)

        await green(app, "edited-in-sis", await cured(app, "edited-in-sis"), 1)
        assert next(m for m in roster(practice).marks.values() if m.id == mark.id).score == ours
        mark = next(m for m in roster(practice).marks.values() if m.id == mark.id)
        mark.score = Decimal(2)
        assert "edited-in-sis" in await seen(app)

    played(play)


def test_what_an_outage_kept_back_is_sent_again_and_nothing_twice() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, _: MemoryStore) -> None:
        def down(request: Request, _: int) -> None:
            if "synergy" in request.url and request.method in {"PUT", "POST"} and "token" not in request.url:
                raise NoAnswer("down", Problem.SIS_UNREACHABLE, sent=False)

        batch, _overview = await app.plan(NAME)
        practice.before = down
        await app.sync(batch, just_planned=True)
        assert practice.writes == 0
        practice.before = lambda _request, _number: None
        await practice.clock.sleep(3600)

        done = await cured(app, "sis-unreachable")
        assert done.green == done.proven > 40
        assert done.red == ()
        writes = practice.writes
        await synced(app)
        assert practice.writes == writes

    played(play)
