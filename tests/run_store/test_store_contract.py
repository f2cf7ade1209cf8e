"""What every store promises, whatever keeps it."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from kept_things import MAPLE, NOW, a_plan, after, creates, ended, keep, line_item, score, subject
from passback.core.connection import Connection
from passback.core.errors import BadInput
from passback.core.finding import Finding
from passback.core.problem import Problem, Safety, Severity, State
from passback.core.subject import Subject
from passback.run.ports import Batch, KeptPlan, Store
from passback.sync.model import Change, Link, Plan

T = TypeVar("T")
Named = Callable[[str], Connection]

PLAN = creates(line_item("li"), score("s1", Decimal("8.5")), score("s2", Decimal(7)))
ITEM, FIRST, SECOND = PLAN.changes
LINK = Link("course", "section", "assignment", "class", "li", 1)
BATCH = Batch("b1", "maple", NOW, (PLAN.id,), (), None, None, None, None)


def run(work: Coroutine[object, object, T]) -> T:
    return asyncio.run(work)


async def progress(store: Store, plan: Plan = PLAN) -> KeptPlan:
    kept = await store.kept_plan(plan.id)
    assert kept is not None
    return kept


# ---- connections -----------------------------------------------------------------------------------


def test_connections_come_back_whole_and_by_name(store: Store, named: Named) -> None:
    for name in ("oak", "Elm", "maple"):
        run(store.save_connection(named(name)))

    assert run(store.connections()) == (named("Elm"), named("maple"), named("oak"))


def test_saving_a_connection_again_replaces_it_and_keeps_its_history(store: Store) -> None:
    run(after(store, ended(ITEM)))
    moved = replace(MAPLE, canvas=replace(MAPLE.canvas, url="https://canvas.elsewhere.test"))

    run(store.save_connection(moved))

    assert run(store.connections()) == (moved,)
    assert run(store.snapshot_parts("maple", "course"))[0] == (LINK,)


@pytest.mark.parametrize("where", ["canvas", "sis"])
def test_a_secret_given_as_itself_is_never_kept(store: Store, where: str) -> None:
    auth = replace(MAPLE.settings.auth, client_secret="hunter2")
    bad = {
        "canvas": replace(MAPLE, canvas=replace(MAPLE.canvas, token="hunter2")),
        "sis": replace(MAPLE, settings=replace(MAPLE.settings, auth=auth)),
    }[where]

    with pytest.raises(BadInput, match="env:NAME") as caught:
        run(store.save_connection(bad))

    assert "hunter2" not in str(caught.value)
    assert run(store.connections()) == ()


def test_removing_a_connection_forgets_all_that_belongs_to_it_and_nothing_else(
    store: Store, named: Named
) -> None:
    run(store.save_connection(named("oak")))
    other = creates(line_item("other"))
    run(store.keep_plan("oak", other))
    run(store.settle(other.id, [ended(other.changes[0])]))
    run(keep(store, PLAN))
    run(store.keep_batch(BATCH))
    run(store.settle(PLAN.id, [ended(ITEM), ended(FIRST)]))

    assert run(store.remove_connection("maple")) is True
    assert run(store.remove_connection("maple")) is False

    assert run(store.connections()) == (named("oak"),)
    assert run(store.kept_plan(PLAN.id)) is None
    assert run(store.batch("b1")) is None
    run(store.save_connection(MAPLE))
    assert run(store.snapshot_parts("maple", "course")) == ((), {})
    assert len(run(store.snapshot_parts("oak", "course"))[0]) == 1


def test_a_store_that_knows_nothing_says_so(store: Store) -> None:
    assert run(store.connections()) == ()
    assert run(store.snapshot_parts("maple", "course")) == ((), {})
    assert run(store.kept_plan("unknown")) is None
    assert run(store.batch("unknown")) is None
    assert run(store.open_batch("maple")) is None


# ---- plans and batches -----------------------------------------------------------------------------


def test_a_plan_comes_back_whole(store: Store) -> None:
    finding = Finding(Problem.DUE_DATE_MISSING, Severity.BLOCKS, subject(), {"assignment": "Läb “4”"})
    plan = replace(PLAN, id="with-finding", findings=(finding,))
    run(keep(store, plan))

    kept = run(progress(store, plan))

    assert kept == KeptPlan("maple", plan, (), ())


def test_keeping_a_plan_twice_changes_nothing(store: Store) -> None:
    run(keep(store, PLAN))
    run(store.settle(PLAN.id, [ended(ITEM)]))
    before = run(progress(store))

    run(store.keep_plan("maple", PLAN))

    assert run(progress(store)) == before


def test_a_plan_never_moves_to_another_connection(store: Store, named: Named) -> None:
    run(keep(store, PLAN))
    run(store.save_connection(named("oak")))

    with pytest.raises(BadInput, match="belongs to the connection 'maple'"):
        run(store.keep_plan("oak", PLAN))

    assert run(progress(store)).connection == "maple"


def test_nothing_is_kept_for_a_connection_that_is_gone(store: Store) -> None:
    for work in (
        store.keep_plan("maple", PLAN),
        store.keep_batch(BATCH),
        store.intend(PLAN.id, [ITEM]),
        store.settle(PLAN.id, [ended(ITEM)]),
    ):
        with pytest.raises(BadInput, match="removed meanwhile"):
            run(work)


def test_a_batch_comes_back_whole_and_its_progress_never_goes_back(store: Store) -> None:
    run(keep(store))
    finding = Finding(Problem.CANVAS_UNREACHABLE, Severity.BLOCKS, Subject("9", None, None, None), {})
    planned = replace(BATCH, unread=(finding,), plans=("p2", "p1"))
    approved = replace(planned, approved=NOW + timedelta(microseconds=1), by="ada", standing=NOW)
    finished = replace(approved, finished=NOW + timedelta(hours=1))
    for known in (planned, approved, finished):
        run(store.keep_batch(known))
        assert run(store.batch("b1")) == known

    run(store.keep_batch(planned))
    run(store.keep_batch(replace(approved, by="bo", standing=None)))

    assert run(store.batch("b1")) == finished


def test_the_open_batch_is_the_newest_that_was_approved_and_did_not_finish(
    store: Store, named: Named
) -> None:
    run(keep(store))
    run(store.save_connection(named("oak")))
    later = NOW + timedelta(minutes=5)
    open_ = replace(BATCH, id="open", approved=later)
    for batch in (
        replace(BATCH, id="older", approved=later, made=NOW - timedelta(days=1)),
        open_,
        replace(BATCH, id="oldest", approved=later, made=NOW - timedelta(days=2)),
        replace(BATCH, id="planned", made=later),
        replace(BATCH, id="finished", made=later, approved=later, finished=later),
        replace(BATCH, id="other", made=later, approved=later, connection="oak"),
    ):
        run(store.keep_batch(batch))

    assert run(store.open_batch("maple")) == open_
    tied = replace(open_, id="tied")
    run(store.keep_batch(tied))
    assert run(store.open_batch("maple")) == tied


# ---- intended and settled --------------------------------------------------------------------------


def test_what_is_intended_stays_so_until_it_is_settled(store: Store) -> None:
    run(keep(store, PLAN))
    run(store.intend(PLAN.id, [ITEM, FIRST, SECOND]))
    run(store.intend(PLAN.id, [FIRST]))
    assert run(progress(store)).intended == (ITEM.key, FIRST.key, SECOND.key)

    run(store.settle(PLAN.id, [ended(FIRST)]))

    kept = run(progress(store))
    assert kept.intended == (ITEM.key, SECOND.key)
    assert kept.outcomes == (ended(FIRST),)


def test_intending_what_is_settled_does_not_open_it_again(store: Store) -> None:
    run(keep(store, PLAN))
    run(store.settle(PLAN.id, [ended(FIRST)]))

    run(store.intend(PLAN.id, [FIRST, SECOND]))

    assert run(progress(store)).intended == (SECOND.key,)
    assert run(progress(store)).outcomes == (ended(FIRST),)


def test_outcomes_come_in_the_order_of_the_plan(store: Store) -> None:
    plan = a_plan(SECOND, ITEM, FIRST)
    run(keep(store, plan))
    run(store.settle(plan.id, [ended(ITEM), ended(FIRST)]))
    run(store.settle(plan.id, [ended(SECOND)]))

    assert [o.change for o in run(progress(store, plan)).outcomes] == [SECOND, ITEM, FIRST]


def test_of_two_outcomes_for_one_change_the_first_counts(store: Store) -> None:
    run(keep(store, PLAN))
    run(store.settle(PLAN.id, [ended(FIRST), ended(FIRST, State.REFUSED)]))

    assert run(progress(store)).outcomes == (ended(FIRST),)
    assert run(store.snapshot_parts("maple", "course"))[1] == {"li": (FIRST.after,)}


def test_settling_twice_changes_nothing(store: Store) -> None:
    run(keep(store, PLAN))
    run(store.settle(PLAN.id, [ended(ITEM), ended(FIRST)]))
    before = run(progress(store)), run(store.snapshot_parts("maple", "course"))

    other = Change(FIRST.subject, None, score("s1", Decimal(1)), None, Safety.SAFE)
    run(store.settle(PLAN.id, [ended(ITEM, State.REFUSED), ended(other, State.IN_SIS), ended(FIRST)]))

    assert (run(progress(store)), run(store.snapshot_parts("maple", "course"))) == before
