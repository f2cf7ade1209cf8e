"""Both sides of a score as read: Canvas's course, the SIS's gradebook.

Plain values, no rule. Whoever uses a `Part` must say what `Unread` means to it: unread is not empty.
Field names are the field's own; Canvas ids and SIS refs are text, points are Decimal, times are aware.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from passback.core.problem import Problem
from passback.core.value import Value, value

T = TypeVar("T")


@value
class Unread(Value):
    """A part that could not be read; never the same as empty.

    `why`: one line for people who debug, no secret and no student's name. `problem`: what kind of
    silence it was (unreachable, token refused, not understood …), so that it is explained once.
    """

    why: str
    problem: Problem


Part = tuple[T, ...] | Unread
NOT_ASKED = Unread("not asked for", Problem.PART_UNREAD)


@value
class Missing(Value):
    """The SIS was read whole and does not have it; `near`: ids that look alike, for the finding."""

    looked_for: str
    near: tuple[str, ...]


class Excused(Enum):
    """The mark of an excused student; never a number in its place."""

    EXCUSED = "excused"


# points | letter | excused | no score (never sent, or cleared)
Mark = Decimal | str | Excused | None


@value
class Term(Value):
    """A term or grading period, Canvas's or an SIS class's; `first` and `last` day belong to it.

    `parent`: the ref of the term that a grading period is a part of, None where the SIS does not say.
    """

    ref: str
    name: str
    first: date
    last: date
    parent: str | None = None


# ---- Canvas: one course, as read -------------------------------------------------------------


@value
class Section(Value):
    """A Canvas section. `sis_id` None: made by hand, unknown to the SIS.

    `origin_course`: the course it was cross-listed from (`nonxlist_course_id`), else None.
    """

    id: str
    name: str
    sis_id: str | None
    integration_id: str | None
    origin_course: str | None


@value
class Enrollment(Value):
    """One student in one section; a student in two sections has two.

    `state`: Canvas's `enrollment_state`. `test`: the Test Student (`StudentViewEnrollment`).
    `name` is for people only: never in a log, never compared.
    """

    student: str
    section: str
    state: str
    test: bool
    sis_id: str | None
    integration_id: str | None
    name: str


@value
class Group(Value):
    """An assignment group: what the SIS calls a category.

    `weight`: its percentage of the course's grade, None where not shown. `integration_data`: the incumbent
    sync's own link; None: not shown to this token. `drops`: a rule of it drops lowest or highest scores.
    """

    id: str
    name: str
    weight: Decimal | None
    integration_data: Mapping[str, str] | None
    drops: bool


@value
class Override(Value):
    """A due date for some: a section, single students, a group, the whole course, or MasteryPaths.

    `course`: it is for the course, so for everyone. `mastery`: it only opens a MasteryPath and names nobody.

    `overrides_due`: the key `due_at` was there. `due` None with `overrides_due` True means *no date*;
    with False, the assignment's own date holds. The two are not the same.
    Source: facts/canvas.md §1.5.
    """

    id: str
    section: str | None
    students: tuple[str, ...]
    group: str | None
    course: bool
    mastery: bool
    overrides_due: bool
    due: datetime | None


@value
class Assignment(Value):
    """A Canvas assignment, dates as set for everyone (`override_assignment_dates=false`).

    `integration_data`: the incumbent sync's own links; None: not shown to this token. A hint, never a proof.
    `closed`: its due date lies in a closed grading period, where Canvas takes few changes. `quiz`: `classic`
    or `new` for a quiz, None for other work.
    """

    id: str
    name: str
    url: str
    group: str
    points: Decimal | None
    grading_type: str
    submission_types: tuple[str, ...]
    due: datetime | None
    unlock: datetime | None
    created: datetime
    published: bool
    post_to_sis: bool
    only_overrides: bool
    overrides: Part[Override]
    omit_from_final_grade: bool
    anonymous: bool
    moderated: bool
    grades_published: bool | None
    name_max: int | None
    due_required: bool
    integration_data: Mapping[str, str] | None
    closed: bool
    quiz: str | None


@value
class Submission(Value):
    """One student's score on one assignment.

    `score` is after the late deduction, never `entered_score`. `due` is the effective date for this
    student (`cached_due_date`). `posted` None: hidden from students. `current` False: resubmitted
    since it was graded.
    """

    assignment: str
    student: str
    score: Decimal | None
    grade: str | None
    excused: bool
    late: bool
    missing: bool
    state: str
    graded: datetime | None
    posted: datetime | None
    due: datetime | None
    current: bool
    comment: str


@value
class Course(Value):
    """One Canvas course as read. `zone`: IANA name; all date arithmetic happens in it.

    `ended`: when it ended by its own or its term's date, None: not yet, or without such a date. `periods`:
    Canvas's grading periods, which are not the SIS's; nothing that is sent rests on them.
    """

    id: str
    name: str
    sis_id: str | None
    account: str
    zone: str
    state: str
    ended: datetime | None
    sections: Part[Section]
    enrollments: Part[Enrollment]
    groups: Part[Group]
    assignments: Part[Assignment]
    submissions: Part[Submission]
    periods: Part[Term]

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Its parts that could not be read, of those that what is sent rests on."""
        parts = (self.sections, self.enrollments, self.groups, self.assignments, self.submissions)
        return tuple(part for part in parts if isinstance(part, Unread))


