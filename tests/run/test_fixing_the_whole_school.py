"""The practice school whole: what can be cured turns green, and of the rest it is said who must act."""

from collections.abc import Mapping

import pytest

import in_process
from fix_cases import Case, Practice, played
from passback.core.problem import Severity, Who
from passback.run import app as run_app
from passback.run.repairs import explained
from passback.run.report import ARRIVED
from passback.sandbox.school import interface

pytestmark = pytest.mark.disable_socket
CHOSEN: Mapping[str, Mapping[str, str]] = {
    "aspen": {
        "category-not-found": "Classwork",
        "category-without-grade-scale": "Tests",
        "due-date-missing": "last-day",
    },
    "focus": {"grading-period-locked": "2026-11-23"},
    "infinite-campus": {"due-date-outside-grading-period": "2026-11-23"},
    "infinite-campus-1.2": {"category-not-found": "Labs"},
    "pinnacle": {"due-date-outside-term": "2026-11-23"},
    "powerschool": {
        "category-not-found": "Labs",
        "due-date-outside-term": "2026-11-23",
        "grading-period-locked": "2026-11-23",
    },
    "sapphire": {"category-not-found": "Labs"},
}
# Aspen rounds what it keeps: no fix of ours makes it keep more.
RED = {"aspen": 21}


def connections() -> list[str]:
    practice = in_process.a_practice()
    held = interface(practice.school, practice.urls)["sis"]
    assert isinstance(held, Mapping)
    return [*held]


def test_every_choice_is_of_a_connection_of_the_practice_school() -> None:
    assert {*CHOSEN, *RED} <= {*connections()}


@pytest.mark.parametrize("sis", connections())
def test_all_that_can_be_cured_turns_green_and_each_other_score_says_who_must_act(sis: str) -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        first = await app.fixing.look(name, None, "Ada")
        if first.plans:
            await app.fixing.apply(first)
        for problem, choose in CHOSEN.get(sis, {}).items():
            done = await app.fixing.apply(await app.fixing.look(name, problem, "Ada", choose=choose))
            assert (done.red, done.green) == ((), done.proven)
        left = await app.fixing.look(name, None, "Ada")
        assert left.items == left.to_choose == ()
        await practice.clock.sleep(1)
        batch, _ = await app.plan(name)
        report = await app.sync(batch)
        found = await app.fixing.listed(name)
        left = await app.fixing.look(name, None, "Ada")
        assert {told.found.finding.key for told in left.told} == {f.finding.key for f in found}
        for told in left.told:
            steps = [s for ranked in explained(told.found, left.sis).causes for s in ranked.cause.steps]
            assert steps
            assert all(step.who is not Who.NOBODY and step.do for step in steps)
        told_of = {subject for found in left.told for subject in found.found.kept_back}
        rows = [line for line in report.lines if line.score and line.state not in ARRIVED]
        red = {line.subject for line in rows if line.why is None or line.why.severity is not Severity.INFORMS}
        assert red == told_of
        assert len(red) == RED.get(sis, 0)

    played(Case(sis, ""), play)
