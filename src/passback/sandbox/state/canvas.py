"""The rows of a Canvas root account.

Plain and mutable. Times are text as Canvas writes them, UTC; points and scores are Decimal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass
class Token:
    """A Canvas access token: whose, and what its user may do. Source: facts/canvas.md §1.11.

    `admin`: closed grading periods do not bind its user (§1.5).
    """

    user: int
    account: int
    permissions: set[str]
    admin: bool = False


@dataclass
class Bucket:
    """What a token has used up of late. `flying`: when each of its requests in flight will end.

    Source: facts/canvas.md §1.13; see `sandbox/canvas/bucket.py`.
    """

    level: Decimal = Decimal(0)
    at: datetime | None = None
    flying: list[datetime] = field(default_factory=list)


@dataclass
class Account:
    """An account or sub-account. `name_max`, `due_required`: its SIS rules, None and False where off.

    `grade_export`: its courses show the box *Sync to SIS*; None: as the account above.
    """

    id: int
    name: str
    parent: int | None
    sis_id: str | None
    name_max: int | None = None
    due_required: bool = False
    grade_export: bool | None = None


@dataclass
class CanvasTerm:
    """An enrollment term."""

    id: int
    name: str
    sis_id: str
    start_at: str
    end_at: str


@dataclass
class LatePolicyRow:
    """What a course takes off for late and missing work, in percent. Source: facts/canvas.md §1.10.

    `interval`: `day` or `hour`, for each of which `late` is taken off, down to `minimum`.
    """

    id: int
    late: Decimal
    interval: str
    minimum: Decimal | None
    missing: Decimal | None


@dataclass
class CanvasCourse:
    """A course shell; `end_at` None: it ends with its term."""

    id: int
    account: int
    term: int
    name: str
    code: str
    sis_id: str | None
    state: str
    zone: str
    created_at: str
    end_at: str | None = None
    late_policy: LatePolicyRow | None = None


@dataclass
class CanvasSection:
    """A section; `sis_id` None: made by hand; `origin`: the course it was cross-listed from."""

    id: int
    course: int
    name: str
    sis_id: str | None
    origin: int | None = None


@dataclass
class User:
    """A person in Canvas."""

    id: int
    name: str
    sortable: str
    sis_id: str | None
    login: str


@dataclass
class CanvasEnrollment:
    """One user in one section. `imported`: made by a SIS import, not by hand."""

    id: int
    course: int
    section: int
    user: int
    kind: str
    state: str
    imported: bool
    created_at: str


@dataclass
class StudentGroup:
    """A group of students that work together; `category`: the set of groups it is of."""

    id: int
    course: int
    category: int
    name: str
    members: list[int]


@dataclass
class GroupRow:
    """An assignment group. `rules`: how many of the lowest and highest scores it drops, by Canvas's names."""

    id: int
    course: int
    name: str
    position: int
    weight: Decimal
    sis_id: str | None = None
    integration_data: dict[str, str] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)


@dataclass
class OverrideRow:
    """An override. `dates` holds only the keys that it overrides; a None in it means *no date*.

    It is for exactly one of: a section, single students, a group of students, the course (`for_course`), or
    whoever a MasteryPath opens it to (`noop`).
    """

    id: int
    assignment: int
    title: str
    section: int | None
    students: list[int]
    dates: dict[str, str | None]
    group: int | None = None
    for_course: bool = False
    noop: int | None = None


@dataclass
class AssignmentRow:
    """An assignment with its dates for everyone.

    `quiz`: the id of the quiz behind a classic one, or of the tool behind a New Quiz (`new_quiz`).
    `groups`: the set of student groups that hand it in together; `alone`: and are graded one by one.
    """

    id: int
    course: int
    group: int
    name: str
    position: int
    points: Decimal | None
    grading_type: str
    submission_types: list[str]
    due_at: str | None
    unlock_at: str | None
    lock_at: str | None
    created_at: str
    published: bool = True
    post_to_sis: bool = True
    only_overrides: bool = False
    omit_from_final_grade: bool = False
    post_manually: bool = False
    anonymous: bool = False
    moderated: bool = False
    grades_published: bool = True
    description: str = ""
    sis_id: str | None = None
    integration_id: str | None = None
    integration_data: dict[str, str] = field(default_factory=dict)
    standard: int | None = None
    quiz: int | None = None
    new_quiz: bool = False
    groups: int | None = None
    alone: bool = False


@dataclass
class SubmissionRow:
    """One student's work on one assignment. `score` is after the late deduction."""

    id: int
    assignment: int
    user: int
    state: str = "unsubmitted"
    score: Decimal | None = None
    entered: Decimal | None = None
    grade: str | None = None
    excused: bool = False
    late: bool = False
    missing: bool = False
    late_policy: str | None = None
    deducted: Decimal | None = None
    seconds_late: int = 0
    submitted_at: str | None = None
    graded_at: str | None = None
    posted_at: str | None = None
    grader: int | None = None
    attempt: int | None = None
    current: bool = True
    comments: list[tuple[int, str, str]] = field(default_factory=list)  # author, time, text


@dataclass
class GradingPeriodRow:
    """A Canvas grading period of the courses of a term; it is not the SIS's."""

    id: int
    title: str
    start: str
    end: str
    close: str
    term: int = 1


@dataclass
class Canvas:
    """One Canvas root account. `throttled`: the requests, by number, that meet a full bucket.

    `throttle_status`: how it says so, 403 or 429. `largest_page`: how many rows it gives at most, whatever
    `per_page` asks for.
    """

    accounts: dict[int, Account] = field(default_factory=dict)
    terms: dict[int, CanvasTerm] = field(default_factory=dict)
    courses: dict[int, CanvasCourse] = field(default_factory=dict)
    sections: dict[int, CanvasSection] = field(default_factory=dict)
    users: dict[int, User] = field(default_factory=dict)
    enrollments: dict[int, CanvasEnrollment] = field(default_factory=dict)
    groups: dict[int, GroupRow] = field(default_factory=dict)
    assignments: dict[int, AssignmentRow] = field(default_factory=dict)
    overrides: dict[int, OverrideRow] = field(default_factory=dict)
    submissions: dict[int, SubmissionRow] = field(default_factory=dict)
    periods: list[GradingPeriodRow] = field(default_factory=list)
    tokens: dict[str, Token] = field(default_factory=dict)
    student_groups: dict[int, StudentGroup] = field(default_factory=dict)
    throttled: set[int] = field(default_factory=set)
    throttle_status: int = 403
    largest_page: int = 100
