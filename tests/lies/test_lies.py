"""No connection believes an SIS that says yes and keeps something else; what is told is what is true.

The same code as `make lies`, on one course of each connection.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

import lies
import lying
from believing import believing
from lies import TRUE, Cell, shown
from lying import CONTROL, ROWS
from passback.core.problem import Problem
from passback.run.patience import Patience
from passback.sandbox.lies import Lie
from passback.sync import judge, told
from passback.sync.reconcile import items, scores

pytestmark = pytest.mark.disable_socket
FIRST, CHANGES = (False,), (True,)


def cells(name: str, rounds: Sequence[bool], *only: str) -> dict[str, Cell]:
    return dict(asyncio.run(lies.column(name, whole=False, rounds=rounds, lies=only or ROWS)))


@pytest.mark.parametrize("name", lying.names())
def test_no_lie_about_something_new_is_believed(name: str) -> None:
    made = cells(name, FIRST)

    assert {lie: cell.faults for lie, cell in made.items() if cell.faults} == {}
    assert all(cell.proven > 0 for lie, cell in made.items() if lie in TRUE)
    assert all(cell.caught > 0 or cell.why_not for lie, cell in made.items() if lie not in TRUE)
    assert {lie for lie, cell in made.items() if cell.why_not} <= {Lie.TITLE_CUT}


@pytest.mark.parametrize("name", ["aspen", "infinite-campus-1.2", "powerschool"])
def test_no_lie_about_a_change_is_believed(name: str) -> None:
    """One of each way in which the practice school keeps a gradebook."""
    made = cells(name, CHANGES)

    assert {lie: cell.faults for lie, cell in made.items() if cell.faults} == {}
    assert all(cell.caught > 0 or cell.why_not for lie, cell in made.items() if lie not in TRUE)


def test_there_are_fourteen_connections_and_six_lies() -> None:
    assert len(lying.names()) == 14
    assert len(ROWS) - 1 == len(Lie) == 6


# ---- planted faults --------------------------------------------------------------------------------

_JUDGED = "    if isinstance(held, Unread):\n"
_BELIEVED = (
    "    if isinstance(answer, Receipt):\n        return Verdict(State.IN_SIS, proven=True, why=None)\n"
)
FAULTS: dict[str, tuple[Callable[..., Any], str, str, tuple[bool, ...], tuple[str, ...]]] = {
    "an acknowledgment is a proof": (
        judge.judge,
        _JUDGED,
        _BELIEVED + _JUDGED,
        FIRST,
        (Lie.PARTIAL_SAVE, Lie.ROUNDING, Lie.TITLE_CUT, Lie.DAY_LATE, Lie.SILENT_DROP),
    ),
    "a day is no difference": (judge.arrived, "held.due == wanted.due", "True", FIRST, (Lie.DAY_LATE,)),
    "a title need not be whole": (
        judge.arrived,
        "same_title(held.title, wanted.title)",
        "wanted.title.startswith(held.title)",
        FIRST,
        (Lie.TITLE_CUT,),
    ),
    "nothing is ever rounded": (
        told._number_way,
        'return "rounded"',
        "return None",
        FIRST,
        (Lie.ROUNDING,),
    ),
    "what stands was cut": (
        told.item_differs,
        "held is not None and before is not None and _ours(held) == _ours(before)",
        "False",
        CHANGES,
        (Lie.SILENT_DROP,),
    ),
    "what does not show at once is not there": (
        Patience.look,
        "isinstance(found, Unread) or shows(found)",
        "True",
        FIRST,
        (Lie.STALE_READ,),
    ),
    "a reconciliation finds all equal": (
        scores.Sides._compared,
        "arrived(wanted, held, capabilities)",
        "True",
        FIRST,
        (Lie.ROUNDING,),
    ),
    "a reconciliation does not look at line items": (
        items._differences,
        "found, seen = item_differences(wanted, item),",
        "found, seen = (),",
        FIRST,
        (Lie.TITLE_CUT, Lie.DAY_LATE),
    ),
}
CASES = [(fault, lie) for fault, (*_, among) in FAULTS.items() for lie in among]


@pytest.mark.parametrize(("fault", "lie"), CASES)
def test_who_believes_is_found_out(fault: str, lie: str) -> None:
    function, old, new, rounds, _ = FAULTS[fault]

    with believing(function, old, new):
        made = cells("oneroster-1.2", rounds, lie)[lie]

    assert made.faults, f"nothing notices that {fault}"
    assert shown(lie, made).endswith("!")


def test_without_a_planted_fault_these_find_nothing() -> None:
    made = cells("oneroster-1.2", FIRST, CONTROL, Lie.ROUNDING)

    assert [cell.faults for cell in made.values()] == [[], []]


def test_what_is_believed_is_counted_and_named() -> None:
    with believing(judge.judge, _JUDGED, _BELIEVED + _JUDGED):
        (cell,) = cells("oneroster-1.2", FIRST, Lie.ROUNDING).values()

    assert cell.believed > 0
    assert cell.caught == 0
    assert cell.faults[0].startswith("told in the SIS, and is not there: ")


def test_the_table_ends_badly_where_something_is_believed(capsys: pytest.CaptureFixture[str]) -> None:
    assert asyncio.run(lies._main(["oneroster-1.2"], FIRST)) == 0
    with believing(judge.judge, _JUDGED, _BELIEVED + _JUDGED):
        assert asyncio.run(lies._main(["oneroster-1.2"], FIRST)) == 1
    out = capsys.readouterr().out
    assert "0 believed, 0 faults" in out
    assert "! told in the SIS, and is not there" in out


def test_a_verdict_is_what_the_finding_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """The word of a lie is looked for in the finding, not taken from the lie."""
    plain = told.score_differs

    def otherwise(problem: Problem, *given: object) -> object:
        return plain(problem, *given[:-1], "capped")

    monkeypatch.setattr(judge, "score_differs", otherwise)

    (cell,) = cells("oneroster-1.2", FIRST, Lie.ROUNDING).values()
    assert any("another word" in said for said in cell.faults)
