"""Refusals to compare: their words and whom they name, without the request that was refused."""

from collections.abc import Sequence
from dataclasses import replace
from typing import overload

from passback.core.finding import Answer, Rejection


@overload
def bare(held: Answer) -> Answer: ...
@overload
def bare(held: Sequence[Answer]) -> list[Answer]: ...
def bare(held: Answer | Sequence[Answer]) -> Answer | list[Answer]:
    """The answer, or each of the answers, without its exchange."""
    if isinstance(held, Sequence):
        return [bare(one) for one in held]
    return replace(held, exchange=None) if isinstance(held, Rejection) else held
