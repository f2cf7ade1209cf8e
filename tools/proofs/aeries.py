"""Aeries: its gradebooks are not its sections."""

from copy import deepcopy

from passback.core.sis import Sis
from passback.sandbox.sis.aeries.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import District
from proofs.proving import Case, Proof
from proofs.state import ABSENT
from proofs.syncing import Course


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


def chemistry(school: School) -> Course:
    """The course in Canvas; all of its students are on the gradebook."""
    one = District(school, MANNERS)
    one.klass.hidden["on_gradebook"] = [row.id for row in one.students]
    return Course(school, Sis.AERIES, one.klass.id)


def category_not_found(school: School) -> Case:
    """The assignment's group in Canvas has a name that no category of the gradebook has."""
    return chemistry(school).group_of_another_name()


def category_not_imported(school: School) -> Case:
    """Not one group of the course in Canvas has the name of a category of the gradebook."""
    course = chemistry(school)
    name = course.group.name
    for row in school.canvas.groups.values():
        if row.course == course.section.course:
            row.name = f"Canvas {row.name}"
    of_the_class = course.doing("class", course.section.id, course.klass)
    return Case(of_the_class, course.group, "name", name)


def several_matches(school: School) -> Case:
    """Two line items have the title of the assignment and its due date, one day in every zone."""
    course, one = chemistry(school), District(school, MANNERS)
    course.assignment.due_at = "2026-09-25T20:00:00Z"
    like_it = {"title": course.assignment.name, "dueDate": str(course.assignment.due_at)}
    one.line("l-1", **like_it)
    double = one.line("l-2", **like_it)
    return Case(course.line_item, double, "title", f"{double.title} (old)")


PROOFS = (
    Proof("aeries.gradebook-mismatch", 0, gradebook_mismatch),
    Proof("aeries.sis-internal-error", 0, internal_error, injected=True),
    Proof("aeries.link-broken", 0, link_broken),
    Proof("aeries.student-not-on-gradebook", 0, student_not_on_gradebook),
    Proof("aeries.several-gradebooks", 0, several_gradebooks),
    Proof("aeries.category-not-found", 0, category_not_found),
    Proof("aeries.category-not-imported", 0, category_not_imported),
    Proof("aeries.several-matches", 0, several_matches),
)
NAMED = ()
