"""Canvas gets a group for a category of the SIS that has none there, and the assignment goes into it.

The group bears the category's name and no weight of its own: where groups are weighted, a teacher sets one,
and until then work in it counts nothing in Canvas.
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, Group
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.sync.canvas_edit import asked, edit, work_of
from passback.sync.category import WRONG_CATEGORY
from passback.sync.importing import to_import
from passback.sync.model import Snapshot
from passback.sync.proposal import Option, Proposal

ACTION = Action.CREATE_GROUP
PROBLEMS: tuple[Problem, ...] = WRONG_CATEGORY
ACTS_ON = ActsOn.CANVAS
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """One group per category of the class that no group of the course has the name of, or is mapped to."""
    work, section = work_of(snapshot, finding.subject.assignment), finding.subject.section
    book = snapshot.gradebooks.get(section or "")
    if work is None or section is None or not isinstance(book, Gradebook):
        return
    mapped = snapshot.policy_of(section, work.id).categories.values()
    options = []
    for change in to_import(snapshot.course, {section: book}, weights=False, mapped=mapped):
        if isinstance(group := change.after, Group):
            moved = edit(snapshot, work, finding.problem, group=group.id)
            options.append(Option(group.name, f"to a new group {group.name}", (change, moved)))
    yield from asked(snapshot, ACTION, finding, options)
