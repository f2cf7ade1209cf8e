"""Q: no exempt result, no empty score."""

from passback.core.sis import Sis
from passback.sandbox.sis.q_sis.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import District
from proofs.proving import Case, Proof
from proofs.syncing import Course


def music(school: School) -> Course:
    """The course in Canvas."""
    klass = District(school, MANNERS).klass.id
    return Course(school, Sis.Q_SIS, klass)


def category_not_found(school: School) -> Case:
    """The assignment's group in Canvas has a name that no category of the class has."""
    return music(school).group_of_another_name()


def score_excused(school: School) -> Case:
    """A student is excused in Canvas, which goes out as 0 and exempt."""
    course = music(school)
    cell = course.cell()
    cell.excused = True
    return Case(course.result(cell), cell, "excused", to=False)


def score_empty(school: School) -> Case:
    """A score that was sent before is blank in Canvas now, and still graded."""
    course = music(school)
    course.sent_before()
    cell = course.cell()
    score, cell.score = cell.score, None
    return Case(course.result(cell), cell, "score", score)


PROOFS = (
    Proof("q-sis.category-not-found", 0, category_not_found),
    Proof("q-sis.score-excused", 0, score_excused),
    Proof("q-sis.score-empty", 0, score_empty),
)
NAMED = ()
