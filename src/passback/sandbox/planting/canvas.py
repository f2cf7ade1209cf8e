"""The Canvas of a practice school: accounts, people, courses, work and scores.

Deterministic: every choice comes from the given chance, every time from the given calendar.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from passback.sandbox.planting.calendar import ZONE, Calendar, at, end_of
from passback.sandbox.planting.people import Name, names
from passback.sandbox.planting.plan import (
    ABOVE,
    CONCLUDED,
    EXCUSED,
    HIGH,
    HIGH_COURSES,
    HIGH_STUDENTS,
    LATE,
    MIDDLE,
    MIDDLE_COURSES,
    MIDDLE_STUDENTS,
    MISSING,
    PENDING,
    RESUBMITTED,
    ROOT,
    SCIENCE,
    UNGRADED,
    ZERO,
    CoursePlan,
    SectionPlan,
    Work,
)
from passback.sandbox.state.canvas import (
    Account,
    AssignmentRow,
    Canvas,
    CanvasCourse,
    CanvasEnrollment,
    CanvasSection,
    CanvasTerm,
    GradingPeriodRow,
    GroupRow,
    OverrideRow,
    SubmissionRow,
    Token,
    User,
)
from passback.sandbox.state.school import Planted

# Everything an integration needs, and not manage_sis, which few districts give.
PERMISSIONS = ("read_sis", "view_all_grades", "read_roster", "manage_assignments_edit")
TEACHERS = 4
# The request that meets a full bucket, once.
THROTTLED = 12


@dataclass
class Ground:
    """What the planting of Canvas leaves for the planting of the SISs.

    `chance`: of the first six courses and their two SISs, whose every draw is fixed; whatever is planted
    beside them draws from `chance_of(name)`. `causes`: what a planting planted to go wrong, for it to add to.
    """

    canvas: Canvas
    calendar: Calendar
    seed: int
    chance: Random
    token: str
    people: dict[int, Name] = field(default_factory=dict)
    middle: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    teachers: list[int] = field(default_factory=list)
    courses: dict[str, int] = field(default_factory=dict)
    sections: dict[str, int] = field(default_factory=dict)
    assignments: dict[str, int] = field(default_factory=dict)
    test_student: int = 0
    last: dict[str, int] = field(default_factory=dict)
    causes: list[Planted] = field(default_factory=list)

    def chance_of(self, name: str) -> Random:
        """A chance of one's own, so that a new SIS leaves the others as they were."""
        return Random(f"{self.seed} {name}")  # noqa: S311 - a practice school, not a secret

    def next(self, kind: str, start: int) -> int:
        """The next id of a kind."""
        self.last[kind] = self.last.get(kind, start) + 1
        return self.last[kind]


def plant_canvas(seed: int, calendar: Calendar) -> Ground:
    """A Canvas with all its courses."""
    chance = Random(seed)  # noqa: S311 - a practice school, not a secret
    token = "practice-" + hashlib.sha256(f"canvas token {seed}".encode()).hexdigest()[:24]
    ground = Ground(Canvas(throttled={THROTTLED}), calendar, seed, chance, token)
    _accounts(ground)
    _people(ground)
    for plan in MIDDLE_COURSES:
        _course(ground, plan, ground.middle)
    for plan in HIGH_COURSES:
        _course(ground, plan, ground.high)
    _dates(ground)
    _two_sections(ground)
    _test_student(ground)
    return ground


def _accounts(ground: Ground) -> None:
    canvas, calendar = ground.canvas, ground.calendar
    for row in (
        Account(ROOT, "Maple Valley Unified School District", None, None, grade_export=True),
        Account(MIDDLE, "Birchwood Middle School", ROOT, "BMS"),
        Account(SCIENCE, "Birchwood Science", MIDDLE, "BMS-SCIENCE"),
        Account(HIGH, "Cedar Ridge High School", ROOT, "CRHS"),
    ):
        canvas.accounts[row.id] = row
    span = at(calendar.first, 0), end_of(calendar.last)
    name = f"Semester {calendar.year}-{calendar.year + 1}"
    canvas.terms[1] = CanvasTerm(1, name, f"{calendar.year}-S", *span)
    canvas.periods.append(GradingPeriodRow(1, name, *span, end_of(calendar.last + timedelta(days=7))))
    canvas.users[1] = User(1, "Passback Service", "Service, Passback", None, "passback")
    canvas.tokens[ground.token] = Token(1, ROOT, set(PERMISSIONS))


