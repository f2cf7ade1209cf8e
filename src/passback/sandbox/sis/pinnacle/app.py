"""A simulated Pinnacle: OneRoster 1.1 that finds the gradebook term by the due date.

Honors:

* facts/oneroster.md §3.7: a due date outside every term of the class is refused with 400
* facts/sis-vendors.md §0.1: a refusal stands in a list of errors
* facts/sis-vendors.md §11: the term comes from the due date alone

Not known of Pinnacle: base path, sign-in, what a PUT answers, categories, whether a DELETE is there.
OneRoster's own way is assumed (facts/oneroster.md §1).
"""

from __future__ import annotations

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.oneroster import faults
from passback.sandbox.oneroster.app import simulator
from passback.sandbox.oneroster.manners import LineWrite, Manners
from passback.sandbox.oneroster.rows import holds
from passback.sandbox.oneroster.writing import day_of
from passback.sandbox.planting.oneroster import District, Planting, planter
from passback.sandbox.planting.plan import Work
from passback.sandbox.refusing import Refusal
from passback.sandbox.state.school import School


def due_date_is_in_a_term(_: School, write: LineWrite) -> Refusal | None:
    """One of the class's terms holds the due date."""
    due, roster = day_of(write.line.due), write.roster
    terms = [roster.terms[term] for term in roster.classes[write.line.klass].terms]
    if any(holds(roster, term, due) for term in terms):
        return None
    return Refusal("pinnacle.due-date-outside-term", {}, 400)


MANNERS = Manners(
    name="pinnacle",
    version="1.1",
    fault=faults.errors_list,
    refuse=faults.errors_list,
    line_rules=(due_date_is_in_a_term,),
)

_EARLY = "Summer assignment"
DISTRICT = District(
    "pinnacle",
    Sis.PINNACLE,
    "PIN",
    "Pine Ridge School",
    "Economics",
    "pin-eco-1",
    works=(Work(_EARLY, "Homework", 20, -1),),
)


def _more(made: Planting) -> None:
    made.cause("predicted", Problem.DUE_DATE_OUTSIDE_TERM, _EARLY)


SIMULATORS = (simulator(MANNERS, planter(DISTRICT, _more)),)
