"""A score above what the SIS takes is sent as the most that it takes; Canvas keeps its own."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.settings import Level
from passback.sync.carry import bounds
from passback.sync.model import Snapshot
from passback.sync.proposal import Proposal, chosen, proposal
from passback.sync.routing import units

ACTION = Action.CAP_SCORE
PROBLEMS: tuple[Problem, ...] = (Problem.SCORE_ABOVE_MAXIMUM,)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """For this assignment in this class, and only where a firm limit says what the most is.

    The yes is to the smaller scores that are shown, and to no others.
    """
    subject = finding.subject
    for unit in units(snapshot):
        if (unit.section, unit.assignment.id) != (subject.section, subject.assignment):
            continue
        points = unit.assignment.points
        if points and bounds(points, snapshot.capabilities, firm=True)[1] is not None:
            change = chosen(snapshot, subject, Level.ASSIGNMENT, "above", "cap")
            yield proposal(ACTION, SAFETY, finding, [change], agrees=("capped",))
