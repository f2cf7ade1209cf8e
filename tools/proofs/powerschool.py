"""PowerSchool: what PowerTeacher Pro's own interface refuses of assignments and scores."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from passback.sandbox.sis.powerschool.app import TOKEN_PATH
from passback.sandbox.sis.powerschool.queries import GRADE_SCALE
from passback.sandbox.state.powerschool import PowerSchool, PsAssignment, PsCategory, PsSection
from passback.sandbox.state.school import School
from proofs.calling import Http, token
from proofs.proving import Case, Proof
from proofs.state import ABSENT

NAME, DUE = "powerschool", "2026-09-25"
OSMOSIS = "Osmosis questions"


@dataclass
class Biology:
    """Biology's two sections and their teacher, signed in to."""

    school: School

    def __post_init__(self) -> None:
        self.headers = token(self.school, NAME, TOKEN_PATH, self.ps.client)
        self.teacher, *self.others = self.ps.teachers.values()
        taught = [row for row in self.ps.sections.values() if row.staff == [self.teacher.staff]]
        self.section, self.second = taught[:2]

    @property
    def ps(self) -> PowerSchool:
        """Its rows."""
        return self.school.powerschool

    @property
    def category(self) -> PsCategory:
        """A category of the teacher."""
        return next(row for row in self.ps.categories.values() if row.teacher == self.teacher.dcid)

    def _part(self, section: PsSection, more: dict[str, object]) -> dict[str, object]:
        good = {
            "sectionsdcid": section.dcid,
            "name": OSMOSIS,
            "duedate": DUE,
            "scoretype": "POINTS",
            "scoreentrypoints": 12,
            "weight": 1,
            "totalpointvalue": 12,
            "_assignmentcategoryassociations": [{"teachercategoryid": self.category.id, "isprimary": True}],
        }
        return {key: held for key, held in (good | more).items() if held is not ...}

    def create(self, *sections: PsSection, **more: object) -> Http:
        """`POST` of a good assignment for these sections, for the first where none is named."""
        return self._sent("POST", "/ws/xte/section/assignment/", sections, more)

    def update(self, held: PsAssignment, *sections: PsSection, **more: object) -> Http:
        """`PUT` of the same over one that is there."""
        return self._sent("PUT", f"/ws/xte/section/assignment/{held.id}", sections, more)

    def _sent(self, verb: str, path: str, sections: tuple[PsSection, ...], more: dict[str, object]) -> Http:
        parts = [self._part(section, more) for section in sections or (self.section,)]
        address = f"{path}?users_dcid={self.teacher.dcid}"
        return Http(NAME, verb, address, {"_assignmentsections": parts}, self.headers)

    def assignment(self, *sections: PsSection, **more: object) -> PsAssignment:
        """An assignment that was kept before."""
        self.create(*sections, **more).done(self.school)
        return list(self.ps.assignments.values())[-1]

    def score(self, held: PsAssignment, student: int, **more: object) -> Http:
        """`PUT` of one student's score of 9."""
        row = {
            "_assignmentsection": {"assignmentsectionid": held.rows[0]["assignmentsectionid"]},
            "studentsdcid": student,
            "actualscoreentered": "9",
            "actualscorekind": "REAL_SCORE",
            "scoretype": "POINTS",
        }
        body = {"assignment_scores": [row | more]}
        term = self.section.term
        address = f"/ws/xte/score?users_dcid={self.teacher.dcid}&status=A&term_id={term}"
        return Http(NAME, "PUT", address, body, self.headers)


def teacher_not_in_section(school: School) -> Case:
    """Another teacher has the section."""
    one = Biology(school)
    ask, own = one.create(), one.teacher.staff
    one.section.staff[0] = one.others[0].staff
    return Case(ask, one.section.staff, 0, own)


