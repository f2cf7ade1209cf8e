"""The teacher in whose name a class is written is looked up again, with its ids; what was kept back goes.

A class changes hands between a plan and its writes, and the SIS then refuses the teacher of before.
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.sync.model import Snapshot
from passback.sync.proposal import Proposal, proposal

ACTION = Action.RESOLVE_ANEW
PROBLEMS: tuple[Problem, ...] = (Problem.TEACHER_NOT_IN_SECTION,)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.SAFE


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """Only where the class could be read by now, in the name of the teacher that it has now."""
    if isinstance(snapshot.gradebooks.get(finding.subject.section or ""), Gradebook):
        yield proposal(ACTION, SAFETY, finding)
