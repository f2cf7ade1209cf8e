"""What every limiter promises: never faster than the rate, no slower than asked, shared where it can be."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from kept_things import NOW
from passback.core.errors import BadInput
from passback.core.ports import Limiter
from passback.run.clock import VirtualClock
from passback.run.limiter import NEW, MemoryLimiter, Rate, Rates, asked_pause, pause, reserve
from passback.run.store import app
from passback.run.store.limiter import StoreLimiter

TWO_A_SECOND = {"sis": Rate(Decimal(2), 1)}
BURST = {"sis": Rate(Decimal(2), 3)}
Made = Callable[[Rates], Limiter]


@pytest.fixture(params=["memory", "store"])
def made(request: pytest.FixtureRequest, tmp_path: Path, clock: VirtualClock) -> Iterator[Made]:
    if request.param == "memory":
        yield lambda rates: MemoryLimiter(clock, rates)
        return
    kept = app.open(str(tmp_path / "passback.sqlite3"), clock)
    yield lambda rates: StoreLimiter(kept.database, clock, rates)
    asyncio.run(kept.close())


def went(limiter: Limiter, clock: VirtualClock, keys: Sequence[str], cost: float = 1) -> list[float]:
    """At which second each request went, one after the other."""

    async def go() -> list[float]:
        times = []
        for key in keys:
            await limiter.wait(key, cost)
            times.append((clock.now() - NOW).total_seconds())
        return times

    return asyncio.run(go())


def test_requests_go_at_their_rate(made: Made, clock: VirtualClock) -> None:
    assert went(made(TWO_A_SECOND), clock, ["sis"] * 4) == pytest.approx([0, 0.5, 1, 1.5], abs=1e-3)


def test_a_burst_goes_at_once_and_then_the_rate_holds(made: Made, clock: VirtualClock) -> None:
    assert went(made(BURST), clock, ["sis"] * 5) == pytest.approx([0, 0, 0, 0.5, 1], abs=1e-3)


def test_a_costly_request_makes_the_next_wait_longer(made: Made, clock: VirtualClock) -> None:
    assert went(made(TWO_A_SECOND), clock, ["sis"] * 3, cost=4) == pytest.approx([0, 2, 4], abs=1e-3)


def test_an_idle_limit_saves_up_no_more_than_its_burst(made: Made, clock: VirtualClock) -> None:
    limiter = made(BURST)
    went(limiter, clock, ["sis"])
    asyncio.run(clock.sleep(3600))
    start = (clock.now() - NOW).total_seconds()

    times = [at - start for at in went(limiter, clock, ["sis"] * 5)]
    assert times == pytest.approx([0, 0, 0, 0.5, 1], abs=1e-3)


def test_limits_do_not_touch_each_other_and_an_unknown_one_is_none(made: Made, clock: VirtualClock) -> None:
    rates = {"sis": Rate(Decimal(1), 1), "canvas": Rate(Decimal(1), 1)}

    assert went(made(rates), clock, ["sis", "canvas", "other", "other", "other"]) == [0] * 5


def test_those_who_come_at_once_are_spread(made: Made, clock: VirtualClock) -> None:
    limiter = made(TWO_A_SECOND)

    async def go() -> list[float]:
        async def one() -> float:
            await limiter.wait("sis")
            return (clock.now() - NOW).total_seconds()

        return sorted(await asyncio.gather(*(one() for _ in range(4))))

    assert asyncio.run(go()) == pytest.approx([0, 0.5, 1, 1.5], abs=1e-3)


@pytest.mark.parametrize("key", ["sis", "no-rate"])
def test_retry_after_keeps_everybody_waiting_that_long(made: Made, clock: VirtualClock, key: str) -> None:
    limiter = made(BURST)
    limiter.learned(key, {"retry-after": "30"})

    assert went(limiter, clock, [key])[0] == pytest.approx(30, abs=1e-3)


def test_a_shorter_pause_does_not_end_a_longer_one(made: Made, clock: VirtualClock) -> None:
    limiter = made({})
    limiter.learned("sis", {"retry-after": "30"})
    limiter.learned("sis", {"retry-after": "2"})
    limiter.learned("sis", {})

    assert went(limiter, clock, ["sis", "sis"]) == pytest.approx([30, 30], abs=1e-3)


def test_a_nearly_empty_canvas_bucket_is_given_time_to_drain(made: Made, clock: VirtualClock) -> None:
    limiter = made({})
    limiter.learned("canvas", {"x-rate-limit-remaining": "412.5", "x-request-cost": "0.2"})
    assert went(limiter, clock, ["canvas"]) == [0]

    limiter.learned("canvas", {"x-rate-limit-remaining": "0.0"})
    assert went(limiter, clock, ["canvas"])[0] == pytest.approx(5, abs=1e-3)


def test_a_clock_set_back_does_not_stop_the_requests(made: Made, clock: VirtualClock) -> None:
    limiter = made(TWO_A_SECOND)
    went(limiter, clock, ["sis", "sis"])
    clock.jump(-86400)
    before = clock.now()

    went(limiter, clock, ["sis", "sis"])

    assert clock.now() - before < timedelta(seconds=2)


# ---- what an answer says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 7 "}, 7),
        ({"retry-after": "Mon, 23 Nov 2026 12:01:00 GMT"}, 60),
        ({"retry-after": "Mon, 23 Nov 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, 0),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "٣"}, 0),
        ({"retry-after": "9" * 5000}, 999_999_999),
        ({"retry-after": "Mon, 99 Nov 99999 12:01:00 GMT"}, 0),
        ({"x-rate-limit-remaining": "600"}, 0),
        ({"x-rate-limit-remaining": "30"}, 2),
        ({"x-rate-limit-remaining": "-1e9"}, 5),
        ({"x-rate-limit-remaining": "NaN"}, 0),
        ({"x-rate-limit-remaining": "sNaN"}, 0),
        ({"x-rate-limit-remaining": "-Infinity"}, 0),
        ({"x-rate-limit-remaining": "many"}, 0),
        ({"x-rate-limit-remaining": "0.0", "retry-after": "3"}, 5),
    ],
)
def test_only_what_is_understood_asks_for_a_pause(headers: dict[str, str], seconds: float) -> None:
    assert asked_pause(headers, NOW) == seconds


def test_no_answer_can_ask_for_more_than_five_minutes() -> None:
    assert reserve(pause(NEW, None, 1000, 1e9), None, 1000, 1)[1] == 300


@given(
    st.lists(st.tuples(st.floats(0, 5), st.integers(1, 3)), min_size=1, max_size=40),
    st.integers(1, 20),
    st.integers(1, 10),
)
def test_no_window_ever_sees_more_than_rate_and_burst(
    asks: Sequence[tuple[float, int]], per_second: int, burst: int
) -> None:
    rate, mark, now = Rate(Decimal(per_second), burst), NEW, 1000.0
    granted: list[tuple[float, int]] = []
    for later, cost in asks:
        now += later
        mark, wait = reserve(mark, rate, now, cost)
        granted.append((now + wait, cost))

    for number, (start, _) in enumerate(granted):
        for end, cost in granted[number:]:
            spent = sum(c for t, c in granted[number:] if t < end)
            assert spent <= burst - 1 + per_second * (end - start) + cost + 3 + 1e-6


# ---- shared between processes ----------------------------------------------------------------------

CODE = """
import asyncio, sys
from decimal import Decimal
from passback.run.clock import SystemClock
from passback.run.limiter import Rate
from passback.run.store import app
clock = SystemClock()

