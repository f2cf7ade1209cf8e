"""One deviation of the hostile server, met twice, and the laws that hold whatever it does.

A law is told by what the server really keeps, never by what it says.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

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
# What a finding must say: which of all things it is.
SAYS = {
    "base-without-gradebook": Problem.ROUTE_MISSING,
    "flat-bodies": Problem.ANSWER_NOT_UNDERSTOOD,
    "other-routes": Problem.ROUTE_MISSING,
    "two-pagings": Problem.ANSWER_NOT_UNDERSTOOD,
    "plain-401": Problem.CREDENTIALS_EXPIRED,
    "html": Problem.ANSWER_NOT_UNDERSTOOD,
    "ends-in-the-middle": Problem.ANSWER_NOT_UNDERSTOOD,
    "twins": Problem.SEVERAL_MATCHES,
    "moving-list": Problem.ANSWER_NOT_UNDERSTOOD,
}
# A finding about one line item; the others arrive.
ELSEWHERE = {"twins"}
GREEN = {State.IN_SIS, State.ALREADY_THERE}
# What an operator sets for such a server. A longer page where a list is long: that each page is asked for is
# tests/bad_input's.
OPTIONS: Mapping[str, Mapping[str, str]] = {
    "many-categories": {"page": "10000"},
    "chooses-ids": {"ids": "absent"},
}


@dataclass
class Met:
    """One deviation, met twice. `kept`: what the server really keeps after the first sync."""

    name: str
    first: Report
    again: Report
    outcomes: list[Outcome]
    kept: dict[tuple[str, str], Decimal | None]
    kept_again: dict[tuple[str, str], Decimal | None]
    roster: Roster | None


def described(practice: in_process.Practice, name: str) -> dict[str, Any]:
    """The school's line with this deviation alone."""
    shown: Any = interface(practice.school, practice.urls)
    return {"canvas": shown["canvas"], "sis": {name: shown["more"]["hostile"]["deviations"][name]}}


@cache
def profile() -> IdProfile:
    """How the ids of the hostile server's classes meet Canvas's: it is the same behind each deviation."""
    return asyncio.run(_profile())


async def _profile() -> IdProfile:
    practice = in_process.a_practice()
    async with run_app.open(in_process.settings(practice)) as app:
        await app.add_described("hostile", described(practice, "put-array"))
        test = await app.test("hostile-put-array")
    assert test.proposed is not None
    return test.proposed


def met(name: str) -> Met:
    """Plan and sync twice against one deviation, in a school of its own."""
    return asyncio.run(_met(name, profile()))


def _kept(roster: Roster | None) -> dict[tuple[str, str], Decimal | None]:
    return {} if roster is None else {(m.line, m.student): m.score for m in roster.marks.values()}


async def _met(name: str, ids: IdProfile) -> Met:
    practice, store = in_process.a_practice(), MemoryStore()
    connection = f"hostile-{name}"
    async with run_app.open(in_process.settings(practice, store)) as app:
        await app.add_described("hostile", described(practice, name))
        made = await app.connection(connection)
        settings = replace(made.settings, options={**made.settings.options, **OPTIONS.get(name, {})})
        await store.save_connection(replace(made, profile=ids, settings=settings))
        batch, _ = await app.plan(connection)
        first = await app.sync(batch)
        plans = [await store.kept_plan(plan) for plan in batch.plans]
        roster = practice.school.rosters.get(f"hostile/{name}")
        truth = _kept(roster)
        batch, _ = await app.plan(connection)
        again = await app.sync(batch)
    outcomes = [outcome for plan in plans if plan is not None for outcome in plan.outcomes]
    return Met(name, first, again, outcomes, truth, _kept(roster), roster)


# ---- the laws ----------------------------------------------------------------------------------------


def nothing_is_green_that_is_not_kept_so(case: Met) -> None:
    """Every score called *in SIS* is there with that very value."""
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


def it_ends_as_the_deviation_must(case: Met) -> None:
    """As its entry says: proven, or refused, or one finding that says which, and then nothing is written."""
    first, name = case.first, case.name
    states = {state for state, count in first.states.items() if count}
    match ENDS[name]:
        case End.PROVEN:
            assert states == {State.IN_SIS}
            assert first.proven == first.considered
        case End.FINDING:
            # Beside it may stand which checks could not tell: those hold no score back.
            assert [trouble.problem for trouble in first.troubles if trouble.lines] == [SAYS[name]]
            if name not in ELSEWHERE:
                assert states <= {State.WAITING, State.NOT_SENT}
                assert case.kept == {}
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


def what_does_not_arrive_has_a_reason(case: Met) -> None:
    """And the reason has steps."""
    told = {line.subject for trouble in case.first.troubles for line in trouble.lines}
    lost = {line.subject for line in case.first.lines if line.state not in {*GREEN, State.UNCONFIRMED}}
    assert lost - told == set()
    assert all(cause.steps for trouble in case.first.troubles for cause in _causes(trouble))


def _causes(trouble: Trouble) -> tuple[Cause, ...]:
    entry = trouble.explanation.entry
    return entry.causes if entry is not None else ()


def a_second_sync_doubles_nothing(case: Met) -> None:
    """One result per student and line item, one line item per title."""
    if case.roster is not None:
        places = [(mark.line, mark.student) for mark in case.roster.marks.values()]
        assert len(places) == len(set(places))
        titles = [line.title for line in case.roster.lines.values() if line.id not in {"twin-1", "twin-2"}]
        assert len(titles) == len(set(titles))
    assert case.again.considered == case.first.considered


def what_was_proven_is_there_the_second_time(case: Met) -> None:
    """What the server keeps, the next run finds: it writes none of it again."""
    if ENDS[case.name] is End.PROVEN:
        assert {state for state, count in case.again.states.items() if count} == {State.ALREADY_THERE}
        assert case.kept_again == case.kept


def no_line_item_is_filed_under_a_category_that_only_looks_right(case: Met) -> None:
    """Of two of one name every run takes the same, the first."""
    lines = case.roster.lines.values() if case.roster is not None else ()
    assert [line.title for line in lines if line.category.startswith(("zz-", "many-"))] == []


LAWS = (
    nothing_is_green_that_is_not_kept_so,
    it_ends_as_the_deviation_must,
    what_does_not_arrive_has_a_reason,
    a_second_sync_doubles_nothing,
    what_was_proven_is_there_the_second_time,
    no_line_item_is_filed_under_a_category_that_only_looks_right,
)
