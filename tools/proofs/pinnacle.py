"""Pinnacle: the gradebook term comes from the due date alone."""

from datetime import date, timedelta

from passback.core.sis import Sis
from passback.sandbox.sis.pinnacle.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import DUE, District
from proofs.incumbent import Course, Words, place
from proofs.proving import Case, Proof


def due_date_outside_term(school: School) -> Case:
    """The one term of the class begins a day after the due date."""
    one = District(school, MANNERS)
    term = next(iter(one.roster.terms.values()))
    first, ask = term.first, one.put_line()
    term.first = date.fromisoformat(DUE[:10]) + timedelta(days=1)
    return Case(ask, term, "first", first)


WORDS = Words(due="pinnacle.due-date-not-for-everyone")


def due_date_not_for_everyone(school: School) -> Case:
    """The assignment is for those only who have a date of their own."""
    klass = District(school, MANNERS).klass.id
    course = Course(school, place(Sis.PINNACLE, MANNERS, school), WORDS, klass)
    course.override()
    course.assignment.only_overrides = True
    return Case(course.sync, course.assignment, "only_overrides", to=False)


PROOFS = (
    Proof("pinnacle.due-date-outside-term", 0, due_date_outside_term),
    Proof("pinnacle.due-date-not-for-everyone", 0, due_date_not_for_everyone),
)
NAMED = ()
