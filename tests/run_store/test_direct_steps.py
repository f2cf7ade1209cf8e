"""What every engine's steps promise a flow; another engine joins by one line."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import cast

import pytest

from passback.core.value import Json
from passback.run.ports import Steps
from passback.run.steps import DirectSteps

ENGINES: tuple[Callable[[], Steps], ...] = (DirectSteps,)


class Color(StrEnum):
    RED = "red"


@pytest.fixture(params=ENGINES)
def steps(request: pytest.FixtureRequest) -> Steps:
    return cast("Callable[[], Steps]", request.param)()


async def echo(given: Json) -> Json:
    return given


def test_a_step_is_given_what_it_is_given_and_brings_its_result(steps: Steps) -> None:
    async def double(given: Json) -> Json:
        assert isinstance(given, dict)
        return {"twice": [given["n"], given["n"]], "none": None, "yes": True}

    assert asyncio.run(steps.step("double", double, {"n": 4})) == {"twice": [4, 4], "none": None, "yes": True}


def test_steps_run_in_the_order_of_the_flow(steps: Steps) -> None:
    seen: list[Json] = []

    async def note(given: Json) -> Json:
        seen.append(given)
        return len(seen)

    async def flow() -> list[Json]:
        return [await steps.step(f"note {n}", note, n) for n in range(3)]

    assert asyncio.run(flow()) == [1, 2, 3]
    assert seen == [0, 1, 2]


def test_nothing_is_shared_through_a_step(steps: Steps) -> None:
    kept: list[Json] = []
    given: dict[str, Json] = {"list": [1]}

    async def meddle(inside: Json) -> Json:
        assert isinstance(inside, dict)
        assert inside is not given
        inside["list"] = "meddled"
        kept.append(inside)
        return inside

    result = asyncio.run(steps.step("meddle", meddle, given))

    assert given == {"list": [1]}
    assert result == kept[0]
    assert result is not kept[0]


def test_a_word_of_a_closed_list_comes_out_as_plain_text(steps: Steps) -> None:
    assert type(asyncio.run(steps.step("color", echo, Color.RED))) is str


@pytest.mark.parametrize(
    "odd", [(1, 2), {1: "a"}, 1.5, float("nan"), {1, 2}, b"x", Decimal(1), {"deep": [{"x": 0.1}]}, object()]
)
def test_what_is_not_plain_json_goes_neither_in_nor_out(steps: Steps, odd: object) -> None:
    called: list[Json] = []

    async def bring(given: Json) -> Json:
        called.append(given)
        return cast("Json", odd)

    with pytest.raises(TypeError, match="plain JSON"):
        asyncio.run(steps.step("in", bring, cast("Json", odd)))
    assert called == []

    with pytest.raises(TypeError, match="plain JSON"):
        asyncio.run(steps.step("out", bring, None))
    assert called == [None]


def test_a_failure_of_a_step_is_the_flow_s(steps: Steps) -> None:
    async def fail(_: Json) -> Json:
        raise LookupError("no such plan")

    with pytest.raises(LookupError, match="no such plan"):
        asyncio.run(steps.step("fail", fail, None))
