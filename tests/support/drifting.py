"""A school that was synced and then planned again, to be changed between that plan and its sync.

Two sections share one course of four assignments: `SCORED` and `OTHER` have changed scores, `RENAMED` has
those and another title, `FRESH` has never been sent. What a kind of drift may take with it is told by
assignment, section and student, in Canvas's ids.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import in_process
from passback.core.gradebook import LineItem, Score
from passback.core.ports import Request
from passback.core.problem import Problem, State
from passback.core.settings import Level, Setting
from passback.run import app as run_app
from passback.run.ports import KeptPlan
from passback.run.report import Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.state.canvas import AssignmentRow, CanvasEnrollment, GroupRow, SubmissionRow
from passback.sandbox.state.oneroster import CategoryRow
from passback.sandbox.state.powerschool import PsAssignment
from passback.sync.model import Change, Link, Plan

# The course, its two sections and its four assignments, by name.
COURSES = {
    "oneroster": ("Robotics", ("Chassis", "Wiring", "Sensors", "Extra path")),
    "powerschool": (
        "Biology",
        ("Cell structure diagram", "Osmosis questions", "Microscope lab", "Enzyme lab report"),
    ),
}
SCORED, OTHER, RENAMED, FRESH = range(4)
WORKS = (SCORED, OTHER, RENAMED, FRESH)
CHANGED = 3
# What a change is about: section, assignment, student (empty: the line item), in Canvas's ids.
Key = tuple[str, str, str]


@dataclass
class Ground:
    """The school and the store at the moment between plan and sync."""

    sis: str
    practice: in_process.Practice
    store: MemoryStore
    batch: str
    links: tuple[Link, ...] = ()
    planned: tuple[Change, ...] = ()

    def before_it_drifts(self) -> "Before":
        """Who was who in the plan, to be asked when the school is another."""
        keys = frozenset(key_of(change) for change in self.planned)
        works = tuple(str(self.work(number).id) for number in WORKS)
        return Before(str(self.sections[0]), str(self.student().user), works, keys)

    @property
    def hand(self) -> "OneRosterHand | PowerSchoolHand":
        """Somebody at work in the SIS."""
        return OneRosterHand(self) if self.sis in self.practice.school.rosters else PowerSchoolHand(self)

    def change(self, work: int) -> Change:
        """The planned change of the first score of a work."""
        key = str(self.sections[0]), str(self.work(work).id), str(self.student().user)
        return next(change for change in self.planned if key_of(change) == key)

    def item(self, work: int) -> LineItem:
        """The planned line item of a work, in the first section."""
        key = str(self.sections[0]), str(self.work(work).id), ""
        (found,) = (change.after for change in self.planned if key_of(change) == key)
        assert isinstance(found, LineItem)
        return found

    def ref(self, work: int) -> str:
        """The line item of a work in the SIS, in the first section."""
        wanted = str(self.sections[0]), str(self.work(work).id)
        return next(link.ref for link in self.links if (link.section, link.assignment) == wanted)

    def pupil(self, work: int) -> str:
        """The SIS's id of the student of the first changed score."""
        before = self.change(work).before
        assert isinstance(before, Score)
        return before.student

    def other_group(self) -> int:
        """An assignment group of the course in which `FRESH` is not."""
        rows, here = self.practice.school.canvas.groups.values(), self.work(FRESH).group
        return next(row.id for row in rows if row.course == self.course and row.id != here)

    def let_go(self) -> None:
        """The way back to another exchange, as `passback cutover --release` goes it."""
        asyncio.run(self.store.release(self.name))

    def before_the_first_write(self, drift: Callable[["Ground"], object]) -> None:
        """Let it drift while the plan is being sent."""

        def watching(request: Request, _number: int) -> None:
            if (
                request.method in {"PUT", "POST"}
                and "//canvas." not in request.url
                and "token" not in request.url
            ):
                self.practice.before = lambda _request, _number: None
                drift(self)

        self.practice.before = watching

    def put(self, setting: str) -> None:
        """A setting of the first class alone."""
        name, _, text = setting.partition("=")
        made = Setting(Level.CLASS, str(self.sections[0]), name, text, "Ada", self.practice.clock.now())
        asyncio.run(self.store.put_setting(self.name, made))

    @property
    def name(self) -> str:
        """The connection."""
        return f"practice-{self.sis}"

    @property
    def course(self) -> int:
        """The Canvas course."""
        title, _ = COURSES[self.sis]
        return next(row.id for row in self.practice.school.canvas.courses.values() if row.name == title)

    def work(self, number: int) -> AssignmentRow:
        """`SCORED`, `OTHER`, `RENAMED` or `FRESH`."""
        name = COURSES[self.sis][1][number]
        rows = self.practice.school.canvas.assignments.values()
        return next(row for row in rows if row.course == self.course and row.name.startswith(name))

    @property
    def sections(self) -> list[int]:
        """Its two sections."""
        rows = self.practice.school.canvas.sections.values()
        return [row.id for row in rows if row.course == self.course and row.sis_id][:2]

    def enrolled(self, section: int) -> list[CanvasEnrollment]:
        """Active students of one section alone, in order."""
        rows = self.practice.school.canvas.enrollments.values()
        mine = [
            row
            for row in rows
            if row.course == self.course and row.kind == "StudentEnrollment" and row.state == "active"
        ]
        seats = Counter(row.user for row in mine)
        return [row for row in mine if row.section == section and seats[row.user] == 1]

    def student(self, place: int = 0, number: int = 0) -> CanvasEnrollment:
        """One of the students whose score was changed, in the first or second section."""
        return self.enrolled(self.sections[place])[number]

    def submission(self, work: int = 0, place: int = 0, number: int = 0) -> SubmissionRow:
        """The score of one such student."""
        who, what = self.student(place, number).user, self.work(work).id
        rows = self.practice.school.canvas.submissions.values()
        return next(row for row in rows if (row.assignment, row.user) == (what, who))

    def class_ref(self) -> str:
        """The first section's class in the SIS."""
        return next(link.class_ref for link in self.links if link.section == str(self.sections[0]))

    def remember(self) -> None:
        """What was planned for the course, and which line items are its."""
        self.planned = self._of_course(asyncio.run(self._kept())).plan.changes
        self.links, _ = asyncio.run(self.store.snapshot_parts(self.name, str(self.course)))

    async def _kept(self) -> list[KeptPlan]:
        batch = await self.store.batch(self.batch)
        assert batch is not None
        kept = [await self.store.kept_plan(plan) for plan in batch.plans]
        return [plan for plan in kept if plan is not None]

    def _of_course(self, kept: list[KeptPlan]) -> KeptPlan:
        return next(each for each in kept if each.plan.course == str(self.course))

    def sync(self) -> tuple[Report, KeptPlan]:
        """Run the plan; the report, and the plan of the course with how each change ended."""

        async def go() -> tuple[Report, KeptPlan]:
            async with run_app.open(in_process.settings(self.practice, self.store)) as app:
                report = await app.sync(await app.chosen_batch(self.name, self.batch))
            return report, self._of_course(await self._kept())

        return asyncio.run(go())

    def planned_again(self) -> Plan:
        """The course, looked at once more."""

        async def go() -> Plan:
            async with run_app.open(in_process.settings(self.practice, self.store)) as app:
                batch, _ = await app.plan(self.name, [str(self.course)])
                kept = await app.store.kept_plan(batch.plans[0])
            assert kept is not None
            return kept.plan

        return asyncio.run(go())


