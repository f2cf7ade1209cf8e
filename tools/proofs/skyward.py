"""Skyward: the words of SMS 2.0's own interface, which is there for them alone, and the exchange's."""

from dataclasses import dataclass, replace
from datetime import timedelta

from passback.core.sis import Sis
from passback.sandbox.sis.skyward.app import MANNERS
from passback.sandbox.sis.skyward.sms2.app import DISTRICT, NAME, TOKEN_PATH
from passback.sandbox.state.oneroster import Klass, Line, Role, Roster, Status
from passback.sandbox.state.school import School
from proofs.calling import NOW, District, Http, token
from proofs.proving import Case, Proof
from proofs.syncing import Course

ITEM, OTHER = "318604", "318605"
GOOD = {
    "SectionID": DISTRICT.class_id,
    "Title": "Lab 4",
    "AssignDate": "2026-09-28",
    "ActualDueDate": "2026-10-02",
}


@dataclass
class Sms:
    """SMS 2.0, signed in to."""

    school: School

    def __post_init__(self) -> None:
        self.headers = token(self.school, NAME, TOKEN_PATH, self.roster.client)

    @property
    def roster(self) -> Roster:
        """Its rows."""
        return self.school.rosters[NAME]

    @property
    def section(self) -> Klass:
        """Its one section."""
        return self.roster.classes[DISTRICT.class_id]

    def put(self, item: str = ITEM, **more: object) -> Http:
        """A good assignment."""
        return Http(NAME, "PUT", f"/sms2/assignments/{item}", GOOD | more, self.headers)

    def score(self, student: str) -> Http:
        """A score of 8."""
        return Http(NAME, "PUT", f"/sms2/assignments/{ITEM}/scores/{student}", {"Score": 8}, self.headers)

    def assignment(self, item: str = ITEM, **more: object) -> Line:
        """An assignment that was kept before."""
        self.put(item, **more).done(self.school)
        return self.roster.lines[item]


def dates_outside_open_period(school: School) -> Case:
    """The grading period of both dates is closed."""
    sms = Sms(school)
    first = next(iter(sms.roster.periods.values()))
    first.hidden["closed"] = True
    return Case(sms.put(), first.hidden, "closed", to=False)


def grading_period_locked(school: School) -> Case:
    """The assignment is there, and was locked with its grading period."""
    sms = Sms(school)
    held = sms.assignment()
    held.hidden["locked"] = True
    return Case(sms.put(Title="Lab 5"), held.hidden, "locked", to=False)


def line_item_deleted(school: School) -> Case:
    """The teacher deleted the assignment, which marks it."""
    sms = Sms(school)
    held = sms.assignment()
    held.hidden["deleted"] = True
    return Case(sms.put(), held.hidden, "deleted", to=False)


def link_broken(school: School) -> Case:
    """The assignment of this id is in another section."""
    sms = Sms(school)
    other = sms.roster.classes["10234.0.002"] = replace(sms.section, id="10234.0.002")
    held = sms.assignment(SectionID=other.id)
    return Case(sms.put(), held, "klass", DISTRICT.class_id)


def invalid_request(school: School) -> Case:
    """Skyward has a student whose own id begins with staff_."""
    sms = Sms(school)
    sms.assignment()
    held = sms.roster.people_of(DISTRICT.class_id, Role.STUDENT)[0]
    number, held.number = held.number, f"staff_{held.number}"
    return Case(sms.score(held.id), held, "number", number)


def section_without_gradebook(school: School) -> Case:
    """The teacher has not yet opened the gradebook of the section."""
    sms = Sms(school)
    sms.section.hidden["gradebook"] = False
    return Case(sms.put(), sms.section.hidden, "gradebook", to=True)


def student_not_in_section(school: School) -> Case:
    """The student left the section."""
    sms = Sms(school)
    sms.assignment()
    student = sms.roster.people_of(DISTRICT.class_id, Role.STUDENT)[0]
    row = next(row for row in sms.roster.enrollments.values() if row.person == student.id)
    row.status = Status.TO_BE_DELETED
    return Case(sms.score(student.id), row, "status", Status.ACTIVE)


def name_taken(school: School) -> Case:
    """The gradebook has an assignment of this title and due date already."""
    sms = Sms(school)
    held = sms.assignment(OTHER)
    return Case(sms.put(), held, "title", "Lab 4 (old)")


def composition(school: School) -> Course:
    """The course in Canvas, in a district of the newer product."""
    klass = District(school, MANNERS).klass.id
    return Course(school, Sis.SKYWARD, klass)


def credentials_expired(school: School) -> Case:
    """The secret that the exchange was given ended yesterday."""
    course, ends = composition(school), school.incumbent.expires
    ends[Sis.SKYWARD] = NOW - timedelta(days=1)
    return Case(course.job, ends, Sis.SKYWARD, NOW + timedelta(days=1))


def category_not_found(school: School) -> Case:
    """The assignment's group in Canvas has a name that no category of the section has."""
    return composition(school).group_of_another_name()


def section_without_sis_id(school: School) -> Case:
    """Somebody made a section of the course by hand."""
    return composition(school).section_by_hand()


PROOFS = (
    Proof("skyward.dates-outside-open-period", 0, dates_outside_open_period),
    Proof("skyward.grading-period-locked", 0, grading_period_locked),
    Proof("skyward.line-item-deleted", 0, line_item_deleted),
    Proof("skyward.link-broken", 0, link_broken),
    Proof("skyward.student-sis-id-invalid", 0, invalid_request),
    Proof("skyward.section-without-gradebook", 0, section_without_gradebook),
    Proof("skyward.student-not-in-section", 0, student_not_in_section),
    Proof("skyward.name-taken", 0, name_taken),
    Proof("skyward.credentials-expired", 0, credentials_expired),
    Proof("skyward.category-not-found", 0, category_not_found),
    Proof("skyward.section-without-sis-id", 0, section_without_sis_id),
)
NAMED = ()
