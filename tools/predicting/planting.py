"""Makes a practice school of a drawn class: its Canvas here, its SIS by whoever keeps rows of that kind.

Works that were sent before have their earlier scores first, and the others do not take part yet; `turn`
brings the class to the day on which everything is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pickle import dumps, loads
from typing import Protocol

from in_process import a_school
from passback.sandbox.simulator import account_of
from passback.sandbox.state.canvas import (
    AssignmentRow,
    Canvas,
    CanvasCourse,
    CanvasEnrollment,
    CanvasSection,
    GroupRow,
    OverrideRow,
    SubmissionRow,
    User,
)
from passback.sandbox.state.school import School
from predicting.planting_aspen import AspenRows
from predicting.planting_powerschool import PowerSchoolRows
from predicting.planting_rosters import RosterRows, district_of
from predicting.situations import Cause, Given, Later, Mark, Room, Undated, Work, Written

COURSE, SECTION = 1_000, 2_000
_GROUP, _WORK, _USER, _ROW = 3_000, 10_000, 50_000, 100_000
# The SIS ids of the accounts in Canvas that two SISs stand behind; the others' districts say theirs.
_ACCOUNTS = {"aspen": "BMS", "powerschool": "CRHS"}
_LETTERED = ((Decimal(9), "A"), (Decimal(8), "B"), (Decimal(7), "C"), (Decimal(0), "D"))


class SisRows(Protocol):
    """The SIS's side of one class, kept in the rows of its kind."""

    section_id: str
    class_ref: str

    def section(self, number: int) -> str:
        """The id of a further section's class as the SIS writes it."""
        ...

    def __init__(self, school: School, room: Room) -> None: ...

    def plant(self) -> None:
        """The class with its people, terms and categories."""
        ...

    def occupy(self, work: Work) -> None:
        """One of the same name and date is there, with other points."""
        ...

    def after(self, work: Work, title: str) -> None:
        """What happened in the SIS to a work that was sent under this title."""
        ...

    def afflict(self, cause: Cause, works: Sequence[Work]) -> None:
        """From now on it refuses for this cause; `works`: whose line items it is about, if about some."""
        ...

    def student(self, pupil: int) -> str:
        """The SIS's id of a student, or one that nobody has."""
        ...


@dataclass
class Ground:
    """A class planted in a school of its own."""

    room: Room
    school: School
    sis: SisRows
    rows: dict[tuple[int, int], SubmissionRow] = field(default_factory=dict)

    def assignment(self, work: int) -> str:
        """Canvas's id of a work."""
        return str(_WORK + work)

    def user(self, pupil: int) -> str:
        """Canvas's id of a student."""
        return str(_USER + 1 + pupil)

    def begin(self) -> None:
        """The day on which the cause that cannot be read is there, and the first works meet it."""
        if self.room.cause is not None:
            self.sis.afflict(self.room.cause, [self.room.works[number] for number in self.room.locked])
        self._happen(first=True)

    def turn(self) -> None:
        """The day on which everything is asked: all works take part, and what happened since has happened."""
        self._happen(first=False)

    def _happen(self, *, first: bool) -> None:
        for number, work in enumerate(self.room.works):
            if work.first is not first:
                continue
            row = self.school.canvas.assignments[_WORK + number]
            row.post_to_sis = True
            if work.later not in {None, Later.RETITLED}:
                self.sis.after(work, row.name)
                for pupil, mark in work.marks:
                    _mark(self.rows[number, pupil], work, mark)
            if work.renamed or work.later is Later.RETITLED:
                row.name = retitled(work.name)


def retitled(name: str) -> str:
    """The new name of a work, as long as the old one."""
    return f"{name[:-2]} II"


def planted(room: Room) -> Ground:
    """The class in a school of its own, as it was before anything was sent."""
    school = bare(room.system)
    kinds: Mapping[str, type[SisRows]] = {"aspen": AspenRows, "powerschool": PowerSchoolRows}
    sis = kinds.get(room.system, RosterRows)(school, room)
    ground = Ground(room, school, sis)
    sis.plant()
    plant_canvas(ground, _ACCOUNTS.get(room.system) or district_of(room.system).key)
    for work in room.works:
        if work.taken:
            sis.occupy(work)
    return ground


def bare(system: str) -> School:
    """A school whose systems have no class, no student and no work, for the caller alone."""
    made: School = loads(_bare(system))  # noqa: S301 - written by this very process
    return made


@cache
def _bare(system: str) -> bytes:
    school = a_school()
    canvas = school.canvas
    school.canvas = Canvas(
        accounts=canvas.accounts, terms=canvas.terms, tokens=canvas.tokens, users={1: canvas.users[1]}
    )
    school.planted.clear()
    for name, roster in list(school.rosters.items()):
        if name != system:
            del school.rosters[name]
            continue
        tables = (roster.terms, roster.periods, roster.people, roster.classes, roster.enrollments)
        for table in (*tables, roster.categories, roster.scales, roster.lines, roster.marks):
            table.clear()
    aspen, ps = school.aspen, school.powerschool
    for rows in (aspen.terms, aspen.periods, ps.enrollments):
        rows.clear()
    for held in (aspen.people, aspen.classes, aspen.categories, aspen.columns, aspen.cells):
        held.clear()
    every = (ps.terms, ps.sections, ps.teachers, ps.students, ps.categories, ps.assignments, ps.scores)
    for one in every:
        one.clear()
    return dumps(school)


