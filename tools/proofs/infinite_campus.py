"""Infinite Campus: dates within class and period, a vendor's key, and a result that says something."""

from datetime import date, timedelta

from passback.sandbox.sis.infinite_campus.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import DUE, District
from proofs.proving import Case, Proof

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


PROOFS = (
    Proof("infinite-campus.due-date-outside-class", 0, due_date_outside_class),
    Proof("infinite-campus.not-authorized", 0, not_authorized),
    Proof("infinite-campus.due-date-outside-grading-period", 0, due_date_outside_grading_period),
)
NAMED = ()
