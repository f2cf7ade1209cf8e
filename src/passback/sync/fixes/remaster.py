"""Scores that were edited in the SIS are sent again as Canvas has them, once.

The yes is to this very edit: one that comes later is somebody's decision again.
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Score
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.settings import Level
from passback.core.subject import Subject
from passback.sync.approval import Approval, ApprovalKind
from passback.sync.chosen import as_chosen
from passback.sync.diff import diff
from passback.sync.model import (
    Change,
    Snapshot,
)
from passback.sync.proposal import Proposal, chosen, proposal
from passback.sync.threeway import edit_of

ACTION = Action.REMASTER
PROBLEMS: tuple[Problem, ...] = (Problem.EDITED_IN_SIS, Problem.HELD_FOR_A_PERSON)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.ASK
_REASON = "edited"


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """The score of one student, or where Canvas changed too the yes to all of the line item that wait."""
    if finding.problem is Problem.HELD_FOR_A_PERSON:
        if finding.facts.get("state") == _REASON:
            yield proposal(ACTION, SAFETY, finding, agrees=(_REASON,))
        return
    subject = finding.subject
    if subject.section is None or subject.assignment is None or subject.student is None:
        return
    given = as_chosen(snapshot, [chosen(snapshot, subject, Level.ASSIGNMENT, "edited", "canvas")])
    for change in diff(given).changes:
        if change.subject == subject:
            held = change.before if isinstance(change.before, Score) else None
            yes = Approval(
                ApprovalKind.OVERWRITE, subject, edit_of(subject, held), None, "", snapshot.read_at
            )
            item = Subject(subject.course, subject.section, subject.assignment, None)
            made = Change(item, None, yes, Problem.EDITED_IN_SIS, SAFETY)
            yield proposal(ACTION, SAFETY, finding, [made], agrees=("many", "section"))
