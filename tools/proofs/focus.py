"""Focus: its categories belong to grading periods."""

from passback.core.sis import Sis
from passback.sandbox.sis.focus.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import District, Http
from proofs.proving import Case, Named, Proof
from proofs.state import ABSENT
from proofs.syncing import Course


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


def civics(school: School) -> Course:
    """The course in Canvas."""
    klass = District(school, MANNERS).klass.id
    return Course(school, Sis.FOCUS, klass)


def due_date_not_for_everyone(school: School) -> Case:
    """One student alone has a date for the assignment in Canvas."""
    return civics(school).no_date_for_everyone()


def category_not_found(school: School) -> Case:
    """The assignment's group in Canvas has a name that no category of the class has."""
    return civics(school).group_of_another_name()


PROOFS = (
    Proof("focus.grading-period-locked", 0, grading_period_locked),
    Proof("focus.line-item-deleted", 0, line_item_deleted),
    Proof("focus.due-date-not-for-everyone", 0, due_date_not_for_everyone),
    Proof("focus.category-not-found", 0, category_not_found),
)
NAMED = (
    Named(
        "focus.result-not-looked-up",
        0,
        "Focus has no such route, whatever stands in it; the read is a probe, and nothing is lost by it.",
        result_of_a_student,
    ),
)
