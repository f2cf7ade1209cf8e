"""A link that leads to another class than the section's is forgotten; what was sent stays where it is.

The work is then looked for in the class of now, and adopted or made there.
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.subject import Subject
from passback.sync.model import Change, Snapshot
from passback.sync.proposal import Proposal, proposal

ACTION = Action.UNLINK
PROBLEMS: tuple[Problem, ...] = (Problem.LINK_BROKEN,)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """Give up our link of this assignment in this class; nothing in the SIS is touched by that."""
    yield from (proposal(ACTION, SAFETY, finding, [change]) for change in given_up(snapshot, finding))


def given_up(snapshot: Snapshot, finding: Finding) -> Iterable[Change]:
    """The link that the finding is about, given up."""
    s = finding.subject
    for link in snapshot.links:
        if (link.section, link.assignment) == (s.section, s.assignment):
            where = Subject(s.course, s.section, s.assignment, None)
            yield Change(where, link, None, finding.problem, Safety.ASK)
