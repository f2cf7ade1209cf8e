"""A sync against a practice school that lies, and what its simulator really holds afterwards.

The truth comes from the simulator's own rows (`passback.sandbox.book`), never from what its interface shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

import in_process
from passback.core.gradebook import Excused, LineItem, Mark, Score
from passback.core.problem import Problem, State
from passback.core.settings import Level
from passback.core.subject import Subject
from passback.core.value import plain
from passback.run import app as run_app
from passback.run.ports import Outcome
from passback.run.report import ARRIVED
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.book import Book, KeptLine, KeptMark
from passback.sandbox.lies import LONGEST_TITLE, Lie
from passback.sandbox.school import interface
from passback.sandbox.state.canvas import SubmissionRow
from passback.sandbox.state.school import Fault, School
from passback.sandbox.systems import simulators

CONTROL = "no lie"
ROWS = (CONTROL, *Lie)
# What a finding must say of a value that the lie changed.
WORDS: Mapping[str, str] = {
    Lie.PARTIAL_SAVE: "dropped",
    Lie.ROUNDING: "rounded",
    Lie.TITLE_CUT: "cut",
    Lie.DAY_LATE: "a-day-off",
    Lie.SILENT_DROP: "dropped",
}
LONG = ", with graphs, a written explanation and all the steps shown"


@dataclass(frozen=True)
class Ready:
    """A school in which every score of one connection arrives; pickled, so that each row begins alike."""

    name: str
    courses: Sequence[str]
    state: bytes
    refuses_long: str

    def begin(self) -> tuple[in_process.Practice, MemoryStore]:
        """A copy for the caller alone."""
        return in_process.resumed(self.state)


@dataclass
class Told:
    """What one run said, beside what is true.

    `caught`: told as something else than *in SIS*, with the right word. `believed`: told *in SIS* though it
    is not there so. `wrong_word`: seen, and explained otherwise. `unproven`: there, told so, and not proven.
    `doubted`: there, and told otherwise. `doubled`: natural keys that were written more often than without
    the lie. `missed`: not found, or found equal, by a reconciliation afterwards.
    """

    right: int = 0
    caught: int = 0
    believed: list[Subject] = field(default_factory=list)
    wrong_word: list[str] = field(default_factory=list)
    unproven: int = 0
    doubted: int = 0
    doubled: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    writes: Mapping[str, int] = field(default_factory=dict)


@cache
def names() -> tuple[str, ...]:
    """Every connection of the practice school's first line."""
    practice = in_process.a_practice()
    listed = interface(practice.school, practice.urls)["sis"]
    return tuple(sorted(listed)) if isinstance(listed, Mapping) else ()


def book_of(school: School, name: str) -> Book:
    """The gradebook behind a connection, as it really is."""
    made = simulators()[name].book
    if made is None:
        raise LookupError(f"{name} shows nobody its gradebook")
    return made(school)


# ---- a school in which all is well ---------------------------------------------------------------


async def ready(name: str, *, whole: bool, long_titles: bool) -> Ready:
    """Take out what was planted to fail; put in what a lie can be told about.

    `whole` False: one course. `long_titles`: every assignment has one, where the SIS takes it.
    """
    practice, store = in_process.a_practice(), MemoryStore()
    async with run_app.open(in_process.settings(practice, store)) as app:
        await in_process.connected(app, practice, name)
        connection = f"practice-{name}"
        await app.test(connection)
        courses = [ref.id for ref in await app.courses(connection)][: None if whole else 1]
        # Else the changes of the second round would wait for a person, being many.
        await app.choosing.put(connection, Level.CONNECTION, "", ["hold-percent=100"], "lying")
    _with_fractions(practice.school, courses)
    refused = ""
    if long_titles:
        for work in practice.school.canvas.assignments.values():
            work.name += LONG
    state = in_process.kept(practice, store)
    left, problems = await _not_arriving(state, connection, courses)
    if long_titles and not await _any_long(state, connection, courses):
        refused = ", ".join(problems)
    canvas = practice.school.canvas
    gone = {(s.assignment, s.student) for s in left}
    for key, row in list(canvas.submissions.items()):
        if (str(row.assignment), str(row.user)) in gone:
            del canvas.submissions[key]
    return Ready(name, courses, in_process.kept(practice, store), refused)


def _with_fractions(school: School, courses: Sequence[str]) -> None:
    """A quarter less for every score, and half a point more for every other assignment."""
    canvas = school.canvas
    for at, work in enumerate(canvas.assignments.values()):
        if str(work.course) in courses and work.grading_type == "points" and at % 2 and work.points:
            work.points += Decimal("0.5")
    for row in canvas.submissions.values():
        if row.score is not None and row.score >= 1:
            _score(row, row.score - Decimal("0.25"))


def _score(row: SubmissionRow, score: Decimal) -> None:
    row.score = row.entered = score
    row.grade = plain(score) if row.grade is not None and row.grade[:1].isdigit() else row.grade


async def _not_arriving(
    state: bytes, connection: str, courses: Sequence[str]
) -> tuple[set[Subject], list[str]]:
    practice, store = in_process.resumed(state)
    async with run_app.open(in_process.settings(practice, store)) as app:
        batch, _ = await app.plan(connection, courses)
        report = await app.sync(batch, just_planned=True)
    left = {line.subject for line in report.lines if not (line.proven and line.state is State.IN_SIS)}
    told = [trouble for trouble in report.troubles if trouble.lines or trouble.items]
    long = [trouble for trouble in told if trouble.problem is Problem.NAME_TOO_LONG]
    return left, [trouble.title for trouble in long or told]


