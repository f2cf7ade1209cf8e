"""What failed for a reason that passes is sent again: only that, never the whole course."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.sync.model import Snapshot
from passback.sync.proposal import Proposal, proposal

ACTION = Action.RESEND
PROBLEMS: tuple[Problem, ...] = (
    Problem.CANVAS_THROTTLED,
    Problem.CANVAS_UNREACHABLE,
    Problem.CHANGED_SINCE_PLAN,
    Problem.JOB_TIMED_OUT,
    Problem.SIS_INTERNAL_ERROR,
    Problem.SIS_THROTTLED,
    Problem.SIS_TOO_SLOW,
    Problem.SIS_UNREACHABLE,
)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.SAFE


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """Changes nothing: what the SIS holds is read first, so that what arrived after all is not sent twice."""
    del snapshot
    yield proposal(ACTION, SAFETY, finding)
