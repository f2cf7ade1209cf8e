"""Sapphire: a category in every line item."""

from passback.core.sis import Sis
from passback.sandbox.sis.sapphire.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import District
from proofs.proving import Case, Proof
from proofs.syncing import Course


def category_not_found(school: School) -> Case:
    """The assignment's group has no category of its name in Sapphire, so an empty one is sent."""
    one = District(school, MANNERS)
    course = Course(school, Sis.SAPPHIRE, one.klass.id)
    category = one.category(course.group.name)
    title, category.title = category.title, "Practice"
    return Case(course.line_item, category, "title", title)


PROOFS = (Proof("sapphire.category-not-found", 0, category_not_found),)
NAMED = ()
