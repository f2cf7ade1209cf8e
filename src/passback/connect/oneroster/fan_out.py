"""Several requests at once, their outcomes in the order asked; the first that cannot go on stops the rest."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from passback.core.errors import NeedsConfig, NeedsLogin, PassbackError, Retryable

Given = TypeVar("Given")
Done = TypeVar("Done")


async def fan_out(
    given: Sequence[Given], do: Callable[[Given], Awaitable[Done]], at_once: int
) -> tuple[list[Done | None], PassbackError | None]:
    """Do all, at most `at_once` together, begun in order.

    What was begun is ended; after the first failure nothing more is begun. The outcomes, None for what was
    not done, and that failure.
    """
    done: list[Done | None] = [None] * len(given)
    failures: list[PassbackError] = []
    row = iter(enumerate(given))

    async def work() -> None:
        for number, one in row:
            try:
                done[number] = await do(one)
            except (Retryable, NeedsLogin, NeedsConfig) as error:
                failures.append(error)
            if failures:
                return

    workers = min(at_once, len(given))
    if workers <= 1:
        await work()
    else:
        await _together([work() for _ in range(workers)])
    return done, failures[0] if failures else None


async def _together(workers: Sequence[Awaitable[None]]) -> None:
    """All of them; a bug in one is raised as it is, when all have ended."""
    ended = await asyncio.gather(*workers, return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException):
            raise one
