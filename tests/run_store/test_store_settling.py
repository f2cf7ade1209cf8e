"""What every store makes of outcomes: links and last-sent scores."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

import pytest

from kept_things import a_plan, after, creates, ended, line_item, of_link, of_score, score
from passback.core.connection import Connection
from passback.core.finding import Silence
from passback.core.gradebook import Excused, Score
from passback.core.problem import Safety, State
from passback.core.subject import Subject
from passback.run.ports import Store
from passback.sync.model import Change, Link

T = TypeVar("T")
Named = Callable[[str], Connection]

ITEM, FIRST = creates(line_item("li"), score("s1", Decimal("8.5"))).changes
LINK = Link("course", "section", "assignment", "class", "li", 1)
NOT_ARRIVED = [State.REFUSED, State.UNCONFIRMED, State.NOT_SENT, State.WAITING]


def run(work: Coroutine[object, object, T]) -> T:
    return asyncio.run(work)


# ---- links -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.IN_SIS, State.ALREADY_THERE, State.DIFFERS])
def test_a_line_item_that_the_sis_has_is_linked(store: Store, state: State) -> None:
    links, _ = run(after(store, ended(ITEM, state, held=line_item("held"))))

    assert links == (replace(LINK, ref="held"),)


@pytest.mark.parametrize("state", NOT_ARRIVED)
def test_a_line_item_that_did_not_arrive_is_not_linked(store: Store, state: State) -> None:
    assert run(after(store, ended(ITEM, state)))[0] == ()


def test_without_a_read_back_the_link_takes_the_id_that_the_run_knows(store: Store) -> None:
    assert run(after(store, ended(ITEM)))[0] == (LINK,)


def test_what_the_sis_acknowledged_and_does_not_show_is_not_linked(store: Store) -> None:
    assert run(after(store, replace(ended(ITEM), ref=None)))[0] == ()


def test_a_line_item_proven_after_silence_is_linked_by_what_was_read(store: Store) -> None:
    silence = Silence("timed out", sent=True)

    links, _ = run(after(store, replace(ended(ITEM, held=line_item("held")), answer=silence)))
    assert links == (replace(LINK, ref="held"),)


def test_an_update_keeps_the_generation_of_the_link(store: Store) -> None:
    anew = of_link(None, replace(LINK, generation=3))

    links, _ = run(after(store, ended(anew), ended(ITEM, held=line_item("li"))))

    assert links == (replace(LINK, generation=3),)


def test_an_adoption_is_kept_as_it_is(store: Store) -> None:
    adopted = Link("course", "section", "assignment", "other-class", "theirs", 2)

    assert run(after(store, ended(of_link(None, adopted), State.ALREADY_THERE)))[0] == (adopted,)


@pytest.mark.parametrize("state", [*NOT_ARRIVED, State.DIFFERS])
def test_a_link_change_that_did_not_happen_changes_no_link(store: Store, state: State) -> None:
    undone = [ended(of_link(LINK, None), state), ended(of_link(LINK, replace(LINK, ref="new")), state)]

    assert run(after(store, ended(of_link(None, LINK)), *undone))[0] == (LINK,)


def test_a_line_item_that_was_deleted_takes_its_link_and_its_last_sent_scores_with_it(store: Store) -> None:
    gone = Change(ITEM.subject, line_item("li"), None, None, Safety.ASK)
    arrived = ended(ITEM, held=line_item("li")), ended(FIRST)

    assert run(after(store, *arrived))[1] != {}
    assert run(after(store, *arrived, ended(gone))) == ((), {})


def test_an_unlink_removes_the_link_and_no_other(store: Store) -> None:
    other = replace(LINK, section="other")
    elsewhere = Change(Subject("course", "other", "assignment", None), None, other, None, Safety.SAFE)

    links, _ = run(after(store, ended(of_link(None, LINK)), ended(elsewhere), ended(of_link(LINK, None))))

    assert links == (other,)


def test_a_link_that_is_given_up_takes_what_was_sent_with_it_unless_another_leads_there(store: Store) -> None:
    arrived = ended(ITEM, held=line_item("li")), ended(FIRST)
    other = Change(
        Subject("course", "other", "assignment", None),
        None,
        replace(LINK, section="other"),
        None,
        Safety.SAFE,
    )

    assert run(after(store, *arrived, ended(other), ended(of_link(LINK, None))))[1] != {}
    assert run(after(store, ended(other.inverse())))[1] == {}


def test_links_and_scores_belong_to_one_course_of_one_connection(store: Store, named: Named) -> None:
    run(after(store, ended(ITEM, held=line_item("li")), ended(FIRST)))
    run(store.save_connection(named("oak")))

    assert run(store.snapshot_parts("oak", "course")) == ((), {})
    assert run(store.snapshot_parts("maple", "another")) == ((), {})


# ---- last-sent scores ------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.IN_SIS, State.ALREADY_THERE, State.DIFFERS])
@pytest.mark.parametrize("mark", [Decimal("8.50"), Decimal("1E+2"), "B+", Excused.EXCUSED])
def test_a_score_that_arrived_is_the_last_sent_exactly(
    store: Store, state: State, mark: Decimal | str | Excused
) -> None:
    sent = Score("s1", mark, "B", late=True, missing=False, comment="“gut” 🙂")

    links, kept = run(after(store, ended(of_score(None, sent), state)))

    assert (links, kept) == ((), {"li": (sent,)})


@pytest.mark.parametrize("state", NOT_ARRIVED)
def test_a_score_that_did_not_arrive_leaves_the_last_sent_alone(store: Store, state: State) -> None:
    old, new = score("s1", Decimal(8)), score("s1", Decimal(9))

    _, sent = run(after(store, ended(of_score(None, old)), ended(of_score(old, new), state)))

    assert sent == {"li": (old,)}


def test_a_changed_score_replaces_the_last_sent_in_its_place(store: Store) -> None:
    old, new, other = score("s1", Decimal(8)), score("s1", Decimal(9)), score("s2", Decimal(5))

    _, sent = run(
        after(
            store,
            ended(of_score(None, old)),
            ended(of_score(None, other, "c-s2")),
            ended(of_score(old, new)),
        )
    )

    assert sent == {"li": (new, other)}


@pytest.mark.parametrize("cleared", [None, score("s1", None)])
def test_a_cleared_score_is_no_longer_last_sent(store: Store, cleared: Score | None) -> None:
    old, other = score("s1", Decimal(8)), score("s2", Decimal(5))

    _, sent = run(
        after(
            store,
            ended(of_score(None, old)),
            ended(of_score(None, other, "c-s2")),
            ended(of_score(old, cleared)),
        )
    )

    assert sent == {"li": (other,)}


def test_scores_of_two_line_items_are_kept_apart(store: Store) -> None:
    mine, theirs = score("s1", Decimal(8)), score("s1", Decimal(9))

    _, sent = run(after(store, ended(of_score(None, mine)), ended(of_score(None, theirs), ref="another")))

    assert sent == {"li": (mine,), "another": (theirs,)}


def test_what_two_connections_sent_is_kept_apart(store: Store, named: Named) -> None:
    old = score("s1", Decimal(8))
    run(after(store, ended(of_score(None, old)), ended(of_link(None, LINK))))
    oak = [a_plan(of_score(None, old), of_link(None, LINK)), a_plan(of_score(old, None), of_link(LINK, None))]
    run(store.save_connection(named("oak")))
    for plan in oak:
        run(store.keep_plan("oak", plan))
        run(store.settle(plan.id, [ended(change) for change in plan.changes]))

    assert run(store.snapshot_parts("oak", "course")) == ((), {})
    assert run(store.snapshot_parts("maple", "course")) == ((LINK,), {"li": (old,)})
