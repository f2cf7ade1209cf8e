"""One score, compared three ways: Canvas now, last sent, and the SIS.

The table of docs/adr/0002 in code. Knows values and policy; may not know where they came from.
"""

from decimal import Decimal

from passback.core.finding import Finding
from passback.core.gradebook import Assignment, LineItem, Score, Unread
from passback.core.problem import Problem, Safety, Severity, State
from passback.core.subject import Subject
from passback.core.value import Value, digest, value
from passback.sync.approval import ApprovalKind
from passback.sync.carry import Carried, can, cleared_stop, keeping_comment, same
from passback.sync.model import (
    Change,
    Policy,
    Snapshot,
    Standing,
)
from passback.sync.resolve import Stop, unread_stop
from passback.sync.routing import is_blank
from passback.sync.told import score_differs, score_way

_EDIT = 12


@value
class Sides(Value):
    """What is known of one score. `last` None: never sent. `held` None: the SIS has none.

    `item`: the line item as the SIS has it, for its maximum. `moved`: sent before in a class that the
    student has left.
    """

    subject: Subject
    assignment: Assignment
    item: LineItem | None
    carried: Carried
    last: Score | None
    held: Score | Unread | None
    moved: bool


def compare(snapshot: Snapshot, given: Sides) -> Change | Standing:
    """The change of one score, or where it stands without one."""
    stop, wanted = given.carried.stop, given.carried.score
    if wanted is None:
        return _stands(given, stop) if stop else _clear(snapshot, given, Problem.SCORE_CLEARED)
    held = given.held
    wanted = keeping_comment(
        wanted, given.last if isinstance(held, Unread) else held, _policy(snapshot, given)
    )
    if not isinstance(held, Unread) and same(held, wanted, snapshot.capabilities):
        return _there(given)
    if given.carried.clear and given.last is not None and isinstance(given.last.mark, Decimal):
        return _clear(snapshot, given, Problem.SCORE_EXCUSED)
    if given.last is None:
        return _first(given, wanted, held)
    return _again(snapshot, given, wanted, given.last)


def _there(given: Sides) -> Standing:
    new = given.last is None and isinstance(given.held, Score) and not is_blank(given.held)
    adopts = given.held if new and isinstance(given.held, Score) else None
    return Standing(given.subject, State.ALREADY_THERE, None, adopts)


def _stands(given: Sides, stop: Stop) -> Standing:
    return Standing(given.subject, stop.state, stop.why, None)


def _unread(given: Sides, held: Unread) -> Standing:
    return _stands(given, unread_stop(held, given.subject, "scores"))


def _change(
    given: Sides, before: Score | None, after: Score, why: Problem | None, safety: Safety
) -> Change | Standing:
    """The change, unless something stands against sending this score at all."""
    if given.carried.stop is not None:
        return _stands(given, given.carried.stop)
    if given.carried.asks is not None and safety is Safety.SAFE:
        return Change(given.subject, before, after, given.carried.asks, Safety.ASK)
    return Change(given.subject, before, after, why or given.carried.flag, safety)


def _first(given: Sides, wanted: Score, held: Score | Unread | None) -> Change | Standing:
    if isinstance(held, Unread):
        return _stands(given, given.carried.stop) if given.carried.stop else _unread(given, held)
    if held is not None and not is_blank(held):
        return _change(given, held, wanted, Problem.HELD_FOR_A_PERSON, Safety.ASK)
    if given.moved:
        return _change(given, None, wanted, Problem.LEFT_SECTION, Safety.ASK)
    return _change(given, None, wanted, None, Safety.SAFE)


