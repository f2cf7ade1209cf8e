"""A vendor key or a licence is missing: set-up, test and plan say so, and the SIS is not asked."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

import in_process
from passback.core.errors import NeedsConfig
from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.dictionary.book import entry_for
from passback.run import app as run_app
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.school import interface

LACKING = {
    "infinite-campus": (Problem.VENDOR_KEY_MISSING, "x-vendor-authorization", Sis.INFINITE_CAMPUS),
    "infinite-campus-1.2": (Problem.VENDOR_KEY_MISSING, "x-vendor-authorization", Sis.INFINITE_CAMPUS),
    "skyward-sms2": (Problem.PERMISSION_MISSING, "licence", Sis.SKYWARD),
}
BOTH = pytest.mark.parametrize("key", LACKING)


def described(practice: in_process.Practice, *keys: str) -> dict[str, Any]:
    """The school's line with these entries; those above without the header that they need."""
    shown: Any = interface(practice.school, practice.urls)
    entries = shown["sis"] | shown["more"]
    bare = {key: entries[key] | {"auth": entries[key]["auth"] | {"headers": {}}} for key in keys}
    return {"canvas": shown["canvas"], "sis": bare}


def with_app(do: Callable[[run_app.App, in_process.Practice], Awaitable[None]]) -> in_process.Practice:
    practice = in_process.a_practice()

    async def go() -> None:
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            await do(app, practice)

    asyncio.run(go())
    return practice


def is_told(error: NeedsConfig, key: str) -> None:
    problem, word, sis = LACKING[key]
    assert error.problem is problem
    assert word in str(error)
    assert len(str(error).splitlines()) == 1
    assert all(cause.steps for cause in entry_for(problem, sis).causes), "it says what to do"


@BOTH
def test_it_is_said_at_set_up_and_nothing_is_kept(key: str) -> None:
    async def add(app: run_app.App, practice: in_process.Practice) -> None:
        with pytest.raises(NeedsConfig) as caught:
            await app.add_described("x", described(practice, "aspen", key))
        is_told(caught.value, key)
        assert await app.connections() == ()

    assert with_app(add).trace == []


@BOTH
def test_kept_all_the_same_it_is_said_by_the_test_and_the_plan_and_the_others_go_on(key: str) -> None:
    async def go(app: run_app.App, practice: in_process.Practice) -> None:
        await app.add_described("x", described(practice, "aspen", key), anyway=True)

        test = await app.test(f"x-{key}")
        failed = [probe for probe in test.probes if probe.ok is False]
        with pytest.raises(NeedsConfig) as caught:
            await app.plan(f"x-{key}")
        _, overview = await app.plan("x-aspen")

        assert not test.passed
        assert [probe.problem for probe in failed] == [LACKING[key][0]]
        is_told(caught.value, key)
        assert overview.total.create > 0

    practice = with_app(go)
    assert [call for call in practice.trace if f" {key}/" in call] == []
    assert practice.writes == 0
