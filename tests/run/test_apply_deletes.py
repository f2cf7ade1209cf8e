"""Deleting a line item that a person consented to lose: only as it was seen, and proven by reading."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest

from ideal_sis import Crash, Desk, a_desk, a_plan, creates, line_item, subject
from passback.core.finding import Rejection
from passback.core.gradebook import LineItem
from passback.core.problem import Problem, Safety, State
from passback.run.ports import Outcome
from passback.sync.model import Change, Link, Plan

ITEM = line_item("ours")


@pytest.fixture
def desk() -> Desk:
    """The line item was made and linked by an earlier plan."""
    made = a_desk()
    asyncio.run(made.run(creates(ITEM)))
    made.sis.writes.clear()
    assert links(made) == ["ours"]
    return made


def links(desk: Desk) -> list[str]:
    found: tuple[Link, ...]
    found, _ = asyncio.run(desk.store.snapshot_parts("maple", "course"))
    return [link.ref for link in found]


def deletes(item: LineItem = ITEM) -> Plan:
    return a_plan(Change(subject(), item, None, Problem.SYNC_TURNED_OFF, Safety.ASK))


def run(desk: Desk) -> Outcome:
    return asyncio.run(desk.run(deletes()))["item"]


def test_it_goes_and_its_link_with_it(desk: Desk) -> None:
    outcome = run(desk)
    assert (outcome.verdict.state, outcome.verdict.proven) == (State.IN_SIS, True)
    assert desk.sis.items == {}
    assert links(desk) == []


def test_one_that_changed_since_it_was_seen_stays(desk: Desk) -> None:
    desk.sis.items["ours"] = replace(ITEM, due=ITEM.due + timedelta(days=1))
    outcome = run(desk)
    assert outcome.verdict.state is State.NOT_SENT
    assert outcome.verdict.why is not None
    assert outcome.verdict.why.problem is Problem.CHANGED_SINCE_PLAN
    assert desk.sis.writes == []
    assert links(desk) == ["ours"]


def test_one_that_is_gone_already_is_no_write(desk: Desk) -> None:
    desk.sis.items.clear()
    assert run(desk).verdict.state is State.ALREADY_THERE
    assert desk.sis.writes == []
    assert links(desk) == []


def test_a_list_that_cannot_be_read_deletes_nothing(desk: Desk) -> None:
    desk.sis.faults["line_items"] = ["unread"]
    assert run(desk).verdict.state is State.WAITING
    assert desk.sis.writes == []
    assert links(desk) == ["ours"]


def test_a_refusal_keeps_the_link(desk: Desk) -> None:
    desk.sis.refuses = lambda _: "locked"
    outcome = run(desk)
    assert outcome.verdict.state is State.REFUSED
    assert isinstance(outcome.answer, Rejection)
    assert links(desk) == ["ours"]


@pytest.mark.parametrize(("fault", "state"), [("reply lost", State.IN_SIS), ("request lost", None)])
def test_without_an_answer_the_list_says_whether_it_went(desk: Desk, fault: str, state: State | None) -> None:
    desk.sis.faults["delete_line_item"] = [fault]
    outcome = run(desk)
    if state is None:
        assert outcome.verdict.state is not State.IN_SIS
        assert links(desk) == ["ours"]
    else:
        assert outcome.verdict.state is state
        assert links(desk) == []


@pytest.mark.parametrize("when", ["crash before", "crash after"])
def test_a_crash_anywhere_ends_with_it_gone_and_deleted_once(desk: Desk, when: str) -> None:
    desk.sis.faults["delete_line_item"] = [when]
    with contextlib.suppress(Crash):
        run(desk)
    outcome = run(desk)
    assert outcome.verdict.state in {State.IN_SIS, State.ALREADY_THERE}
    assert desk.sis.writes == ["delete ours"]
    assert links(desk) == []
