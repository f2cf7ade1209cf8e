"""Pinnacle: the gradebook term comes from the due date alone."""

from datetime import date, timedelta

from passback.sandbox.sis.pinnacle.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import DUE, District
from proofs.proving import Case, Proof


def due_date_outside_term(school: School) -> Case:
    """The one term of the class begins a day after the due date."""
    one = District(school, MANNERS)
    term = next(iter(one.roster.terms.values()))
    first, ask = term.first, one.put_line()
    term.first = date.fromisoformat(DUE[:10]) + timedelta(days=1)
    return Case(ask, term, "first", first)


PROOFS = (Proof("pinnacle.due-date-outside-term", 0, due_date_outside_term),)
NAMED = ()
