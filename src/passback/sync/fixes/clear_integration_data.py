"""Canvas forgets what another sync keeps on an assignment: a link that leads nowhere is in the way there.

The next run of the other sync looks for it in the SIS by name and date, and makes one where there is none.
Needs the permission *manage SIS*; without it Canvas says yes and does nothing, which the answer shows. What
was there is kept with the fix. Source: facts/canvas.md §1.5, §2; facts/sis-vendors.md §0.2.
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.sync.canvas_edit import asked, edit, work_of
from passback.sync.model import Snapshot
from passback.sync.proposal import Option, Proposal

ACTION = Action.CLEAR_INTEGRATION_DATA
PROBLEMS: tuple[Problem, ...] = (
    Problem.LINK_BROKEN,
    Problem.LINE_ITEM_DELETED,
    Problem.GRADEBOOK_MISMATCH,
    Problem.UPDATE_MISSES_SECTION,
)
ACTS_ON = ActsOn.CANVAS
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """For this assignment, where this token is shown that there is something to forget."""
    work = work_of(snapshot, finding.subject.assignment)
    if work is not None and work.integration_data:
        change = edit(snapshot, work, finding.problem, integration_data={})
        yield from asked(snapshot, ACTION, finding, [Option("clear", "no links of another sync", (change,))])
