"""Aeries: its gradebooks are not its sections."""

from copy import deepcopy

from passback.sandbox.sis.aeries.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import District
from proofs.proving import Case, Proof
from proofs.state import ABSENT


def gradebook_mismatch(school: School) -> Case:
    """A line item was made in gradebook 5501; the section has gradebook 5502 now."""
    one = District(school, MANNERS)
    one.line()
    one.klass.hidden["gradebooks"] = ["5502"]
    return Case(one.put_line(title="Density, part 2"), one.klass.hidden["gradebooks"], 0, "5501")


def internal_error(school: School) -> Case:
    """The server is in trouble."""
    one = District(school, MANNERS)
    one.roster.hidden["broken"] = True
    return Case(one.put_line(), one.roster.hidden, "broken", to=False)


def link_broken(school: School) -> Case:
    """A result names a line item that is not there."""
    one = District(school, MANNERS)
    gone = deepcopy(one.line())
    ask = one.put_mark()
    del one.roster.lines[gone.id]
    return Case(ask, one.roster.lines, gone.id, gone)


def student_not_on_gradebook(school: School) -> Case:
    """A student of the class was never added to its gradebook."""
    one = District(school, MANNERS)
    one.line()
    last = len(one.students) - 1
    listed = one.klass.hidden["on_gradebook"] = [row.id for row in one.students[:last]]
    return Case(one.put_mark(seat=last), listed, last, one.students[last].id)


def several_gradebooks(school: School) -> Case:
    """Two gradebooks belong to the section."""
    one = District(school, MANNERS)
    numbers = one.klass.hidden["gradebooks"] = ["5501", "5502"]
    return Case(one.put_line(), numbers, 1, ABSENT)


PROOFS = (
    Proof("aeries.gradebook-mismatch", 0, gradebook_mismatch),
    Proof("aeries.sis-internal-error", 0, internal_error, injected=True),
    Proof("aeries.link-broken", 0, link_broken),
    Proof("aeries.student-not-on-gradebook", 0, student_not_on_gradebook),
    Proof("aeries.several-gradebooks", 0, several_gradebooks),
)
NAMED = ()
