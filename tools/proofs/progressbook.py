"""ProgressBook: a category in every line item, and no extra credit."""

from decimal import Decimal

from passback.core.sis import Sis
from passback.sandbox.sis.progressbook.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import District
from proofs.incumbent import Course, Words, place
from proofs.proving import Case, Proof
from proofs.state import ABSENT


def score_above_maximum(school: School) -> Case:
    """The line item is worth 10 in ProgressBook, and a student has 12."""
    one = District(school, MANNERS)
    line = one.line()
    return Case(one.put_mark(12), line, "maximum", Decimal(12))


WORDS = Words(section="progressbook.section-without-sis-id", without_category=None)


def spanish(school: School) -> Course:
    """The course in Canvas."""
    klass = District(school, MANNERS).klass.id
    return Course(school, place(Sis.PROGRESSBOOK, MANNERS, school), WORDS, klass)


def section_without_sis_id(school: School) -> Case:
    """Somebody made a section of the course by hand."""
    course = spanish(school)
    return Case(course.sync, school.canvas.sections, course.by_hand().id, ABSENT)


def category_not_imported(school: School) -> Case:
    """The category of the assignment's group is that of another class in ProgressBook."""
    course, one = spanish(school), District(school, MANNERS)
    category, own = one.category(course.group.name), one.klass.id
    category.klass = "prb-spa-2"
    return Case(course.sync, category, "klass", own)


PROOFS = (
    Proof("progressbook.score-above-maximum", 0, score_above_maximum),
    Proof("progressbook.section-without-sis-id", 0, section_without_sis_id),
    Proof("progressbook.category-not-imported", 0, category_not_imported),
)
NAMED = ()
