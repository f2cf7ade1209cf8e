"""Of several line items that work could be, the one that a person chooses."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, LineItem, Unread
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.subject import Subject
from passback.core.value import plain
from passback.sync.approval import Approval, ApprovalKind
from passback.sync.model import (
    Change,
    Snapshot,
)
from passback.sync.proposal import Option, Proposal, proposal

ACTION = Action.CHOOSE_LINE_ITEM
PROBLEMS: tuple[Problem, ...] = (Problem.SEVERAL_MATCHES,)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """The line items that the finding names, as the class has them now; one that is gone is none of them."""
    subject = finding.subject
    book = snapshot.gradebooks.get(subject.section or "")
    if subject.assignment is None or subject.student is not None or not isinstance(book, Gradebook):
        return
    named = {ref for ref in finding.facts.get("result", "").split(", ") if ref}
    listed = () if isinstance(book.line_items, Unread) else book.line_items
    options = [
        Option(item.ref, _label(item), (_change(snapshot, subject, item.ref),))
        for item in listed
        if item.ref is not None and item.ref in named
    ]
    if options:
        yield proposal(ACTION, SAFETY, finding, options=options, agrees=("adoption",))


def _label(item: LineItem) -> str:
    return f"{item.title} · due {item.due.isoformat()} · {plain(item.maximum)} points"


def _change(snapshot: Snapshot, subject: Subject, ref: str) -> Change:
    kind = ApprovalKind.CHOICE
    before = next((a for a in snapshot.approvals if a.place == (kind, subject, "")), None)
    return Change(subject, before, Approval(kind, subject, "", ref, "", snapshot.read_at), None, Safety.ASK)
