"""Pinnacle: the gradebook term comes from the due date alone."""

from datetime import date, timedelta

from passback.core.sis import Sis
from passback.sandbox.sis.pinnacle.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import DUE, District
from proofs.proving import Case, Proof
from proofs.syncing import Course


def due_date_outside_term(school: School) -> Case:
    """The one term of the class begins a day after the due date."""
    one = District(school, MANNERS)
    term = next(iter(one.roster.terms.values()))
    first, ask = term.first, one.put_line()
    term.first = date.fromisoformat(DUE[:10]) + timedelta(days=1)
    return Case(ask, term, "first", first)


def due_date_not_for_everyone(school: School) -> Case:
    """One student alone has a date for the assignment in Canvas."""
    klass = District(school, MANNERS).klass.id
    return Course(school, Sis.PINNACLE, klass).no_date_for_everyone()


PROOFS = (
    Proof("pinnacle.due-date-outside-term", 0, due_date_outside_term),
    Proof("pinnacle.due-date-not-for-everyone", 0, due_date_not_for_everyone),
)
NAMED = ()
