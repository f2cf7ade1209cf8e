"""From what a person chose to cure to the plan that does it: the cures, and exactly the scores they free.

Pure. What else a sync would send is left to the next sync: a repair is no occasion to send the rest.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from passback.core.finding import Finding
from passback.core.problem import Problem, Safety, Severity
from passback.core.subject import Subject
from passback.sync.approval import Approval, ApprovalKind
from passback.sync.model import (
    Change,
    Hold,
    Plan,
    Snapshot,
    plan_id,
)
from passback.sync.plan import covers, plan
from passback.sync.proposal import Proposal, signed


def kept_back(before: Plan, finding: Finding) -> frozenset[Subject]:
    """The scores that a finding keeps back, by a plan made without any cure.

    What it stops; what its hold holds; and where it only warns of one assignment, what would go of that in
    spite of it.
    """
    rows = {r.subject for r in before.standing if _same(r.why, finding)}
    held = {c.subject for hold in before.holds if hold.why.key == finding.key for c in hold.changes}
    warned = set()
    of_work = finding.subject.assignment is not None and finding.problem is not Problem.HELD_FOR_A_PERSON
    if finding.severity is not Severity.BLOCKS and of_work:
        going = [*before.changes, *(c for hold in before.holds for c in hold.changes)]
        warned = {c.subject for c in going if covers(finding.subject, c.subject)}
    return frozenset(s for s in rows | held | warned if s.student is not None)


def _same(why: Finding | None, finding: Finding) -> bool:
    return why is not None and why.problem is finding.problem and covers(finding.subject, why.subject)


def repaired(
    snapshot: Snapshot,
    made: datetime,
    proposals: Sequence[Proposal],
    wanted: Collection[Subject],
    by: str,
) -> Plan:
    """The plan that carries the proposals and sends what they free of the `wanted` scores.

    A yes to a proposal is a yes to the holds that it says it agrees to, of the line items it is about; it is
    kept as such, so that a hold of other changes asks again. `by`: who says yes.
    """
    changes = [*signed((c for each in proposals for c in each.changes), by, made)]
    found = plan(snapshot, made, changes)
    if yes := [_yes(hold, by, made) for hold in found.holds if _agreed(hold, proposals)]:
        found = plan(snapshot, made, [*changes, *yes])
    own = {change.key for change in changes}
    return narrowed(found, wanted, own, [finding for each in proposals for finding in each.findings])


def _agreed(hold: Hold, proposals: Iterable[Proposal]) -> bool:
    state = hold.why.facts.get("state", "")
    return any(
        state in each.agrees and any(_about(finding.subject, hold.subject) for finding in each.findings)
        for each in proposals
    )


def _about(one: Subject, hold: Subject) -> bool:
    """True if a finding is about the line item, or the class, that a hold is about."""
    same = one.section == hold.section
    return same and (hold.assignment is None or one.assignment in {None, hold.assignment})


def _yes(hold: Hold, by: str, at: datetime) -> Change:
    yes = Approval(ApprovalKind.HOLD, hold.subject, hold.key, None, by, at)
    return Change(replace(hold.subject, student=None), None, yes, hold.why.problem, Safety.ASK)


def narrowed(
    found: Plan, wanted: Collection[Subject], own: Collection[str], findings: Iterable[Finding]
) -> Plan:
    """The plan with those of its changes alone that the wanted scores need, and that cure the findings.

    `own`: keys of the changes of the cures themselves. What stands and what waits stays in the plan, so that
    it says of the rest what any plan would.
    """
    scores = {c.subject for c in found.changes if c.subject.student is not None and c.subject in wanted}
    items = {(s.section, s.assignment) for s in scores}
    items |= {(f.subject.section, f.subject.assignment) for f in findings if f.subject.assignment}
    kept = tuple(
        c
        for c in found.changes
        if c.is_ours
        or c.key in own
        or c.subject in scores
        or (
            c.subject.student is None
            and c.subject.section
            and (c.subject.section, c.subject.assignment) in items
        )
    )
    made = replace(found, changes=kept)
    return replace(made, id=plan_id(made.content()))
