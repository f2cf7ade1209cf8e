"""A third school, whose courses show what Canvas can do: one course for each group of its habits.

Willow Creek stands beside the six courses and changes nothing of them: people, chance and account are its
own. Nothing fails in it by plan; each habit is named where it is planted. Its sections bear SIS ids `WCS-…`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from passback.sandbox.planting.calendar import ZONE, Calendar, at, end_of
from passback.sandbox.planting.canvas import Ground, enroll
from passback.sandbox.planting.people import names
from passback.sandbox.state.canvas import (
    Account,
    AssignmentRow,
    CanvasCourse,
    CanvasSection,
    CanvasTerm,
    GradingPeriodRow,
    GroupRow,
    LatePolicyRow,
    OverrideRow,
    StudentGroup,
    SubmissionRow,
    User,
)

WILLOW, CLUBS = 70, 71
QUARTERS, SPRING = 2, 3
STUDENTS = 30
STATES = ("active", "active", "invited", "creation_pending", "inactive", "completed", "deleted", "rejected")
_LETTERS = ((90, "A", "4.0"), (80, "B", "3.0"), (70, "C", "2.0"), (60, "D", "1.0"), (0, "F", "0.0"))
_FIRST_NUMBER = 500_000
# A day late takes a tenth of the points off.
_LATE = LatePolicyRow(801, Decimal(10), "day", Decimal(40), Decimal(100))


@dataclass
class Willow:
    """Willow Creek: its ground, its own chance, its people."""

    ground: Ground
    chance: Random
    students: list[int] = field(default_factory=list)
    teacher: int = 0

    def day(self, week: int) -> date:
        """The Friday of a week of the semester."""
        return self.ground.calendar.day(week)


@dataclass
class Shell:
    """A course with its groups by name and who was ever seated in it."""

    school: Willow
    id: int
    groups: dict[str, int]
    seated: list[int] = field(default_factory=list)

    def section(self, name: str, sis_id: str, students: list[int], states: tuple[str, ...] = ()) -> int:
        """A section with its students; `states`: theirs, where not active."""
        ground = self.school.ground
        row = ground.sections[name] = ground.next("section", 4100)
        ground.canvas.sections[row] = CanvasSection(row, self.id, name, sis_id)
        enroll(ground, row, self.school.teacher, "TeacherEnrollment")
        for seat, user in enumerate(students):
            held = enroll(ground, row, user)
            held.state = states[seat] if states else "active"
        self.seated += students
        return row

    def work(
        self, key: str, name: str, week: int, *, points: int = 20, group: str = "", **more: object
    ) -> int:
        """An assignment due on the Friday of a week; `more`: further fields of its row."""
        ground, created = self.school.ground, at(self.school.day(week - 1), 8)
        row = AssignmentRow(
            ground.next("assignment", 61_000),
            self.id,
            self.groups[group or next(iter(self.groups))],
            name,
            sum(held.course == self.id for held in ground.canvas.assignments.values()) + 1,
            Decimal(points),
            "points",
            ["online_upload"],
            end_of(self.school.day(week)),
            None,
            None,
            created,
        )
        for held, value in more.items():
            setattr(row, held, value)
        ground.canvas.assignments[row.id] = row
        ground.assignments[key] = row.id
        if row.published and row.grading_type != "not_graded":
            for user in self.seated:
                self._graded(row, user)
        return row.id

    def _graded(self, row: AssignmentRow, user: int) -> None:
        ground, points = self.school.ground, row.points or Decimal(0)
        last = ground.calendar.today - timedelta(days=2)
        day = min(date.fromisoformat(row.created_at[:10]) + timedelta(days=7), last)
        percent = self.school.chance.randint(55, 100)
        score = (points * percent / 100).quantize(Decimal(1))
        if row.grading_type == "pass_fail":
            score = points if percent > _PASSED else Decimal(0)
        held = SubmissionRow(ground.next("submission", 900_000), row.id, user, "graded", score, score)
        held.grade = _grade(row.grading_type, score, points)
        held.graded_at, held.grader = at(day + timedelta(days=1), 16), self.school.teacher
        held.posted_at = None if row.post_manually else held.graded_at
        if row.submission_types[0].startswith("online"):
            held.submitted_at, held.attempt = at(day, 20), 1
        ground.canvas.submissions[held.id] = held

    def of(self, work: int) -> list[SubmissionRow]:
        """The submissions of an assignment, by student."""
        rows = self.school.ground.canvas.submissions.values()
        return [row for row in rows if row.assignment == work]

    def date(self, work: int, title: str, due: str | None, students: tuple[int, ...] = ()) -> OverrideRow:
        """An override with this due date."""
        ground = self.school.ground
        row = OverrideRow(ground.next("override", 41_000), work, title, None, list(students), {"due_at": due})
        ground.canvas.overrides[row.id] = row
        return row


_PASSED = 65


def _grade(kind: str, score: Decimal, points: Decimal) -> str:
    percent = score * 100 / points if points else Decimal(0)
    if kind == "pass_fail":
        return "complete" if score else "incomplete"
    if kind in {"letter_grade", "gpa_scale"}:
        letter, number = next((letter, gpa) for least, letter, gpa in _LETTERS if percent >= least)
        return letter if kind == "letter_grade" else number
    shown = format(score.normalize() if kind == "points" else percent.normalize(), "f")
    return f"{shown}%" if kind == "percent" else shown


def plant_habits(ground: Ground) -> None:
    """All of Willow Creek; its courses stand in `ground.courses` by the names of their habits."""
    school = Willow(ground, ground.chance_of("Willow Creek"))
    _places(school)
    _people(school)
    for plant in (_states, _grading, _dates, _quizzes, _periods, _ended, _gate):
        plant(school)


def spring_of(calendar: Calendar) -> tuple[date, date]:
    """The first and the last day of last spring."""
    return calendar.first - timedelta(weeks=30), calendar.first - timedelta(weeks=10)


def _places(school: Willow) -> None:
    canvas, calendar = school.ground.canvas, school.ground.calendar
    canvas.accounts[WILLOW] = Account(WILLOW, "Willow Creek School", 1, "WCS")
    canvas.accounts[CLUBS] = Account(CLUBS, "Willow Creek Clubs", WILLOW, "WCS-CLUBS", grade_export=False)
    half = calendar.first + timedelta(weeks=5, days=4)
    after, year = half + timedelta(days=3), f"{calendar.year}-{calendar.year + 1}"
    canvas.terms[QUARTERS] = CanvasTerm(
        QUARTERS, f"Quarters {year}", f"{calendar.year}-Q", at(calendar.first, 0), end_of(calendar.last)
    )
    first, last = spring_of(calendar)
    canvas.terms[SPRING] = CanvasTerm(SPRING, "Last spring", "SPRING", at(first, 0), end_of(last))
    for number, first, last in ((21, calendar.first, half), (22, after, calendar.last)):
        span = at(first, 0), end_of(last), end_of(last + timedelta(days=7))
        canvas.periods.append(GradingPeriodRow(number, f"Quarter {number % 20}", *span, QUARTERS))


def _people(school: Willow) -> None:
    ground = school.ground
    taken = {user.name for user in ground.canvas.users.values()}
    every = [name for name in names(school.chance, STUDENTS * 8) if name.full not in taken]
    for seat, name in enumerate(every[: STUDENTS + 1]):
        user = ground.next("user", 7000)
        number = str(_FIRST_NUMBER + 7 * seat)
        ground.people[user] = name
        ground.canvas.users[user] = User(user, name.full, name.sortable, number, f"wc{number}")
        if seat < STUDENTS:
            school.students.append(user)
        school.teacher = user


def _shell(school: Willow, key: str, name: str, code: str, groups: str = "Homework", **more: object) -> Shell:
    ground = school.ground
    course = ground.courses[key] = ground.next("course", 3100)
    created = at(ground.calendar.first - timedelta(days=21), 9)
    row = CanvasCourse(course, WILLOW, 1, name, code, f"WCS-{code}", "available", ZONE, created)
    for held, value in more.items():
        setattr(row, held, value)
    ground.canvas.courses[course] = row
    made: dict[str, int] = {}
    for position, title in enumerate(groups.split(), 1):
        made[title] = ground.next("group", 5100)
        ground.canvas.groups[made[title]] = GroupRow(made[title], course, title, position, Decimal(50))
    return Shell(school, course, made)


def _states(school: Willow) -> None:
    """One student in each state that an enrollment can have."""
    shell = _shell(school, "states", "Study Skills", "SKL")
    shell.section("Study Skills - Period 1", "WCS-SKL-01", school.students[: len(STATES)], STATES)
    shell.work("planner", "Weekly planner", 2)
    shell.work("notes", "Note taking", 4)


def _grading(school: Willow) -> None:
    """Every grading type; a late policy; what is hidden, moderated, anonymous, unpublished or not counted."""
    shell = _shell(school, "grading", "Creative Writing", "WRI", "Homework Workshop", late_policy=_LATE)
    shell.section("Creative Writing - Period 2", "WCS-WRI-02", school.students[:10])
    for week, kind in enumerate(("points", "percent", "pass_fail", "letter_grade", "gpa_scale"), 1):
        standard = 71 if kind in {"letter_grade", "gpa_scale"} else None
        title = f"Exercise in {kind.replace('_', ' ')}"
        shell.work(kind, title, week, grading_type=kind, standard=standard)
    shell.work("not_graded", "Reading circle", 5, grading_type="not_graded", post_to_sis=False)
    late = shell.work("late", "Sonnet", 6)
    for row in shell.of(late)[:2]:
        row.entered = Decimal(18)
        row.deducted = _LATE.late * 20 / 100
        row.score = row.entered - row.deducted
        row.grade = format(row.score.normalize(), "f")
        row.late, row.late_policy, row.seconds_late = True, "late", 80_000
    shell.work("hidden", "Ghost story", 6, post_manually=True, group="Workshop")
    shell.work("moderated", "Jury essay", 7, moderated=True, grades_published=False, group="Workshop")
    shell.work("released", "Jury poem", 7, moderated=True, group="Workshop")
    shell.work("anonymous", "Blind review", 8, anonymous=True, post_manually=True, group="Workshop")
    shell.work("named", "Blind review, second round", 8, anonymous=True, group="Workshop")
    shell.work("draft", "Epilogue", 9, published=False, group="Workshop")
    shell.work("uncounted", "Open mic", 9, omit_from_final_grade=True, group="Workshop")
    school.ground.canvas.groups[shell.groups["Homework"]].rules = {"drop_lowest": 1}


def _dates(school: Willow) -> None:
    """Overrides of all five kinds, work of groups, work for single students, 24 and 25 dates."""
    ground, students = school.ground, school.students
    shell = _shell(school, "dates", "Robotics", "ROB")
    first = shell.section("Robotics - Period 3", "WCS-ROB-03", students[:15])
    shell.section("Robotics - Period 4", "WCS-ROB-04", students[15:])
    groups = ground.canvas.student_groups
    for number, members in enumerate((students[:15], students[15:]), 1):
        groups[90 + number] = StudentGroup(90 + number, shell.id, 9, f"Team {number}", members)
    later = end_of(school.day(8))
    shell.date(shell.work("for-section", "Chassis", 2), "Period 3", later).section = first
    shell.date(shell.work("for-students", "Wiring", 3), "2 students", later, (students[3], students[20]))
    team = shell.work("for-group", "Team build", 4, groups=9)
    shell.date(team, "Team 2", later).group = 92
    show = shell.work("for-groups", "Team show", 5, groups=9, only_overrides=True, due_at=None)
    for team_, week in ((91, 5), (92, 7)):
        shell.date(show, f"Team {team_ - 90}", end_of(school.day(week))).group = team_
    shell.date(shell.work("for-course", "Sensors", 5), "Robotics", later).for_course = True
    shell.date(shell.work("mastery", "Extra path", 6), "Mastery Paths", later).noop = 1
    only = shell.work("only-overrides", "Repair clinic", 6, only_overrides=True, due_at=None)
    shell.date(only, "3 students", later, tuple(students[4:7]))
    for key, count in (("dates-24", 24), ("dates-25", 25)):
        many = shell.work(key, f"Demo day of {count}", 7)
        for user in students[:count]:
            shell.date(many, "1 student", later, (user,))


def _quizzes(school: Willow) -> None:
    """A classic quiz, whose essay waits for a grade, a New Quiz, and a New Quiz for practice only."""
    shell = _shell(school, "quizzes", "Media Studies", "MED", "Quizzes")
    shell.section("Media Studies - Period 5", "WCS-MED-05", school.students[:8])
    quiz = shell.work("classic-quiz", "Headlines quiz", 3, submission_types=["online_quiz"], quiz=301)
    shell.of(quiz)[0].state = "pending_review"
    tool = ["external_tool"]
    shell.work("new-quiz", "Sources quiz", 5, submission_types=tool, new_quiz=True)
    shell.work(
        "practice-quiz",
        "Warm-up",
        5,
        grading_type="not_graded",
        post_to_sis=False,
        submission_types=tool,
        new_quiz=True,
    )


def _periods(school: Willow) -> None:
    """A closed grading period and an open one."""
    shell = _shell(school, "periods", "Economics", "ECO", term=QUARTERS)
    shell.section("Economics - Period 6", "WCS-ECO-06", school.students[10:18])
    shell.work("closed", "Supply and demand", 2)
    shell.work("open", "Inflation", 8)


def _ended(school: Willow) -> None:
    """A course that was concluded, and one whose term is over."""
    for key, name, code, state in (
        ("concluded", "Civics", "CIV", "completed"),
        ("ended", "Journalism", "JRN", "available"),
    ):
        shell = _shell(school, key, name, code, term=SPRING, state=state)
        shell.section(f"{name} - Period 7", f"WCS-{code}-07", school.students[18:24])
        shell.work(f"{key}-work", f"{name} notebook", -15)


def _gate(school: Willow) -> None:
    """A course whose account hides the box *Sync to SIS*, so nobody has ticked it."""
    shell = _shell(school, "gate", "Chess", "CHS", account=CLUBS)
    shell.section("Chess - Period 8", "WCS-CHS-08", school.students[24:])
    shell.work("openings", "Openings", 4, post_to_sis=False)
