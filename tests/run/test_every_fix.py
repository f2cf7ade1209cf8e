"""Each fix on a practice school that refuses or blocks: shown, applied, synced, read back, and green.

One row per fix; a fix without one is a failure.
"""

from copy import deepcopy

import pytest

from believing import believing
from fix_cases import (
    CASES,
    REPLACED,
    Case,
    Practice,
    a_record_is_replaced,
    a_student_has_left,
    played,
    problems,
    up_again,
)
from passback.core.problem import Action, ActsOn, Problem
from passback.run import app as run_app
from passback.run import look
from passback.sync.fixes import FIXES, resolve_anew

pytestmark = pytest.mark.disable_socket


def test_every_fix_has_its_school() -> None:
    assert [*CASES] == [fix.ACTION for fix in FIXES]
    assert all(
        Problem(CASES[fix.ACTION].problem) in fix.PROBLEMS
        and (CASES[fix.ACTION].ends != "seen" or fix.ACTS_ON is ActsOn.CANVAS)
        for fix in FIXES
    )


@pytest.mark.parametrize("action", CASES)
def test_refused_then_fixed_synced_read_back_and_green(action: Action) -> None:
    case = CASES[action]

    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        assert case.problem in await problems(app, name)
        writes, canvas = practice.writes, deepcopy(practice.school.canvas.assignments)
        repair = await app.fixing.look(name, case.problem, "Ada", choose=case.choose, way=action.value)
        # Where the cause went by itself, what it kept back is only sent again.
        actions = {item.proposal.action for item in repair.items}
        assert action in actions <= {action, Action.RESEND}
        assert repair.to_choose == ()
        assert (practice.writes, practice.school.canvas.assignments) == (writes, canvas)

        done = await app.fixing.apply(repair)
        assert {line.problem for line in done.red} == ({Problem(case.problem)} if case.stays else set())
        assert done.green == done.proven == len(repair.frees)
        assert (done.green > 0) is (case.ends == "sent")
        assert (done.answered > 0) is (case.ends == "answered")
        on_canvas = next(fix.ACTS_ON for fix in FIXES if fix.ACTION is action) is ActsOn.CANVAS
        assert (practice.school.canvas.assignments != canvas) is on_canvas
        await app.plan(name)
        assert (case.problem in await problems(app, name)) is case.stays

        # All of it is there: a further sync of it sends nothing.
        writes = practice.writes
        batch, _ = await app.plan(name, [item.course for item in repair.items])
        report = await app.sync(batch)
        mine = [line for line in report.lines if line.subject in repair.frees]
        assert practice.writes == writes
        assert {line.state.value for line in mine} <= {"already-there"}

    played(case, play)


def test_a_teacher_is_not_taken_for_there_while_the_class_cannot_be_read() -> None:
    case = CASES[Action.RESOLVE_ANEW]

    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        for row in practice.school.powerschool.sections.values():
            row.staff = []
        repair = await app.fixing.look(name, case.problem, "Ada")
        assert repair.items == repair.plans == ()
        assert {told.found.finding.problem.value for told in repair.told} == {case.problem}

    played(case, play)
    with believing(resolve_anew.propose, "Gradebook)", "object)"), pytest.raises(AssertionError):
        played(case, play)
    with believing(look._wider, "return next(", "return None and next("), pytest.raises(AssertionError):
        played(case, play)


def test_a_student_whose_record_was_replaced_is_looked_up_again_before_anybody_waits() -> None:
    case = Case(
        "powerschool",
        "student-not-in-section",
        course="Biology",
        during=a_record_is_replaced,
        after=up_again,
    )

    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await app.fixing.look(name, case.problem, "Ada")
        assert {(item.proposal.action, item.others) for item in repair.items} == {
            (Action.RESOLVE_ANEW, (Action.HOLD_STUDENT.value,))
        }
        done = await app.fixing.apply(repair)
        assert (done.green, done.proven, done.red) == (7, 7, ())
        held = practice.school.powerschool.scores
        assert sum(student == REPLACED for _, student in held) == len(repair.frees)

    played(case, play)


def test_a_student_whom_the_sis_does_not_show_is_not_sent_once_more() -> None:
    case = Case("powerschool", "student-not-in-section", course="Biology", after=a_student_has_left)

    async def play(app: run_app.App, _: Practice, name: str) -> None:
        repair = await app.fixing.look(name, case.problem, "Ada")
        assert {item.proposal.action for item in repair.items} == {Action.HOLD_STUDENT}

    played(case, play)
    shown = believing(resolve_anew._is_shown, "and case.student is not None", "")
    with shown, pytest.raises(AssertionError):
        played(case, play)