def _people(ground: Ground) -> None:
    every = names(ground.chance, MIDDLE_STUDENTS + HIGH_STUDENTS + TEACHERS)
    numbers = ground.chance.sample(range(100_000, 999_999), len(every))
    for at_, (name, number) in enumerate(zip(every, numbers, strict=True)):
        user = ground.next("user", 7000)
        ground.people[user] = name
        kind = ground.middle if at_ < MIDDLE_STUDENTS else ground.high
        if at_ >= MIDDLE_STUDENTS + HIGH_STUDENTS:
            kind = ground.teachers
        kind.append(user)
        ground.canvas.users[user] = User(user, name.full, name.sortable, str(number), f"mv{number}")


def _course(ground: Ground, plan: CoursePlan, school: list[int]) -> None:
    canvas, created = ground.canvas, at(ground.calendar.first - timedelta(days=21), 9)
    course = ground.courses[plan.key] = ground.next("course", 3100)
    canvas.courses[course] = CanvasCourse(
        course, plan.account, 1, plan.name, plan.code, plan.sis_id, "available", ZONE, created
    )
    students: list[int] = []
    for section in plan.sections:
        _section(ground, course, plan, section)
        seated = school[section.first : section.last]
        students += seated
        for user in seated:
            enroll(ground, ground.sections[section.name], user, "StudentEnrollment", imported=section.sis)
    groups: dict[str, int] = {}
    for position, (name, weight) in enumerate(plan.groups, 1):
        group = groups[name] = ground.next("group", 5100)
        canvas.groups[group] = GroupRow(group, course, name, position, Decimal(weight))
    for position, work in enumerate(plan.works, 1):
        _work(ground, course, groups[work.group], position, work, students)


def _section(ground: Ground, course: int, plan: CoursePlan, section: SectionPlan) -> None:
    canvas = ground.canvas
    origin = None
    if section.crosslisted:
        origin = ground.next("course", 3100)
        canvas.courses[origin] = CanvasCourse(
            origin,
            plan.account,
            1,
            section.name.partition(" - ")[0],
            f"{plan.code}H",
            f"{plan.sis_id}H",
            "unpublished",
            ZONE,
            canvas.courses[course].created_at,
        )
    row = ground.sections[section.name] = ground.next("section", 4100)
    canvas.sections[row] = CanvasSection(row, course, section.name, section.sis_id or None, origin)
    enroll(ground, row, ground.teachers[plan.teacher], "TeacherEnrollment", imported=True)


def enroll(
    ground: Ground, section: int, user: int, kind: str = "StudentEnrollment", *, imported: bool = True
) -> CanvasEnrollment:
    """Put a user into a section; the enrollment is active."""
    course = ground.canvas.sections[section].course
    row = CanvasEnrollment(
        ground.next("enrollment", 80_000),
        course,
        section,
        user,
        kind,
        "active",
        imported,
        ground.canvas.courses[course].created_at,
    )
    ground.canvas.enrollments[row.id] = row
    return row


def _work(ground: Ground, course: int, group: int, position: int, work: Work, students: list[int]) -> None:
    canvas, calendar = ground.canvas, ground.calendar
    row = AssignmentRow(
        ground.next("assignment", 61_000),
        course,
        group,
        work.name,
        position,
        Decimal(work.points),
        work.grading,
        [work.kind],
        end_of(calendar.day(work.week, work.weekday)),
        None,
        None,
        at(calendar.day(work.week - 1, work.weekday), 8),
        published=work.published,
        post_to_sis=work.synced,
        post_manually=work.hidden,
    )
    canvas.assignments[row.id] = row
    if work.key:
        ground.assignments[work.key] = row.id
    if not work.published or work.grading == "not_graded":
        return
    marks = dict(work.marks)
    for seat, user in enumerate(students):
        _submission(ground, row, work, user, marks.get(seat, ""))


def _submission(ground: Ground, row: AssignmentRow, work: Work, user: int, mark: str) -> None:
    calendar = ground.calendar
    day = min(calendar.day(work.week, work.weekday), calendar.today - timedelta(days=2))
    held = SubmissionRow(ground.next("submission", 900_000), row.id, user)
    ground.canvas.submissions[held.id] = held
    score = _score(ground.chance, work)
    if mark == MISSING:
        held.missing = True
        return
    if work.kind.startswith("online") and mark != ZERO:
        held.submitted_at, held.attempt, held.state = at(day, 20), 1, "submitted"
    if mark == UNGRADED:
        return
    held.state, held.graded_at, held.grader = "graded", at(day + timedelta(days=1), 16), ground.teachers[0]
    held.posted_at = None if work.hidden else held.graded_at
    if mark == EXCUSED:
        held.excused = True
        return
    held.score = held.entered = score
    _marked(ground, held, work, mark)
    if mark == CONCLUDED:
        enrollment = next(
            e for e in ground.canvas.enrollments.values() if e.user == user and e.course == row.course
        )
        enrollment.state = "completed"
    held.grade = _grade(work, held.score)


