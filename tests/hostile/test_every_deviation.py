"""Against a server that does it wrong each case ends in a finding or a proven write, never a wrong green."""

import asyncio
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

import in_process
from passback.core.gradebook import Score
from passback.core.ids import IdProfile
from passback.core.problem import Problem, State
from passback.dictionary.entry import Cause
from passback.run import app as run_app
from passback.run.ports import Outcome
from passback.run.report import Report, Trouble
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.hostile.deviations import DEVIATIONS, End
from passback.sandbox.school import interface
from passback.sandbox.state.oneroster import Roster

NAMES = [one.name for one in DEVIATIONS]
ENDS = {one.name: one.end for one in DEVIATIONS}
# A finding about one line item; the others arrive.
ELSEWHERE = {"twins"}
GREEN = {State.IN_SIS, State.ALREADY_THERE}


@dataclass
class Met:
    """One deviation, met twice. `kept`: what the server really keeps after the first sync."""

    first: Report
    again: Report
    outcomes: list[Outcome]
    kept: dict[tuple[str, str], Decimal | None]
    kept_again: dict[tuple[str, str], Decimal | None]
    roster: Roster | None


def described(practice: in_process.Practice, name: str) -> dict[str, Any]:
    shown: Any = interface(practice.school, practice.urls)
    return {"canvas": shown["canvas"], "sis": {name: shown["more"]["hostile"]["deviations"][name]}}


@cache
def profile() -> IdProfile:
    """How the ids of the hostile server's classes meet Canvas's: it is the same behind each deviation."""
    return asyncio.run(_profile())


async def _profile() -> IdProfile:
    practice = school()
    async with run_app.open(in_process.settings(practice)) as app:
        await app.add_described("hostile", described(practice, "put-array"))
        test = await app.test("hostile-put-array")
    assert test.proposed is not None
    return test.proposed


@cache
def met(name: str) -> Met:
    return asyncio.run(_met(name, profile()))


def kept(roster: Roster | None) -> dict[tuple[str, str], Decimal | None]:
    return {} if roster is None else {(m.line, m.student): m.score for m in roster.marks.values()}


@cache
def school() -> in_process.Practice:
    """One for all: each deviation has a roster and a connection of its own, and nobody writes to Canvas."""
    return in_process.a_practice()


async def _met(name: str, ids: IdProfile) -> Met:
    practice, store = school(), MemoryStore()
    connection = f"hostile-{name}"
    async with run_app.open(in_process.settings(practice, store)) as app:
        await app.add_described("hostile", described(practice, name))
        made = await app.connection(connection)
        await store.save_connection(replace(made, profile=ids))
        batch, _ = await app.plan(connection)
        first = await app.sync(batch)
        plans = [await store.kept_plan(plan) for plan in batch.plans]
        roster = practice.school.rosters.get(f"hostile/{name}")
        truth = kept(roster)
        batch, _ = await app.plan(connection)
        again = await app.sync(batch)
    outcomes = [outcome for plan in plans if plan is not None for outcome in plan.outcomes]
    return Met(first, again, outcomes, truth, kept(roster), roster)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_green_that_is_not_kept_so(name: str) -> None:
    """The law of all deviations, told by what the server keeps and never by what it says."""
    case = met(name)

    wrong = [
        outcome.change.subject
        for outcome in case.outcomes
        if outcome.verdict.state in GREEN
        and isinstance(wanted := outcome.change.after, Score)
        and isinstance(wanted.mark, Decimal)
        and case.kept.get((outcome.ref or "", wanted.student)) != wanted.mark
    ]
    assert wrong == []
    assert sum(case.first.states.values()) == case.first.considered > 0


@pytest.mark.parametrize("name", NAMES)
def test_it_ends_as_the_deviation_must(name: str) -> None:
    first = met(name).first
    states = {state for state, count in first.states.items() if count}

    match ENDS[name]:
        case End.PROVEN:
            assert states == {State.IN_SIS}
            assert first.proven == first.considered
        case End.FINDING:
            assert any(not trouble.harmless for trouble in first.troubles)
            assert State.IN_SIS not in states or name in ELSEWHERE
        case End.REFUSED:
            assert states <= {State.REFUSED, State.NOT_SENT, State.WAITING}
            assert State.REFUSED in states
        case End.DIFFERS:
            assert State.DIFFERS in states or first.troubles
            assert states <= {State.DIFFERS, State.IN_SIS, State.NOT_SENT, State.WAITING}
        case End.UNCONFIRMED:
            # What was acknowledged and is not shown is either: unread, or seen not to be there.
            assert states <= {State.UNCONFIRMED, State.DIFFERS}
            assert first.troubles or State.UNCONFIRMED in states


@pytest.mark.parametrize("name", NAMES)
def test_what_does_not_arrive_has_a_reason(name: str) -> None:
    first = met(name).first
    told = {line.subject for trouble in first.troubles for line in trouble.lines}

    lost = {line.subject for line in first.lines if line.state not in {*GREEN, State.UNCONFIRMED}}
    assert lost - told == set()
    assert all(cause.steps for trouble in first.troubles for cause in causes(trouble))


def causes(trouble: Trouble) -> tuple[Cause, ...]:
    entry = trouble.explanation.entry
    return entry.causes if entry is not None else ()


def test_two_alike_are_not_written_and_a_person_is_asked() -> None:
    assert Problem.SEVERAL_MATCHES in {trouble.problem for trouble in met("twins").first.troubles}


def test_what_shows_late_is_there_once_when_it_shows() -> None:
    case = met("slow-to-show")

    assert case.first.states[State.IN_SIS] == 0
    assert case.kept == case.kept_again
    assert case.again.states[State.ALREADY_THERE] > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_second_sync_doubles_nothing(name: str) -> None:
    case = met(name)

    if case.roster is not None:
        places = [(mark.line, mark.student) for mark in case.roster.marks.values()]
        assert len(places) == len(set(places))
        titles = [line.title for line in case.roster.lines.values() if line.id not in {"twin-1", "twin-2"}]
        assert len(titles) == len(set(titles))
    assert case.again.considered == case.first.considered
