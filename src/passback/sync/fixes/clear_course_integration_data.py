"""Canvas forgets what another sync keeps on all assignments of a course, as after it was copied or made anew.

The next run of the other sync looks for each of them in the SIS by name and date, and makes a second one of
what was renamed or moved since: pause its schedule if it shall not. No score is lost. Needs the permission
*manage SIS*; without it Canvas says yes and does nothing, which the answer shows. What was there is kept with
the fix. Source: facts/canvas.md §1.5, §2; facts/sis-vendors.md §0.2.
"""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.sync.canvas_edit import asked, edit, work_of
from passback.sync.fixes.clear_integration_data import PROBLEMS as _OF_ONE
from passback.sync.model import Snapshot
from passback.sync.proposal import Option, Proposal

ACTION = Action.CLEAR_COURSE_INTEGRATION_DATA
PROBLEMS: tuple[Problem, ...] = _OF_ONE
ACTS_ON = ActsOn.CANVAS
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """For every assignment that is shown to hold something, if the finding's is one of them and not alone.

    All findings of a course get the same changes, so that one yes is for all of them.
    """
    listed, mine = snapshot.course.assignments, work_of(snapshot, finding.subject.assignment)
    if isinstance(listed, Unread) or mine is None or not mine.integration_data:
        return
    held = [work for work in sorted(listed, key=lambda work: work.id) if work.integration_data]
    if len(held) > 1:
        changes = tuple(edit(snapshot, work, None, integration_data={}) for work in held)
        yield from asked(snapshot, ACTION, finding, [Option("clear", "no links of another sync", changes)])
