"""What is taught: six courses with their sections, groups and assignments, and what goes wrong in them.

Weeks count from the semester's first. A mark says what became of the n-th student of the course on an
assignment; whoever has none was graded on time. Twelve causes are planted; everything else is healthy.
"""

from __future__ import annotations

from dataclasses import dataclass

# What became of one student's work.
EXCUSED, LATE, MISSING, ZERO = "excused", "late", "missing", "missing-zero"
PENDING, RESUBMITTED, ABOVE, UNGRADED = "pending", "resubmitted", "above", "ungraded"
CONCLUDED = "concluded"


@dataclass(frozen=True)
class Work:
    """An assignment. `key`: how the plant finds it again; `date` False: it has none for any section."""

    name: str
    group: str
    points: int
    week: int
    weekday: int = 4
    key: str = ""
    grading: str = "points"
    kind: str = "online_upload"
    step: str = "1"
    date: bool = True
    hidden: bool = False
    published: bool = True
    synced: bool = True
    marks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class SectionPlan:
    """A section: which students of the school sit in it, by number; `sis` False: made by hand."""

    name: str
    sis_id: str
    first: int
    last: int
    sis: bool = True
    crosslisted: bool = False


@dataclass(frozen=True)
class CoursePlan:
    """A course. `categories`: what its SIS classes have, by name."""

    key: str
    name: str
    code: str
    sis_id: str
    account: int
    teacher: int
    groups: tuple[tuple[str, int], ...]
    categories: tuple[str, ...]
    sections: tuple[SectionPlan, ...]
    works: tuple[Work, ...]


ROOT, MIDDLE, SCIENCE, HIGH = 1, 10, 11, 20
MIDDLE_STUDENTS, HIGH_STUDENTS = 48, 52

MIDDLE_COURSES = (
    CoursePlan(
        "science",
        "Physical Science 8",
        "SCI8",
        "BMS-SCI8",
        SCIENCE,
        0,
        (("Homework", 30), ("Labs", 30), ("Tests", 40)),
        ("Homework", "Classwork", "Tests"),
        (SectionPlan("Physical Science 8 - Period 1", "BMS-SCI8-01", 0, 22),),
        (
            Work("Density worksheet", "Homework", 10, 1),
            Work("States of matter reading", "Homework", 10, 2, marks=((3, MISSING), (9, UNGRADED))),
            Work("Lab 1: Measuring density", "Labs", 25, 3, key="labs"),
            Work("Unit 1 test: Matter", "Tests", 100, 3, kind="on_paper", marks=((7, EXCUSED),)),
            Work("Motion graphs", "Homework", 20, 4, step="0.25"),
            Work("Newton's laws problem set", "Homework", 20, 6, marks=((4, LATE), (11, LATE))),
            Work("Forces vocabulary", "Homework", 15, 8, key="unlock-only"),
            Work("Unit 2 test: Forces", "Tests", 100, 9, kind="on_paper"),
            Work("Energy reading guide", "Homework", 10, 9, 2, marks=((5, ZERO),)),
            Work("Lab safety contract", "Homework", 0, 1, grading="not_graded", synced=False),
        ),
    ),
    CoursePlan(
        "algebra",
        "Algebra 1",
        "ALG1",
        "BMS-ALG1",
        MIDDLE,
        0,
        (("Homework", 40), ("Quizzes", 20), ("Tests", 40)),
        ("Homework", "Quizzes", "Tests"),
        (
            SectionPlan("Algebra 1 - Period 2", "BMS-ALG1-02", 15, 29),
            SectionPlan("Algebra 1 - Period 5", "BMS-ALG1-05", 29, 42),
        ),
        (
            Work("Linear equations practice", "Homework", 10, 1),
            Work("Slope and intercept", "Homework", 12, 2, marks=((2, EXCUSED), (16, EXCUSED))),
            Work("Chapter 1 test", "Tests", 100, 3, kind="on_paper", step="thirds"),
            Work("Graphing lines", "Homework", 10, 4, marks=((6, LATE),)),
            Work("Quiz 1: Slope", "Quizzes", 20, 5, key="no-scale", kind="online_quiz"),
            Work("Systems of equations", "Homework", 15, 6, grading="percent"),
            Work("Chapter 2 test", "Tests", 100, 7, kind="on_paper"),
            Work("Word problems & applications", "Homework", 20, 8, key="section-date"),
            Work("Inequalities review", "Homework", 10, 10, 1, hidden=True),
            Work("Extra practice (draft)", "Homework", 10, 11, published=False),
        ),
    ),
    CoursePlan(
        "history",
        "World History",
        "HIST8",
        "BMS-HIST8",
        MIDDLE,
        1,
        (("Homework", 40), ("Essays", 40), ("Participation", 20)),
        ("Homework", "Essays", "Participation"),
        (
            SectionPlan("World History - Period 3", "BMS-HIST8-03", 27, 40),
            SectionPlan("World History Honors - Period 6", "BMS-HIST8H-06", 40, 48, crosslisted=True),
        ),
        (
            Work("Mesopotamia map", "Homework", 10, 1),
            Work("Reading log 1: River valleys", "Homework", 10, 2, marks=((8, MISSING),)),
            Work("Primary source analysis", "Essays", 50, 4, step="0.5"),
            Work("Reading log 2: Greece", "Homework", 10, 5),
            Work("Socratic seminar", "Participation", 10, 6, key="rounded", kind="none", step="halves"),
            Work("Essay: Athens & Sparta", "Essays", 100, 7, marks=((1, PENDING), (12, RESUBMITTED))),
            Work("Reading log 3: Rome", "Homework", 10, 8, key="no-date", date=False),
            Work("Trade routes worksheet", "Homework", 15, 9),
        ),
    ),
)

