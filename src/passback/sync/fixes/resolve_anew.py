"""What the SIS refused by an id of before is looked up again: a class, its teacher, or a student.

A class changes hands between a plan and its writes, or a record is replaced, and the SIS then refuses the id
that was read. Where the SIS shows them now, what was kept back goes by the ids of now.
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.subject import Subject
from passback.sync.model import Snapshot
from passback.sync.proposal import Proposal, proposal
from passback.sync.routing import units

ACTION = Action.RESOLVE_ANEW
PROBLEMS: tuple[Problem, ...] = (
    Problem.SECTION_ID_NOT_IN_SIS,
    Problem.STUDENT_NOT_IN_SECTION,
    Problem.TEACHER_NOT_IN_SECTION,
)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.SAFE


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """Only where the class could be read by now, and shows the student that it is about."""
    subject = finding.subject
    if not isinstance(snapshot.gradebooks.get(subject.section or ""), Gradebook):
        return
    if subject.student is None or _is_shown(snapshot, subject):
        yield proposal(ACTION, SAFETY, finding)


def _is_shown(snapshot: Snapshot, subject: Subject) -> bool:
    cases = (case for unit in units(snapshot) if unit.section == subject.section for case in unit.cases)
    return any(case.subject.student == subject.student and case.student is not None for case in cases)
