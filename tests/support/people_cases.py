"""For each check about sections, students, scores and systems: where it finds and must not, what blinds it.

And one fault: a piece of the product's text with another in its place, which the check's laws must notice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from passback.core.gradebook import Missing, Unread
from passback.core.problem import Problem, Severity
from passback.sync import carry, resolve, routing
from passback.sync.checks import (
    gradebook_mismatch,
    left_section,
    section_id_not_in_sis,
    section_without_gradebook,
    section_without_sis_id,
    section_without_students,
    several_gradebooks,
    student_in_several_classes,
    student_not_in_section,
    student_not_on_assignment,
    student_not_on_gradebook,
    student_sis_id_invalid,
    student_without_sis_id,
    teacher_not_in_section,
    test_student,
)

BLOCKS, WARNS, INFORMS = Severity.BLOCKS, Severity.WARNS, Severity.INFORMS
LOST = Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR)
# `tests/sync/conftest.py`'s small course, by name; what is made of it is a snapshot.
Small = Any
Make = Callable[[Small], Any]


@dataclass(frozen=True)
class Case:
    """`about`: section, assignment and student. `blind`: the part without which the check cannot tell.

    `stands`: where the first student's essay is then. `near`: looks like it, and is not. `fault`: a function,
    a piece of its text, and what stands in its place.
    """

    check: ModuleType
    seen: Make
    severity: Severity
    about: tuple[str | None, str | None, str | None]
    facts: Mapping[str, str]
    near: tuple[Make, ...]
    fault: tuple[Callable[..., Any], str, str]
    blind: str = "submissions"
    stands: str = ""

    @property
    def name(self) -> str:
        """The check's."""
        return self.check.__name__.rpartition(".")[2]


def two(s: Small, *seats: tuple[str, str], **over: object) -> Any:  # noqa: ANN401 - a snapshot
    """Two sections of one course with a class each; `seats`: students and sections."""
    given = {
        "sections": (s.section("S1"), s.section("S2", "C2")),
        "enrollments": tuple(s.enrollment(*seat) for seat in seats),
        "submissions": tuple(s.submission(one) for one in sorted({student for student, _ in seats})),
        "gradebooks": {"S1": s.book("c1"), "S2": s.book("c2")},
    }
    return s.snapshot(**(given | over))


def klass(read: object) -> Make:
    """The class as it was read."""
    return lambda s: s.snapshot(gradebooks={"S1": read})


def seated(**over: object) -> Make:
    """The first student's seat, otherwise."""
    return lambda s: s.snapshot(enrollments=(s.enrollment("1", **over), s.enrollment("2")))


def known(text: str, problem: Problem) -> Unread:
    """A class of which one thing is known: what it lacks."""
    return Unread(text, problem)


def digits(s: Small, wanted: str, held: str) -> Any:  # noqa: ANN401 - a snapshot
    """A roster of numbers, one of which is `held`, and a student whose id in Canvas is `wanted`."""
    roster = (s.pupil("1", ids={"number": held}), s.pupil("2", ids={"number": "20002"}))
    return s.snapshot(students=roster, enrollments=(s.enrollment("1", sis_id=wanted),))


def opted_out(s: Small) -> Any:  # noqa: ANN401 - a snapshot
    """The course does not join."""
    return s.snapshot(joins=False)


def taught(s: Small) -> Any:  # noqa: ANN401 - a snapshot
    """A gradebook that is kept from us, with two works that have scores."""
    shut = Unread("HTTP 403", Problem.TEACHER_NOT_IN_SECTION)
    works = (s.assignment("A1"), s.assignment("A2"))
    rows = (s.submission(), s.submission(of="A2"))
    return s.snapshot(line_items=shut, assignments=works, submissions=rows)