def plant_canvas(ground: Ground, key: str) -> None:
    """The course of the class; `key`: the SIS id of the account that the connection covers."""
    room, canvas = ground.room, ground.school.canvas
    first = room.terms[0].first
    created = _utc(datetime.combine(first - timedelta(days=21), time(9), UTC))
    account = account_of(ground.school, key)
    term = next(iter(canvas.terms))
    canvas.courses[COURSE] = CanvasCourse(
        COURSE, account, term, "Course", "C", "C-1", "available", room.zone, created
    )
    canvas.sections[SECTION] = CanvasSection(SECTION, COURSE, "Course - Period 1", ground.sis.section_id)
    canvas.users[_USER] = User(_USER, "Teacher", "Teacher", "900001", "teacher")
    _enroll(canvas, _USER, "TeacherEnrollment", created)
    for number, pupil in enumerate(room.pupils, 1):
        name = f"{pupil.given} {pupil.family}"
        user = _USER + number
        sis_id = pupil.number if pupil.numbered else None
        canvas.users[user] = User(user, name, f"{pupil.family}, {pupil.given}", sis_id, f"s{pupil.number}")
        _enroll(canvas, user, "StudentEnrollment", created, further(pupil.section))
    for number, way in enumerate(room.sections):
        row = further(number)
        canvas.sections[row] = CanvasSection(
            row, COURSE, f"Course - Period {number + 2}", _written(ground.sis.section(number), way)
        )
    for number, group in enumerate(room.groups):
        canvas.groups[_GROUP + number] = GroupRow(_GROUP + number, COURSE, group, number + 1, Decimal(0))
    for number, work in enumerate(room.works):
        _work(ground, number, work)


def further(section: int | None) -> int:
    """Canvas's id of a further section; None: of the class's own."""
    return SECTION if section is None else SECTION + 1 + section


def _written(held: str, way: Written) -> str | None:
    """The id of a class as somebody wrote it in Canvas; None: nobody did."""
    if way is Written.NOT_AT_ALL:
        return None
    ways = {Written.PREFIXED: f"S-{held}", Written.PADDED: f"00{held}", Written.LAST_YEAR: f"{held}-2025"}
    return ways.get(way, held)


def _enroll(canvas: Canvas, user: int, kind: str, created: str, section: int = SECTION) -> None:
    row = CanvasEnrollment(
        _ROW + user, COURSE, section, user, kind, "active", imported=True, created_at=created
    )
    canvas.enrollments[row.id] = row


def _work(ground: Ground, number: int, work: Work) -> None:
    canvas, sent = ground.school.canvas, work.later is not None
    due = work.due
    if due is not None and work.section_due is not None:
        due += timedelta(days=200)
    row = AssignmentRow(
        _WORK + number,
        COURSE,
        _GROUP + work.group,
        work.name,
        number + 1,
        work.points,
        "letter_grade" if work.letters else "points",
        ["on_paper"],
        None if due is None else _utc(due),
        None if work.unlock is None else _utc(work.unlock),
        None,
        _utc(work.created),
        post_to_sis=sent,
    )
    canvas.assignments[row.id] = row
    if work.section_due is not None:
        own = None if isinstance(work.section_due, Undated) else _utc(work.section_due)
        dates: dict[str, str | None] = {"due_at": own}
        _override(canvas, OverrideRow(_ROW + row.id, row.id, "section", SECTION, [], dates))
    alone = [(pupil, when) for (pupil, _), when in zip(work.marks, work.for_students, strict=False)]
    if work.late_for is not None and work.due is not None:
        alone.append((work.late_for, work.due + timedelta(days=3)))
    for pupil, when in alone:
        user = _USER + 1 + pupil
        key = len(canvas.overrides) + 2 * _ROW
        _override(canvas, OverrideRow(key, row.id, "1 student", None, [user], {"due_at": _utc(when)}))
    graded = _utc(work.created + timedelta(days=1))
    for pupil, mark in work.marks:
        held = SubmissionRow(10 * _ROW + len(canvas.submissions), row.id, _USER + 1 + pupil)
        held.graded_at = held.posted_at = graded
        held.grader = _USER
        canvas.submissions[held.id] = ground.rows[number, pupil] = held
        anew = sent and work.later is not Later.RETITLED
        _mark(held, work, earlier(work, mark) if anew else mark)


def _override(canvas: Canvas, row: OverrideRow) -> None:
    canvas.overrides[row.id] = row


def earlier(work: Work, mark: Mark) -> Decimal:
    """The score that was sent before: another than now."""
    half = (work.points / 2).to_integral_value()
    return half if mark != half else half + 1


def _mark(held: SubmissionRow, work: Work, mark: Mark) -> None:
    """What the teacher gave: a number, a letter alone, an excuse, or nothing any more."""
    held.state, held.excused, held.score, held.grade = "graded", mark is Given.EXCUSED, None, None
    if mark is Given.CLEARED:
        held.state, held.graded_at, held.posted_at = "unsubmitted", None, None
    elif isinstance(mark, Decimal):
        share = 10 * mark / work.points
        letter = next((letter for least, letter in _LETTERED if share >= least), "F")
        held.score, held.grade = mark, letter if work.letters else format(mark.normalize(), "f")
    elif isinstance(mark, str):
        held.grade = mark
    held.entered = held.score


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def was_sent(works: Sequence[Work]) -> bool:
    """True if some works were sent before."""
    return any(work.later is not None for work in works)


def meets_the_cause(works: Sequence[Work]) -> bool:
    """True if some works meet it before the others."""
    return any(work.first for work in works)
