"""The same figures for every connection of the practice school, whatever its SIS."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal

import pytest

import in_process
from passback.core.problem import Problem, State
from passback.run import app as run_app
from passback.run.report import Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.school import interface

pytestmark = pytest.mark.disable_socket


# One read that tells whether the SIS lets us in: once in a plan, however many courses it has.
PROBE = 1


def names() -> list[str]:
    practice = in_process.a_practice()
    told = interface(practice.school, practice.urls)["sis"]
    assert isinstance(told, Mapping)
    return sorted(told)


def counted(practice: in_process.Practice) -> Mapping[str, int]:
    """Requests by system, signing in apart."""
    calls = practice.school.calls
    made = {
        system: sum(n for shape, n in shapes.items() if shape != "POST token")
        for system, shapes in calls.items()
    }
    calls.clear()
    return made


@pytest.mark.parametrize("name", names())
def test_a_connection_is_tested_in_less_than_thirty_requests(name: str) -> None:
    async def play() -> None:
        practice = in_process.a_practice()
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            await in_process.connected(app, practice, name)
            tested = await app.test(f"practice-{name}")
        assert tested.passed
        assert sum(sum(shapes.values()) for shapes in practice.school.calls.values()) < 30

    asyncio.run(play())


@pytest.mark.parametrize("name", [name for name in names() if name not in {"aspen", "powerschool"}])
def test_a_course_of_one_section_is_read_by_the_formula(name: str) -> None:
    """6 of Canvas and at most 6 of the SIS; Aeries's own interface is asked twice more for its gradebook."""

    async def play() -> None:
        practice, store = in_process.a_practice(), MemoryStore()
        own = 2 if name == "aeries" else 0
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice, name)
            connection = f"practice-{name}"
            await app.test(connection)
            first = (await app.courses(connection))[0]
            counted(practice)
            batch, _ = await app.plan(connection, [first.id])
            read = counted(practice)
            # And the list of courses, once an hour; with others on this Canvas the accounts above, once a day
            assert read["canvas"] <= 6 + 1 + 3
            assert read[name] <= PROBE + 6 + own
            await app.sync(batch, just_planned=True)
            counted(practice)
            await app.plan(connection, [first.id])
            counted(practice)
            _, again = await app.plan(connection, [first.id])
            read = counted(practice)
        assert read["canvas"] == 6
        lacking = {
            "student-not-in-section",
            "student-not-on-gradebook",
            "category-not-found",
            "due-date-outside-term",
            "due-date-outside-grading-period",
        }
        if again.rows:
            assert (
                read[name] <= PROBE + 2 + 6 + own
            )  # what was refused is tried again, and rests on fresh parts
        elif lacking & {warned.problem.value for warned in again.warned}:
            assert read[name] <= PROBE + 6 + own
        else:
            assert read[name] == PROBE + 2

    asyncio.run(play())


def leave_out(practice: in_process.Practice, report: Report) -> None:
    """Take out of the sync what was planted to fail: it would be tried again, or once its item is there."""
    for line in report.lines:
        above = line.problem is Problem.SCORE_ABOVE_MAXIMUM
        if line.state in {State.REFUSED, State.DIFFERS} or above:
            practice.school.canvas.assignments[int(line.subject.assignment or "")].post_to_sis = False


def change_one(practice: in_process.Practice, report: Report) -> None:
    """Another score for a student whose score arrived."""
    canvas = practice.school.canvas
    line = next(
        one
        for one in report.lines
        if one.state is State.IN_SIS
        and one.score
        and canvas.assignments[int(one.subject.assignment or "")].post_to_sis
    )
    rows = canvas.submissions.values()
    wanted = (line.subject.assignment, line.subject.student)
    row = next(one for one in rows if (str(one.assignment), str(one.user)) == wanted)
    row.score = row.entered = Decimal(1) if row.score != 1 else Decimal(2)
    row.grade = str(row.score)


@pytest.mark.parametrize("name", names())
def test_one_changed_score_is_one_write_and_one_read_back(name: str) -> None:
    """Of an existing line item, right after its plan: two requests to the SIS and none to Canvas."""

    async def play() -> None:
        practice, store = in_process.a_practice(), MemoryStore()
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice, name)
            connection = f"practice-{name}"
            await app.test(connection)
            course = (await app.courses(connection))[0].id
            batch, _ = await app.plan(connection, [course])
            first = await app.sync(batch, just_planned=True)
            leave_out(practice, first)
            await app.plan(connection, [course])
            change_one(practice, first)
            batch, overview = await app.plan(connection, [course])
            assert overview.total.create + overview.total.update == 1
            counted(practice)
            writes = practice.writes
            report = await app.sync(batch, just_planned=True)
        assert counted(practice) == {name: 2}
        assert practice.writes == writes + 1
        assert report.states[State.IN_SIS] == report.proven == 1

    asyncio.run(play())


def test_powerschool_is_read_by_its_own_formula() -> None:
    """7 requests per class, one per line item, and once for all one per 100 students of the school."""

    async def play() -> None:
        practice, store = in_process.a_practice(), MemoryStore()
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice, "powerschool")
            await app.test("practice-powerschool")
            course = next(
                ref.id for ref in await app.courses("practice-powerschool") if ref.name == "Biology"
            )
            batch, overview = await app.plan("practice-powerschool", [course])
            await app.sync(batch, just_planned=True)
            counted(practice)
            await app.plan("practice-powerschool", [course])
        classes, items = 2, overview.total.items_made
        assert items > 10
        assert len(practice.school.powerschool.students) <= 100
        assert counted(practice)["powerschool"] == PROBE + 7 * classes + items + 1

    asyncio.run(play())
