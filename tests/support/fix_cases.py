"""Each fix with a practice school that refuses or blocks, and how it is met there."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal

import in_process
from passback.core.errors import NoAnswer
from passback.core.ports import Request
from passback.core.problem import Action, Problem
from passback.run import app as run_app
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.canvas import AssignmentRow, GroupRow
from passback.sandbox.state.oneroster import CategoryRow
from passback.sandbox.state.school import School

Practice = in_process.Practice
SKETCH = "Sketchbook check"
PORTFOLIO = "Portfolio"
REPLACED = 99_001


def nothing(_: School) -> None:
    """As planted."""


def no_change(_: Practice, __: MemoryStore) -> None:
    """As the first sync left it."""


@dataclass(frozen=True)
class Case:
    """How a fix is met, in all courses or in one. `bend`: the school before its first sync.

    `during`, `after`: what happens in that, and then.

    `ends`: the scores are `sent`, or `answered` for they wait or are left out, or it is only `seen` that
    Canvas is as wanted. `stays`: the problem is none of ours, and is still there.
    """

    sis: str
    problem: str
    choose: str | None = None
    ends: str = "sent"
    course: str | None = None
    bend: Callable[[School], None] = nothing
    during: Callable[[Practice], None] = lambda _: None
    after: Callable[[Practice, MemoryStore], None] = no_change
    stays: bool = False


# ---- how a school is bent ------------------------------------------------------------------------------


def work(school: School, name: str) -> AssignmentRow:
    return next(row for row in school.canvas.assignments.values() if row.name == name)


def first_line(practice: Practice) -> int | str:
    return min(practice.school.rosters["synergy"].lines, key=str)


def line_is_gone(practice: Practice, _: MemoryStore) -> None:
    ours, line = practice.school.rosters["synergy"], first_line(practice)
    for key in [key for key, mark in ours.marks.items() if mark.line == line]:
        del ours.marks[key]
    del ours.lines[line]


def line_is_doubled(practice: Practice, store: MemoryStore) -> None:
    ours, line = practice.school.rosters["synergy"], first_line(practice)
    twin = deepcopy(ours.lines[line])
    line_is_gone(practice, store)
    ours.lines["one"], ours.lines["two"] = replace(twin, id="one"), replace(twin, id="two")
    store._all["practice-synergy"].links.clear()


def a_class_is_a_new_one(practice: Practice, store: MemoryStore) -> None:
    """One line item is in another class than the one that the section leads to now."""
    held, ours = store._all["practice-synergy"].links, practice.school.rosters["synergy"]
    key = next(iter(held))
    for mark in [mark for mark, row in ours.marks.items() if row.line == held[key].ref]:
        del ours.marks[mark]
    del ours.lines[held[key].ref]
    held[key] = replace(held[key], class_ref="another")


def another_sync_keeps_links(practice: Practice, store: MemoryStore) -> None:
    held = store._all["practice-sapphire"].links
    key = next(iter(held))
    held[key] = replace(held[key], class_ref="another", ref="gone")
    practice.school.canvas.assignments[int(key[1])].integration_data = {"k": "v"}
    for token in practice.school.canvas.tokens.values():
        token.permissions = token.permissions | {"manage_sis"}


def another_sync_keeps_links_of_the_course(practice: Practice, store: MemoryStore) -> None:
    another_sync_keeps_links(practice, store)
    rows = practice.school.canvas.assignments.values()
    course = next(row.course for row in rows if row.integration_data)
    for row in rows:
        row.integration_data |= {"k": f"v-{row.id}"} if row.course == course else {}


def a_score_is_edited(practice: Practice, _: MemoryStore) -> None:
    marks = practice.school.rosters["synergy"].marks.values()
    next(m for m in marks if m.score is not None and m.score > 3).score = Decimal(1)


def powerschool_is_down(practice: Practice) -> None:
    def down(request: Request, _: int) -> None:
        if "powerschool" in request.url and request.method in {"PUT", "POST"} and "/xte/" in request.url:
            raise NoAnswer("down", Problem.SIS_UNREACHABLE, sent=False)

    practice.before = down


def classes_change_hands(practice: Practice) -> None:
    """Between what is read before a write and the write itself."""

    def handed_over(request: Request, _: int) -> None:
        if request.method == "POST" and "/ws/xte/section/assignment" in request.url:
            ps = practice.school.powerschool
            for row in ps.sections.values():
                row.staff = [next(t.staff for t in ps.teachers.values() if t.staff not in row.staff)]
            practice.before = lambda _request, _number: None

    practice.before = handed_over


def a_record_is_replaced(practice: Practice) -> None:
    """A student gets another record in PowerSchool, just before the first score is written."""

    def replaced(request: Request, _: int) -> None:
        if request.method == "PUT" and "/ws/xte/score" in request.url:
            ps = practice.school.powerschool
            old = int(json.loads(request.body or b"")["assignment_scores"][0]["studentsdcid"])
            ps.students[REPLACED] = replace(ps.students.pop(old), dcid=REPLACED)
            for seat in ps.enrollments:
                seat.student = REPLACED if seat.student == old else seat.student
            practice.before = lambda _request, _number: None

    practice.before = replaced


def a_student_has_left(practice: Practice, _: MemoryStore) -> None:
    """One with scores in the SIS, whose next one is therefore not sent."""
    ps = practice.school.powerschool
    section, student = next(iter(ps.scores))
    gone = next(seat for seat in ps.enrollments if seat.student == student)
    gone.dropped = True
    del ps.scores[section, student]


def up_again(practice: Practice, _: MemoryStore) -> None:
    practice.before = lambda _request, _number: None


def two_groups_of_a_name(school: School) -> None:
    row = work(school, SKETCH)
    mine = school.canvas.groups[row.group]
    other = next(
        a for a in school.canvas.assignments.values() if a.course == row.course and a.group != mine.id
    )
    name = school.canvas.groups[other.group].name
    twin = GroupRow(max(school.canvas.groups) + 1, row.course, name, 99, Decimal(0))
    school.canvas.groups[twin.id] = twin
    row.group = twin.id


def with_points(name: str, points: Decimal | None) -> Callable[[School], None]:
    """One assignment has these points, or none."""

    def bend(school: School) -> None:
        work(school, name).points = points

    return bend


def a_category_without_a_group(school: School) -> None:
    """Every class of Sapphire, and of PowerSchool's first teacher, has one that no group is named like."""
    held = school.rosters["sapphire"].categories
    for klass in {row.klass for row in held.values()}:
        held[f"portfolio-{klass}"] = CategoryRow(f"portfolio-{klass}", PORTFOLIO, klass)
    first = next(iter(school.powerschool.categories.values()))
    school.powerschool.categories[4399] = replace(first, id=4399, name=PORTFOLIO)


