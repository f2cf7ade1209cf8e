"""ProgressBook: a category in every line item, and no extra credit."""

from dataclasses import replace
from decimal import Decimal

from passback.core.sis import Sis
from passback.sandbox.sis.progressbook.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import District
from proofs.proving import Case, Proof
from proofs.syncing import Course


def score_above_maximum(school: School) -> Case:
    """The line item is worth 10 in ProgressBook, and a student has 12."""
    one = District(school, MANNERS)
    line = one.line()
    return Case(one.put_mark(12), line, "maximum", Decimal(12))


def spanish(school: School) -> Course:
    """The course in Canvas."""
    klass = District(school, MANNERS).klass.id
    return Course(school, Sis.PROGRESSBOOK, klass)


def section_without_sis_id(school: School) -> Case:
    """Somebody made a section of the course by hand."""
    return spanish(school).section_by_hand()


def category_not_imported(school: School) -> Case:
    """The category of the assignment's group was imported for the other section of the course alone."""
    course, one = spanish(school), District(school, MANNERS)
    category, own = one.category(course.group.name), one.klass
    other = one.roster.classes["prb-spa-2"] = replace(own, id="prb-spa-2")
    course.by_hand().sis_id = category.klass = other.id
    return Case(replace(course.line_item, logged=True), category, "klass", own.id)


PROOFS = (
    Proof("progressbook.score-above-maximum", 0, score_above_maximum),
    Proof("progressbook.section-without-sis-id", 0, section_without_sis_id),
    Proof("progressbook.category-not-imported", 0, category_not_imported),
)
NAMED = ()
