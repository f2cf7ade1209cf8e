"""Which scores take part, and to which classes each goes.

Knows assignments, enrollments and classes. A score goes to the class of each of the student's enrollments,
never by the submission's own section: a student in two sections has one submission (facts/canvas.md §1.6).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from passback.core.finding import Finding
from passback.core.gradebook import (
    Assignment,
    Course,
    Enrollment,
    Gradebook,
    Score,
    Student,
    Submission,
    Unread,
)
from passback.core.problem import Problem, Severity, State
from passback.core.subject import Subject
from passback.core.value import Value, value
from passback.sync.calendar import Due, due_of_class, period
from passback.sync.model import Link, Snapshot
from passback.sync.once import once
from passback.sync.resolve import (
    ClassOf,
    Stop,
    classes,
    left_or_held,
    not_one_person,
    student_of,
    unread_stop,
)

# Source: facts/canvas.md §1.5 and §2 (point 2: "not for non-graded types").
GRADED = frozenset({"points", "percent", "gpa_scale", "letter_grade", "pass_fail"})
_NEVER = frozenset({"not_graded", "practice_quiz", "survey", "wiki_page"})
# States of a course whose scores travel. A concluded course still does while the SIS takes it, or else
# everything would stop on the Monday after the quarter closes.
OPEN_COURSE = frozenset({"available", "completed"})
_HERE = frozenset({"active", "invited", "creation_pending"})
PUBLISHED = "published"
_SEVERAL = 2


@value
class Seat(Value):
    """One student in one section. Exactly one of `student` (of the roster) and `stop` is there."""

    section: str | None
    enrollment: Enrollment | None
    student: Student | None
    stop: Stop | None


@value
class Case(Value):
    """One considered score: a submission on its way to one class, or why it is not.

    `moved`: sections of the course that the student has left, or whose term the work is not due in.
    """

    subject: Subject
    submission: Submission
    student: Student | None
    stop: Stop | None
    moved: tuple[str, ...]


@value
class Unit(Value):
    """One assignment in one section: what becomes one line item of one class.

    `gradebook` None: every case has its stop. `dues`: the dates of all its students, graded or not. `early`:
    the district wants its line item made before there is a score.
    """

    section: str | None
    section_name: str
    assignment: Assignment
    gradebook: Gradebook | None
    link: Link | None
    cases: tuple[Case, ...]
    dues: tuple[datetime, ...]
    early: bool


def takes_part(assignment: Assignment) -> bool:
    """True if Canvas marks it to be sent and it is graded."""
    graded = assignment.grading_type in GRADED and not _NEVER & set(assignment.submission_types)
    return assignment.published and assignment.post_to_sis and graded


def has_mark(submission: Submission) -> bool:
    """True if a teacher (or a rule) gave a mark; *missing* alone is none, and is never a 0."""
    return submission.excused or submission.score is not None or bool((submission.grade or "").strip())


def is_blank(score: Score) -> bool:
    """True if it is no score at all: no mark, no flag, no words."""
    return score == Score(score.student, None, None, late=False, missing=False, comment="")


def is_here(enrollment: Enrollment, course: Course) -> bool:
    """True if the student is in the section now. Concluded with the whole course is still here.

    A course ends by hand (its state) or by its own or its term's date (`ended`).
    """
    over = course.state == "completed" or course.ended is not None
    return enrollment.state in _HERE or (enrollment.state == "completed" and over)


@once
def units(snapshot: Snapshot) -> tuple[Unit, ...]:
    """Every considered score of the course, by line item; ordered by section and assignment.

    Considered is what has a mark, or was sent before. Nothing is, where a part that decides is unread. A line
    item that the district wants at publication has a unit as soon as one student of its class has the work.
    """
    course = snapshot.course
    assignments, submissions = course.assignments, course.submissions
    if isinstance(assignments, Unread) or isinstance(submissions, Unread) or course.state not in OPEN_COURSE:
        return ()
    placed = _seats(snapshot)
    if placed is None:
        return ()
    known, seats = placed
    taking = {a.id: a for a in assignments if takes_part(a)}
    links = _links(snapshot.links)
    sent = sent_scores(snapshot)
    rows: dict[tuple[str | None, str], list[Case]] = defaultdict(list)
    dues: dict[tuple[str | None, str], list[datetime]] = defaultdict(list)
    early: set[tuple[str | None, str]] = set()
    unique = {(s.assignment, s.student): s for s in submissions if s.assignment in taking}
    for submission in unique.values():
        mine = seats.get(submission.student) or (_gone(snapshot, submission.student),)
        routes = _routes(mine)
        going = _in_term(snapshot, known, taking[submission.assignment], submission, routes)
        moved = _left_sections(mine, [seat for seat in routes if seat not in going])
        for seat in going:
            key = (seat.section, submission.assignment)
            if seat.student is not None and submission.due is not None:
                dues[key].append(submission.due)
            if seat.student is not None and snapshot.policy_of(seat.section).made == PUBLISHED:
                early.add(key)
            if has_mark(submission) or _was_sent(sent, links.get(key), seat):
                subject = Subject(course.id, seat.section, submission.assignment, submission.student)
                rows[key].append(Case(subject, submission, seat.student, seat.stop, moved))
    return tuple(
        _unit(known.get(key[0] or ""), links.get(key), taking[key[1]], rows[key], dues[key], key in early)
        for key in sorted({*rows, *early}, key=lambda k: (k[0] or "", k[1]))
    )


def _unit(
    where: ClassOf | None,
    link: Link | None,
    assignment: Assignment,
    cases: list[Case],
    dues: list[datetime],
    early: bool,  # noqa: FBT001 - handed through
) -> Unit:
    return Unit(
        section=where.section if where else cases[0].subject.section,
        section_name=where.name if where else "",
        assignment=assignment,
        gradebook=where.gradebook if where else None,
        link=link,
        cases=tuple(sorted(cases, key=lambda case: case.submission.student)),
        dues=tuple(sorted(dues)),
        early=early,
    )


def _links(links: Iterable[Link]) -> Mapping[tuple[str | None, str], Link]:
    ordered = sorted(links, key=lambda link: link.generation)
    return {(link.section, link.assignment): link for link in ordered}


@once
def sent_scores(snapshot: Snapshot) -> frozenset[tuple[str, str]]:
    """The scores last sent: each line item's ref with the student's."""
    return frozenset(
        (ref, score.student)
        for ref, scores in snapshot.sent.items()
        for score in scores
        if not is_blank(score)
    )


def _was_sent(sent: frozenset[tuple[str, str]], link: Link | None, seat: Seat) -> bool:
    return link is not None and seat.student is not None and (link.ref, seat.student.ref) in sent


# ---- who sits where ------------------------------------------------------------------------------


def _seats(snapshot: Snapshot) -> tuple[Mapping[str, ClassOf], Mapping[str, tuple[Seat, ...]]] | None:
    sections, enrollments = snapshot.course.sections, snapshot.course.enrollments
    if isinstance(sections, Unread) or isinstance(enrollments, Unread):
        return None
    known = classes(snapshot, sections)
    best: dict[tuple[str, str], Enrollment] = {}
    for enrollment in enrollments:
        key = (enrollment.student, enrollment.section)
        if key not in best or is_here(enrollment, snapshot.course):
            best[key] = enrollment
    seats = [_seat(snapshot, known, enrollment) for enrollment in best.values()]
    by_student: dict[str, list[Seat]] = defaultdict(list)
    for seat in _one_person_each(snapshot, known, seats):
        if seat.enrollment is not None:
            by_student[seat.enrollment.student].append(seat)
    return known, {student: tuple(mine) for student, mine in by_student.items()}


def _seat(snapshot: Snapshot, known: Mapping[str, ClassOf], enrollment: Enrollment) -> Seat:
    course, section = snapshot.course, enrollment.section
    subject = Subject(course.id, section, None, enrollment.student)
    where = known.get(section)
    if (apart := _apart(snapshot, enrollment)) is not None:
        facts = {"student": enrollment.student, "section": where.name if where else section}
        why = Finding(apart, Severity.INFORMS, subject, facts)
        return Seat(section, enrollment, None, Stop(State.NOT_SENT, why))
    if where is None:
        unknown = Unread("the section is not in the course's list of sections", Problem.PART_UNREAD)
        return Seat(section, enrollment, None, unread_stop(unknown, subject, "sections"))
    if where.gradebook is None:
        return Seat(section, enrollment, None, where.stop)
    found = student_of(snapshot.profile.student, where, enrollment, course.id)
    if isinstance(found, Stop):
        return Seat(section, enrollment, None, left_or_held(snapshot, found))
    return Seat(section, enrollment, found, None)


def _apart(snapshot: Snapshot, enrollment: Enrollment) -> Problem | None:
    """Why a seat takes no part, whatever the SIS says: no student, not here, or its class does not join."""
    if enrollment.test:
        return Problem.TEST_STUDENT
    if not is_here(enrollment, snapshot.course):
        return Problem.LEFT_SECTION
    return None if snapshot.policy_of(enrollment.section).joins else Problem.SYNC_TURNED_OFF


def _one_person_each(
    snapshot: Snapshot, known: Mapping[str, ClassOf], seats: Iterable[Seat]
) -> Iterable[Seat]:
    """Two Canvas students on one SIS student: the later write would overwrite the earlier."""
    seats = list(seats)
    uses = Counter((seat.section, seat.student.ref) for seat in seats if seat.student)
    for seat in seats:
        if seat.student and seat.enrollment and seat.section and uses[seat.section, seat.student.ref] > 1:
            stop = not_one_person(
                known[seat.section], seat.student, seat.enrollment.student, snapshot.course.id
            )
            yield Seat(seat.section, seat.enrollment, None, left_or_held(snapshot, stop))
        else:
            yield seat


def _gone(snapshot: Snapshot, student: str) -> Seat:
    """A submission whose student has no enrollment at all any more."""
    subject = Subject(snapshot.course.id, None, None, student)
    why = Finding(Problem.LEFT_SECTION, Severity.INFORMS, subject, {"student": student})
    return Seat(None, None, None, Stop(State.NOT_SENT, why))


def _routes(seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    """Where the student's scores go: all sections of now, but for those another section stands in for."""
    here = tuple(seat for seat in seats if not _is(seat, Problem.LEFT_SECTION))
    if not here:
        return seats
    with_id = tuple(seat for seat in here if not _is(seat, Problem.SECTION_WITHOUT_SIS_ID))
    return with_id or here


