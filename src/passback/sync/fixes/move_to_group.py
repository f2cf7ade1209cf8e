"""An assignment goes to a group of Canvas whose name the SIS's class has as a category."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, Unread
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.sync.canvas_edit import asked, edit, work_of
from passback.sync.category import WRONG_CATEGORY, find_category, wanted_name
from passback.sync.model import Snapshot
from passback.sync.proposal import Option, Proposal

ACTION = Action.MOVE_TO_GROUP
PROBLEMS: tuple[Problem, ...] = WRONG_CATEGORY
ACTS_ON = ActsOn.CANVAS
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """Every group that has its category in the class."""
    work = work_of(snapshot, finding.subject.assignment)
    book, groups = snapshot.gradebooks.get(finding.subject.section or ""), snapshot.course.groups
    if work is None or not isinstance(book, Gradebook) or isinstance(groups, Unread):
        return
    if isinstance(book.categories, Unread):
        return
    policy, limits = snapshot.policy_of(finding.subject.section, work.id), snapshot.capabilities
    now = next((g for g in groups if g.id == work.group), None)
    refused = find_category(book.categories, wanted_name(now, policy), limits) if now else None
    options = []
    for group in groups:
        found = find_category(book.categories, wanted_name(group, policy), limits)
        if group.id != work.group and found is not None and found != refused:
            change = edit(snapshot, work, finding.problem, group=group.id)
            options.append(Option(group.name, f"to the group {group.name}", (change,)))
    yield from asked(snapshot, ACTION, finding, options)