async def _any_long(state: bytes, connection: str, courses: Sequence[str]) -> bool:
    practice, store = in_process.resumed(state)
    async with run_app.open(in_process.settings(practice, store)) as app:
        batch, _ = await app.plan(connection, courses)
        await app.sync(batch, just_planned=True)
    held = book_of(practice.school, connection.removeprefix("practice-")).lines().values()
    return any(len(line.title) > LONGEST_TITLE for line in held)


# ---- one run --------------------------------------------------------------------------------------


async def told(given: Ready, lie: str, *, again: bool = False) -> Told:
    """One sync while the SIS lies, and what came of it. `again`: it lies about changes to what is there."""
    practice, store = given.begin()
    connection = f"practice-{given.name}"
    if again:
        async with run_app.open(in_process.settings(practice, store)) as app:
            batch, _ = await app.plan(connection, given.courses)
            await app.sync(batch, just_planned=True)
        _change(practice.school, given.courses)
    practice.school.writes.clear()
    if lie != CONTROL:
        practice.school.faults.append(Fault(given.name, lie, times=None))
    async with run_app.open(in_process.settings(practice, store)) as app:
        batch, _ = await app.plan(connection, given.courses)
        await app.sync(batch, just_planned=True)
        made = Told(writes=dict(practice.school.writes))
        outcomes = await _outcomes(store, batch.plans)
        wrong = _compare(made, outcomes, book_of(practice.school, given.name), lie)
        if lie == Lie.STALE_READ:
            # What shows late is there once, however often it is looked for.
            batch, _ = await app.plan(connection, given.courses)
            await app.sync(batch, just_planned=True)
        practice.school.faults.clear()
        made.writes = dict(practice.school.writes)
        await _reconciled(app, given, made, wrong)
    return made


def _change(school: School, courses: Sequence[str]) -> None:
    """In Canvas: other names, and other scores for every second student."""
    canvas = school.canvas
    works = {work.id: work for work in canvas.assignments.values() if str(work.course) in courses}
    for work in works.values():
        work.name = f"2: {work.name}"
    for row in canvas.submissions.values():
        if row.assignment in works and row.score is not None and row.score > 2 and row.id % 2:  # noqa: PLR2004 - room below
            _score(row, row.score - Decimal("1.125"))


async def _outcomes(store: MemoryStore, plans: Sequence[str]) -> list[Outcome]:
    kept = [await store.kept_plan(plan) for plan in plans]
    return [outcome for one in kept if one is not None for outcome in one.outcomes]


async def _reconciled(app: run_app.App, given: Ready, made: Told, wrong: Mapping[Subject, str]) -> None:
    """A reconciliation afterwards finds what is wrong, each with its word, and nothing else."""
    done = await app.reconciliations.of(f"practice-{given.name}", given.courses)
    found = {row.subject: row.how or "" for row in done.scores if not row.expected}
    for item in done.items:
        if item.differences:
            found[item.subject] = item.differences[0].way or "other"
        elif not item.expected:
            found[item.subject] = WORDS[Lie.SILENT_DROP]
    for subject in wrong.keys() - found.keys():
        made.missed.append(f"{subject}: wrong, and reconciled as equal")
    for subject in found.keys() - wrong.keys():
        if found[subject] == "scale" and replace(subject, student=None) in wrong:
            continue  # as it was, on a line item that is not
        made.missed.append(f"{subject}: right, and reconciled as {found[subject]}")
    for subject in wrong.keys() & found.keys():
        # What was never sent, its line item being wrong, has no word of its own.
        if wrong[subject] and found[subject] != wrong[subject]:
            made.missed.append(f"{subject}: {wrong[subject]}, and reconciled as {found[subject]}")


def _compare(made: Told, outcomes: Sequence[Outcome], book: Book, lie: str) -> dict[Subject, str]:
    """Each outcome beside the truth; brings what is not there as wanted, with the word where one was said."""
    lines, marks = book.lines(), book.marks()
    wrong: dict[Subject, str] = {}
    for outcome in outcomes:
        wanted, subject, verdict = outcome.change.after, outcome.change.subject, outcome.verdict
        if isinstance(wanted, LineItem):
            is_there = _is_line(wanted, lines.get(outcome.ref or wanted.ref or ""))
        elif isinstance(wanted, Score):
            is_there = _is_mark(wanted.mark, marks.get((outcome.ref or "", wanted.student)))
        else:
            continue
        green = verdict.state in ARRIVED
        made.right += green and is_there
        made.unproven += green and is_there and not verdict.proven
        made.doubted += is_there and not green
        if is_there:
            continue
        word = verdict.why.facts.get("state", "") if verdict.why and verdict.state is State.DIFFERS else ""
        wrong[subject] = word
        if green:
            made.believed.append(subject)
        elif verdict.state is State.DIFFERS and word != WORDS.get(lie):
            made.wrong_word.append(f"{subject}: {word}")
        else:
            made.caught += 1
    return wrong


def _is_line(wanted: LineItem, kept: KeptLine | None) -> bool:
    if kept is None:
        return False
    return (kept.title, kept.due, kept.maximum) == (wanted.title, wanted.due, wanted.maximum)


def _is_mark(wanted: Mark, kept: KeptMark | None) -> bool:
    if kept is None:
        return False
    if isinstance(wanted, Excused):
        return kept.exempt
    return isinstance(wanted, Decimal) and not kept.exempt and kept.score == wanted
