"""What the SIS does not know is left out: a class made by hand, a student without an id.

For as long as the SIS does not know it: the day it does its scores go, so nothing is lost by it. The Test
Student and a section without students need no fix: passback leaves them out by itself, and says so.
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.settings import Level
from passback.sync.model import Snapshot
from passback.sync.proposal import Proposal, chosen, proposal
from passback.sync.resolve import LEAVE
from passback.sync.settings import STUDENTS
from passback.sync.stopped import by_section

ACTION = Action.LEAVE_OUT
PROBLEMS: tuple[Problem, ...] = (
    Problem.SECTION_WITHOUT_SIS_ID,
    Problem.SECTION_ID_NOT_IN_SIS,
    Problem.STUDENT_WITHOUT_SIS_ID,
    Problem.STUDENT_SIS_ID_INVALID,
)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.SAFE


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """For this class, or for this student in it; says how many scores are not sent meanwhile."""
    subject = finding.subject
    if subject.section is None:
        return
    name = f"{STUDENTS}{subject.student}" if subject.student else "unresolved"
    reasons = by_section(snapshot, finding.problem).get(subject.section, ())
    hit = [why for why in reasons if why.subject == subject]
    change = chosen(snapshot, subject, Level.CLASS, name, LEAVE)
    yield proposal(ACTION, SAFETY, finding, [change], given_up=len(hit))
