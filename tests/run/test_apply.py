"""Applying a plan: nothing is lost, nothing doubled, and green is read back, whatever happens on the way."""

import asyncio
import contextlib
from decimal import Decimal

import pytest

from ideal_sis import Crash, Desk, a_desk, a_plan, creates, line_item, score, subject
from passback.core.capabilities import Ids
from passback.core.finding import Rejection
from passback.core.problem import Problem, Safety, State
from passback.sync.model import Change, Link


@pytest.fixture
def desk() -> Desk:
    return a_desk()


FIVE = [score(f"s{n}", Decimal(n)) for n in range(1, 6)]


def states(outcomes: dict[str, object]) -> dict[str, State]:
    return {key: outcome.verdict.state for key, outcome in outcomes.items()}  # type: ignore[attr-defined]


def test_a_new_line_item_and_its_scores_are_written_once_and_proven(desk: Desk) -> None:
    outcomes = asyncio.run(desk.run(creates(line_item("ours"), *FIVE)))

    assert set(states(outcomes).values()) == {State.IN_SIS}
    assert all(outcome.verdict.proven for outcome in outcomes.values())
    assert len(desk.sis.writes) == 6


def test_applying_the_same_plan_again_sends_nothing(desk: Desk) -> None:
    plan = creates(line_item("ours"), *FIVE)
    asyncio.run(desk.run(plan))
    calls = len(desk.sis.calls)

    asyncio.run(desk.run(plan))

    assert len(desk.sis.writes) == 6
    assert len(desk.sis.calls) == calls


@pytest.mark.parametrize("ids", list(Ids))
@pytest.mark.parametrize("call", ["save_line_item", "save_scores"])
def test_a_lost_reply_doubles_nothing_and_is_proven_by_reading(desk: Desk, ids: Ids, call: str) -> None:
    desk.sis.ids = ids
    desk.sis.faults = {call: ["reply lost"]}

    outcomes = asyncio.run(desk.run(creates(line_item("ours" if ids is Ids.CLIENT else None), *FIVE)))

    assert set(states(outcomes).values()) == {State.IN_SIS}
    assert len(desk.sis.items) == 1
    assert len(desk.sis.writes) == len(set(desk.sis.writes)) == 6


def test_a_lost_request_for_scores_is_sent_once_more_after_looking(desk: Desk) -> None:
    desk.sis.faults = {"save_scores": ["request lost"]}

    outcomes = asyncio.run(desk.run(creates(line_item("ours"), *FIVE)))

    assert set(states(outcomes).values()) == {State.IN_SIS}
    assert len(desk.sis.writes) == 6


def test_scores_that_never_get_through_are_not_called_green(desk: Desk) -> None:
    desk.sis.faults = {"save_scores": ["request lost", "request lost"]}

    outcomes = asyncio.run(desk.run(creates(line_item("ours"), *FIVE)))

    assert {states(outcomes)[f"c-{s.student}"] for s in FIVE} == {State.UNCONFIRMED}


@pytest.mark.parametrize("ids", list(Ids))
@pytest.mark.parametrize("when", ["crash before", "crash after"])
@pytest.mark.parametrize("call", ["save_line_item", "line_items", "save_scores", "scores"])
def test_a_crash_anywhere_resumes_without_a_second_write(desk: Desk, ids: Ids, when: str, call: str) -> None:
    desk.sis.ids = ids
    desk.sis.faults = {call: ["", when] if call in {"line_items", "scores"} else [when]}
    plan = creates(line_item("ours" if ids is Ids.CLIENT else None), *FIVE)
    with contextlib.suppress(Crash):
        asyncio.run(desk.run(plan))
    desk.sis.faults = {}

    outcomes = asyncio.run(desk.run(plan))

    assert set(states(outcomes).values()) == {State.IN_SIS}
    assert len(desk.sis.items) == 1
    assert sorted(desk.sis.writes) == sorted(set(desk.sis.writes))
    assert len(desk.sis.writes) == 6


def test_a_refused_line_item_refuses_its_scores_in_the_same_words(desk: Desk) -> None:
    desk.sis.refuses = lambda thing: "locked" if hasattr(thing, "title") else None

    outcomes = asyncio.run(desk.run(creates(line_item("ours"), *FIVE)))

    assert set(states(outcomes).values()) == {State.REFUSED}
    assert {o.answer.raw for o in outcomes.values() if isinstance(o.answer, Rejection)} == {"locked"}
    assert desk.sis.writes == []
    assert "save_scores" not in desk.sis.calls


def test_one_refused_student_does_not_stop_the_batch(desk: Desk) -> None:
    desk.sis.whole_batch_fails = True
    desk.sis.refuses = lambda thing: "not here" if getattr(thing, "student", "") == "s3" else None

    outcomes = asyncio.run(desk.run(creates(line_item("ours"), *FIVE)))

    assert states(outcomes).pop("c-s3") is State.REFUSED
    assert [k for k, s in states(outcomes).items() if s is not State.IN_SIS] == ["c-s3"]
    assert desk.sis.calls.count("save_scores") == 2