SECTIONS = (
    Case(
        section_without_sis_id,
        lambda s: s.snapshot(sections=(s.section(sis_id=" "),)),
        BLOCKS,
        ("S1", None, None),
        {"section": "Period S1"},
        (lambda s: two(s, ("1", "S1"), ("1", "S2"), sections=(s.section("S1"), s.section("S2", None))),),
        (resolve._class_of, "if wanted is None:", "if False:"),
        stands="not-sent section-without-sis-id",
    ),
    Case(
        section_id_not_in_sis,
        klass(Missing("C1", ("0C1", "X-C1"))),
        BLOCKS,
        ("S1", None, None),
        {"class": "C1", "result": "0C1, X-C1"},
        (klass(LOST), lambda s: s.snapshot(gradebooks={"S1": Missing("C1", ())}, submissions=())),
        (resolve._class_of, '", ".join(read.near)', '""'),
        blind="gradebook",
        stands="not-sent section-id-not-in-sis",
    ),
    Case(
        section_without_students,
        lambda s: two(s, ("1", "S1"), enrollments=(s.enrollment(), s.enrollment("9", "S2", test=True))),
        INFORMS,
        ("S2", None, None),
        {"section": "Period S2", "class": "c2"},
        (
            lambda s: two(s, ("1", "S1"), ("2", "S2")),
            lambda s: two(s, ("1", "S1"), sections=(s.section("S1"), s.section("S2", None)), gradebooks={}),
            lambda s: two(s, ("1", "S1"), assignments=(s.assignment(post_to_sis=False),)),
        ),
        (section_without_students.check, "if not e.test and ", "if "),
        blind="enrollments",
        stands="create 8.5",
    ),
    Case(
        section_without_gradebook,
        klass(known("the section has 0 gradebooks", Problem.SECTION_WITHOUT_GRADEBOOK)),
        WARNS,
        ("S1", None, None),
        {"section": "Period S1", "result": "the section has 0 gradebooks"},
        (klass(LOST), lambda s: s.snapshot()),
        (resolve._unread_class, "severity = _KNOWN.get(read.problem)", "severity = None"),
        blind="gradebook",
        stands="waiting section-without-gradebook",
    ),
    Case(
        several_gradebooks,
        klass(known("the section has 2 gradebooks", Problem.SEVERAL_GRADEBOOKS)),
        BLOCKS,
        ("S1", None, None),
        {"section": "Period S1"},
        (klass(LOST), lambda s: s.snapshot()),
        (resolve._unread_class, "if severity is Severity.BLOCKS else", "if False else"),
        blind="gradebook",
        stands="not-sent several-gradebooks",
    ),
    Case(
        gradebook_mismatch,
        lambda s: two(s, ("1", "S1"), gradebooks={"S1": s.book("c1"), "S2": s.book("c1")}),
        BLOCKS,
        ("S1", None, None),
        {"section": "Period S1", "class": "c1"},
        (lambda s: two(s, ("1", "S1"), ("2", "S2")),),
        (resolve.classes, "uses[c.gradebook.class_ref] == 1", "True"),
        blind="gradebook",
        stands="not-sent gradebook-mismatch",
    ),
    Case(
        teacher_not_in_section,
        taught,
        WARNS,
        ("S1", None, None),
        {"value": "line_items"},
        (lambda s: s.snapshot(line_items=LOST), klass(LOST)),
        (
            teacher_not_in_section.check,
            "subject = Subject(snapshot.course.id, section, None, None)",
            "subject = worst.subject",
        ),
        blind="gradebook",
        stands="waiting teacher-not-in-section",
    ),
)

