"""An assignment group that a fix makes in Canvas: once, before the work goes into it; and the way back."""

from dataclasses import replace
from decimal import Decimal

import pytest

from believing import believing
from fix_cases import CASES, PORTFOLIO, SKETCH, Case, Practice, played, problems, work
from passback.core.errors import BadInput
from passback.core.ports import Request
from passback.core.problem import Action, Problem
from passback.run import app as run_app
from passback.run import marking, undoing
from passback.run.repairs import Repair
from passback.sandbox.state.canvas import GroupRow
from passback.sandbox.state.school import School
from passback.sync import undo as taking_back

pytestmark = pytest.mark.disable_socket
CASE = CASES[Action.CREATE_GROUP]
POSTER = "Ecosystem poster"
# An SIS that is known to delete a line item from outside, so that all of it can be taken back.
KNOWN = replace(CASE, sis="powerschool", course="Biology")


async def look(app: run_app.App, name: str, case: Case = CASE) -> Repair:
    return await app.fixing.look(name, case.problem, "Ada", way=Action.CREATE_GROUP.value)


def portfolios(school: School) -> list[GroupRow]:
    return [row for row in school.canvas.groups.values() if row.name == PORTFOLIO]


def test_the_preview_names_the_group_and_the_students_whose_course_grade_would_change() -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        groups = len(practice.school.canvas.groups)
        (item,) = (await look(app, name)).items
        rows = {(row.verb, row.before, row.after) for row in item.rows if row.student is None}
        assert ("create", "", f"the assignment group {PORTFOLIO}") in rows
        assert ("change", "group Sketchbook", f"group {PORTFOLIO}") in rows
        # The groups of the course are weighted, and a new one weighs nothing yet.
        assert item.proposal.grades == len(item.frees) == 10
        assert len(practice.school.canvas.groups) == groups

    played(CASE, play)


def two_works(school: School) -> None:
    """Two assignments of one group that has no category."""
    CASE.bend(school)
    row = work(school, POSTER)
    mine = [a for a in school.canvas.assignments.values() if a.course == row.course and a.post_to_sis]
    next(a for a in mine if a.id != row.id and a.name != "Microscope lab").group = row.group


def test_two_assignments_that_go_to_a_new_group_share_one() -> None:
    case = replace(KNOWN, bend=two_works)

    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        before = {a.id: a.group for a in practice.school.canvas.assignments.values()}
        repair = await look(app, name, case)
        done = await app.fixing.apply(repair)
        (made,) = portfolios(practice.school)
        held = [a for a in practice.school.canvas.assignments.values() if a.group == made.id]
        assert (len(held), done.red, done.green) == (2, (), done.proven)
        assert done.green > 0
        assert (await app.undoing.undo(name, done.fix.id)).left == ()
        assert portfolios(practice.school) == []
        assert {a.id: a.group for a in practice.school.canvas.assignments.values()} == before

    played(case, play)


def test_a_group_that_canvas_does_not_make_leaves_the_work_where_it_is_and_says_why() -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name)
        row = work(practice.school, SKETCH)
        before, writes = row.group, practice.writes
        for token in practice.school.canvas.tokens.values():
            token.permissions = token.permissions - {"manage_assignments_edit"}
        done = await app.fixing.apply(repair)
        assert (row.group, practice.writes, done.green) == (before, writes, 0)
        assert {line.problem for line in done.red} == {Problem.PERMISSION_MISSING}
        said = {line.why.facts["result"] for line in done.red if line.why}
        assert all(f"did not make the group {PORTFOLIO!r}" in each for each in said)
        assert all("not authorized" in each for each in said)

    played(CASE, play)
    with believing(marking._without_group, "is None or", "is not None or"), pytest.raises(AssertionError):
        played(CASE, play)


def test_a_group_of_the_name_that_came_meanwhile_is_used_and_stays_after_the_way_back() -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name)
        row = work(practice.school, SKETCH)
        mine = GroupRow(99_999, row.course, PORTFOLIO, 9, Decimal(0))
        practice.school.canvas.groups[mine.id] = mine
        done = await app.fixing.apply(repair)
        assert (portfolios(practice.school), row.group) == ([mine], mine.id)
        assert (done.green, done.red) == (10, ())
        with pytest.raises(BadInput, match="not known to delete"):
            await app.undoing.undo(name, done.fix.id)
        assert portfolios(practice.school) == [mine]

    played(CASE, play)


def test_nothing_that_was_there_before_a_fix_goes_with_its_way_back() -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name, KNOWN)
        row = work(practice.school, POSTER)
        before, mine = row.group, GroupRow(99_999, row.course, PORTFOLIO, 9, Decimal(0))
        practice.school.canvas.groups[mine.id] = mine
        done = await app.fixing.apply(repair)
        assert (await app.undoing.undo(name, done.fix.id)).left == ()
        assert (portfolios(practice.school), row.group) == ([mine], before)

    played(KNOWN, play)
    with believing(undoing._is_its, "bool(change.edits)", "True"), pytest.raises(AssertionError):
        played(KNOWN, play)


@pytest.mark.parametrize("what", ["renamed", "work"])
def test_a_group_that_was_changed_or_taken_into_use_since_is_not_deleted(what: str) -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        done = await app.fixing.apply(await look(app, name, KNOWN))
        (made,) = portfolios(practice.school)
        other = next(
            a
            for a in practice.school.canvas.assignments.values()
            if a.course == made.course and a.group != made.id
        )
        if what == "renamed":
            made.name = "Portfolios"
        else:
            other.group = made.id
        writes = practice.writes
        said = "was changed in Canvas since" if what == "renamed" else "work came into the group"
        with pytest.raises(BadInput, match=said):
            await app.undoing.undo(name, done.fix.id)
        assert made.id in practice.school.canvas.groups
        assert (practice.writes, work(practice.school, POSTER).group) == (writes, made.id)

    played(KNOWN, play)
    fault = {"renamed": ("held != made", "False"), "work": ("and work.id not in moved", "and False")}[what]
    with believing(taking_back._group, *fault), pytest.raises((pytest.fail.Exception, AssertionError)):
        played(KNOWN, play)


def test_a_run_that_was_cut_off_after_the_group_makes_no_second_one() -> None:
    async def play(app: run_app.App, practice: Practice, name: str) -> None:
        repair = await look(app, name)

        def cut(request: Request, _: int) -> None:
            if request.method == "PUT" and "/assignments/" in request.url:
                raise KeyboardInterrupt

        practice.before = cut
        with pytest.raises(KeyboardInterrupt):
            await app.fixing.apply(repair)
        assert len(portfolios(practice.school)) == 1
        practice.before = lambda _request, _number: None
        (fix,) = await app.undoing.listed(name)
        batch = await app.store.batch(fix.batch)
        assert batch is not None
        await app.sync(batch)
        (made,) = portfolios(practice.school)
        assert work(practice.school, SKETCH).group == made.id
        await practice.clock.sleep(1)
        await app.plan(name)
        assert CASE.problem not in await problems(app, name)

    played(CASE, play)
