"""The numbers of a plan; the sentence around them is the front end's."""

from passback.core.gradebook import Score
from passback.core.problem import State
from passback.core.value import Value, value
from passback.sync.model import Change, Plan


@value
class Counts(Value):
    """Scores of one plan by what would happen to each; their sum is what was considered.

    `cleared`: taken back. `left`: already there, or edited in the SIS and left so. `waiting`: for a
    teacher's or an unread part's sake; `held`: for a person's consent; `skipped`: not sent, with a reason.
    """

    created: int
    updated: int
    cleared: int
    left: int
    waiting: int
    held: int
    skipped: int


def summary(plan: Plan) -> Counts:
    """Count the scores of a plan; line items and links are not scores."""
    scores = [change for change in plan.changes if change.subject.student is not None]
    states = [row.state for row in plan.standing]
    cleared = sum(_clears(change) for change in scores)
    created = sum(change.before is None for change in scores)
    left = sum(state in {State.ALREADY_THERE, State.DIFFERS} for state in states)
    waiting = sum(state is State.WAITING for state in states)
    return Counts(
        created=created,
        updated=len(scores) - created - cleared,
        cleared=cleared,
        left=left,
        waiting=waiting,
        held=sum(c.subject.student is not None for hold in plan.holds for c in hold.changes),
        skipped=len(states) - left - waiting,
    )


def _clears(change: Change) -> bool:
    gone = change.after is None or (isinstance(change.after, Score) and change.after.mark is None)
    return change.before is not None and gone
