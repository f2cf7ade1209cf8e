"""Infinite Campus: dates within class and period, a vendor's key, and a result that says something."""

from datetime import date, timedelta
from decimal import Decimal

from passback.core.sis import Sis
from passback.sandbox.faults import FaultKind
from passback.sandbox.sis.infinite_campus.app import MANNERS
from passback.sandbox.state.canvas import Bucket
from passback.sandbox.state.school import Fault, School
from proofs.calling import DUE, NOW, District
from proofs.incumbent import Course, Words, place
from proofs.proving import Case, Proof
from proofs.state import ABSENT

BEFORE = date.fromisoformat(DUE[:10]) - timedelta(days=1)


def due_date_outside_class(school: School) -> Case:
    """The term of the class ends a day before the due date."""
    one = District(school, MANNERS)
    term = next(iter(one.roster.terms.values()))
    last, ask = term.last, one.put_line()
    term.last = BEFORE
    return Case(ask, term, "last", last)


def not_authorized(school: School) -> Case:
    """The district has another vendor's key than the one that is sent."""
    one = District(school, MANNERS)
    one.line()
    ask, key = one.put_mark(), one.roster.hidden["vendor"]
    one.roster.hidden["vendor"] = "practice:renewed"
    return Case(ask, one.roster.hidden, "vendor", key)


def due_date_outside_grading_period(school: School) -> Case:
    """The quarter of the due date ends a day before it."""
    one = District(school, MANNERS)
    quarter = next(iter(one.roster.periods.values()))
    last, ask = quarter.last, one.put_line()
    quarter.last = BEFORE
    return Case(ask, quarter, "last", last)


WORDS = Words(
    section="infinite-campus.section-without-sis-id",
    due="infinite-campus.scores-export",
    due_differs="infinite-campus.due-date-missing",
    cleared="infinite-campus.score-cleared",
    throttled="infinite-campus.canvas-throttled",
    job="infinite-campus.job-timed-out",
)


def history(school: School) -> Course:
    """The course in Canvas."""
    klass = District(school, MANNERS).klass.id
    return Course(school, place(Sis.INFINITE_CAMPUS, MANNERS, school), WORDS, klass)


def section_without_sis_id(school: School) -> Case:
    """Somebody made a section of the course by hand."""
    course = history(school)
    return Case(course.sync, school.canvas.sections, course.by_hand().id, ABSENT)


def score_cleared(school: School) -> Case:
    """A score that was sent is ungraded in Canvas now."""
    course = history(school)
    sent = course.sync(school)
    if not sent.accepted:
        raise ValueError(sent.said)
    cell = course.cell()
    cell.state = "pending_review"
    return Case(course.sync, cell, "state", "graded")


def canvas_throttled(school: School) -> Case:
    """The exchange's token has used up its bucket in Canvas."""
    course = history(school)
    bucket = Bucket(Decimal(640), NOW)
    school.buckets[next(iter(school.canvas.tokens))] = bucket
    return Case(course.sync, bucket, "level", Decimal(0))


def job_timed_out(school: School) -> Case:
    """Infinite Campus takes nineteen seconds for each answer."""
    course = history(school)
    fault = Fault("infinite-campus", FaultKind.SLOW, times=None, seconds=19)
    school.faults.append(fault)
    return Case(course.sync, fault, "seconds", 1)


def score_cleared_refused(school: School) -> Case:
    """A cell is graded, and its score is blank."""
    course = history(school)
    cell = course.cell()
    score, cell.score = cell.score, None
    return Case(course.sync, cell, "score", score)


def due_date_missing(school: School) -> Case:
    """Only one student has a date."""
    course = history(school)
    course.override()
    due, course.assignment.due_at = course.assignment.due_at, None
    return Case(course.sync, course.assignment, "due_at", due)


def scores_export(school: School) -> Case:
    """Nobody has a date."""
    course = history(school)
    due, course.assignment.due_at = course.assignment.due_at, None
    return Case(course.sync, course.assignment, "due_at", due)


PROOFS = (
    Proof("infinite-campus.due-date-outside-class", 0, due_date_outside_class),
    Proof("infinite-campus.not-authorized", 0, not_authorized),
    Proof("infinite-campus.due-date-outside-grading-period", 0, due_date_outside_grading_period),
    Proof("infinite-campus.section-without-sis-id", 0, section_without_sis_id),
    Proof("infinite-campus.score-cleared", 0, score_cleared),
    Proof("infinite-campus.canvas-throttled", 0, canvas_throttled),
    Proof("infinite-campus.job-timed-out", 0, job_timed_out, injected=True),
    Proof("infinite-campus.score-cleared-refused", 0, score_cleared_refused),
    Proof("infinite-campus.due-date-missing", 0, due_date_missing),
    Proof("infinite-campus.scores-export", 0, scores_export),
)
NAMED = ()
