"""Changes of assignment groups in Canvas: look, send, read back. One group after the other.

A group of the name that came meanwhile is never doubled; what the read-back shows, and not what the answer
says, decides how it ended.
"""

from collections.abc import Sequence

from passback.core.errors import NeedsConfig, NeedsLogin, NoAnswer, Retryable
from passback.core.finding import Answer, Receipt, Rejection, Silence
from passback.core.gradebook import Group, Part, Unread
from passback.core.ports import CanvasSide
from passback.core.problem import State
from passback.core.value import Value, value
from passback.run.unanswered import unread
from passback.sync.model import Change
from passback.sync.text import normal


@value
class GroupOutcome(Value):
    """How one change of a group ended; `in-sis` means in Canvas here. `said`: their words or why not."""

    change: Change
    state: State
    said: str


async def apply_groups(
    canvas: CanvasSide, course: str, changes: Sequence[Change]
) -> tuple[GroupOutcome, ...]:
    """Make groups, or give them a weight; one outcome each, in order. What fails does not stop the rest."""
    return tuple([await _one(canvas, course, change) for change in changes])


async def _one(canvas: CanvasSide, course: str, change: Change) -> GroupOutcome:
    after, before = change.after, change.before
    if not isinstance(after, Group) or not (before is None or isinstance(before, Group)):
        raise TypeError("an import changes groups and nothing else")
    listed = await _groups(canvas, course)
    if isinstance(listed, Unread):
        return GroupOutcome(change, State.WAITING, listed.why)
    held = _held(listed, before, after, None)
    if before is None and held is not None:
        return GroupOutcome(change, State.ALREADY_THERE, "")
    if before is not None and held != before:
        return GroupOutcome(change, State.NOT_SENT, "the group changed in Canvas meanwhile")
    answer = await _send(canvas, course, before, after)
    if isinstance(answer, Rejection):
        return GroupOutcome(change, State.REFUSED, answer.raw)
    if isinstance(answer, Silence) and not answer.sent:
        return GroupOutcome(change, State.WAITING, answer.why)
    ref = answer.ref if isinstance(answer, Receipt) else None
    return _judged(change, before, after, await _groups(canvas, course), ref)


def _judged(
    change: Change, before: Group | None, after: Group, shown: Part[Group], ref: str | None
) -> GroupOutcome:
    if isinstance(shown, Unread):
        return GroupOutcome(change, State.UNCONFIRMED, shown.why)
    kept = _held(shown, before, after, ref)
    if kept is None:
        return GroupOutcome(change, State.UNCONFIRMED, "Canvas does not show it")
    if after.weight is not None and kept.weight != after.weight:
        return GroupOutcome(change, State.DIFFERS, "Canvas shows another weight")
    return GroupOutcome(change, State.IN_SIS, "")


async def _send(canvas: CanvasSide, course: str, before: Group | None, after: Group) -> Answer:
    try:
        if before is None:
            return await canvas.create_group(course, after)
        return await canvas.save(course, before, after)
    except NoAnswer as error:
        return Silence(str(error), error.sent)
    except (Retryable, NeedsLogin, NeedsConfig) as error:
        return Silence(str(error), sent=False)


async def _groups(canvas: CanvasSide, course: str) -> Part[Group]:
    try:
        return await canvas.groups(course)
    except (Retryable, NeedsLogin, NeedsConfig) as error:
        return unread(error)


def _held(listed: Sequence[Group], before: Group | None, after: Group, ref: str | None) -> Group | None:
    """The group itself by its id; one that was to be made, by the id that came back or by its name."""
    known = before.id if before is not None else ref
    if known is not None:
        return next((group for group in listed if group.id == known), None)
    name = normal(after.name).casefold()
    return next((group for group in listed if normal(group.name).casefold() == name), None)