def no_points(school: School) -> None:
    two_groups_of_a_name(school)
    with_points(SKETCH, None)(school)


CASES = {
    Action.ADOPT: Case("powerschool", "held-for-a-person"),
    Action.CAP_SCORE: Case("synergy", "score-above-maximum"),
    Action.CHOOSE_LINE_ITEM: Case("synergy", "several-matches", "two", after=line_is_doubled),
    Action.CLEAR_COURSE_INTEGRATION_DATA: Case(
        "sapphire",
        "link-broken",
        ends="seen",
        after=another_sync_keeps_links_of_the_course,
        stays=True,
    ),
    Action.CLEAR_INTEGRATION_DATA: Case(
        "sapphire",
        "link-broken",
        ends="seen",
        after=another_sync_keeps_links,
        stays=True,
    ),
    Action.CREATE_GROUP: Case("sapphire", "category-not-found", bend=a_category_without_a_group),
    Action.DATE_BY_POLICY: Case("aspen", "due-date-missing", "last-day"),
    Action.HOLD_EXCUSED: Case("q-sis", "score-excused", ends="answered"),
    Action.HOLD_STUDENT: Case("aeries", "student-not-on-gradebook", ends="answered"),
    Action.LEAVE_OUT: Case("powerschool", "section-without-sis-id", ends="answered"),
    Action.MAKE_ANEW: Case("synergy", "line-item-deleted", after=line_is_gone),
    Action.MAP_CATEGORY: Case("powerschool", "category-not-found", "Labs"),
    Action.MERGE_GROUPS: Case(
        "sapphire", "duplicate-assignment-groups", ends="seen", bend=two_groups_of_a_name
    ),
    Action.MOVE_TO_GROUP: Case("sapphire", "category-not-found", "Homework"),
    Action.REMASTER: Case("synergy", "edited-in-sis", after=a_score_is_edited),
    Action.RENAME: Case("powerschool", "name-too-long"),
    Action.RESEND: Case(
        "powerschool", "sis-unreachable", course="Biology", during=powerschool_is_down, after=up_again
    ),
    Action.RESOLVE_ANEW: Case(
        "powerschool",
        "teacher-not-in-section",
        course="Biology",
        during=classes_change_hands,
        after=up_again,
    ),
    Action.SEND_OTHER_DATE: Case("powerschool", "due-date-outside-term", "2026-11-23"),
    Action.SET_DUE_DATE: Case("pinnacle", "due-date-outside-term", "2026-09-14"),
    Action.SET_POINTS: Case("sapphire", "points-missing", "100", bend=no_points),
    Action.SHORTEN_NAME: Case("powerschool", "name-too-long"),
    Action.TURN_SYNC_OFF: Case("focus", "grading-period-locked", ends="seen"),
    Action.UNLINK: Case("synergy", "link-broken", after=a_class_is_a_new_one),
}


