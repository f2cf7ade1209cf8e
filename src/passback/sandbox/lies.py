"""What a system does not do though it says so: it answers a write with yes and keeps something else.

A lie is a fault of the school that the control side switches on (for ever: `times` null). It changes what the
simulator keeps once the write was accepted, or what a read shows of it; the answer to the write is the
simulator's own. What it made up is gone after a restart: the journal knows the calls, not the lies.

Source of the list: facts/reliability.md §2 (P10), §3.1 (23).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from passback.sandbox.book import Book, KeptLine, KeptMark, MarkKey
from passback.sandbox.simulator import Simulator
from passback.sandbox.state.school import Fault, School
from passback.sandbox.wire import Call, Reply

LONGEST_TITLE = 50
_REFUSED = 300
# Of the line items that come, the first and every third behind it are dropped: the others get scores.
_LINES_DROPPED = 3
_MARKS_DROPPED = 2


class Lie(StrEnum):
    """The lies there are, as kinds of a fault."""

    PARTIAL_SAVE = "partial-save"
    ROUNDING = "rounding"
    TITLE_CUT = "title-cut"
    DAY_LATE = "day-late"
    SILENT_DROP = "silent-drop"
    STALE_READ = "stale-read"


def answered(school: School, call: Call, fault: Fault, one: Simulator) -> Reply:
    """The answer of a simulator that lies."""
    if one.book is None:
        return one.handle(school, call)
    book = one.book(school)
    if fault.kind == Lie.STALE_READ:
        return _stale(school, call, fault, one, book)
    if call.method == "GET":
        return one.handle(school, call)
    lines, marks = book.lines(), book.marks()
    reply = one.handle(school, call)
    if reply.status < _REFUSED:
        _lie_about_lines(fault, book, lines)
        _lie_about_marks(fault, book, marks)
    return reply


def _lie_about_lines(fault: Fault, book: Book, before: Mapping[str, KeptLine]) -> None:
    changed = {line: kept for line, kept in book.lines().items() if before.get(line) != kept}
    for line, kept in changed.items():
        match fault.kind:
            case Lie.ROUNDING:
                book.keep_line(line, replace(kept, maximum=_whole(kept.maximum)))
            case Lie.TITLE_CUT:
                book.keep_line(line, replace(kept, title=kept.title[:LONGEST_TITLE].rstrip()))
            case Lie.DAY_LATE:
                book.keep_line(line, replace(kept, due=kept.due + timedelta(days=1)))
            case Lie.SILENT_DROP if _turn(fault, "line") % _LINES_DROPPED == 0:
                book.keep_line(line, before.get(line))


def _lie_about_marks(fault: Fault, book: Book, before: Mapping[MarkKey, KeptMark]) -> None:
    changed = [(key, kept) for key, kept in book.marks().items() if before.get(key) != kept]
    half = (len(changed) + 1) // 2
    for at, (key, kept) in enumerate(changed):
        match fault.kind:
            case Lie.ROUNDING:
                book.keep_mark(key, replace(kept, score=_whole(kept.score)))
            case Lie.PARTIAL_SAVE if len(changed) == 1:
                # A row alone loses what it was sent for; of a batch some rows are lost.
                book.keep_mark(key, replace(kept, score=None))
            case Lie.PARTIAL_SAVE if at >= half:
                book.keep_mark(key, before.get(key))
            case Lie.SILENT_DROP if _turn(fault, "mark") % _MARKS_DROPPED == 0:
                book.keep_mark(key, before.get(key))


def _turn(fault: Fault, of: str) -> int:
    """How many of these the fault has met before."""
    met = fault.met.get(of, 0)
    fault.met[of] = met + 1
    return met


def _whole(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(Decimal(1), ROUND_HALF_UP)


def _stale(school: School, call: Call, fault: Fault, one: Simulator, book: Book) -> Reply:
    """The first read after writes still shows what was there before them."""
    if call.method == "GET":
        old, fault.old = fault.old, None
        return one.handle(school if old is None else old, call)
    old = fault.old or book.apart()
    before = school.revision
    reply = one.handle(school, call)
    if school.revision != before:
        fault.old = old
    return reply