@dataclass(frozen=True)
class Before:
    """The first section and its first student, the four works, and the keys of all planned changes."""

    section: str
    student: str
    works: tuple[str, ...]
    keys: frozenset[Key]

    def hit(self, *, work: int | None = None, here: bool = False, who: str | None = None) -> set[Key]:
        """The planned changes of a work (None: of any), in the first section alone if `here`.

        `who`: a student, or empty text for line items; None: both.
        """
        return {
            key
            for key in self.keys
            if (work is None or key[1] == self.works[work])
            and (not here or key[0] == self.section)
            and who in {None, key[2]}
        }


def key_of(change: Change) -> Key:
    """What a change is about."""
    s = change.subject
    return s.section or "", s.assignment or "", s.student or ""


def ended(kept: KeptPlan) -> dict[Key, tuple[State, Problem | None]]:
    """How each change of a plan ended, and why it did not arrive."""
    found: dict[Key, tuple[State, Problem | None]] = {}
    for outcome in kept.outcomes:
        why = outcome.verdict.why
        found[key_of(outcome.change)] = outcome.verdict.state, why.problem if why else None
    return found


def _plainly(ground: Ground) -> None:
    """One due date for everyone, and a second group of assignments with its category in the SIS."""
    school = ground.practice.school
    works = {ground.work(number).id for number in WORKS}
    school.canvas.overrides = {k: o for k, o in school.canvas.overrides.items() if o.assignment not in works}
    if ground.sis in school.rosters:
        school.canvas.groups[8801] = GroupRow(8801, ground.course, "Labs", 2, Decimal(0))
        for section in ground.sections:
            klass = str(school.canvas.sections[section].sis_id)
            name = f"labs-{klass}"
            school.rosters[ground.sis].categories[name] = CategoryRow(name, "Labs", klass)


