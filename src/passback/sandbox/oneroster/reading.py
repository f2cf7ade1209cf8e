"""What is there to be read: rostering (facts/oneroster.md §2) and the gradebook (§1.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from passback.sandbox.oneroster import rows
from passback.sandbox.oneroster.listing import listed, shown
from passback.sandbox.oneroster.manners import Handler, Row, Visit
from passback.sandbox.state.oneroster import EnrollmentRow, Klass, Org, Period, Person, Role, Roster, Status
from passback.sandbox.wire import Reply

T = TypeVar("T")
Table = Callable[[Roster], Mapping[str, T]]
Show = Callable[[Visit, T], Row]


def every(name: str, table: Callable[[Roster], Iterable[T]], show: Show[T]) -> Handler:
    """A handler that lists a whole table under its name."""
    return lambda visit, _: listed(visit, name, [show(visit, row) for row in table(visit.roster)])


def one(name: str, table: Table[T], show: Show[T]) -> Handler:
    """A handler that shows one row by its id."""

    def answer(visit: Visit, args: tuple[str, ...]) -> Reply:
        row = table(visit.roster).get(args[0])
        return visit.unknown(name) if row is None else shown(visit, name, show(visit, row))

    return answer


def below(
    name: str, parent: Table[object], children: Callable[[Roster, str], Iterable[T]], show: Show[T]
) -> Handler:
    """A handler that lists what belongs to one row of another table."""

    def answer(visit: Visit, args: tuple[str, ...]) -> Reply:
        if args[0] not in parent(visit.roster):
            return visit.unknown("object")
        return listed(visit, name, [show(visit, row) for row in children(visit.roster, args[0])])

    return answer


# ---- tables ------------------------------------------------------------------------------------------


def orgs(roster: Roster) -> dict[str, Org]:
    """The district and its schools."""
    return {roster.district.id: roster.district, **roster.schools}


def sessions(roster: Roster) -> dict[str, Period]:
    """Terms and grading periods."""
    return {**roster.terms, **roster.periods}


def by_role(role: str) -> Callable[[Roster], dict[str, Person]]:
    """The people of one role."""
    return lambda roster: {key: row for key, row in roster.people.items() if row.role == role}


STUDENTS, TEACHERS = by_role(Role.STUDENT), by_role(Role.TEACHER)


def classes_of_person(roster: Roster, person: str) -> list[Klass]:
    """The classes in which a person is active."""
    held = [
        row.klass
        for row in roster.enrollments.values()
        if row.person == person and row.status == Status.ACTIVE
    ]
    return [row for row in roster.classes.values() if row.id in held]


def classes_of_school(roster: Roster, school: str) -> list[Klass]:
    """The classes of a school."""
    return [row for row in roster.classes.values() if row.school == school]


def classes_of_term(roster: Roster, term: str) -> list[Klass]:
    """The classes taught in a term."""
    return [row for row in roster.classes.values() if term in row.terms]


def enrollments_of_school(roster: Roster, school: str) -> list[EnrollmentRow]:
    """The enrollments in the classes of a school."""
    return [row for row in roster.enrollments.values() if roster.classes[row.klass].school == school]


def periods_of_term(roster: Roster, term: str) -> list[Period]:
    """The grading periods of a term."""
    return [row for row in roster.periods.values() if row.parent == term]


def people_as(role: str) -> Callable[[Roster, str], list[Person]]:
    """The people of a class in one role."""
    return lambda roster, klass: roster.people_of(klass, role)


def in_school(answer: Handler) -> Handler:
    """The school-scoped form of a class's route: the class must be of that school."""

    def scoped(visit: Visit, args: tuple[str, ...]) -> Reply:
        held = visit.roster.classes.get(args[1])
        return answer(visit, args[1:]) if held and held.school == args[0] else visit.unknown("class")

    return scoped


# ---- the gradebook -----------------------------------------------------------------------------------


