"""Aspen: grade scales of its column types, and a path that is no route."""

from dataclasses import dataclass
from decimal import Decimal

from passback.core.sis import Sis
from passback.sandbox.sis.aspen.app import BASE, TOKEN_PATH
from passback.sandbox.state.aspen import Aspen, ColumnType, Klass
from passback.sandbox.state.school import School
from proofs.calling import ASSIGNED, DUE, Http, token
from proofs.proving import Case, Proof
from proofs.syncing import Course

NAME = "aspen"


@dataclass
class Middle:
    """The first class of the middle school's Aspen, signed in to."""

    school: School

    def __post_init__(self) -> None:
        self.headers = token(self.school, NAME, TOKEN_PATH, self.aspen.client)

    @property
    def aspen(self) -> Aspen:
        """Its rows."""
        return self.school.aspen

    @property
    def klass(self) -> Klass:
        """The class."""
        return next(iter(self.aspen.classes.values()))

    @property
    def category(self) -> ColumnType:
        """A category of the class."""
        return next(row for row in self.aspen.categories.values() if row.klass == self.klass.id)

    def put_line(self) -> Http:
        """A good line item."""
        item = {
            "sourcedId": "l-1",
            "title": "Density worksheet",
            "assignDate": ASSIGNED,
            "dueDate": DUE,
            "class": {"sourcedId": self.klass.id},
            "category": {"sourcedId": self.category.id},
            "resultValueMin": 0,
            "resultValueMax": 10,
        }
        return Http(NAME, "PUT", f"{BASE}/lineItems/l-1", {"lineItem": item}, self.headers)

    def put_mark(self, score: object) -> Http:
        """A result of the first student."""
        mark = {
            "lineItem": {"sourcedId": "l-1"},
            "student": {"sourcedId": self.klass.students[0]},
            "score": score,
        }
        return Http(NAME, "PUT", f"{BASE}/results/m-1", {"result": mark}, self.headers)


def category_without_grade_scale(school: School) -> Case:
    """The category has no default grade scale."""
    one = Middle(school)
    one.category.scale = False
    return Case(one.put_line(), one.category, "scale", to=True)


def score_not_numeric(school: School) -> Case:
    """The gradebook has no grade scale that says what a B+ is worth."""
    one = Middle(school)
    one.put_line().done(school)
    return Case(one.put_mark("B+"), one.category.letters, "B+", Decimal(88))


def science(school: School) -> Course:
    """The course in Canvas."""
    return Course(school, Sis.ASPEN, "BMS-SCI8-01", "Density worksheet")


def category_not_found(school: School) -> Case:
    """The assignment's group in Canvas has a name that no category of the class has."""
    return science(school).group_of_another_name()


def route_missing(school: School) -> Case:
    """The exchange was told an address that lacks /ims/oneroster."""
    course, bases = science(school), school.incumbent.bases
    bases[Sis.ASPEN] = "/v1p1"
    return Case(course.job, bases, Sis.ASPEN, BASE)


PROOFS = (
    Proof("aspen.category-without-grade-scale", 0, category_without_grade_scale),
    Proof("aspen.score-not-numeric", 0, score_not_numeric),
    Proof("aspen.category-not-found", 0, category_not_found),
    Proof("aspen.route-missing", 0, route_missing),
)
NAMED = ()
