"""Focus: its categories belong to grading periods."""

from passback.sandbox.sis.focus.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import District, Http
from proofs.proving import Case, Named, Proof
from proofs.state import ABSENT


def grading_period_locked(school: School) -> Case:
    """The grading period of the due date is closed."""
    one = District(school, MANNERS)
    first = next(iter(one.roster.periods.values()))
    first.hidden["closed"] = True
    return Case(one.put_line(), first.hidden, "closed", to=False)


def line_item_deleted(school: School) -> Case:
    """Focus has the id of the line item among those that a teacher deleted."""
    one = District(school, MANNERS)
    deleted = one.roster.hidden["deleted"] = {"l-1": "Density worksheet"}
    return Case(one.put_line(), deleted, "l-1", ABSENT)


def result_of_a_student(school: School) -> Http:
    """The probe: a result by its line item and student."""
    one = District(school, MANNERS)
    address = f"{MANNERS.gradebook}/results/{one.line().id}/{one.students[0].id}"
    return Http(MANNERS.name, "GET", address, headers=one.headers)


PROOFS = (
    Proof("focus.grading-period-locked", 0, grading_period_locked),
    Proof("focus.line-item-deleted", 0, line_item_deleted),
)
NAMED = (
    Named(
        "focus.result-not-looked-up",
        0,
        "Focus has no such route, whatever stands in it; the read is a probe, and nothing is lost by it.",
        result_of_a_student,
    ),
)
