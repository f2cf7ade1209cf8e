"""The way back of a fix: Canvas, our store and our fields in the SIS are as they were, or nothing is done."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

import fix_cases
import in_process
from believing import believing
from fix_cases import CASES, Case, problems, with_points
from passback.core.errors import BadInput
from passback.core.gradebook import Gradebook, Part, Score, Unread
from passback.core.problem import Action, ActsOn, Safety
from passback.core.settings import Level
from passback.run import app as run_app
from passback.run.ports import AppliedFix
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.school import School
from passback.sync import undo as taking_back
from passback.sync.fixes import FIXES

pytestmark = pytest.mark.disable_socket
T = TypeVar("T")
Play = Callable[[run_app.App, in_process.Practice, str], Awaitable[T]]


def played(play: Play[T], sis: str, course: str, bend: Callable[[School], None] = lambda _: None) -> T:
    """With one course of one connection of a fresh school, bent, that was synced once."""

    async def run() -> T:
        practice = in_process.a_practice()
        bend(practice.school)
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            (name,) = await in_process.connected(app, practice, sis)
            ids = [ref.id for ref in await app.courses(name) if ref.name == course]
            batch, _ = await app.plan(name, ids)
            await app.sync(batch, just_planned=True)
            return await play(app, practice, name)

    return asyncio.run(run())


async def fixed(app: run_app.App, name: str, problem: str, choose: str | None = None) -> AppliedFix:
    repair = await app.fixing.look(name, problem, "Ada", choose=choose)
    return (await app.fixing.apply(repair)).fix


async def state(app: run_app.App, practice: in_process.Practice, name: str) -> object:
    """All that a fix may touch: Canvas, our store, and of the SIS what is ours."""
    canvas = practice.school.canvas
    reader = await app.ready.reader(name)
    courses = [kept.plan.course for kept in await app.store.newest_plans(name)]
    kept, books = [], []
    for course in courses:
        links, sent = await app.store.snapshot_parts(name, course)
        kept.append((sorted(map(repr, links)), _listed(sent)))
        people = await reader.canvas.people(course)
        for section, book in (await reader.books(people, anew=True)).items():
            if isinstance(book, Gradebook) and not isinstance(book.line_items, Unread):
                books.append((section, sorted(map(repr, book.line_items)), _listed(book.scores)))
    return (
        deepcopy(canvas.assignments),
        [(g.id, g.name) for g in canvas.groups.values()],
        kept,
        await app.store.settings(name),
        await app.store.approvals(name),
        books,
    )


def _listed(held: Mapping[str, Part[Score]]) -> object:
    rows = {ref: scores for ref, scores in held.items() if scores and not isinstance(scores, Unread)}
    return sorted((ref, sorted(map(repr, scores))) for ref, scores in rows.items())


# A fix that is safe, on a school that is bent anew in each of twenty ways.
def scores_of(number: int, course: str) -> Callable[[School], None]:
    """Every score of a course moved by a number, some taken away, and one student without an id."""

    def bend(school: School) -> None:
        ids = {row.id for row in school.canvas.courses.values() if row.name == course}
        works = {row.id for row in school.canvas.assignments.values() if row.course in ids}
        for at, row in enumerate(school.canvas.submissions.values()):
            if row.assignment in works and row.score is not None:
                row.score = row.entered = Decimal((int(row.score) + number * at) % 9 + 1)
                if (at + number) % 7 == 0:
                    row.score = row.entered = row.grade = row.graded_at = None
        if course == "Music Theory":
            excused = {row.user for row in school.canvas.submissions.values() if row.excused}
            seats = [e for e in school.canvas.enrollments.values() if e.course in ids]
            students = sorted({e.user for e in seats if e.kind == "StudentEnrollment"} - excused)
            school.canvas.users[students[number % len(students)]].sis_id = None

    return bend


LAB = "Microscope lab"
# On a school that is bent besides; of a fix that is not here the school of `fix_cases` does.
UNDONE = CASES | {
    Action.CREATE_GROUP: replace(CASES[Action.CREATE_GROUP], sis="powerschool", course="Biology"),
    Action.HOLD_EXCUSED: Case("q-sis", "score-excused", course="Music Theory"),
    Action.HOLD_STUDENT: Case("aeries", "student-not-on-gradebook", course="Chemistry"),
    Action.LEAVE_OUT: Case("q-sis", "student-without-sis-id", course="Music Theory"),
    Action.MAP_CATEGORY: replace(CASES[Action.MAP_CATEGORY], course="Biology"),
    Action.SHORTEN_NAME: replace(CASES[Action.SHORTEN_NAME], course="English 10"),
    # An SIS that is known to delete a line item from outside.
    Action.MOVE_TO_GROUP: Case("powerschool", "category-not-found", "Homework", course="Biology"),
    Action.RENAME: replace(CASES[Action.RENAME], course="English 10"),
    Action.SET_DUE_DATE: Case("powerschool", "due-date-outside-term", "2026-11-23", course="English 10"),
    Action.SET_POINTS: Case(
        "powerschool", "points-missing", "100", course="Biology", bend=with_points(LAB, None)
    ),
}
SAFE = [fix.ACTION for fix in FIXES if fix.SAFETY is Safety.SAFE]
# Where there were no points Canvas cannot be as it was; that has a test of its own.
CANVAS = [fix.ACTION for fix in FIXES if fix.ACTS_ON is ActsOn.CANVAS and fix.ACTION is not Action.SET_POINTS]


async def there_and_back(action: Action, app: run_app.App, practice: in_process.Practice, name: str) -> None:
    """Applied and undone, all is as it was, and it counts as undone."""
    case = UNDONE[action]
    before = await state(app, practice, name)
    repair = await app.fixing.look(name, case.problem, "Ada", choose=case.choose, way=action.value)
    fix = (await app.fixing.apply(repair)).fix
    assert await state(app, practice, name) != before
    done = await app.undoing.undo(name, fix.id)
    assert done.left == ()
    assert await state(app, practice, name) == before
    await practice.clock.sleep(1)
    await app.plan(name, [item.course for item in repair.items])
    assert case.problem in await problems(app, name) or fix.scores
    with pytest.raises(BadInput, match="was undone already"):
        await app.undoing.undo(name, fix.id)


def bent(action: Action, number: int) -> Case:
    """The school of a fix in one of many states."""
    case = UNDONE[action]

    def bend(school: School) -> None:
        case.bend(school)
        scores_of(number, case.course or "")(school)

    return replace(case, bend=bend)


def undone(action: Action, number: int) -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        await there_and_back(action, app, practice, name)

    fix_cases.played(bent(action, number), play)


@pytest.mark.parametrize("number", range(20))
@pytest.mark.parametrize("action", SAFE)
def test_applied_and_undone_all_is_as_it_was(action: Action, number: int) -> None:
    undone(action, number)


@pytest.mark.parametrize("action", CANVAS)
def test_what_was_changed_in_canvas_is_there_again_as_it_was(action: Action) -> None:
    undone(action, 0)


def test_a_way_back_that_leaves_things_as_they_are_is_seen() -> None:
    canvas = believing(taking_back._canvas, "name: getattr(before, name)", "name: getattr(after, name)")
    with canvas, pytest.raises(AssertionError):
        undone(Action.RENAME, 0)
    ours = believing(taking_back._ours, "return change.inverse()", "return None")
    with ours, pytest.raises(AssertionError):
        undone(Action.HOLD_EXCUSED, 0)


def test_work_that_had_no_points_has_0_after_the_way_back_as_canvas_keeps_none_as_0() -> None:
    action = Action.SET_POINTS
    case = UNDONE[action]

    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        repair = await app.fixing.look(name, case.problem, "Ada", choose=case.choose, way=action.value)
        fix = (await app.fixing.apply(repair)).fix
        assert (await app.undoing.undo(name, fix.id)).left == ()
        assert fix_cases.work(practice.school, LAB).points == 0

    fix_cases.played(case, play)


async def refuses(app: run_app.App, practice: in_process.Practice, name: str, said: str) -> None:
    (fix,) = await app.undoing.listed(name)
    before, writes = await state(app, practice, name), practice.writes
    with pytest.raises(BadInput, match=said):
        await app.undoing.undo(name, fix.id)
    assert practice.writes == writes
    assert await state(app, practice, name) == before


@pytest.mark.parametrize("action", SAFE)
def test_what_a_safe_fix_did_and_somebody_changed_since_is_theirs(action: Action) -> None:
    case = bent(action, 0)

    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        repair = await app.fixing.look(name, case.problem, "Ada", choose=case.choose, way=action.value)
        held = practice.school.powerschool.scores
        known = {*held}
        await app.fixing.apply(repair)
        for setting in (mine := await app.store.settings(name)):
            await app.store.put_setting(name, replace(setting, by="Bo"))
        for key in {*held} - known if not mine else ():
            held[key].points, held[key].entered = Decimal(1), "1"
        await refuses(app, practice, name, "changed since by Bo" if mine else "were changed since")

    fix_cases.played(case, play)
    ours = believing(taking_back._ours, "held != change.after", "False")
    theirs = believing(taking_back._others, "not is_blank(score)", "False")
    with ours, theirs, pytest.raises(pytest.fail.Exception):
        fix_cases.played(case, play)


def poster(school: School) -> dict[str, object]:
    """The first line item of the fix in PowerSchool."""
    rows = [row for work in school.powerschool.assignments.values() for row in work.rows]
    return next(row for row in rows if row["name"] == "Ecosystem poster")


async def mapped(app: run_app.App, name: str) -> AppliedFix:
    return await fixed(app, name, "category-not-found", "Labs")


def test_a_score_that_somebody_entered_in_the_sis_since_is_not_lost() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        await mapped(app, name)
        section = poster(practice.school)["assignmentsectionid"]
        row = next(s for s in practice.school.powerschool.scores.values() if s.section == section)
        row.points, row.entered = Decimal(1), "1"
        await refuses(app, practice, name, "came or were changed since")

    played(play, "powerschool", "Biology")


def test_a_line_item_that_was_renamed_in_the_sis_since_is_left_alone() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        await mapped(app, name)
        poster(practice.school)["name"] = "Ecosystem poster, first look"
        await refuses(app, practice, name, "was changed in the SIS since")

    played(play, "powerschool", "Biology")


def test_a_setting_that_another_person_changed_since_is_theirs() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        await mapped(app, name)
        setting = (await app.store.settings(name))[0]
        await app.choosing.put(name, Level.CLASS, setting.target, [f"{setting.name}=Exams"], "Bo")
        await refuses(app, practice, name, "was changed since by Bo")

    played(play, "powerschool", "Biology")


def test_when_the_period_is_over_it_is_too_late() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        await mapped(app, name)
        await practice.clock.sleep(timedelta(days=400).total_seconds())
        await refuses(app, practice, name, "too late: the period")

    played(play, "powerschool", "Biology")


def test_an_sis_that_cannot_delete_from_outside_is_not_asked_to() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        await mapped(app, name)
        await refuses(app, practice, name, "not known to delete one from outside")

    played(play, "sapphire", "Studio Art")


def test_a_line_item_that_was_adopted_is_not_let_go_by_undo() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        await fixed(app, name, "held-for-a-person")
        await refuses(app, practice, name, "it adopted a line item")

    played(play, "powerschool", "English 10")


def test_an_undo_that_was_cut_off_is_gone_to_its_end() -> None:
    async def play(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        before = await state(app, practice, name)
        fix = await mapped(app, name)
        put = app.store.drop_setting

        async def cut(*_: object) -> bool:
            raise KeyboardInterrupt

        app.store.drop_setting = cut  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            await app.undoing.undo(name, fix.id)
        app.store.drop_setting = put  # type: ignore[method-assign]
        assert (await app.undoing.undo(name, fix.id)).left == ()
        assert await state(app, practice, name) == before

    played(play, "powerschool", "Biology")


def test_what_is_not_a_fix_cannot_be_undone() -> None:
    async def play(app: run_app.App, _: in_process.Practice, name: str) -> None:
        with pytest.raises(BadInput, match="no fix 'f1'"):
            await app.undoing.undo(name, "f1")
        assert await app.undoing.listed(name) == ()

    played(play, "sapphire", "Studio Art")
