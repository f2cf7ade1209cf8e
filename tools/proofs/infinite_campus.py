"""Infinite Campus: dates within class and period, a vendor's key, and a result that says something."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from passback.core.sis import Sis
from passback.sandbox.faults import FaultKind
from passback.sandbox.sis.infinite_campus.app import MANNERS
from passback.sandbox.state.school import Fault, School
from proofs.calling import DUE, District
from proofs.proving import Case, Proof
from proofs.syncing import Course

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


def history(school: School) -> Course:
    """The course in Canvas."""
    klass = District(school, MANNERS).klass.id
    return Course(school, Sis.INFINITE_CAMPUS, klass)


def section_without_sis_id(school: School) -> Case:
    """Somebody made a section of the course by hand."""
    return history(school).section_by_hand()


def score_cleared(school: School) -> Case:
    """A score that was sent before is ungraded in Canvas now."""
    course = history(school)
    course.sent_before()
    cell = course.cell()
    score, cell.score, cell.state = cell.score, None, "submitted"
    return Case(course.result(cell), cell, "score", score)


def canvas_throttled(school: School) -> Case:
    """The exchange's token has used up its bucket in Canvas."""
    course = history(school)
    return Case(course.doing("job"), course.full_bucket(), "level", Decimal(0))


def job_timed_out(school: School) -> Case:
    """Infinite Campus takes nineteen seconds for each answer, and there is a year's work to send."""
    course = history(school)
    course.more_of_the_same(80)
    slow = course.fault(Fault("infinite-campus", FaultKind.SLOW, times=None, seconds=19))
    return Case(course.job, slow, "seconds", 1)


def score_cleared_refused(school: School) -> Case:
    """A score that was sent before is blank in Canvas now, and still graded."""
    course = history(school)
    course.sent_before()
    cell = course.cell()
    score, cell.score = cell.score, None
    return Case(course.result(cell), cell, "score", score)


def due_date_missing(school: School) -> Case:
    """One student alone has a date for the assignment in Canvas."""
    course = history(school)
    case = course.no_date_for_everyone()
    return replace(case, ask=course.result(course.cell()))


def scores_export(school: School) -> Case:
    """Nobody has a date for the assignment in Canvas."""
    course = history(school)
    due, course.assignment.due_at = course.assignment.due_at, None
    return Case(course.line_item, course.assignment, "due_at", due)


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