def _again(snapshot: Snapshot, given: Sides, wanted: Score, last: Score) -> Change | Standing:
    held, policy, limits = given.held, _policy(snapshot, given), snapshot.capabilities
    if isinstance(held, Unread):
        if same(last, wanted, limits):
            return _unread(given, held)
        return _change(given, last, wanted, None, Safety.SAFE)
    unchanged = same(keeping_comment(last, held, policy), wanted, limits)
    if not _touched(snapshot, given, last, held):
        # Canvas, last sent and the SIS agree on all that is compared.
        return _there(given) if unchanged else _change(given, held, wanted, None, Safety.SAFE)
    problem, seen = _edited(given, last, held)
    by_itself = problem is Problem.VALUE_CHANGED_BY_SIS
    wins = policy.edited == "canvas" or (not by_itself and _overwrites(snapshot, given.subject, held))
    if (policy.edited == "sis" and not wins) or (unchanged and (by_itself or not wins)):
        # A value that the SIS changes by itself would be sent again every night.
        return Standing(given.subject, State.DIFFERS, seen, None)
    return _change(given, held, wanted, problem, Safety.SAFE if wins else Safety.ASK)


def edit_of(subject: Subject, held: Score | None) -> str:
    """Names one edit of one score in the SIS: what a yes to overwrite it is the yes to."""
    return digest([subject.to_dict(), held.to_dict() if held else None])[:_EDIT]


def _overwrites(snapshot: Snapshot, subject: Subject, held: Score | None) -> bool:
    kind = ApprovalKind.OVERWRITE
    given = (a for a in snapshot.approvals if a.kind is kind and a.subject == subject)
    return any(approval.digest == edit_of(subject, held) for approval in given)


def _policy(snapshot: Snapshot, given: Sides) -> Policy:
    return snapshot.policy_of(given.subject.section, given.subject.assignment)


def _touched(snapshot: Snapshot, given: Sides, last: Score, held: Score | None) -> bool:
    ours = keeping_comment(last, held, _policy(snapshot, given))
    return not same(held, ours, snapshot.capabilities)


def _edited(given: Sides, last: Score, held: Score | None) -> tuple[Problem, Finding]:
    """Who changed it: the SIS by itself where the values tell so, else somebody there."""
    way = score_way(last, held, given.item.maximum if given.item else None)
    by_itself = way in {"rounded", "capped", "cut"}
    problem = Problem.VALUE_CHANGED_BY_SIS if by_itself else Problem.EDITED_IN_SIS
    return problem, score_differs(problem, given.subject, last, held, way)


def _clear(snapshot: Snapshot, given: Sides, why: Problem) -> Change | Standing:
    """Take back what was sent; never by sending 0."""
    held, last = given.held, given.last
    if held is None or (isinstance(held, Score) and is_blank(held)):
        return _there(given) if why is Problem.SCORE_CLEARED else _waits(given)
    if last is None:
        raise ValueError("only what was sent can be cleared")
    if not can(snapshot.capabilities.clear):
        return _stands(given, cleared_stop(given.subject, given.assignment, snapshot.capabilities))
    if isinstance(held, Unread) or not _touched(snapshot, given, last, held):
        before = last if isinstance(held, Unread) else held
        return Change(given.subject, before, None, why, Safety.SAFE)
    _, seen = _edited(given, last, held)
    policy = _policy(snapshot, given)
    if policy.edited == "sis":
        return Standing(given.subject, State.DIFFERS, seen, None)
    safety = Safety.SAFE if policy.edited == "canvas" else Safety.ASK
    return Change(given.subject, held, None, why, safety)


def _waits(given: Sides) -> Standing:
    """An excused student whose earlier number is gone: the mark itself still cannot be sent."""
    stop = given.carried.stop
    return _stands(given, stop) if stop else _there(given)


def several_rows(subject: Subject, assignment: Assignment, count: int) -> Standing:
    """The SIS holds several scores of one student on one line item: which one would change is unknown."""
    facts = {"assignment": assignment.name, "assignment_id": assignment.id, "value": str(count)}
    why = Finding(Problem.SEVERAL_MATCHES, Severity.BLOCKS, subject, facts)
    return Standing(subject, State.NOT_SENT, why, None)
