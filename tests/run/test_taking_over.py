"""passback takes over from the sync built into Canvas: what that made is adopted, nothing stands twice."""

import asyncio
from collections import Counter
from datetime import date

import pytest

import in_process
from believing import believing
from passback.run import app as run_app
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.exchange.habits import HABITS
from passback.sandbox.exchange.job import exchange
from passback.sync import adopt

pytestmark = pytest.mark.disable_socket


def line_items(practice: in_process.Practice, sis: str) -> Counter[tuple[str, str]]:
    """How many line items of each title every class of the SIS holds."""
    school = practice.school
    if sis == "powerschool":
        rows = [row for work in school.powerschool.assignments.values() for row in work.rows]
        return Counter((str(row["sectionsdcid"]), str(row["name"])) for row in rows)
    if sis == "aspen":
        return Counter((row.klass, row.title) for row in school.aspen.columns.values())
    return Counter((row.klass, row.title) for row in school.rosters[sis].lines.values())


def taken_over(sis: str) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Line items after the other sync, and after passback has sent all that a person agrees to."""

    async def run() -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
        practice = in_process.a_practice()
        exchange(practice.school, sis, practice.clock.now(), remaster=True)
        before = line_items(practice, sis)
        await practice.clock.sleep(3600)
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            (name,) = await in_process.connected(app, practice, sis)
            await app.plan(name)
            await app.standing.confirm(name, "Ada")
            batch, _ = await app.plan(name)
            await app.sync(batch)
            if any(f.finding.problem == "held-for-a-person" for f in await app.fixing.listed(name)):
                repair = await app.fixing.look(name, "held-for-a-person", "Ada", way="adopt")
                if repair.plans:
                    await app.fixing.apply(repair, "the cut-over")
            return before, line_items(practice, sis)

    return asyncio.run(run())


@pytest.mark.parametrize("sis", [sis.value for sis in HABITS])
def test_no_assignment_stands_twice_in_a_class_after_the_cut_over(sis: str) -> None:
    before, after = taken_over(sis)
    assert before
    assert {key: n for key, n in after.items() if n > max(before[key], 1)} == {}


def test_work_that_the_other_sync_put_a_day_late_would_else_stand_twice() -> None:
    with believing(adopt._by_likeness, "(when.day, when.day + _LATE)", "(when.day,)"):
        before, after = taken_over("powerschool")
    assert {n - before[key] for key, n in after.items() if before[key]} == {0, 1}


def test_what_stood_a_day_late_stands_on_its_day_once_a_person_agreed() -> None:
    async def run() -> None:
        practice = in_process.a_practice()
        exchange(practice.school, "powerschool", practice.clock.now(), remaster=True)
        held = practice.school.powerschool.assignments
        late = {key: work.rows[0]["duedate"] for key, work in held.items()}
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            (name,) = await in_process.connected(app, practice, "powerschool")
            await app.plan(name)
            await app.standing.confirm(name, "Ada")
            writes = practice.writes
            batch, _ = await app.plan(name)
            adopted = [f for f in await app.fixing.listed(name) if f.finding.facts.get("state") == "adoption"]
            assert adopted
            assert practice.writes == writes
            await app.sync(batch)
            repair = await app.fixing.look(name, "held-for-a-person", "Ada", way="adopt")
            assert len(repair.items) >= len(adopted)
            assert (await app.fixing.apply(repair, "the cut-over")).red == ()
        moved = {key: (late[key], work.rows[0]["duedate"]) for key, work in held.items() if key in late}
        days = {
            (date.fromisoformat(str(one)) - date.fromisoformat(str(two))).days for one, two in moved.values()
        }
        assert days == {0, 1}

    asyncio.run(run())