def test_a_score_edited_in_the_sis_since_the_plan_is_left_out_by_itself(desk: Desk) -> None:
    desk.sis.items["ours"] = line_item("ours")
    old = [score(s.student, Decimal(0)) for s in FIVE]
    desk.sis.held = {("ours", s.student): s for s in old}
    plan = a_plan(
        Change(
            subject(), None, Link("course", "section", "assignment", "class", "ours", 1), None, Safety.SAFE
        ),
        *(Change(subject(f"c-{b.student}"), b, a, None, Safety.SAFE) for b, a in zip(old, FIVE, strict=True)),
    )
    desk.sis.held["ours", "s2"] = score("s2", Decimal(99))

    outcomes = asyncio.run(desk.run(plan))

    assert states(outcomes)["c-s2"] is State.NOT_SENT
    why = outcomes["c-s2"].verdict.why
    assert why is not None
    assert why.problem is Problem.CHANGED_SINCE_PLAN
    assert desk.sis.held["ours", "s2"].mark == Decimal(99)
    assert [s for k, s in states(outcomes).items() if k not in {"c-s2", "item"}] == [State.IN_SIS] * 4


def test_a_line_item_that_appeared_since_the_plan_is_not_overwritten(desk: Desk) -> None:
    desk.sis.items["ours"] = line_item("ours", "typed by hand")

    outcomes = asyncio.run(desk.run(creates(line_item("ours"), *FIVE)))

    assert set(states(outcomes).values()) == {State.NOT_SENT}
    assert desk.sis.items["ours"].title == "typed by hand"
    assert desk.sis.writes == []


@pytest.mark.parametrize("fault", ["down", "unread"])
def test_nothing_is_written_where_the_sis_cannot_be_read_first(desk: Desk, fault: str) -> None:
    desk.sis.faults = {"line_items": [fault] * 9}

    outcomes = asyncio.run(desk.run(creates(line_item("ours"), *FIVE)))

    assert set(states(outcomes).values()) == {State.WAITING}
    assert desk.sis.writes == []


def test_an_sis_that_comes_back_in_a_moment_is_waited_for(desk: Desk) -> None:
    desk.sis.faults = {"line_items": ["down", "down"]}
    before = desk.clock.now()

    outcomes = asyncio.run(desk.run(creates(line_item("ours"), *FIVE)))

    assert set(states(outcomes).values()) == {State.IN_SIS}
    assert desk.clock.now() > before


def test_what_was_sent_and_cannot_be_read_back_is_unconfirmed_not_green(desk: Desk) -> None:
    desk.sis.faults = {"scores": ["unread"] * 9}

    outcomes = asyncio.run(desk.run(creates(line_item("ours"), *FIVE)))

    assert {states(outcomes)[f"c-{s.student}"] for s in FIVE} == {State.UNCONFIRMED}


def test_an_sis_that_answers_200_and_keeps_something_else_is_caught(desk: Desk) -> None:
    desk.sis.keeps = lambda s: score(s.student, Decimal(7)) if s.student == "s5" else s

    outcomes = asyncio.run(desk.run(creates(line_item("ours"), *FIVE)))

    assert states(outcomes)["c-s5"] is State.DIFFERS
    why = outcomes["c-s5"].verdict.why
    assert why is not None
    assert why.problem is Problem.VALUE_CHANGED_BY_SIS


def test_an_sis_that_answers_200_and_drops_a_score_is_caught(desk: Desk) -> None:
    desk.sis.keeps = lambda s: None if s.student == "s5" else s

    outcomes = asyncio.run(desk.run(creates(line_item("ours"), *FIVE)))

    assert states(outcomes)["c-s5"] is State.DIFFERS


def test_the_next_look_starts_from_what_was_sent(desk: Desk) -> None:
    asyncio.run(desk.run(creates(line_item("ours"), *FIVE)))

    links, sent = asyncio.run(desk.store.snapshot_parts("maple", "course"))

    assert [link.ref for link in links] == ["ours"]
    assert set(sent["ours"]) == set(FIVE)


def test_a_crash_between_a_refusal_and_its_scores_ends_the_same(desk: Desk) -> None:
    """The item's end and its scores' ends are kept in one transaction."""
    desk.sis.refuses = lambda thing: "locked" if hasattr(thing, "title") else None
    settle, calls = desk.store.settle, 0

    async def dies_after_the_first(plan: str, outcomes: object, *learned: object) -> None:
        nonlocal calls
        await settle(plan, outcomes, *learned)  # type: ignore[arg-type]
        calls += 1
        raise Crash("settle")

    plan = creates(line_item("ours"), *FIVE)
    desk.store.settle = dies_after_the_first  # type: ignore[method-assign,assignment]
    with pytest.raises(Crash):
        asyncio.run(desk.run(plan))
    desk.store.settle = settle  # type: ignore[method-assign]

    outcomes = asyncio.run(desk.run(plan))

    assert set(states(outcomes).values()) == {State.REFUSED}
