"""What may go wrong with a fix: one clear line, and nothing is half done."""

import pytest

from believing import believing
from fix_cases import CASES, Case, Practice, played, problems, work
from passback.core.errors import BadInput
from passback.core.problem import Action, Problem, Severity, State, Who
from passback.run import app as run_app
from passback.run import marking
from passback.run.repairs import Repair, explained
from passback.run.report import ARRIVED

pytestmark = pytest.mark.disable_socket
RENAME = CASES[Action.RENAME]
LONG = "Comparative essay: power and loneliness in two novels"


async def look(app: run_app.App, name: str, case: Case, action: Action) -> Repair:
    return await app.fixing.look(name, case.problem, "Ada", choose=case.choose, way=action.value)


def editors(practice: Practice, *, may: bool) -> None:
    """Whether the token may change assignments."""
    for token in practice.school.canvas.tokens.values():
        edit = {"manage_assignments_edit"}
        token.permissions = token.permissions | edit if may else token.permissions - edit


def test_a_change_that_canvas_refuses_sends_nothing_and_says_what_canvas_said() -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name, RENAME, Action.RENAME)
        editors(practice, may=False)
        writes = practice.writes
        done = await app.fixing.apply(repair)

        assert work(practice.school, LONG)
        assert (practice.writes, done.green) == (writes, 0)
        assert {line.subject for line in done.red} == repair.frees
        edited = [o for o in await outcomes(app, done.fix.batch) if o[0]]
        assert {state for _, state in edited} <= {State.REFUSED, State.WAITING}
        assert {(line.problem, line.raw) for line in done.red} == {(Problem.PERMISSION_MISSING, None)}
        said = {line.why.facts["result"] for line in done.red if line.why}
        assert all(
            "did not take the change of its name" in each and "not authorized" in each for each in said
        )
        await practice.clock.sleep(1)
        await app.plan(name)
        assert RENAME.problem in await problems(app, name)

    played(RENAME, play)
    with believing(marking._lost, "not in _THERE", "in _THERE"), pytest.raises(AssertionError):
        played(RENAME, play)
    with believing(marking._why, "answer.status in _FORBIDDEN", "False"), pytest.raises(AssertionError):
        played(RENAME, play)


async def outcomes(app: run_app.App, batch: str) -> list[tuple[tuple[str, ...], State]]:
    """What was edited in Canvas, and how that ended; nothing edited for what was sent."""
    held = await app.store.batch(batch)
    plans = [await app.store.kept_plan(plan) for plan in (held.plans if held else ())]
    return [(o.change.edits, o.verdict.state) for kept in plans if kept for o in kept.outcomes]


def test_a_way_back_that_canvas_refuses_is_no_way_back_and_can_be_gone_again() -> None:
    case = CASES[Action.TURN_SYNC_OFF]

    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        fix = (await app.fixing.apply(await look(app, name, case, Action.TURN_SYNC_OFF))).fix
        editors(practice, may=False)
        assert len((await app.undoing.undo(name, fix.id)).left) == 1
        assert [each.undone for each in await app.undoing.listed(name)] == [None]
        editors(practice, may=True)
        await practice.clock.sleep(1)
        assert (await app.undoing.undo(name, fix.id)).left == ()

    played(case, play)


def test_what_another_person_changed_in_canvas_after_the_yes_is_theirs() -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name, RENAME, Action.RENAME)
        row = work(practice.school, LONG)
        row.name = mine = "Essay: two novels, compared as Bo would have it, at length"
        writes = practice.writes
        done = await app.fixing.apply(repair)
        assert row.name == mine
        assert practice.writes == writes
        assert {line.problem for line in done.red} == {Problem.CHANGED_SINCE_PLAN}

    played(RENAME, play)


def test_a_fix_whose_cause_went_between_look_and_yes_changes_no_setting() -> None:
    case = CASES[Action.HOLD_STUDENT]

    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name, case, Action.HOLD_STUDENT)
        await app.fixing.apply(repair)
        with pytest.raises(BadInput, match="is not there"):
            await app.fixing.apply(await look(app, name, case, Action.HOLD_STUDENT))
        assert len(await app.undoing.listed(name)) == 1

    played(case, play)


def test_what_keeps_back_more_than_500_scores_wants_a_reason() -> None:
    case = Case("powerschool", "sis-unreachable", during=CASES[Action.RESEND].during)

    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        practice.before = lambda _request, _number: None
        repair = await look(app, name, case, Action.RESEND)
        assert len(repair.frees) > 400
        writes = practice.writes
        with pytest.raises(BadInput, match=r"this makes 5\d\d changes, more than 500: say why with --reason"):
            await app.fixing.apply(repair)
        assert (practice.writes, await app.undoing.listed(name)) == (writes, ())
        assert (await app.fixing.apply(repair, "the SIS was down")).red != ()

    played(case, play)


# ---- the practice school whole -------------------------------------------------------------------------

CHOSEN = {
    "aspen": {
        "category-not-found": "Classwork",
        "category-without-grade-scale": "Tests",
        "due-date-missing": "last-day",
    },
    "powerschool": {
        "category-not-found": "Labs",
        "due-date-outside-term": "2026-11-23",
        "grading-period-locked": "2026-11-23",
    },
}

# Aspen rounds what it keeps: no fix of ours makes it keep more.
RED = {"aspen": 21, "powerschool": 0}


@pytest.mark.parametrize("sis", CHOSEN)
def test_all_that_can_be_cured_turns_green_and_each_other_score_says_who_must_act(sis: str) -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        first = await app.fixing.look(name, None, "Ada")
        await app.fixing.apply(first)
        for problem, choose in CHOSEN[sis].items():
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
        assert len(red) == RED[sis]

    played(Case(sis, ""), play)
