"""A name that PowerSchool would refuse, and the same name shortened on its way by the district's choice."""

import asyncio

import pytest

import in_process
from passback.core.problem import Problem, State
from passback.core.settings import Level
from passback.run import app as run_app
from passback.run.store.memory_store import MemoryStore

pytestmark = pytest.mark.disable_socket
NAME = "practice-powerschool"


def test_a_name_that_is_stopped_whole_arrives_shortened_and_stays_so() -> None:
    practice = in_process.a_practice()

    async def play() -> None:
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            await in_process.connected(app, practice)
            batch, _ = await app.plan(NAME)
            stopped = [t for t in (await app.sync(batch)).troubles if t.problem is Problem.NAME_TOO_LONG]
            assert [line.state for t in stopped for line in t.lines][:1] == [State.NOT_SENT]
            hit = {line.subject for t in stopped for line in t.lines}

            await app.choosing.put(NAME, Level.CONNECTION, "", ["long-names=shorten"], "Ada")
            batch, _ = await app.plan(NAME)
            report = await app.sync(batch)
            ends = {(line.state, line.proven) for line in report.lines if line.subject in hit}
            assert ends == {(State.IN_SIS, True)}

            writes = practice.writes
            batch, _ = await app.plan(NAME)
            await app.sync(batch)
            assert practice.writes == writes

    asyncio.run(play())
