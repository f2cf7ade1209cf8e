"""A line item that was deleted in the SIS is made once more, with all its scores.

Its id is of the next generation: an id that was deleted may never come back.
"""

from collections.abc import Iterable

from passback.core.capabilities import Ids
from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.settings import Level
from passback.sync.fixes.unlink import given_up
from passback.sync.model import Snapshot
from passback.sync.proposal import Proposal, chosen, proposal

ACTION = Action.MAKE_ANEW
PROBLEMS: tuple[Problem, ...] = (Problem.LINE_ITEM_DELETED,)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """Give up the link, and where we choose the ids take the next one. Somebody deleted it: that is asked."""
    subject = finding.subject
    changes = [*given_up(snapshot, finding)]
    if not changes:
        return
    if snapshot.capabilities.line_item_ids.value is Ids.CLIENT:
        now = snapshot.policy_of(subject.section, subject.assignment).generation
        changes.append(chosen(snapshot, subject, Level.ASSIGNMENT, "generation", str(now + 1)))
    yield proposal(ACTION, SAFETY, finding, changes)