async def go():
    app.open(sys.argv[1], clock)
    limiter = app.limiter(clock, {"sis": Rate(Decimal(40), 1)})
    print(clock.now().timestamp())
    for _ in range(15):
        await limiter.wait("sis")
        print(clock.now().timestamp(), flush=True)

asyncio.run(go())
"""


def test_what_one_learned_keeps_others_of_the_same_database_waiting(tmp_path: Path) -> None:
    mine, yours = VirtualClock(NOW), VirtualClock(NOW)
    kept = app.open(str(tmp_path / "passback.sqlite3"), mine)
    limiter, other = app.limiter(mine), app.limiter(yours)
    assert isinstance(other, StoreLimiter)

    limiter.learned("sis", {"retry-after": "30"})

    assert went(other, yours, ["canvas", "sis"]) == pytest.approx([0, 30], abs=1e-3)
    asyncio.run(kept.close())


def test_a_note_that_could_not_be_kept_is_said_at_the_next_request(
    tmp_path: Path, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = app.open(str(tmp_path / "passback.sqlite3"), clock)
    limiter = app.limiter(clock)
    with monkeypatch.context() as full:
        full.setattr(StoreLimiter, "_changed", fail)
        limiter.learned("sis", {"retry-after": "30"})
        with pytest.raises(BadInput, match="make room"):
            asyncio.run(limiter.wait("sis"))

    assert went(limiter, clock, ["sis"]) == [0]
    asyncio.run(kept.close())


def fail(*_: object) -> float:
    raise DatabaseError("database or disk is full")


def test_two_processes_share_one_rate(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CODE, str(tmp_path / "passback.sqlite3")]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) for _ in range(2)
    ]
    times: list[float] = []
    for process in both:
        with process:
            out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        times += [float(line) for line in out.split()]

    # Each says when it began and when each of its requests went; together they took 30 of 40 a second.
    assert len(times) == 32
    assert max(times) - min(times) >= 29 / 40