@cache
def _planned(sis: str) -> tuple[bytes, str]:
    practice, store = in_process.a_practice(), MemoryStore()
    ground = Ground(sis, practice, store, "")

    async def go() -> str:
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice, sis)
            _plainly(ground)
            ground.work(FRESH).post_to_sis = False
            first, _ = await app.plan(ground.name, [str(ground.course)])
            await app.sync(first, just_planned=True)
            ground.work(FRESH).post_to_sis = True
            ground.work(RENAMED).name += ", again"
            for work in (SCORED, OTHER, RENAMED):
                for place in range(2):
                    for number in range(CHANGED):
                        row = ground.submission(work, place, number)
                        row.score = row.entered = (row.score or Decimal(0)) / 2
            await app.choosing.put(ground.name, Level.CONNECTION, "", ["hold-least=1000"], "Ada")
            batch, _ = await app.plan(ground.name, [str(ground.course)])
            return batch.id

    batch = asyncio.run(go())
    return in_process.kept(practice, store), batch


def ground(sis: str) -> Ground:
    """A ground of one's own."""
    state, batch = _planned(sis)
    practice, store = in_process.resumed(state)
    made = Ground(sis, practice, store, batch)
    made.remember()
    return made


class OneRosterHand:
    """Somebody at work in an SIS behind OneRoster; `ref`: a line item's id."""

    def __init__(self, ground: Ground) -> None:
        self._sis = ground.practice.school.rosters[ground.sis]

    def score(self, ref: str, student: str, score: Decimal) -> None:
        """Type another score."""
        (mark,) = (m for m in self._sis.marks_of(ref) if m.student == student)
        mark.score = score

    def retitle(self, ref: str) -> None:
        """Another title."""
        self._sis.lines[ref].title = "Renamed by hand"

    def redate(self, ref: str) -> None:
        """Another due date."""
        self._sis.lines[ref].due = "2026-11-02T00:00:00.000Z"

    def rescale(self, ref: str) -> None:
        """Another maximum."""
        self._sis.lines[ref].maximum = Decimal(500)

    def delete(self, ref: str) -> None:
        """The line item and its scores are gone."""
        del self._sis.lines[ref]
        self._sis.marks = {key: mark for key, mark in self._sis.marks.items() if mark.line != ref}

    def copy(self, ref: str, wanted: LineItem) -> None:
        """A line item as passback would make it, made by hand in the class of another."""
        row = replace(self._sis.lines[ref], id="by-hand", title=wanted.title, maximum=wanted.maximum)
        row.due, row.category = f"{wanted.due}T00:00:00.000Z", wanted.category
        self._sis.lines[row.id] = row

    def rename_category(self, category: str) -> None:
        """Its name is another."""
        self._sis.categories[category].title = "Something else"

    def close_class(self, class_ref: str) -> None:
        """The class is gone."""
        del self._sis.classes[class_ref]


class PowerSchoolHand:
    """Somebody at work in PowerTeacher Pro; `ref`: an assignment's id and that of its section."""

    def __init__(self, ground: Ground) -> None:
        self._sis = ground.practice.school.powerschool

    def _row(self, ref: str) -> tuple[PsAssignment, dict[str, object]]:
        return next(
            (work, row)
            for work in self._sis.assignments.values()
            for row in work.rows
            if ref == f"{work.id}.{row['assignmentsectionid']}"
        )

    def score(self, ref: str, student: str, score: Decimal) -> None:
        """Type another score."""
        _, row = self._row(ref)
        held = self._sis.scores[int(str(row["assignmentsectionid"])), int(student)]
        held.points, held.entered = score, str(score)

    def retitle(self, ref: str) -> None:
        """Another title."""
        self._row(ref)[1]["name"] = "Renamed by hand"

    def redate(self, ref: str) -> None:
        """Another due date."""
        self._row(ref)[1]["duedate"] = "2026-11-02"

    def rescale(self, ref: str) -> None:
        """Another maximum."""
        self._row(ref)[1]["scoreentrypoints"] = 500

    def delete(self, ref: str) -> None:
        """The assignment and its scores are gone."""
        work, row = self._row(ref)
        del self._sis.assignments[work.id]
        gone = int(str(row["assignmentsectionid"]))
        self._sis.scores = {key: held for key, held in self._sis.scores.items() if key[0] != gone}

    def copy(self, ref: str, wanted: LineItem) -> None:
        """An assignment as passback would make it, made by hand in the class of another."""
        _, row = self._row(ref)
        number = self._sis.last_id = self._sis.last_id + 2
        mine = deepcopy(row) | {
            "assignmentsectionid": number,
            "name": wanted.title,
            "duedate": wanted.due.isoformat(),
            "scoreentrypoints": wanted.maximum,
        }
        self._sis.assignments[number - 1] = PsAssignment(number - 1, self._row(ref)[0].year, [mine])

    def rename_category(self, category: str) -> None:
        """Its name is another."""
        self._sis.categories[int(category)].name = "Something else"

    def close_class(self, class_ref: str) -> None:
        """The section is gone."""
        del self._sis.sections[int(class_ref)]
