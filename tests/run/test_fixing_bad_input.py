"""What may go wrong with a fix: one clear line, and nothing is half done."""

import pytest

from believing import believing
from fix_cases import CASES, Case, Practice, played, problems, work
from passback.core.errors import BadInput
from passback.core.problem import Action, Problem, State
from passback.run import app as run_app
from passback.run import marking
from passback.run.repairs import Repair

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
