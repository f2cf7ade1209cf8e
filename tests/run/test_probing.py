"""Before a kept plan runs the SIS is asked whether it lets us in; what has run out is known before."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

import in_process
from passback.cli.check_text import print_checked
from passback.core.errors import NeedsLogin
from passback.run import app as run_app
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.school import Fault

pytestmark = pytest.mark.disable_socket
NAME = "practice-aspen"


def test_a_kept_plan_is_not_begun_and_goes_on_once_the_sis_lets_us_in() -> None:
    async def play() -> None:
        practice, store = in_process.a_practice(), MemoryStore()
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice, "aspen")
            batch, _ = await app.plan(NAME)
        fault = Fault("aspen", "refuse-token", times=None)
        practice.school.faults.append(fault)
        practice.school.calls.clear()
        async with run_app.open(in_process.settings(practice, store)) as app:
            with pytest.raises(NeedsLogin):
                await app.sync(batch)
            assert "canvas" not in practice.school.calls
            practice.school.faults.clear()
            waiting = await app.open_batch(NAME)
            assert waiting is not None
            report = await app.sync(waiting)
        assert sum(report.states.values()) == report.considered > 100
        assert report.finished is not None

    asyncio.run(play())


def test_what_has_run_out_by_its_stated_day_sends_nothing_and_before_that_is_warned_of(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def play() -> None:
        practice, store = in_process.a_practice(), MemoryStore()
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice, "aspen")
            today = practice.clock.now().date()
            kept = await app.connection(NAME)
            await app.add(replace(kept, expires={"client-secret": today + timedelta(days=3)}), replaces=True)
            _, warned = await app.plan(NAME)
            await app.add(replace(kept, expires={"client-secret": today - timedelta(days=1)}), replaces=True)
            _, over = await app.plan(NAME)
            checked = await app.checks.check(NAME)
        print_checked(checked)
        text = " ".join(capsys.readouterr().out.split())
        assert text.count(f"client secret of the SIS, last day {today - timedelta(days=1)}") == 1
        assert "credentials-expiring" in {w.problem.value for w in warned.warned}
        assert warned.total.create > 100
        (stopped,) = [w for w in over.warned if w.problem.value == "credentials-expired"]
        assert over.total.create == 0
        assert stopped.scores == warned.total.create

    asyncio.run(play())
