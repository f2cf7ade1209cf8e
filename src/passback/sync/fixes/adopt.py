"""A line item that is there already is taken for ours, though scores in it differ from Canvas."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.sync.model import Snapshot
from passback.sync.proposal import Proposal, proposal

ACTION = Action.ADOPT
PROBLEMS: tuple[Problem, ...] = (Problem.HELD_FOR_A_PERSON,)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.ASK
_REASON = "adoption"


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """A yes to the scores that are shown; other holds are approved by themselves."""
    del snapshot
    if finding.facts.get("state") == _REASON:
        yield proposal(ACTION, SAFETY, finding, agrees=(_REASON,))
