"""An assignment is not sent any more: *Sync to SIS* goes off in Canvas. What is in the SIS stays there.

The last resort of all; it says how many scores are given up.
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.sync.canvas_edit import asked, edit, scores_of, work_of
from passback.sync.model import Snapshot
from passback.sync.proposal import Option, Proposal

ACTION = Action.TURN_SYNC_OFF
PROBLEMS: tuple[Problem, ...] = (
    Problem.ASSIGNMENT_FOR_SINGLE_STUDENTS,
    Problem.ASSIGNMENT_LOCKED,
    Problem.DUE_DATE_TOO_OLD,
    Problem.GRADING_PERIOD_LOCKED,
    Problem.OMITTED_FROM_FINAL_GRADE,
    Problem.POINTS_MISSING,
)
ACTS_ON = ActsOn.CANVAS
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """For the whole assignment, in every class; Canvas takes this change in a closed grading period too."""
    work = work_of(snapshot, finding.subject.assignment)
    if work is not None and work.post_to_sis:
        change = edit(snapshot, work, finding.problem, post_to_sis=False)
        off = Option("off", "Sync to SIS off", (change,))
        yield from asked(snapshot, ACTION, finding, [off], scores_of(snapshot, work))