LAB = "Microscope lab"
# Where a fix can be taken back: on one course, in an SIS that is known to delete what was made.
UNDONE = CASES | {
    Action.CREATE_GROUP: replace(CASES[Action.CREATE_GROUP], sis="powerschool", course="Biology"),
    Action.HOLD_EXCUSED: Case("q-sis", "score-excused", course="Music Theory"),
    Action.HOLD_STUDENT: Case("aeries", "student-not-on-gradebook", course="Chemistry"),
    Action.LEAVE_OUT: Case("q-sis", "student-without-sis-id", course="Music Theory"),
    Action.MAP_CATEGORY: replace(CASES[Action.MAP_CATEGORY], course="Biology"),
    Action.SHORTEN_NAME: replace(CASES[Action.SHORTEN_NAME], course="English 10"),
    Action.MOVE_TO_GROUP: Case("powerschool", "category-not-found", "Homework", course="Biology"),
    Action.RENAME: replace(CASES[Action.RENAME], course="English 10"),
    Action.SET_DUE_DATE: Case("powerschool", "due-date-outside-term", "2026-11-23", course="English 10"),
    Action.SET_POINTS: Case(
        "powerschool", "points-missing", "100", course="Biology", bend=with_points(LAB, None)
    ),
}


def played(case: Case, play: Callable[[run_app.App, Practice, str], Awaitable[None]]) -> None:
    """With the connection of a case as its first sync left it, and what happened since."""

    async def run() -> None:
        practice, store = in_process.a_practice(), MemoryStore()
        case.bend(practice.school)
        async with run_app.open(in_process.settings(practice, store)) as app:
            (name,) = await in_process.connected(app, practice, case.sis)
            only = [ref.id for ref in await app.courses(name) if ref.name == case.course]
            batch, _ = await app.plan(name, only) if only else await app.plan(name)
            case.during(practice)
            await app.sync(batch, just_planned=True)
            case.after(practice, store)
            await practice.clock.sleep(3600)
            if case.after not in {no_change, up_again}:
                await app.plan(name)
            await play(app, practice, name)

    asyncio.run(run())


async def problems(app: run_app.App, name: str) -> list[str]:
    """What keeps scores back, by the newest plans."""
    return [found.finding.problem.value for found in await app.fixing.listed(name)]
