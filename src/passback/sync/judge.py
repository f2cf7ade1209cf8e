"""Where a change ended, from the SIS's answer and what was read back: the one place that says green.

Knows values, not how they came. Total: every answer with every reading has a verdict.
"""

from passback.core.capabilities import Capabilities
from passback.core.finding import Answer, Finding, Receipt, Rejection, Silence
from passback.core.gradebook import Assignment, Group, LineItem, Score, Unread
from passback.core.problem import Problem, Severity, State
from passback.sync.carry import can, same, same_mark
from passback.sync.model import Change, Link, Thing, Verdict
from passback.sync.routing import is_blank
from passback.sync.text import same_name, same_title
from passback.sync.told import item_differs, score_differs, score_way

Seen = Score | LineItem | Link | Assignment | Group | None
Held = Seen | Unread
# Canvas answers 200 and leaves it as it was for a token without `manage_sis`: facts/canvas.md §1.5.
_LINKS = "integration_data"


def judge(change: Change, answer: Answer, held: Held, capabilities: Capabilities) -> Verdict:
    """The state of one change. `held`: what the SIS was read to hold afterwards, None: nothing.

    *In SIS* is proven only by a reading that equals what was wanted; without a reading it is merely
    acknowledged, and only where the SIS is known not to be readable.
    """
    if isinstance(held, Unread):
        return _unread(change, answer, held, capabilities)
    if arrived(change.after, held, capabilities, change):
        return Verdict(State.IN_SIS, proven=True, why=None)
    match answer:
        case Rejection():
            return _refused(change, answer)
        case Receipt():
            return _differs(change, held)
        case Silence(sent=True):
            return _after_silence(change, held, capabilities)
        case Silence():
            return _never_left(change, answer)


def _refused(change: Change, answer: Rejection) -> Verdict:
    """Refused in words; or said to be done, while a field of the answer shows that it was dropped."""
    if change.edits and _LINKS in answer.about:
        facts = {"value": _LINKS}
        why = Finding(Problem.CANVAS_TOKEN_LACKS_MANAGE_SIS, Severity.WARNS, change.subject, facts)
        return Verdict(State.NOT_SENT, proven=False, why=why)
    return Verdict(State.REFUSED, proven=False, why=None)


def _unread(change: Change, answer: Answer, held: Unread, capabilities: Capabilities) -> Verdict:
    match answer:
        case Rejection():
            return Verdict(State.REFUSED, proven=False, why=None)
        case Receipt():
            if capabilities.readable is not None and not capabilities.readable.value:
                return Verdict(State.IN_SIS, proven=False, why=None)
            facts = {"result": held.why}
            why = Finding(held.problem, Severity.WARNS, change.subject, facts)
            return Verdict(State.UNCONFIRMED, proven=False, why=why)
        case Silence(sent=True):
            return Verdict(State.UNCONFIRMED, proven=False, why=None)
        case Silence():
            return _never_left(change, answer)


def _never_left(change: Change, answer: Silence) -> Verdict:
    facts = {"result": answer.why}
    why = Finding(answer.problem or Problem.SIS_UNREACHABLE, Severity.WARNS, change.subject, facts)
    return Verdict(State.NOT_SENT, proven=False, why=why)


def _after_silence(change: Change, held: Seen, capabilities: Capabilities) -> Verdict:
    """Sent without an answer, and the SIS does not hold it."""
    if arrived(change.before, held, capabilities, change):
        return Verdict(State.UNCONFIRMED, proven=False, why=None)
    found = _difference(change, held)
    if found.facts.get("state", "dropped") != "dropped":
        return Verdict(State.DIFFERS, proven=True, why=found)
    # Neither the old value nor ours, nor ours as a system would change it: somebody else was there.
    why = Finding(Problem.CHANGED_SINCE_PLAN, Severity.WARNS, change.subject, found.facts)
    return Verdict(State.DIFFERS, proven=True, why=why)


def _differs(change: Change, held: Seen) -> Verdict:
    return Verdict(State.DIFFERS, proven=True, why=_difference(change, held))


def arrived(
    wanted: Thing | None, held: Seen, capabilities: Capabilities, change: Change | None = None
) -> bool:
    """True if the SIS holds what was wanted, on the fields and at the precision it can hold.

    Of an assignment in Canvas only what its `change` changes counts: the rest is its teacher's.
    """
    if isinstance(wanted, Score | None) and isinstance(held, Score | None):
        lost_letter = bool(wanted and wanted.letter and held and not held.letter)
        return same(held, wanted, capabilities) and not (lost_letter and can(capabilities.letters))
    if isinstance(wanted, LineItem) and isinstance(held, LineItem):
        category = wanted.category is None or held.category is None or held.category == wanted.category
        return (
            category
            and same_title(held.title, wanted.title)
            and held.due == wanted.due
            and same_mark(held.maximum, wanted.maximum, capabilities)
        )
    if isinstance(wanted, Assignment) and isinstance(held, Assignment):
        edited = change.edits if change is not None else ()
        return all(getattr(held, name) == getattr(wanted, name) for name in edited)
    if isinstance(wanted, Group) and isinstance(held, Group):
        weighs = wanted.weight is None or held.weight == wanted.weight
        return weighs and same_name(held.name, wanted.name)
    return wanted == held


def _difference(change: Change, held: Seen) -> Finding:
    wanted, before, subject = change.after, change.before, change.subject
    score = held if isinstance(held, Score) else None
    if change.in_canvas and not change.marks:
        return _left_in_canvas(change, held)
    if isinstance(wanted, Assignment):
        facts = {"assignment": wanted.name, "assignment_id": wanted.id, "state": "off"}
        return Finding(Problem.SYNC_TURNED_OFF, Severity.WARNS, subject, facts)
    if isinstance(wanted, LineItem):
        known = before if isinstance(before, LineItem) else None
        return item_differs(subject, wanted, held if isinstance(held, LineItem) else None, known)
    if isinstance(wanted, Score):
        way = score_way(wanted, score)
        if isinstance(before, Score) and score is not None and score.mark == before.mark != wanted.mark:
            # The old value stands. Where rounding would give it too, the values do not tell which it was.
            way = None if way == "rounded" else "dropped"
        return score_differs(Problem.VALUE_CHANGED_BY_SIS, subject, wanted, score, way)
    if wanted is None and isinstance(before, Score):
        kept = score is not None and not is_blank(score) and score.mark == before.mark
        way = "dropped" if kept else None
        return score_differs(Problem.VALUE_CHANGED_BY_SIS, subject, None, score, way)
    return Finding(Problem.VALUE_CHANGED_BY_SIS, Severity.WARNS, subject, {})


def _left_in_canvas(change: Change, held: Seen) -> Finding:
    """A field of an assignment or of a group that Canvas left as it was; or the group itself."""
    thing = change.after if change.after is not None else change.before
    if isinstance(thing, Assignment):
        facts = {"assignment": thing.name, "assignment_id": thing.id, "value": ", ".join(change.edits)}
    else:
        weighed = isinstance(held, Group) and change.after is not None
        facts = {"category": getattr(thing, "name", ""), "value": "weight" if weighed else "name"}
    return Finding(Problem.DATA_NOT_ACCEPTED, Severity.WARNS, change.subject, facts)
