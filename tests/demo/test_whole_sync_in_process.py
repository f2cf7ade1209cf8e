"""The whole demo in one process, without a socket, on a clock that jumps."""

import asyncio
from collections.abc import Sequence
from functools import cache

import pytest

import in_process
from passback.core.problem import State
from passback.core.value import digest
from passback.run import app as run_app
from passback.run.overview import Overview
from passback.run.ports import Store
from passback.run.report import Report
from passback.run.store.memory_store import MemoryStore

pytestmark = pytest.mark.disable_socket


# What `make demo` connects; the other systems' courses are synced in tests/sandbox and tests/conformance.
DEMO = ("aspen", "powerschool")


class Crash(BaseException):
    """The process dies here."""


async def demo(
    practice: in_process.Practice, store: Store, batches: dict[str, str] | None = None
) -> tuple[list[Overview], list[Report]]:
    """Plan and sync every connection; goes on with the batches that are known from before."""
    known = batches if batches is not None else {}
    overviews, reports = [], []
    async with run_app.open(in_process.settings(practice, store)) as app:
        await in_process.connected(app, practice, *DEMO)
        for system in DEMO:
            name = f"practice-{system}"
            batch = await app.store.batch(known[name]) if name in known else None
            if batch is None:
                batch, overview = await app.plan(name)
                overviews.append(overview)
                known[name] = batch.id
            reports.append(await app.sync(batch))
    return overviews, reports


def ends(reports: Sequence[Report]) -> str:
    """How every score ended, as one comparable text."""
    rows = [
        (r.connection, x.subject.to_dict(), x.state.value, x.why.problem.value if x.why else None, x.raw)
        for r in reports
        for x in r.lines
    ]
    return digest([list(row) for row in rows])


def twice(seed: int) -> tuple[list[str], list[str], str]:
    practice = in_process.a_practice(seed)
    store = MemoryStore()
    _, reports = asyncio.run(demo(practice, store))
    _, again = asyncio.run(demo(practice, store))
    return practice.trace, [ends(reports), ends(again)], str(practice.clock.now())


def test_the_same_seed_gives_the_same_trace_twice() -> None:
    first, second = twice(1), twice(1)

    assert first == second
    assert len(first[0]) > 100
    assert twice(2)[0] != first[0]


def test_every_score_is_in_exactly_one_state_and_every_planted_cause_is_found() -> None:
    practice = in_process.a_practice()
    _, reports = asyncio.run(demo(practice, MemoryStore()))

    for report in reports:
        assert sum(report.states.values()) == report.considered > 0
        assert report.states[State.UNCONFIRMED] == 0
        assert report.states[State.IN_SIS] == report.proven
    found = {(report.sis.value, trouble.problem.value) for report in reports for trouble in report.troubles}
    of_demo = [cause for cause in practice.school.planted if cause.sis.value in DEMO]
    planted = {(cause.sis, cause.problem) for cause in of_demo}
    assert len(of_demo) == 12
    assert planted - found == set()


def test_a_second_sync_writes_nothing() -> None:
    practice = in_process.a_practice()
    store = MemoryStore()
    _, first = asyncio.run(demo(practice, store))
    writes = practice.writes

    overviews, second = asyncio.run(demo(practice, store))

    assert writes > 100
    assert practice.writes == writes
    assert all(count == 1 for count in practice.school.writes.values())
    for before, after in zip(first, second, strict=True):
        assert after.considered == before.considered
        arrived = before.states[State.IN_SIS] + before.states[State.ALREADY_THERE]
        assert after.states[State.ALREADY_THERE] == arrived
    assert overviews


def test_nothing_but_the_planted_and_the_rules_of_a_score_keeps_a_score_back() -> None:
    practice = in_process.a_practice()
    _, reports = asyncio.run(demo(practice, MemoryStore()))
    rules = {"score-hidden", "score-excused", "needs-grading", "left-section"}

    kept_back = {trouble.problem.value for report in reports for trouble in report.troubles if trouble.lines}

    planted = {c.problem.value for c in practice.school.planted if c.sis.value in DEMO}
    assert kept_back == planted | rules
    assert sum(r.states[State.IN_SIS] for r in reports) > 900


@cache
def _whole(seed: int) -> tuple[int, str, int]:
    practice = in_process.a_practice(seed)
    _, reports = asyncio.run(demo(practice, MemoryStore()))
    return practice.number, ends(reports), practice.writes


@pytest.mark.parametrize(("side", "first"), [("before", 0), ("after", 1)])
def test_a_crash_at_any_request_resumes_and_ends_the_same(
    side: str, first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Die at the n-th request, before it reaches the school or after it took effect, n over the whole run.

    The two sides die at different requests, in turn. The school that starts again answers on other ports.
    """
    total, end, writes = _whole(1)
    step = max(1, total // 14)
    for at in range(1 + first * step, total + 1, 2 * step):
        practice = in_process.a_practice(1)
        store, batches = MemoryStore(), {}

        def die(_: object, number: int, at: int = at) -> None:
            if number == at:
                raise Crash(at)

        setattr(practice, side, die)
        with pytest.raises(Crash):
            asyncio.run(demo(practice, store, batches))
        with monkeypatch.context() as moved:
            moved.setattr(in_process, "PORT", ":8443")
            _, reports = asyncio.run(demo(practice, store, batches))

        assert (ends(reports), practice.writes) == (end, writes), f"died {side} request {at} of {total}"
