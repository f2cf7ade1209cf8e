"""An assignment gets another name in Canvas: shorter, told from another of its name, or any at all."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.sync.canvas_edit import asked, edit, work_of
from passback.sync.model import Snapshot
from passback.sync.proposal import Option, Proposal

ACTION = Action.RENAME
PROBLEMS: tuple[Problem, ...] = (
    Problem.NAME_TOO_LONG,
    Problem.NAME_EMPTY,
    Problem.NAME_NOT_UNIQUE,
    Problem.NAME_TAKEN,
)
ACTS_ON = ActsOn.CANVAS
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """The name cut at the limit; where it is too short to tell it from others, with the assignment's id."""
    work = work_of(snapshot, finding.subject.assignment)
    if work is None:
        return
    limit = snapshot.capabilities.title_max
    longest = min([n for n in (limit.value if limit else None, work.name_max) if n], default=None)
    mark = "" if finding.problem is Problem.NAME_TOO_LONG else f" #{work.id}"
    room = None if longest is None else max(longest - len(mark), 0)
    name = f"{work.name[:room].strip()}{mark}".strip()
    if name and name != work.name:
        change = edit(snapshot, work, finding.problem, name=name)
        yield from asked(snapshot, ACTION, finding, [Option(name, name, (change,))])