def _marked(ground: Ground, held: SubmissionRow, work: Work, mark: str) -> None:
    if mark == ZERO:
        held.score = held.entered = Decimal(0)
        held.missing, held.late_policy, held.grader = True, "missing", None
    if mark == LATE and held.entered is not None:
        held.late, held.late_policy, held.seconds_late = True, "late", 86_400
        held.deducted = min(held.entered, (Decimal(work.points) / 10).quantize(Decimal("0.1")))
        held.score = held.entered - held.deducted
    if mark == ABOVE:
        held.score = held.entered = Decimal(work.points) + 2
    if mark == PENDING:
        held.state = "pending_review"
    if mark == RESUBMITTED:
        held.state, held.current, held.attempt = "submitted", False, 2
        held.submitted_at = at(ground.calendar.today - timedelta(days=1), 19)


def _score(chance: Random, work: Work) -> Decimal:
    """A score between 55 and 100 percent, in the assignment's steps."""
    percent = Decimal(chance.randint(55, 100))
    raw = work.points * percent / 100
    if work.grading == "pass_fail":
        return Decimal(work.points) if percent > _PASSED else Decimal(0)
    if work.step == "thirds":
        third = chance.randint(2, 3)
        return (
            Decimal(work.points) if third == _WHOLE else (Decimal(work.points * third) / 3).quantize(_MICRO)
        )
    if work.step == "halves":
        return raw.quantize(Decimal(1), ROUND_HALF_UP).min(Decimal(work.points - 1)) + Decimal("0.5")
    step = Decimal(work.step)
    return (raw / step).quantize(Decimal(1), ROUND_HALF_UP) * step


_PASSED = 65
_WHOLE = 3
_MICRO = Decimal("0.000001")


def _grade(work: Work, score: Decimal | None) -> str | None:
    if score is None:
        return None
    if work.grading == "pass_fail":
        return "complete" if score else "incomplete"
    if work.grading == "percent":
        return f"{format((score * 100 / work.points).quantize(Decimal('0.01')).normalize(), 'f')}%"
    return format(score.normalize(), "f")


def _dates(ground: Ground) -> None:
    """Overrides: each a way in which dates differ, and but for one all of them harmless."""
    calendar = ground.calendar
    period_1, period_5 = "Physical Science 8 - Period 1", "Algebra 1 - Period 5"
    _override(ground, "unlock-only", period_1, {"unlock_at": at(calendar.day(7), 8)})
    _override(ground, "section-date", period_5, {"due_at": end_of(calendar.day(8) + timedelta(days=3))})
    _override(ground, "last-day", "English 10 - Period 3", {"due_at": end_of(calendar.last)})
    for section in ("World History - Period 3", "World History Honors - Period 6"):
        _override(ground, "no-date", section, {"due_at": None})
    extended = {"due_at": end_of(calendar.day(7) + timedelta(days=4))}
    student = _seated(ground, "Geometry - Period 6")[3]
    assignment = ground.assignments["extension"]
    row = OverrideRow(
        ground.next("override", 41_000), assignment, "1 student", None, [student], dict(extended)
    )
    ground.canvas.overrides[row.id] = row


def _override(ground: Ground, work: str, section: str, dates: dict[str, str | None]) -> None:
    assignment, held = ground.assignments[work], ground.sections[section]
    row = OverrideRow(ground.next("override", 41_000), assignment, section, held, [], dates)
    ground.canvas.overrides[row.id] = row


def _seated(ground: Ground, section: str) -> list[int]:
    held = ground.sections[section]
    rows = ground.canvas.enrollments.values()
    return [row.user for row in rows if row.section == held and row.kind == "StudentEnrollment"]


def _two_sections(ground: Ground) -> None:
    """One student sits in both algebra classes."""
    student = _seated(ground, "Algebra 1 - Period 2")[5]
    section = ground.sections["Algebra 1 - Period 5"]
    enroll(ground, section, student, "StudentEnrollment", imported=True)


def _test_student(ground: Ground) -> None:
    """A teacher tried the course as a student, and graded it."""
    canvas = ground.canvas
    user = ground.test_student = ground.next("user", 7000)
    canvas.users[user] = User(user, "Test Student", "Student, Test", None, "")
    enroll(
        ground,
        ground.sections["Physical Science 8 - Period 1"],
        user,
        "StudentViewEnrollment",
        imported=False,
    )
    works = {work.name: work for work in MIDDLE_COURSES[0].works[:2]}
    for row in [r for r in canvas.assignments.values() if r.course == ground.courses["science"]]:
        if row.name in works:
            _submission(ground, row, works[row.name], user, "")