STUDENTS = (
    Case(
        student_without_sis_id,
        seated(sis_id="  "),
        BLOCKS,
        ("S1", None, "1"),
        {"student": "1", "section": "Period S1"},
        (
            seated(sis_id="  ", test=True),
            lambda s: s.snapshot(enrollments=(s.enrollment("2", sis_id=None), s.enrollment("1"))),
        ),
        (resolve.student_of, "if wanted is None:", "if False:"),
        blind="gradebook",
        stands="not-sent student-without-sis-id",
    ),
    Case(
        student_sis_id_invalid,
        lambda s: digits(s, "42", "0042"),
        BLOCKS,
        ("S1", None, "1"),
        {"student": "42", "result": "0042", "class": "c1"},
        (
            lambda s: digits(s, "42", "42"),
            lambda s: digits(s, "43", "0042"),
            lambda s: s.snapshot(students=(s.pupil("1", ids={"number": "2026-4411"}),)),
        ),
        (resolve._is_malformed, "if any(written_alike(wanted, one) for one in near):", "if False:"),
        blind="students",
        stands="not-sent student-sis-id-invalid",
    ),
    Case(
        student_not_in_section,
        lambda s: digits(s, "10001", "30003"),
        BLOCKS,
        ("S1", None, "1"),
        {"student": "10001", "result": "", "class": "c1"},
        (
            lambda s: digits(s, "10001", "10001"),
            lambda s: digits(s, "010001", "10001"),
            seated(state="inactive", sis_id="elsewhere"),
        ),
        (resolve._is_malformed, "return given.numbers and not _is_number(wanted)", "return True"),
        blind="students",
        stands="not-sent student-not-in-section",
    ),
    Case(
        test_student,
        seated(test=True),
        INFORMS,
        ("S1", None, "1"),
        {"student": "1"},
        (lambda s: s.snapshot(enrollments=(s.enrollment("1"), s.enrollment("2", test=True))),),
        (routing._apart, "if enrollment.test:", "if False:"),
        stands="not-sent test-student",
    ),
    Case(
        student_in_several_classes,
        lambda s: two(s, ("1", "S1"), ("1", "S2")),
        INFORMS,
        (None, None, None),
        {"section": "Period S1, Period S2", "value": "1"},
        (lambda s: two(s, ("1", "S1"), ("2", "S2")),),
        (student_in_several_classes.check, "if len(where) > 1:", "if len(where) > 2:"),
        blind="students",
        stands="create 8.5",
    ),
    Case(
        student_not_on_gradebook,
        lambda s: s.snapshot(students=(s.pupil("1", on_gradebook=False), s.pupil("2"))),
        BLOCKS,
        ("S1", None, "1"),
        {"student": "N1", "class": "c1"},
        (lambda s: s.snapshot(students=(s.pupil("1"), s.pupil("2", on_gradebook=False))),),
        (resolve.student_of, "if found is not None and not found.on_gradebook:", "if False:"),
        blind="students",
        stands="not-sent student-not-on-gradebook",
    ),
    Case(
        student_not_on_assignment,
        lambda s: s.linked({}, {}, item=s.item(students=("r2", "r3"))),
        BLOCKS,
        ("S1", "A1", "1"),
        {"student": "1", "assignment": "Essay A1", "value": "2"},
        (
            lambda s: s.linked({}, {}, item=s.item(students=("r1", "r3"))),
            lambda s: s.linked({}, {}),
            lambda s: s.linked({"1": "8.5"}, {"1": "8.5"}, item=s.item(students=("r2",))),
        ),
        (carry._for_others, "or case.student.ref in item.students", ""),
        blind="line_items",
        stands="not-sent student-not-on-assignment",
    ),
    Case(
        left_section,
        seated(state="inactive"),
        INFORMS,
        ("S1", None, "1"),
        {"student": "1"},
        (
            lambda s: s.snapshot(state="completed", enrollments=(s.enrollment("1", state="completed"),)),
            lambda s: s.snapshot(enrollments=(s.enrollment("1"), s.enrollment("2", state="inactive"))),
        ),
        (routing._apart, "if not is_here(enrollment, snapshot.course):", "if False:"),
        stands="not-sent left-section",
    ),
)


def blinded(case: Case, s: Small) -> Any:  # noqa: ANN401 - a snapshot
    """A snapshot in which the part is unread that the check cannot do without."""
    if case.blind == "gradebook":
        return s.snapshot(gradebooks={"S1": LOST})
    if case.blind == "scores":
        return s.snapshot(links=(s.link(),), line_items=(s.item(),), scores={"L1": LOST})
    return s.snapshot(**{case.blind: LOST})
