"""What every clock promises, and how the virtual one passes time."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept_things import NOW
from passback.core.ports import Clock
from passback.run.clock import SystemClock, VirtualClock


@pytest.fixture(params=["system", "virtual"])
def any_clock(request: pytest.FixtureRequest) -> Clock:
    return SystemClock() if request.param == "system" else VirtualClock(NOW)


def test_the_time_is_aware_and_in_utc(any_clock: Clock) -> None:
    assert any_clock.now().utcoffset() == timedelta(0)
    assert any_clock.now().tzinfo is UTC


def test_after_a_sleep_it_is_later(any_clock: Clock) -> None:
    before = any_clock.now()

    asyncio.run(any_clock.sleep(0.01))

    assert timedelta(seconds=0.01) <= any_clock.now() - before < timedelta(seconds=5)


@pytest.mark.parametrize("seconds", [0.0, -5.0])
def test_a_sleep_of_nothing_comes_back_and_lets_others_work(any_clock: Clock, seconds: float) -> None:
    async def both() -> list[str]:
        done: list[str] = []

        async def other() -> None:
            done.append("other")

        task = asyncio.create_task(other())
        await any_clock.sleep(seconds)
        done.append("sleeper")
        await task
        return done

    assert asyncio.run(both()) == ["other", "sleeper"]


def test_sleepers_wake_in_the_order_of_their_times(any_clock: Clock) -> None:
    async def all_of_them() -> list[float]:
        woken: list[float] = []

        async def sleep(seconds: float) -> None:
            await any_clock.sleep(seconds)
            woken.append(seconds)

        await asyncio.gather(*(sleep(seconds) for seconds in (0.06, 0.0, 0.03)))
        return woken

    assert asyncio.run(all_of_them()) == [0.0, 0.03, 0.06]


def test_a_sleeper_can_be_cancelled_and_the_others_wake(any_clock: Clock) -> None:
    async def both() -> None:
        first = asyncio.create_task(any_clock.sleep(0.01))
        second = asyncio.create_task(any_clock.sleep(0.02))
        await asyncio.sleep(0)
        first.cancel()
        await second
        assert first.cancelled()

    asyncio.run(asyncio.wait_for(both(), 5))


# ---- the virtual clock -----------------------------------------------------------------------------


def test_the_system_clock_tells_the_system_s_time() -> None:
    assert abs(SystemClock().now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_a_virtual_year_passes_at_once() -> None:
    clock, began = VirtualClock(NOW), time.monotonic()

    asyncio.run(clock.sleep(365 * 86400))

    assert clock.now() == NOW + timedelta(days=365)
    assert time.monotonic() - began < 5


def test_a_virtual_clock_starts_at_an_aware_time_of_any_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        VirtualClock(NOW.replace(tzinfo=None))

    denver = NOW.astimezone(timezone(timedelta(hours=-7)))
    assert VirtualClock(denver).now() == NOW
    assert VirtualClock(denver).now().tzinfo is UTC


@pytest.mark.parametrize("seconds", [-3600.0, 3600.0])
def test_setting_the_clock_moves_the_time_and_no_sleeper(seconds: float) -> None:
    clock = VirtualClock(NOW)

    async def set_while_others_sleep() -> list[datetime]:
        woken: list[datetime] = []

        async def sleep(for_: float) -> None:
            await clock.sleep(for_)
            woken.append(clock.now())

        sleepers = asyncio.gather(sleep(20), sleep(10))
        await clock.sleep(5)
        clock.jump(seconds)
        await sleepers
        return woken

    assert asyncio.run(set_while_others_sleep()) == [NOW + timedelta(seconds=seconds + at) for at in (10, 20)]


def test_time_stands_still_while_somebody_works() -> None:
    clock = VirtualClock(NOW)

    async def work() -> datetime:
        for _ in range(30):
            await asyncio.sleep(0)
        return clock.now()

    async def both() -> datetime:
        _, seen = await asyncio.gather(clock.sleep(3600), work())
        return seen

    assert asyncio.run(both()) == NOW


def test_a_clock_goes_on_after_a_run_that_was_cut_off() -> None:
    clock = VirtualClock(NOW)

    async def cut_off() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0):
                await clock.sleep(10)

    asyncio.run(cut_off())
    killed = asyncio.new_event_loop()
    left = killed.create_task(clock.sleep(7))
    left._log_destroy_pending = False  # type: ignore[attr-defined]
    killed.call_soon(killed.stop)
    killed.run_forever()
    killed.close()
    asyncio.run(asyncio.wait_for(clock.sleep(3), 5))

    assert clock.now() == NOW + timedelta(seconds=3)


def test_time_stands_still_while_a_thread_works() -> None:
    with ThreadPoolExecutor(max_workers=1) as pool:
        working: set[Future[None]] = set()
        clock = VirtualClock(NOW, lambda: bool(working))

        async def work() -> datetime:
            future = pool.submit(time.sleep, 0.05)
            working.add(future)
            await asyncio.wrap_future(future)
            seen = clock.now()
            working.clear()
            return seen

        async def both() -> datetime:
            _, seen = await asyncio.gather(clock.sleep(3600), work())
            return seen

        assert asyncio.run(both()) == NOW
    assert clock.now() == NOW + timedelta(hours=1)


naps = st.lists(st.lists(st.integers(0, 50), max_size=4), max_size=5)


@given(naps)
def test_the_trace_is_that_of_ideal_time(tasks: Sequence[Sequence[int]]) -> None:
    """Each task sleeps through its list; a task that wakes at t saw exactly t, and time never goes back."""
    clock = VirtualClock(NOW)

    async def run() -> list[tuple[int, int, float]]:
        trace: list[tuple[int, int, float]] = []

        async def live(number: int, sleeps: Sequence[int]) -> None:
            for at, seconds in enumerate(sleeps):
                await clock.sleep(seconds)
                trace.append((number, at, (clock.now() - NOW).total_seconds()))

        await asyncio.gather(*(live(n, sleeps) for n, sleeps in enumerate(tasks)))
        return trace

    trace, again = asyncio.run(run()), None
    clock = VirtualClock(NOW)
    again = asyncio.run(run())

    assert trace == again
    assert [t for _, _, t in trace] == sorted(t for _, _, t in trace)
    ideal = {(n, at): sum(sleeps[: at + 1]) for n, sleeps in enumerate(tasks) for at in range(len(sleeps))}
    assert {(n, at): t for n, at, t in trace} == ideal
