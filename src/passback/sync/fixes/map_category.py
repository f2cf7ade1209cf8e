"""Work of an assignment group is sent to a category that the class has, whatever its name.

One category that a person would take the group's name for is proposed; else all are listed to choose from,
for a wrong category changes a student's average.
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, Group, Unread
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.settings import Level
from passback.sync.canvas_edit import work_of
from passback.sync.category import WRONG_CATEGORY, find_category, group_of, wanted_name
from passback.sync.model import Snapshot
from passback.sync.proposal import Option, Proposal, candidate, chosen, proposal
from passback.sync.settings import CATEGORIES
from passback.sync.text import normal

ACTION = Action.MAP_CATEGORY
PROBLEMS: tuple[Problem, ...] = WRONG_CATEGORY
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.SAFE


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """A map of the assignment's group in this class: to the one near name, or to one of a list (`ask`)."""
    subject = finding.subject
    group, book = _group(snapshot, subject.assignment), snapshot.gradebooks.get(subject.section or "")
    if group is None or not isinstance(book, Gradebook) or isinstance(book.categories, Unread):
        return
    wanted = wanted_name(group, snapshot.policy_of(subject.section))
    refused = find_category(book.categories, wanted, snapshot.capabilities)
    names = sorted({c.name for c in book.categories if c.active and c != refused and normal(c.name)})
    name = f"{CATEGORIES}{normal(group.name)}"
    options = {each: chosen(snapshot, subject, Level.CLASS, name, normal(each)) for each in names}
    near = candidate(wanted, names) if refused is None else None
    if near is not None:
        yield proposal(ACTION, SAFETY, finding, [options[near]])
    elif options:
        listed = [Option(each, f"{group.name} → {each}", (change,)) for each, change in options.items()]
        yield proposal(ACTION, Safety.ASK, finding, options=listed)


def _group(snapshot: Snapshot, assignment: str | None) -> Group | None:
    work = work_of(snapshot, assignment)
    found = group_of(snapshot.course.groups, work.group) if work else None
    return found if isinstance(found, Group) else None
