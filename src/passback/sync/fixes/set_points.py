"""An assignment gets points that the SIS takes. That changes what its scores are worth in Canvas."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from passback.core.finding import Finding
from passback.core.gradebook import Assignment, Unread
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.value import plain
from passback.sync.canvas_edit import asked, edit, grades_that_change, work_of
from passback.sync.model import Snapshot
from passback.sync.proposal import Option, Proposal

_USUAL, _ONE = Decimal(100), Decimal(1)
ACTION = Action.SET_POINTS
PROBLEMS: tuple[Problem, ...] = (
    Problem.POINTS_MISSING,
    Problem.POINTS_NOT_WHOLE,
)
ACTS_ON = ActsOn.CANVAS
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """The points rounded; where there are none the highest score given, or 100."""
    work = work_of(snapshot, finding.subject.assignment)
    if work is None:
        return
    options = []
    for points in sorted(_points(snapshot, work)):
        change = edit(snapshot, work, finding.problem, points=points)
        grades = grades_that_change(snapshot.course, [change])
        said = f"{plain(points)} points; course grades in Canvas that would change: {grades}"
        options.append(Option(plain(points), said, (change,)))
    yield from asked(snapshot, ACTION, finding, options)


def _points(snapshot: Snapshot, work: Assignment) -> set[Decimal]:
    if work.points:
        return {work.points.quantize(_ONE, rounding=ROUND_HALF_UP)} - {work.points, Decimal(0)}
    listed = snapshot.course.submissions
    marks = () if isinstance(listed, Unread) else listed
    highest = max((s.score for s in marks if s.assignment == work.id and s.score), default=_USUAL)
    return {_USUAL, highest.quantize(_ONE, rounding=ROUND_HALF_UP)} - {Decimal(0)}
