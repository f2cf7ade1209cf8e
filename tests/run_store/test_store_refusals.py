"""What every store keeps of refusals, and that it keeps them together with what became of the scores."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from kept_things import MAPLE, NOW, a_plan, ended, keep, of_score, score
from passback.core.connection import Connection
from passback.core.errors import BadInput
from passback.core.problem import Problem
from passback.run.ports import Store
from passback.run.store.rows import upgraded
from passback.sync.model import Plan
from passback.sync.remembered import Refused, Scope

T = TypeVar("T")
ONE = Refused(Problem.SEVERAL_GRADEBOOKS, Scope.CLASS, "score", "class-1", "", 1, NOW, NOW, "plan-0", (), ())
LOCKED = replace(
    ONE,
    problem=Problem.GRADING_PERIOD_LOCKED,
    scope=Scope.PERIOD,
    class_ref="class-2",
    on="Q1",
    days=(date(2026, 9, 1), date(2026, 9, 8)),
    taken=(date(2026, 10, 1),),
)
WHOLE = replace(ONE, problem=Problem.VENDOR_KEY_MISSING, scope=Scope.CONNECTION, class_ref="")
OUTCOME = ended(of_score(None, score("s1", Decimal(1))))


def run(work: Coroutine[object, object, T]) -> T:
    return asyncio.run(work)


def remember(store: Store, *held: Refused) -> None:
    """In a plan of one outcome, as a run does it."""
    plan = replace(a_plan(OUTCOME.change), id=f"plan-of-{len(held)}-{held[0].times}")
    run(keep(store, plan))
    run(store.settle(plan.id, [OUTCOME], held))


def test_what_is_remembered_comes_back_whole_by_key(store: Store) -> None:
    remember(store, ONE, LOCKED, WHOLE)

    assert run(store.refused("maple", None)) == tuple(sorted((ONE, LOCKED, WHOLE), key=lambda m: m.key))


def test_of_some_classes_those_come_and_what_is_of_the_whole_connection(store: Store) -> None:
    remember(store, ONE, LOCKED, WHOLE)

    assert set(run(store.refused("maple", ["class-1"]))) == {ONE, WHOLE}
    assert run(store.refused("maple", [])) == (WHOLE,)


def test_a_newer_one_takes_the_place_of_an_older_one_of_its_key(store: Store) -> None:
    later = replace(ONE, times=2, last=NOW + timedelta(days=1), plan="plan-1")
    remember(store, ONE)
    remember(store, later)

    assert run(store.refused("maple", None)) == (later,)


def test_what_is_mended_is_forgotten_in_the_same_transaction_as_the_outcome(store: Store) -> None:
    remember(store, ONE, LOCKED)
    plan = replace(a_plan(OUTCOME.change), id="mending")
    run(keep(store, plan))

    run(store.settle("mending", [OUTCOME], (), [ONE.key]))

    assert run(store.refused("maple", None)) == (LOCKED,)
    kept = run(store.kept_plan("mending"))
    assert kept is not None
    assert kept.outcomes == (OUTCOME,)


def test_settling_twice_learns_once(store: Store) -> None:
    """A step may run twice; what a person forgot between is not remembered again."""
    remember(store, ONE)
    assert run(store.drop_refused("maple", ONE.key))

    remember(store, ONE)

    assert run(store.refused("maple", None)) == ()


def test_forgetting_says_whether_there_was_something(store: Store) -> None:
    remember(store, ONE)

    assert run(store.drop_refused("maple", ONE.key)) is True
    assert run(store.drop_refused("maple", ONE.key)) is False
    assert run(store.drop_refused("nobody", ONE.key)) is False


def test_connections_do_not_share_refusals(store: Store, named: Callable[[str], Connection]) -> None:
    run(store.save_connection(named("oak")))
    remember(store, ONE)

    assert run(store.refused("oak", None)) == ()


def test_release_forgets_refusals(store: Store) -> None:
    remember(store, ONE)

    run(store.release("maple"))

    assert run(store.refused("maple", None)) == ()


def test_a_removed_connection_takes_its_refusals_along(store: Store) -> None:
    remember(store, ONE)
    run(store.remove_connection("maple"))
    run(store.save_connection(MAPLE))

    assert run(store.refused("maple", None)) == ()


def test_nothing_is_learned_for_a_plan_that_is_not_there(store: Store) -> None:
    run(store.save_connection(MAPLE))

    with pytest.raises(BadInput):
        run(store.settle("no-such-plan", [OUTCOME], [ONE]))

    assert run(store.refused("maple", None)) == ()


def test_a_plan_of_an_earlier_version_is_whole_still() -> None:
    """It has no fields for refusals, and its id was made without them: it goes on after an update."""
    plan = a_plan(OUTCOME.change)
    older = {k: v for k, v in plan.to_dict().items() if k not in {"rechecks", "spots"}}

    read = Plan.from_dict(upgraded(older))

    assert older != plan.to_dict()
    assert read == plan
    assert read.is_whole()
