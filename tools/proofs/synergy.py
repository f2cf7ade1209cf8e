"""Synergy: locked line items, grading periods by the due date, scores up to twice the maximum."""

from datetime import date, timedelta

from passback.core.sis import Sis
from passback.sandbox.sis.synergy.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import DUE, District
from proofs.proving import Case, Proof
from proofs.syncing import Course


def assignment_locked(school: School) -> Case:
    """The teacher took the line item from third parties."""
    one = District(school, MANNERS)
    line = one.line()
    line.hidden["third_party"] = False
    return Case(one.put_line(title="Density, part 2"), line.hidden, "third_party", to=True)


def internal_error(school: School) -> Case:
    """The server is in trouble."""
    one = District(school, MANNERS)
    one.roster.hidden["broken"] = True
    return Case(one.put_line(), one.roster.hidden, "broken", to=False)


def due_date_outside_grading_period(school: School) -> Case:
    """The quarter of the due date ends a day before it."""
    one = District(school, MANNERS)
    quarter = next(iter(one.roster.periods.values()))
    last, ask = quarter.last, one.put_line()
    quarter.last = date.fromisoformat(DUE[:10]) - timedelta(days=1)
    return Case(ask, quarter, "last", last)


def score_above_maximum(school: School) -> Case:
    """The line item is worth 10 and no extra credit, and a student has 25."""
    one = District(school, MANNERS)
    line = one.line()
    line.hidden["extra_credit"] = False
    return Case(one.put_mark(25), line.hidden, "extra_credit", to=True)


def gym(school: School) -> Course:
    """The course in Canvas."""
    klass = District(school, MANNERS).klass.id
    return Course(school, Sis.SYNERGY, klass)


def due_date_not_for_everyone(school: School) -> Case:
    """One student alone has a date for the assignment in Canvas."""
    return gym(school).no_date_for_everyone()


def category_not_found(school: School) -> Case:
    """The assignment's group in Canvas has a name that no category of the class has."""
    return gym(school).group_of_another_name()


PROOFS = (
    Proof("synergy.assignment-locked", 0, assignment_locked),
    Proof("synergy.sis-internal-error", 0, internal_error, injected=True),
    Proof("synergy.due-date-outside-grading-period", 0, due_date_outside_grading_period),
    Proof("synergy.score-above-maximum", 0, score_above_maximum),
    Proof("synergy.due-date-not-for-everyone", 0, due_date_not_for_everyone),
    Proof("synergy.category-not-found", 0, category_not_found),
)
NAMED = ()
