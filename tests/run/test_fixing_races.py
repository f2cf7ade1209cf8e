"""Two people, or a person and a school, at one thing at once: one clear line, nothing doubled or lost."""

from collections.abc import Coroutine
from decimal import Decimal

import pytest

from fix_cases import CASES, PORTFOLIO, SKETCH, UNDONE, Case, Practice, played, problems, work
from passback.core.errors import BadInput, Retryable
from passback.core.ports import Request
from passback.core.problem import Action, Problem
from passback.run import app as run_app
from passback.run.alone import alone
from passback.run.repairs import Repair
from passback.sandbox.faults import fault_from

pytestmark = pytest.mark.disable_socket
# One that changes our store, one that changes Canvas, one that makes a group there, one that only sends.
KINDS = [Action.MAP_CATEGORY, Action.RENAME, Action.CREATE_GROUP, Action.RESEND, Action.REMASTER]


async def look(
    app: run_app.App, name: str, action: Action, by: str = "Ada", case: Case | None = None
) -> Repair:
    case = case or UNDONE[action]
    return await app.fixing.look(name, case.problem, by, choose=case.choose, way=action.value)


def held(practice: Practice) -> object:
    """How often anything was written, and what Canvas holds."""
    canvas = practice.school.canvas
    return practice.writes, dict(practice.school.canvas_writes), len(canvas.groups)


async def refused(doing: object, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        await doing  # type: ignore[misc]
    assert len(str(caught.value).splitlines()) == 1


def meanwhile(practice: Practice, doing: Coroutine[object, None, object]) -> list[str]:
    """Another person does it during the next request; what that one was told."""
    said: list[str] = []

    def does(_: Request, __: int) -> None:
        practice.before = lambda _request, _number: None
        try:
            doing.send(None)
        except BadInput as error:
            said.append(str(error))
        except StopIteration:
            said.append("")

    practice.before = does
    return said


# ---- two people ------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", KINDS)
def test_of_two_who_looked_before_either_applied_the_second_is_told_of_the_first(action: Action) -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        mine = await look(app, name, action)
        await practice.clock.sleep(1)
        theirs = await look(app, name, action, "Bo")
        await practice.clock.sleep(1)
        await app.fixing.apply(theirs)
        before = held(practice)
        await refused(app.fixing.apply(mine), "(Bo cured this|somebody else decided .*) meanwhile")
        assert held(practice) == before
        assert [fix.by for fix in await app.undoing.listed(name)] == ["Bo"]

    played(UNDONE[action], play)


@pytest.mark.parametrize("action", KINDS)
def test_of_two_who_apply_in_one_moment_one_does_and_the_other_has_done_nothing(action: Action) -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        mine = await look(app, name, action)
        await practice.clock.sleep(1)
        theirs = await look(app, name, action, "Bo")
        said = meanwhile(practice, app.fixing.apply(theirs))
        done = await app.fixing.apply(mine)
        assert len(said) == 1
        assert "is running" in said[0]
        assert (done.red, done.fix.by) == ((), "Ada")
        assert await app.undoing.listed(name) == (done.fix,)
        assert max(practice.school.canvas_writes.values(), default=1) == 1

    played(UNDONE[action], play)


@pytest.mark.parametrize("action", KINDS)
def test_what_was_looked_at_once_is_applied_once(action: Action) -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name, action)
        fix = (await app.fixing.apply(repair)).fix
        before = held(practice)
        await refused(app.fixing.apply(repair), f"carried out already, as fix {fix.id}")
        assert held(practice) == before
        assert await app.undoing.listed(name) == (fix,)

    played(UNDONE[action], play)


def test_an_old_look_does_not_bring_back_what_was_taken_back() -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name, Action.RENAME)
        fix = (await app.fixing.apply(repair)).fix
        await practice.clock.sleep(60)
        assert (await app.undoing.undo(name, fix.id)).left == ()
        before = held(practice)
        await refused(app.fixing.apply(repair), "carried out already")
        assert held(practice) == before
        assert (await app.undoing.listed(name))[0].undone is not None

    played(UNDONE[Action.RENAME], play)