def _in_term(
    snapshot: Snapshot,
    known: Mapping[str, ClassOf],
    assignment: Assignment,
    submission: Submission,
    seats: tuple[Seat, ...],
) -> tuple[Seat, ...]:
    """Of several classes of one student those whose terms hold the due date, if any does: a year-long course
    has a class for each term. A class whose terms or date are not known stays.
    """  # noqa: D205 - one thought
    if sum(seat.student is not None for seat in seats) < _SEVERAL:
        return seats
    dues = () if submission.due is None else (submission.due,)
    held: dict[str, bool] = {}
    for seat in seats:
        where = known.get(seat.section or "")
        when = due_of_class(snapshot, assignment, seat.section, dues)
        terms = where.gradebook.terms if where and where.gradebook and seat.student else ()
        if where and isinstance(when, Due) and not isinstance(terms, Unread) and terms:
            held[where.section] = period(terms, when.day) is not None
    return tuple(s for s in seats if held.get(s.section or "", True)) if any(held.values()) else seats


def _left_sections(seats: tuple[Seat, ...], passed: Sequence[Seat]) -> tuple[str, ...]:
    left = [seat for seat in seats if _is(seat, Problem.LEFT_SECTION)]
    return tuple(sorted(seat.section for seat in (*left, *passed) if seat.section))


def _is(seat: Seat, problem: Problem) -> bool:
    return seat.stop is not None and seat.stop.why.problem is problem
