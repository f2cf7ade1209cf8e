"""Q: no exempt result, no empty score."""

from passback.core.sis import Sis
from passback.sandbox.sis.q_sis.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import District
from proofs.incumbent import Course, Words, place
from proofs.proving import Case, Proof

WORDS = Words(category="q-sis.category-not-found")


def music(school: School) -> Course:
    """The course in Canvas."""
    klass = District(school, MANNERS).klass.id
    return Course(school, place(Sis.Q_SIS, MANNERS, school), WORDS, klass)


def category_not_found(school: School) -> Case:
    """The assignment's group in Canvas has a name that no category of the class has."""
    course = music(school)
    name, course.group.name = course.group.name, "Practice"
    return Case(course.sync, course.group, "name", name)


def score_excused(school: School) -> Case:
    """A student is excused in Canvas, which goes out as 0 and exempt."""
    course = music(school)
    cell = course.cell()
    cell.excused = True
    return Case(course.sync, cell, "excused", to=False)


def score_empty(school: School) -> Case:
    """A cell is graded, and its score is blank."""
    course = music(school)
    cell = course.cell()
    score, cell.score = cell.score, None
    return Case(course.sync, cell, "score", score)


PROOFS = (
    Proof("q-sis.category-not-found", 0, category_not_found),
    Proof("q-sis.score-excused", 0, score_excused),
    Proof("q-sis.score-empty", 0, score_empty),
)
NAMED = ()
