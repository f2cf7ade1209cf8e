"""What every store remembers of causes: one sighting per run, the later one, whatever the order."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import TypeVar

import pytest

from kept_things import MAPLE, NOW
from passback.core.connection import Connection
from passback.core.errors import BadInput
from passback.core.problem import Problem
from passback.run.ports import Sighting, Store

T = TypeVar("T")
LATER = NOW + timedelta(hours=1)
LABS = Sighting(
    "7", Problem.CATEGORY_NOT_FOUND, "Labs", "plan-1", NOW, seen=True, refused=False, places=(("S1", None),)
)
COURSES = {"7", "8"}


def run(work: Coroutine[object, object, T]) -> T:
    return asyncio.run(work)


@pytest.fixture(autouse=True)
def connections(store: Store, named: Callable[[str], Connection]) -> None:
    run(store.save_connection(MAPLE))
    run(store.save_connection(named("oak")))


def test_sightings_come_back_whole_by_time_and_only_of_the_courses_asked_for(store: Store) -> None:
    other = replace(LABS, course="8", at=LATER, refused=True, places=(("S1", "A1"), (None, None)))
    run(store.put_sightings("maple", [other, LABS]))

    assert run(store.sightings("maple", COURSES)) == (LABS, other)
    assert run(store.sightings("maple", {"8"})) == (other,)
    assert run(store.sightings("maple", ())) == ()
    assert run(store.sightings("oak", COURSES)) == ()


def test_of_one_run_the_later_sighting_stays_in_whatever_order_they_come(store: Store) -> None:
    early, late = LABS, replace(LABS, at=LATER, refused=True)
    gone_then = replace(LABS, at=LATER, seen=False)
    for number, order in enumerate(permutations([early, gone_then, late])):
        for sighting in order:
            run(store.put_sightings("maple", [replace(sighting, run=f"plan-{number}")]))

    held = run(store.sightings("maple", COURSES))

    assert [replace(each, run="") for each in held] == [replace(late, run="")] * 6


def test_the_same_sighting_twice_is_one_and_other_runs_and_keys_are_others(store: Store) -> None:
    others = [replace(LABS, run="plan-2"), replace(LABS, key="Tests"), replace(LABS, key="")]
    for _ in range(2):
        run(store.put_sightings("maple", [LABS, *others]))

    assert len(run(store.sightings("maple", COURSES))) == 4


def test_sightings_outlive_a_release_and_go_with_the_connection(store: Store) -> None:
    run(store.put_sightings("maple", [LABS]))
    run(store.release("maple"))
    assert run(store.sightings("maple", COURSES)) == (LABS,)

    run(store.remove_connection("maple"))
    assert run(store.sightings("maple", COURSES)) == ()
    with pytest.raises(BadInput, match="no connection"):
        run(store.put_sightings("maple", [LABS]))