# ---- the SIS: one class, as read ---------------------------------------------------------------


@value
class Category(Value):
    """A grading category of a class; `active` False: the SIS keeps it but takes no new work in it.

    `weight`: its percentage of the class's grade, None where the SIS does not say (OneRoster 1.1 has no such
    field, 1.2 has: facts/oneroster.md §1.4). It is the one field that a reader may leave to its default.
    """

    ref: str
    name: str
    active: bool
    weight: Decimal | None = None


@value
class Student(Value):
    """A student on the roster of a class. `ref`: what writes name. `ids`: every id that was read,
    by the SIS's own field name, for resolving Canvas's `sis_user_id`. `on_gradebook` False: the gradebook of
    the class has a list of its own, and it lacks the student (facts/sis-vendors.md §3).
    """  # noqa: D205 - one thought

    ref: str
    ids: Mapping[str, str]
    active: bool
    on_gradebook: bool


@value
class LineItem(Value):
    """An assignment in the SIS. `ref` None: not made yet, and the SIS will choose the id.

    `category`: the SIS's category ref. `counts` None: not known, or left to the category. `locked`: the SIS
    says that it takes no change any more; False too where it does not say, so a reader may leave it out.
    `students`: the refs of those whom it is for alone; empty: it is for everyone, or the SIS does not say.
    `also_in`: refs of other classes that it is in as well, as one thing; empty where the SIS has no such line
    items, so a reader may leave it out too.
    """

    ref: str | None
    title: str
    description: str
    category: str | None
    assigned: date
    due: date
    maximum: Decimal
    counts: bool | None
    locked: bool = False
    students: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()


@value
class Score(Value):
    """A score as the SIS holds it, or as we would send it. `student`: the SIS's ref."""

    student: str
    mark: Mark
    letter: str | None
    late: bool
    missing: bool
    comment: str


@value
class Gradebook(Value):
    """The SIS's side of one section. `scores` by line item ref; a ref without a key has no scores.

    `school`: the SIS's ref of the class's school, None where its interface does not say. `periods`: all
    grading periods that the SIS lists, other schools' too; read only where it is known to look at them.
    """

    class_ref: str
    school: str | None
    terms: Part[Term]
    categories: Part[Category]
    students: Part[Student]
    line_items: Part[LineItem]
    scores: Mapping[str, Part[Score]]
    periods: Part[Term] = NOT_ASKED
