"""What of a class is remembered: all of its slow parts, or nothing."""

import asyncio
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from passback.connect.sis import synergy
from passback.core.connection import Auth, CanvasSettings, Connection, SisSettings
from passback.core.gradebook import NOT_ASKED, Gradebook, Part, Term, Unread
from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.run.clock import VirtualClock
from passback.run.memory import StoredMemory
from passback.run.remembered import Books, Remembered
from passback.run.store.memory_store import MemoryStore

FALL = Term("T1", "Fall", date(2026, 8, 20), date(2026, 12, 18))
AUTH = Auth("oauth2-form", "https://sis.test/t", "id", "env:S", (), {})
CONNECTION = Connection(
    "maple",
    Sis.SYNERGY,
    CanvasSettings("https://canvas.test", "1", "env:T"),
    SisSettings("https://sis.test", "1.1", AUTH, {}),
    None,
)


async def reads(periods: Part[Term], times: int) -> int:
    """How often a class with these grading periods is read whole, of so many looks at it."""
    whole = 0

    async def read(_section: str) -> Gradebook:
        nonlocal whole
        whole += 1
        return Gradebook("c1", None, (FALL,), (), (), (), {}, periods)

    async def nothing(*_: object) -> tuple[()]:
        return ()

    async def no_scores(*_: object) -> dict[str, tuple[()]]:
        return {}

    side = SimpleNamespace(read=read, line_items=nothing, class_scores=no_scores)
    clock = VirtualClock(datetime(2026, 11, 23, tzinfo=UTC))
    remembered = Remembered(StoredMemory(MemoryStore(), clock), clock, "space", CONNECTION)
    books = Books(side, synergy.PROFILES[0], remembered)  # type: ignore[arg-type] - three calls of a side
    for _ in range(times):
        held, _known = await books.read("c1", anew=False)
        assert isinstance(held, Gradebook)
        assert held.periods == periods
    return whole


@pytest.mark.parametrize(
    ("periods", "whole"),
    [((FALL,), 1), (NOT_ASKED, 1), (Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR), 3)],
)
def test_grading_periods_that_were_not_read_are_asked_for_again(periods: Part[Term], whole: int) -> None:
    assert asyncio.run(reads(periods, times=3)) == whole
