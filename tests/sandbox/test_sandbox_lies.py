"""A simulator that was told to lie: it says yes as ever, and keeps or shows something else."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

import in_process
from in_process import Practice
from lying import book_of, names
from passback.run import app as run_app
from passback.sandbox.book import Book, KeptLine, KeptMark
from passback.sandbox.faults import fault_from
from passback.sandbox.lies import Lie
from passback.sandbox.systems import simulators

pytestmark = pytest.mark.disable_socket


def synced(name: str, before: Callable[[Practice], None] = lambda _: None) -> Practice:
    practice = in_process.a_practice()
    before(practice)

    async def play() -> None:
        async with run_app.open(in_process.settings(practice)) as app:
            await in_process.connected(app, practice, name)
            first = (await app.courses(f"practice-{name}"))[0].id
            batch, _ = await app.plan(f"practice-{name}", [first])
            await app.sync(batch, just_planned=True)

    asyncio.run(play())
    return practice


def told(lie: str, system: str) -> Callable[[Practice], None]:
    """Switched on as a test across processes would: through the control port's own reading of a fault."""

    def switch(practice: Practice) -> None:
        practice.school.faults.append(fault_from({"system": system, "kind": lie, "times": None}))

    return switch


def kept(practice: Practice, name: str) -> Book:
    return book_of(practice.school, name)


def test_every_connection_has_a_book_and_it_is_what_its_interface_shows() -> None:
    assert {name for name, one in simulators().items() if one.book is not None} == {*names()}


@pytest.mark.parametrize("name", names())
def test_a_book_is_the_state_and_can_be_changed(name: str) -> None:
    practice = synced(name)
    book = kept(practice, name)
    line, seen = next((line, seen) for line, seen in book.lines().items() if seen.maximum)
    key = next(key for key in book.marks() if key[0] == line)

    book.keep_line(line, KeptLine("Another", date(2026, 10, 1), Decimal(7)))
    book.keep_mark(key, KeptMark(Decimal("3.5"), exempt=False))
    assert book.lines()[line] == KeptLine("Another", date(2026, 10, 1), Decimal(7)) != seen
    assert book.marks()[key].score == Decimal("3.5")
    book.keep_mark(key, None)
    assert key not in book.marks()
    apart = book_of(book.apart(), name)
    book.keep_line(line, None)
    assert line not in book.lines()
    assert not [mark for mark in book.marks() if mark[0] == line]
    assert apart.lines()[line].title == "Another"


@pytest.mark.parametrize("name", ["aspen", "focus", "powerschool"])
def test_each_lie_makes_of_a_gradebook_what_it_is_called(name: str) -> None:
    honest = kept(synced(name), name)

    def lied(lie: Lie) -> Book:
        return kept(synced(name, told(lie, name)), name)

    late = lied(Lie.DAY_LATE).lines()
    planted = kept(in_process.a_practice(), name).lines()
    dues = sorted(line.due for ref, line in late.items() if ref not in planted)
    assert dues == sorted(
        line.due + timedelta(days=1) for ref, line in honest.lines().items() if ref not in planted
    )
    assert all(len(line.title) <= 50 for line in lied(Lie.TITLE_CUT).lines().values())
    scores = [mark.score for mark in lied(Lie.ROUNDING).marks().values() if mark.score is not None]
    assert all(score == score.to_integral_value() for score in scores)
    assert 0 < len(lied(Lie.SILENT_DROP).marks()) < len(honest.marks())
    partial = lied(Lie.PARTIAL_SAVE).marks()
    assert len(partial) < len(honest.marks()) or any(m.score is None for m in partial.values())
    assert lied(Lie.STALE_READ).marks() == honest.marks()


def test_a_lie_lasts_until_it_is_lifted_and_is_told_to_one_system_alone() -> None:
    practice = synced("focus", told(Lie.ROUNDING, "aeries"))
    assert [fault.kind for fault in practice.school.faults] == [Lie.ROUNDING]
    assert kept(practice, "focus").marks() == kept(synced("focus"), "focus").marks()


def test_a_kind_that_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"kind: there are down, .*, rounding, "):
        fault_from({"system": "focus", "kind": "white"})


def test_a_system_that_keeps_no_gradebook_cannot_lie() -> None:
    practice = synced("focus", told(Lie.SILENT_DROP, "canvas"))
    assert kept(practice, "focus").marks()