def results_of_class(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /classes/{id}/results`."""
    roster = visit.roster
    if args[0] not in roster.classes:
        return visit.unknown("class")
    held = [row for row in roster.marks.values() if roster.lines[row.line].klass == args[0]]
    return listed(visit, "results", [rows.result(visit, row) for row in held])


def results_of_line_item(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /classes/{id}/lineItems/{id}/results`."""
    line = visit.roster.lines.get(args[1])
    if line is None or line.klass != args[0]:
        return visit.unknown("lineItem")
    return listed(visit, "results", [rows.result(visit, row) for row in visit.roster.marks_of(line.id)])


def results_of_student(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`GET /classes/{id}/students/{id}/results`."""
    roster = visit.roster
    if args[0] not in roster.classes or args[1] not in roster.people:
        return visit.unknown("student")
    held = [
        row
        for row in roster.marks.values()
        if row.student == args[1] and roster.lines[row.line].klass == args[0]
    ]
    return listed(visit, "results", [rows.result(visit, row) for row in held])


ROSTERING: tuple[tuple[str, Handler], ...] = (
    ("/orgs", every("orgs", lambda r: orgs(r).values(), rows.org)),
    ("/orgs/:id", one("org", orgs, rows.org)),
    ("/schools", every("orgs", lambda r: r.schools.values(), rows.org)),
    ("/schools/:id", one("org", lambda r: r.schools, rows.org)),
    ("/schools/:id/classes", below("classes", lambda r: r.schools, classes_of_school, rows.klass)),
    (
        "/schools/:id/terms",
        below("academicSessions", lambda r: r.schools, lambda r, _: r.terms.values(), rows.session),
    ),
    (
        "/schools/:id/enrollments",
        below("enrollments", lambda r: r.schools, enrollments_of_school, rows.enrollment),
    ),
    ("/academicSessions", every("academicSessions", lambda r: sessions(r).values(), rows.session)),
    ("/academicSessions/:id", one("academicSession", sessions, rows.session)),
    ("/terms", every("academicSessions", lambda r: r.terms.values(), rows.session)),
    ("/terms/:id", one("academicSession", lambda r: r.terms, rows.session)),
    (
        "/terms/:id/gradingPeriods",
        below("academicSessions", lambda r: r.terms, periods_of_term, rows.session),
    ),
    ("/terms/:id/classes", below("classes", lambda r: r.terms, classes_of_term, rows.klass)),
    ("/gradingPeriods", every("academicSessions", lambda r: r.periods.values(), rows.session)),
    ("/gradingPeriods/:id", one("academicSession", lambda r: r.periods, rows.session)),
    ("/classes", every("classes", lambda r: r.classes.values(), rows.klass)),
    ("/classes/:id", one("class", lambda r: r.classes, rows.klass)),
    ("/classes/:id/students", below("users", lambda r: r.classes, people_as(Role.STUDENT), rows.person)),
    ("/classes/:id/teachers", below("users", lambda r: r.classes, people_as(Role.TEACHER), rows.person)),
    ("/teachers", every("users", lambda r: TEACHERS(r).values(), rows.person)),
    ("/teachers/:id", one("user", TEACHERS, rows.person)),
    ("/teachers/:id/classes", below("classes", TEACHERS, classes_of_person, rows.klass)),
    ("/students", every("users", lambda r: STUDENTS(r).values(), rows.person)),
    ("/students/:id", one("user", STUDENTS, rows.person)),
    ("/students/:id/classes", below("classes", STUDENTS, classes_of_person, rows.klass)),
    ("/users", every("users", lambda r: r.people.values(), rows.person)),
    ("/users/:id", one("user", lambda r: r.people, rows.person)),
    ("/enrollments", every("enrollments", lambda r: r.enrollments.values(), rows.enrollment)),
    ("/enrollments/:id", one("enrollment", lambda r: r.enrollments, rows.enrollment)),
)

_STUDENTS_OF_CLASS = below("users", lambda r: r.classes, people_as(Role.STUDENT), rows.person)
SCHOOL_SCOPED: tuple[tuple[str, Handler], ...] = (
    ("/schools/:id/classes/:class/students", in_school(_STUDENTS_OF_CLASS)),
)

GRADEBOOK: tuple[tuple[str, Handler], ...] = (
    ("/categories", every("categories", lambda r: r.categories.values(), rows.category)),
    ("/categories/:id", one("category", lambda r: r.categories, rows.category)),
    ("/lineItems", every("lineItems", lambda r: r.lines.values(), rows.line_item)),
    ("/lineItems/:id", one("lineItem", lambda r: r.lines, rows.line_item)),
    ("/results", every("results", lambda r: r.marks.values(), rows.result)),
    ("/results/:id", one("result", lambda r: r.marks, rows.result)),
    ("/classes/:id/lineItems", below("lineItems", lambda r: r.classes, Roster.lines_of, rows.line_item)),
    ("/classes/:id/results", results_of_class),
    ("/classes/:id/lineItems/:item/results", results_of_line_item),
    ("/classes/:id/students/:student/results", results_of_student),
)

CATEGORIES_OF_CLASS: tuple[tuple[str, Handler], ...] = (
    (
        "/classes/:id/categories",
        below("categories", lambda r: r.classes, Roster.categories_of, rows.category),
    ),
)

SCALES: tuple[tuple[str, Handler], ...] = (
    ("/scoreScales", every("scoreScales", lambda r: r.scales.values(), rows.scale)),
    ("/scoreScales/:id", one("scoreScale", lambda r: r.scales, rows.scale)),
    (
        "/classes/:id/scoreScales",
        below(
            "scoreScales",
            lambda r: r.classes,
            lambda r, klass: [row for row in r.scales.values() if row.klass == klass],
            rows.scale,
        ),
    ),
)
