"""A name longer than the SIS keeps is sent shorter; Canvas keeps its own.

A short name that another of the class bears already ends in the assignment's id (`titles.py`).
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.settings import Level
from passback.sync.model import Snapshot
from passback.sync.proposal import Proposal, chosen, proposal
from passback.sync.titles import SHORTEN

ACTION = Action.SHORTEN_NAME
PROBLEMS: tuple[Problem, ...] = (Problem.NAME_TOO_LONG,)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.SAFE


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """For this assignment in this class; only where it is known how long a name may be."""
    subject = finding.subject
    if snapshot.capabilities.title_max is None or subject.section is None or subject.assignment is None:
        return
    change = chosen(snapshot, subject, Level.ASSIGNMENT, "long-names", SHORTEN)
    yield proposal(ACTION, SAFETY, finding, [change])
