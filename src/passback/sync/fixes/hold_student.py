"""Scores of a student whom the SIS does not show in the class wait, and go the day it does."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.settings import Level
from passback.sync.model import Snapshot
from passback.sync.proposal import Proposal, chosen, proposal
from passback.sync.resolve import HOLD
from passback.sync.settings import STUDENTS

ACTION = Action.HOLD_STUDENT
PROBLEMS: tuple[Problem, ...] = (Problem.STUDENT_NOT_IN_SECTION, Problem.STUDENT_NOT_ON_GRADEBOOK)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.SAFE


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """For this student in this class."""
    subject = finding.subject
    if subject.section and subject.student:
        change = chosen(snapshot, subject, Level.CLASS, f"{STUDENTS}{subject.student}", HOLD)
        yield proposal(ACTION, SAFETY, finding, [change])