def test_while_a_sync_runs_a_fix_is_not_begun_and_what_it_would_cure_is_still_listed() -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name, Action.MAP_CATEGORY)
        before, listed = held(practice), await app.fixing.listed(name)
        with alone(app.folder, name):
            await refused(app.fixing.apply(repair), "a sync of .* is running")
            await refused(app.undoing.undo(name, "f1"), "a sync of .* is running")
        assert held(practice) == before
        assert await app.undoing.listed(name) == ()
        assert await app.fixing.listed(name) == listed
        assert (await app.fixing.apply(repair)).red == ()

    played(UNDONE[Action.MAP_CATEGORY], play)


def test_of_two_who_take_one_fix_back_in_one_moment_one_does() -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        fix = (await app.fixing.apply(await look(app, name, Action.RENAME))).fix
        await practice.clock.sleep(60)
        said = meanwhile(practice, app.undoing.undo(name, fix.id))
        assert (await app.undoing.undo(name, fix.id)).left == ()
        assert len(said) == 1
        assert "is running" in said[0]
        await refused(app.undoing.undo(name, fix.id), "was undone already")
        assert set(practice.school.canvas_writes.values()) == {2}  # there, and back once

    played(UNDONE[Action.RENAME], play)


# ---- a school that moves meanwhile -----------------------------------------------------------------


def test_a_cause_that_is_back_by_the_yes_leaves_the_scores_waiting_and_the_fix_to_be_gone_on_with() -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name, Action.RESEND)
        await practice.clock.sleep(1)
        other = await look(app, name, Action.RESEND, "Bo")
        practice.school.faults.append(fault_from({"system": "powerschool", "kind": "down", "times": None}))
        before = held(practice)
        with pytest.raises(Retryable):
            await app.fixing.apply(repair)
        assert held(practice) == before
        practice.school.faults.clear()
        await refused(app.fixing.apply(other), "the fix f.* was cut off; `passback sync .*` goes on with it")
        batch = await app.open_batch(name)
        assert batch is not None
        report = await app.sync(batch)
        assert {line.state.value for line in report.lines if line.subject in repair.frees} == {"in-sis"}

    played(UNDONE[Action.RESEND], play)


def test_a_score_that_the_sis_changes_once_more_after_the_yes_is_not_overwritten() -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name, Action.REMASTER)
        marks = practice.school.rosters["synergy"].marks
        (edited,) = [key for key, mark in marks.items() if mark.score == 1]
        marks[edited].score = Decimal(2)
        writes = practice.writes
        done = await app.fixing.apply(repair)
        assert (marks[edited].score, practice.writes, done.green) == (2, writes, 0)
        assert {line.problem for line in done.red} == {Problem.CHANGED_SINCE_PLAN}

    played(UNDONE[Action.REMASTER], play)


@pytest.mark.parametrize("action", [Action.MAP_CATEGORY, Action.RENAME, Action.CREATE_GROUP])
def test_of_work_that_is_deleted_in_canvas_before_the_yes_nothing_is_sent(action: Action) -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name, action)
        gone = {subject.assignment for subject in repair.frees}
        for work_id in gone:
            del practice.school.canvas.assignments[int(work_id or 0)]
        writes = practice.writes
        done = await app.fixing.apply(repair)
        assert (practice.writes, done.green) == (writes, 0)
        assert {line.problem for line in done.red} == {Problem.CHANGED_SINCE_PLAN}

    played(UNDONE[action], play)


def test_a_group_that_is_deleted_before_the_work_goes_into_it_leaves_the_work_and_the_scores_alone() -> None:
    case = CASES[Action.CREATE_GROUP]

    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name, Action.CREATE_GROUP, case=case)
        canvas, row = practice.school.canvas, work(practice.school, SKETCH)
        before, writes = row.group, practice.writes

        def deletes(request: Request, _: int) -> None:
            if request.method == "PUT" and "/assignments/" in request.url:
                for key in [key for key, group in canvas.groups.items() if group.name == PORTFOLIO]:
                    del canvas.groups[key]

        practice.before = deletes
        done = await app.fixing.apply(repair)
        practice.before = lambda _request, _number: None
        assert (row.group, practice.writes, done.green) == (before, writes, 0)
        assert len(done.red) == len(repair.frees)
        await practice.clock.sleep(60)
        await app.plan(name)
        assert case.problem in await problems(app, name)
        again = await app.fixing.apply(await look(app, name, Action.CREATE_GROUP, case=case))
        assert (again.red, again.green) == ((), len(repair.frees))

    played(case, play)
