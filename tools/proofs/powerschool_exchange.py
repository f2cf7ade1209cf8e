"""PowerSchool: what the exchange says itself, and what is said to what it makes of Canvas."""

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal

from passback.core.sis import Sis
from passback.sandbox.exchange.habits import TRIES
from passback.sandbox.faults import FaultKind
from passback.sandbox.state.powerschool import PsAssignment
from passback.sandbox.state.school import Fault, School
from proofs.proving import Case, Proof
from proofs.state import ABSENT
from proofs.syncing import Course, Sync

NAME = "powerschool"
MICE = "Of Mice and Men, ch. 1-3"


class English(Course):
    """English in Canvas, behind two sections of one teacher in PowerSchool."""

    def __init__(self, school: School, work: str = MICE) -> None:
        super().__init__(school, Sis.POWERSCHOOL, "14612", work)

    @property
    def line_item(self) -> Sync:
        """One assignment for all sections."""
        return self.doing("line-item", self.assignment.id)

    @property
    def logged(self) -> Sync:
        """The same, in the words of the exchange's log."""
        return replace(self.line_item, logged=True)

    def kept(self) -> PsAssignment:
        """The assignment in PowerSchool, sent before."""
        self.sent_before()
        held = self.school.powerschool.assignments.values()
        return next(row for row in held if row.rows[0]["name"] == self.work)


def name_too_long(school: School) -> Case:
    """The name of the assignment in Canvas has 53 characters."""
    course = English(school, "Comparative essay: power and loneliness in two novels")
    return Case(course.line_item, course.assignment, "name", "Comparative essay: power and loneliness")


def canvas_throttled(school: School) -> Case:
    """The exchange's token has used up its bucket in Canvas."""
    course = English(school)
    return Case(course.doing("job"), course.full_bucket(), "level", Decimal(0))


def points_missing(school: School) -> Case:
    """The assignment has no points possible in Canvas."""
    course = English(school)
    points, course.assignment.points = course.assignment.points, None
    return Case(course.line_item, course.assignment, "points", points)


def section_without_sis_id(school: School) -> Case:
    """Somebody made a section of the course by hand, and the assignment was never sent."""
    return English(school).section_by_hand()


def section_without_sis_id_later(school: School) -> Case:
    """Somebody made a section of the course by hand, after the assignment was sent."""
    course = English(school)
    course.sent_before()
    return course.section_by_hand()


def sis_unreachable(school: School) -> Case:
    """PowerSchool is down for as long as the exchange tries, which is four times."""
    course = English(school)
    down = course.fault(Fault(NAME, FaultKind.DOWN, times=1 + TRIES, path="/ws/"))
    return Case(course.job, down, "times", TRIES)


def category_not_imported(school: School) -> Case:
    """The assignment's group in Canvas has a name that no category of the lead teacher has."""
    return English(school).group_of_another_name()


def nothing_exchanged(school: School) -> Case:
    """A section of the course has an SIS id and no students."""
    course = English(school)
    row = course.by_hand()
    row.sis_id = "14614"
    return Case(course.doing("class", row.id, row.sis_id), school.canvas.sections, row.id, ABSENT)


def sis_too_slow(school: School) -> Case:
    """PowerSchool takes half a minute for an answer."""
    course = English(school)
    slow = course.fault(Fault(NAME, FaultKind.SLOW, seconds=30, path="/ws/"))
    return Case(course.job, slow, "seconds", 1)


def job_timed_out(school: School) -> Case:
    """PowerSchool takes nineteen seconds for each answer, and there is a year's work to send."""
    course = English(school)
    course.more_of_the_same(40)
    slow = course.fault(Fault(NAME, FaultKind.SLOW, times=None, seconds=19))
    return Case(course.job, slow, "seconds", 1)


def name_taken_by_a_double(school: School) -> Case:
    """Canvas moved the assignment to the day on which a double of it is due in PowerSchool."""
    course = English(school)
    double = deepcopy(course.kept())
    double.id += 1_000
    double.rows[0] |= {"duedate": "2026-10-20", "assignmentsectionid": double.id + 1}
    del double.rows[1:]
    school.powerschool.assignments[double.id] = double
    course.assignment.due_at = "2026-10-20T04:59:59Z"
    return Case(course.logged, double.rows[0], "name", f"{MICE} (old)")


def line_item_deleted(school: School) -> Case:
    """The assignment was deleted in PowerTeacher Pro, and Canvas still has its link."""
    course = English(school)
    del school.powerschool.assignments[course.kept().id]
    return Case(course.logged, course.assignment.integration_data, school.incumbent.integration, ABSENT)


def category_of_another_lead(school: School) -> Case:
    """Since the assignment was sent another teacher leads one of its sections, and ours teaches along."""
    course = English(school)
    ps, row = school.powerschool, course.kept().rows[1]
    section = ps.sections[int(str(row["sectionsdcid"]))]
    own = section.staff[0]
    section.staff.insert(0, next(row.staff for row in ps.teachers.values() if row.staff != own))
    return Case(course.logged, section.staff, 0, own)


def student_without_sis_id(school: School) -> Case:
    """A student of the course has no SIS id in Canvas."""
    course = English(school)
    user = school.canvas.users[course.cell().user]
    sis_id, user.sis_id = user.sis_id, None
    return Case(course.doing("scores", course.assignment.id, course.klass, user.id), user, "sis_id", sis_id)


PROOFS = (
    Proof("powerschool.name-too-long", 0, name_too_long),
    Proof("powerschool.canvas-throttled", 0, canvas_throttled),
    Proof("powerschool.points-missing", 0, points_missing),
    Proof("powerschool.section-without-sis-id", 0, section_without_sis_id),
    Proof("powerschool.section-without-sis-id", 1, section_without_sis_id_later),
    Proof("powerschool.sis-unreachable", 0, sis_unreachable, injected=True),
    Proof("powerschool.category-not-imported", 0, category_not_imported),
    Proof("powerschool.nothing-exchanged", 0, nothing_exchanged),
    Proof("powerschool.sis-too-slow", 0, sis_too_slow, injected=True),
    Proof("powerschool.job-timed-out", 0, job_timed_out, injected=True),
    Proof("powerschool.name-taken-quoted", 0, name_taken_by_a_double),
    Proof("powerschool.line-item-deleted", 0, line_item_deleted),
    Proof("powerschool.category-not-lead-teachers-quoted", 0, category_of_another_lead),
    Proof("powerschool.student-without-sis-id", 0, student_without_sis_id),
)
NAMED = ()