HIGH_COURSES = (
    CoursePlan(
        "biology",
        "Biology",
        "BIO",
        "CRHS-BIO",
        HIGH,
        2,
        (("Homework", 20), ("Labs", 30), ("Exams", 40), ("Projects", 10)),
        ("Homework", "Labs", "Exams"),
        (
            SectionPlan("Biology - Period 1", "14501", 0, 15),
            SectionPlan("Biology - Period 4", "14504", 15, 27),
            SectionPlan("Lab makeup group", "", 27, 30, sis=False),
        ),
        (
            Work("Cell structure diagram", "Homework", 10, 1, marks=((14, CONCLUDED),)),
            Work("Osmosis questions", "Homework", 12, 2, marks=((5, EXCUSED),)),
            Work("Microscope lab", "Labs", 20, 3, step="0.5"),
            Work("Cells unit exam", "Exams", 100, 4, kind="on_paper"),
            Work("Photosynthesis reading", "Homework", 10, 5, marks=((9, MISSING),)),
            Work("Enzyme lab report", "Labs", 30, 6, marks=((3, ABOVE),)),
            Work("Energy unit exam", "Exams", 100, 8, kind="on_paper", step="0.25"),
            Work("Ecosystem poster", "Projects", 40, 9, key="projects"),
            Work("Genetics pre-test", "Exams", 20, 10, 1, synced=False),
        ),
    ),
    CoursePlan(
        "english",
        "English 10",
        "ENG10",
        "CRHS-ENG10",
        HIGH,
        3,
        (("Reading", 40), ("Writing", 50), ("Participation", 10)),
        ("Reading", "Writing", "Participation"),
        (
            SectionPlan("English 10 - Period 2", "14612", 15, 31),
            SectionPlan("English 10 - Period 3", "14613", 31, 45),
        ),
        (
            Work("Summer reading response", "Reading", 20, -1, key="before-term"),
            Work("Of Mice and Men, ch. 1-3", "Reading", 10, 2),
            Work("Of Mice and Men, ch. 4-6", "Reading", 10, 3, marks=((10, LATE),)),
            Work("Personal narrative", "Writing", 50, 4, key="hand-typed"),
            Work("Discussion circles", "Participation", 10, 5, kind="none"),
            Work("Poetry annotations", "Reading", 15, 6, step="0.25"),
            Work("Comparative essay: power and loneliness in two novels", "Writing", 100, 8, key="long-name"),
            Work("Argument draft", "Writing", 30, 9, marks=((2, PENDING),)),
            Work("Research proposal", "Writing", 25, 10, 1, key="last-day"),
        ),
    ),
    CoursePlan(
        "geometry",
        "Geometry",
        "GEO",
        "CRHS-GEO",
        HIGH,
        3,
        (("Homework", 30), ("Quizzes", 30), ("Tests", 40)),
        ("Homework", "Quizzes", "Tests"),
        (SectionPlan("Geometry - Period 6", "14706", 33, 52),),
        (
            Work("Angles practice", "Homework", 10, 1, 2, key="locked"),
            Work("Parallel lines", "Homework", 10, 3),
            Work("Quiz: Congruence", "Quizzes", 20, 4, kind="online_quiz"),
            Work("Triangle proofs", "Homework", 12, 5, grading="pass_fail"),
            Work("Quiz: Proofs", "Quizzes", 100, 6, kind="online_quiz", step="thirds"),
            Work("Similarity", "Homework", 15, 7, key="extension", marks=((0, EXCUSED), (8, ZERO))),
            Work("Chapter 1 test", "Tests", 100, 8, kind="on_paper"),
            Work("Chapter 2 test", "Tests", 100, 10, 1, kind="on_paper"),
        ),
    ),
)
