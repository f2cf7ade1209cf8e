"""Cures in Canvas: shown with what they cost, saved on consent, read back, sent; and the way back."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

import in_process
from passback.core.errors import BadInput
from passback.core.problem import Problem
from passback.run import app as run_app
from passback.run.repairs import Repair, Repaired
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.canvas import AssignmentRow
from passback.sandbox.state.school import School

pytestmark = pytest.mark.disable_socket
Play = Callable[[run_app.App, in_process.Practice, str], Awaitable[None]]


def played(play: Play, sis: str, bend: Callable[[School], None] = lambda _: None) -> None:
    """With one connection of a fresh school, bent, that was synced once."""

    async def run() -> None:
        practice = in_process.a_practice()
        bend(practice.school)
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            (name,) = await in_process.connected(app, practice, sis)
            batch, _ = await app.plan(name)
            await app.sync(batch, just_planned=True)
            await play(app, practice, name)

    asyncio.run(run())


async def look(app: run_app.App, name: str, problem: str, way: str, choose: str | None = None) -> Repair:
    return await app.fixing.look(name, problem, "Ada", choose=choose, way=way)


async def cured(app: run_app.App, name: str, problem: str, way: str, choose: str | None = None) -> Repaired:
    return await app.fixing.apply(await look(app, name, problem, way, choose))


def work(school: School, name: str) -> AssignmentRow:
    return next(row for row in school.canvas.assignments.values() if row.name == name)


CURED = [
    ("sapphire", "category-not-found", "move-to-group", "Homework", "Sketchbook check", "group", 10),
    ("pinnacle", "due-date-outside-term", "set-due-date", "2026-09-14", "Summer assignment", "due_at", 10),
]


@pytest.mark.parametrize(("sis", "problem", "way", "choose", "title", "field", "green"), CURED)
def test_what_is_changed_in_canvas_is_sent_and_undone_it_is_as_it_was(
    sis: str, problem: str, way: str, choose: str, title: str, field: str, green: int
) -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        row = work(practice.school, title)
        before = getattr(row, field)
        repair = await look(app, name, problem, way, choose)
        assert getattr(row, field) == before
        done = await app.fixing.apply(repair)
        assert getattr(row, field) != before
        assert (done.green, done.proven, done.red) == (green, green, ())
        assert problem not in [f.finding.problem.value for f in await app.fixing.listed(name)]

    played(play, sis)


def test_a_name_is_changed_in_canvas_where_that_is_wanted() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        title = "Comparative essay: power and loneliness in two novels"
        row = work(practice.school, title)
        done = await cured(app, name, "name-too-long", "rename")
        assert row.name == title[:50].strip()
        assert (done.green, done.red) == (30, ())

    played(play, "powerschool")


def test_sync_to_sis_goes_off_with_the_number_of_scores_given_up_and_on_again() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        row = work(practice.school, "Portfolio check")
        repair = await look(app, name, "grading-period-locked", "turn-sync-off")
        (item,) = repair.items
        assert item.proposal.given_up == 10
        writes = practice.writes
        done = await app.fixing.apply(repair)
        assert row.post_to_sis is False
        assert (done.green, done.red, practice.writes) == (0, (), writes)
        assert (await app.undoing.undo(name, done.fix.id)).left == ()
        assert row.post_to_sis is True

    played(play, "focus")


def test_what_another_person_changed_in_canvas_since_is_not_taken_back() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        row = work(practice.school, "Summer assignment")
        done = await cured(app, name, "due-date-outside-term", "set-due-date", "2026-09-14")
        row.due_at = mine = "2026-09-20T04:59:59Z"
        with pytest.raises(BadInput, match="was changed in Canvas since"):
            await app.undoing.undo(name, done.fix.id)
        assert row.due_at == mine
        del practice.school.canvas.assignments[row.id]
        with pytest.raises(BadInput, match="not in Canvas any more"):
            await app.undoing.undo(name, done.fix.id)

    played(play, "pinnacle")


def test_a_group_that_is_deleted_meanwhile_leaves_everything_as_it_was() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        row = work(practice.school, "Sketchbook check")
        repair = await look(app, name, "category-not-found", "move-to-group", "Homework")
        group = next(
            g
            for g in practice.school.canvas.groups.values()
            if g.name == "Homework" and g.course == row.course
        )
        before, writes = row.group, practice.writes
        del practice.school.canvas.groups[group.id]
        done = await app.fixing.apply(repair)
        assert (row.group, practice.writes, done.green) == (before, writes, 0)
        assert len(done.red) == 10

    played(play, "sapphire")


@pytest.mark.parametrize("may", [True, False])
def test_links_of_another_sync_are_cleared_where_the_token_may_and_else_it_is_said(*, may: bool) -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        held = app.store._all[name].links  # type: ignore[attr-defined]
        key = next(iter(held))
        held[key] = replace(held[key], class_ref="another", ref="gone")
        row = practice.school.canvas.assignments[int(key[1])]
        row.integration_data = {"k": "v"}
        for token in practice.school.canvas.tokens.values():
            token.permissions = (
                token.permissions | {"manage_sis"} if may else token.permissions - {"manage_sis"}
            )
        await app.plan(name)
        done = await cured(app, name, "link-broken", "clear-integration-data")
        ends = {
            o.verdict.why.problem
            for p in [await app.store.batch(done.fix.batch)]
            if p
            for plan in p.plans
            for k in [await app.store.kept_plan(plan)]
            if k
            for o in k.outcomes
            if o.verdict.why
        }
        assert row.integration_data == ({} if may else {"k": "v"})
        assert ends == (set() if may else {Problem.CANVAS_TOKEN_LACKS_MANAGE_SIS})
        if may:
            await app.undoing.undo(name, done.fix.id)
            assert row.integration_data == {"k": "v"}

    played(play, "sapphire")


def test_a_way_that_does_not_cure_it_is_named_with_those_that_do() -> None:
    async def play(app: run_app.App, _: in_process.Practice, name: str) -> None:
        with pytest.raises(BadInput, match="map-category, move-to-group"):
            await look(app, name, "category-not-found", "rename")

    played(play, "sapphire")