def grade_scale_query_missing(school: School) -> Case:
    """No plugin has brought the query for a section's grade scale."""
    one = Biology(school)
    body = {"section_ids": [one.section.dcid]}
    ask = Http(NAME, "POST", f"/ws/schema/query/{GRADE_SCALE}", body, one.headers)
    return Case(ask, one.ps.queries, 0, GRADE_SCALE)


def custom_grade_scale(school: School) -> Case:
    """The section has a grade scale of its own, and the score names the common one."""
    one = Biology(school)
    held, row = one.assignment(), one.ps.enrollments[0]
    one.section.scale = 57
    return Case(one.score(held, row.student, actualscoregradescaledcid=1), one.section, "scale", 1)


def assignment_locked(school: School) -> Case:
    """The assignment is locked in the section."""
    one = Biology(school)
    held = one.assignment()
    held.rows[0]["islocked"] = True
    return Case(one.update(held, name="Osmosis, part 2"), held.rows[0], "islocked", to=False)


def due_date_outside_term(school: School) -> Case:
    """The term of the section ends a day before the due date."""
    one = Biology(school)
    term = one.ps.terms[one.section.term]
    last, term.last = term.last, date.fromisoformat(DUE) - timedelta(days=1)
    return Case(one.create(), term, "last", last)


def student_not_in_section(school: School) -> Case:
    """The student was dropped from the section."""
    one = Biology(school)
    row = next(row for row in one.ps.enrollments if row.section == one.section.dcid and not row.dropped)
    row.dropped = True
    return Case(one.score(one.assignment(), row.student), row, "dropped", to=False)


def category_differs_between_sections(school: School) -> Case:
    """The category is hidden in one of the two sections of the assignment."""
    one = Biology(school)
    one.category.excluded.append(one.second.dcid)
    return Case(one.create(one.section, one.second), one.category.excluded, 0, ABSENT)


def update_misses_section(school: School) -> Case:
    """The assignment is in two sections, and the update names one."""
    one = Biology(school)
    held = one.assignment(one.section, one.second)
    return Case(one.update(held, one.section), held.rows, 1, ABSENT)


def name_taken(school: School) -> Case:
    """The section has an assignment of this name and due date."""
    one = Biology(school)
    held = one.assignment()
    return Case(one.create(), held.rows[0], "name", "Osmosis questions (old)")


def grading_period_locked(school: School) -> Case:
    """The grading period of the due date is locked for the section."""
    one = Biology(school)
    day = date.fromisoformat(DUE)
    one.section.locked.append((day - timedelta(days=20), day))
    return Case(one.create(), one.section.locked, 0, ABSENT)


def category_not_active(school: School) -> Case:
    """The teacher's category is no longer active."""
    one = Biology(school)
    one.category.active = False
    return Case(one.create(), one.category, "active", to=True)


def points_not_product_of_weight(school: School) -> Case:
    """The category fills in a weight of 2, and the total is the points taken once."""
    one = Biology(school)
    one.category.weight = Decimal(2)
    return Case(one.create(weight=...), one.category, "weight", Decimal(1))


PROOFS = (
    Proof("powerschool.teacher-not-in-section", 0, teacher_not_in_section),
    Proof("powerschool.grade-scale-query-missing", 0, grade_scale_query_missing),
    Proof("powerschool.custom-grade-scale", 0, custom_grade_scale),
    Proof("powerschool.assignment-locked", 0, assignment_locked),
    Proof("powerschool.due-date-outside-term", 0, due_date_outside_term),
    Proof("powerschool.student-not-in-section", 0, student_not_in_section),
    Proof("powerschool.category-not-lead-teachers", 0, category_differs_between_sections),
    Proof("powerschool.update-misses-section", 0, update_misses_section),
    Proof("powerschool.name-taken", 0, name_taken),
    Proof("powerschool.grading-period-locked", 0, grading_period_locked),
    Proof("powerschool.category-not-lead-teachers-bare", 0, category_not_active),
    Proof("powerschool.points-not-product-of-weight", 0, points_not_product_of_weight),
)
NAMED = ()
