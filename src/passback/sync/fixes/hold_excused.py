"""An exemption that the SIS does not take waits, and the other scores of the work go without it."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.settings import Level
from passback.sync.model import Snapshot
from passback.sync.proposal import Proposal, chosen, proposal

ACTION = Action.HOLD_EXCUSED
PROBLEMS: tuple[Problem, ...] = (Problem.SCORE_EXCUSED,)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.SAFE


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """For this assignment in this class. Never a number in place of an exemption."""
    subject = finding.subject
    if subject.section is not None and subject.assignment is not None:
        change = chosen(snapshot, subject, Level.ASSIGNMENT, "excused", "hold")
        yield proposal(ACTION, SAFETY, finding, [change])
