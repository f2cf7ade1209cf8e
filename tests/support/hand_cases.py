"""Problems that a person mends, each with a practice school that has it and what the person does there.

What is done by hand is done to the school's own state, as the entry's steps say; never to passback.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import in_process
from passback.run import app as run_app
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.canvas import SubmissionRow
from passback.sandbox.state.oneroster import Roster
from passback.sandbox.state.school import School

Practice = in_process.Practice
Play = Callable[[run_app.App, Practice, str], Awaitable[None]]


def nothing(_: Practice) -> None:
    """As it is."""


@dataclass(frozen=True)
class Case:
    """`during`: between the first plan and its sync. `after`: after that sync, before the next plan.

    `by_hand`: what the steps say. `sent`: how many scores go then; 0: only a line item, or nothing waits.
    `at`: where the first cure is shown to begin. `synced`: the SIS itself has to say it: it is synced again.
    `fixed`: passback has a fix of its own too.
    """

    sis: str
    entry: str
    problem: str
    by_hand: Callable[[Practice], None]
    sent: int
    at: str
    during: Callable[[Practice], None] = nothing
    after: Callable[[Practice], None] = nothing
    synced: bool = False
    fixed: bool = False


# ---- a school, and what happens in it -------------------------------------------------------------------


def scored(school: School, course: str) -> list[SubmissionRow]:
    """The scores of a course in Canvas that can be lowered by one."""
    canvas = school.canvas
    return [
        row
        for row in canvas.submissions.values()
        if canvas.courses[canvas.assignments[row.assignment].course].name == course
        and row.score is not None
        and row.score > 1
    ]


def graded_anew(practice: Practice, course: str, number: int = 3) -> None:
    """A teacher lowers some scores by a point."""
    for row in scored(practice.school, course)[:number]:
        assert row.score is not None
        row.score = row.entered = row.score - 1


def roster(practice: Practice, sis: str) -> Roster:
    return practice.school.rosters[sis]


def with_gradebooks(*numbers: str) -> Callable[[Practice], None]:
    def change(practice: Practice) -> None:
        for klass in roster(practice, "aeries").classes.values():
            klass.hidden["gradebooks"] = [*numbers]

    return change


def a_second_gradebook(practice: Practice) -> None:
    with_gradebooks("5501", "5502")(practice)
    graded_anew(practice, "Chemistry")


def another_gradebook(practice: Practice) -> None:
    """The class has another gradebook than the one that its work was sent to, and the work a new name."""
    with_gradebooks("5502")(practice)
    canvas = practice.school.canvas
    for work in canvas.assignments.values():
        if canvas.courses[work.course].name == "Chemistry":
            work.name = f"{work.name}, part 2"


def a_score_is_cleared(practice: Practice) -> None:
    row = scored(practice.school, "US History")[0]
    row.score = row.entered = None
    row.grade, row.state = None, "submitted"


def a_score_is_entered(practice: Practice) -> None:
    canvas = practice.school.canvas
    row = next(
        row
        for row in canvas.submissions.values()
        if row.score is None
        and row.state == "submitted"
        and canvas.courses[canvas.assignments[row.assignment].course].name == "US History"
    )
    row.score, row.entered, row.grade, row.state = Decimal(3), Decimal(3), "3", "graded"


def another_vendor_key(practice: Practice) -> None:
    held = roster(practice, "infinite-campus").hidden
    held["vendor of before"], held["vendor"] = held["vendor"], "practice:renewed"


def the_vendor_key(practice: Practice) -> None:
    held = roster(practice, "infinite-campus").hidden
    held["vendor"] = held.pop("vendor of before")


def a_secret_that_ended(practice: Practice) -> None:
    ours = roster(practice, "skyward")
    ours.hidden["secret of before"], ours.client.secret = ours.client.secret, "ended"
    graded_anew(practice, "Composition")


def a_secret_that_is_known(practice: Practice) -> None:
    ours = roster(practice, "skyward")
    ours.client.secret = ours.hidden.pop("secret of before")


def locked(*, is_locked: bool) -> Callable[[Practice], None]:
    def change(practice: Practice) -> None:
        for work in practice.school.powerschool.assignments.values():
            for row in work.rows:
                row["islocked"] = is_locked

    return change


def work_is_locked(practice: Practice) -> None:
    locked(is_locked=True)(practice)
    graded_anew(practice, "Biology")


def the_period_is_opened(practice: Practice) -> None:
    for period in roster(practice, "focus").periods.values():
        period.hidden["closed"] = False
    for category in roster(practice, "focus").categories.values():
        category.hidden.pop("periods", None)


def students_are_moved(practice: Practice) -> None:
    """Into the section that came from the SIS, where the registrar enrolls them too."""
    school = practice.school
    canvas, ps = school.canvas, school.powerschool
    in_biology = [row for row in canvas.sections.values() if canvas.courses[row.course].name == "Biology"]
    by_hand = next(row for row in in_biology if row.sis_id is None)
    real = next(row for row in in_biology if row.sis_id is not None)
    of_before = {row.user for row in canvas.enrollments.values() if row.section == real.id}
    section = next(row for row in ps.sections.values() if str(row.id) == real.sis_id)
    number = {row.number: row.dcid for row in ps.students.values()}
    for row in [row for row in canvas.enrollments.values() if row.section == by_hand.id]:
        row.section = real.id
        student = number.get(str(canvas.users[row.user].sis_id))
        if row.user not in of_before and student is not None:
            last = max(each.id for each in ps.enrollments)
            ps.enrollments.append(
                replace(ps.enrollments[0], id=last + 1, section=section.dcid, student=student)
            )


CASES = (
    Case(
        "aeries",
        "aeries.several-gradebooks",
        "several-gradebooks",
        with_gradebooks("5501"),
        3,
        "Aeries ▸ Gradebook ▸ Manage",
        after=a_second_gradebook,
    ),
    Case(
        "aeries",
        "aeries.gradebook-mismatch",
        "gradebook-mismatch",
        with_gradebooks("5501"),
        0,
        "Aeries ▸ Gradebook ▸ Manage",
        after=another_gradebook,
        synced=True,
    ),
    Case(
        "infinite-campus",
        "infinite-campus.score-cleared",
        "score-cleared",
        a_score_is_entered,
        1,
        "Canvas ▸ the course ▸ Grades ▸ Gradebook ▸ Gradebook History",
        after=a_score_is_cleared,
    ),
    Case(
        "infinite-campus",
        "infinite-campus.not-authorized",
        "credentials-expired",
        the_vendor_key,
        38,
        "Infinite Campus ▸ Digital Learning Applications Configuration ▸ the connection",
        during=another_vendor_key,
    ),
    Case(
        "skyward",
        "skyward.credentials-expired",
        "credentials-expired",
        a_secret_that_is_known,
        3,
        "Skyward ▸ Product Setup ▸ Skyward Contact Access ▸ Security ▸ Secured User ▸ API",
        after=a_secret_that_ended,
    ),
    Case(
        "powerschool",
        "powerschool.assignment-locked",
        "assignment-locked",
        locked(is_locked=False),
        3,
        "Canvas ▸ the course ▸ Assignments ▸ the assignment ▸ Edit ▸ Sync to SIS",
        after=work_is_locked,
        fixed=True,
    ),
    Case(
        "focus",
        "focus.grading-period-locked",
        "grading-period-locked",
        the_period_is_opened,
        10,
        "Canvas ▸ the course ▸ Assignments ▸ the assignment ▸ Edit ▸ Sync to SIS",
        fixed=True,
    ),
    Case(
        "powerschool",
        "powerschool.section-without-sis-id",
        "section-without-sis-id",
        students_are_moved,
        21,
        "Canvas ▸ the course ▸ Settings ▸ Sections",
        fixed=True,
    ),
)


def played(case: Case, play: Play) -> None:
    """With the connection of a case as its first sync left it, and what happened since."""

    async def run() -> None:
        practice = in_process.a_practice()
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            (name,) = await in_process.connected(app, practice, case.sis)
            batch, _ = await app.plan(name)
            case.during(practice)
            await app.sync(batch, just_planned=True)
            await practice.clock.sleep(3600)
            case.after(practice)
            if case.after is not nothing:
                batch, _ = await app.plan(name)
                if case.synced:
                    await app.sync(batch, just_planned=True)
            await play(app, practice, name)

    asyncio.run(run())
