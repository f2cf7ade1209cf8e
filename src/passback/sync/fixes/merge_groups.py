"""Of several groups of one name the first keeps the work of all.

The others stay, empty: a group that people made is theirs to delete.
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.sync.canvas_edit import asked, edit
from passback.sync.model import Snapshot
from passback.sync.proposal import Option, Proposal
from passback.sync.text import normal

ACTION = Action.MERGE_GROUPS
PROBLEMS: tuple[Problem, ...] = (Problem.DUPLICATE_ASSIGNMENT_GROUPS,)
ACTS_ON = ActsOn.CANVAS
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """The work of the later groups of the name that the finding gives, moved to the first."""
    groups, works = snapshot.course.groups, snapshot.course.assignments
    name = normal(finding.facts.get("category", ""))
    if isinstance(groups, Unread) or isinstance(works, Unread) or not name:
        return
    same = [group.id for group in groups if normal(group.name) == name]
    changes = tuple(
        edit(snapshot, work, finding.problem, group=same[0]) for work in works if work.group in same[1:]
    )
    if changes:
        yield from asked(snapshot, ACTION, finding, [Option(name, f"all in one group {name}", changes)])
