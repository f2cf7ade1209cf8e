"""One change of an assignment group in Canvas: look, send, read back, judge.

A group of the name that came meanwhile is never doubled, and none that holds work is deleted. What the
read-back shows, and not what the answer says, decides how it ended.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import replace

from passback.core.capabilities import Capabilities
from passback.core.errors import NoAnswer, PassbackError
from passback.core.finding import Answer, Finding, Receipt, Silence
from passback.core.gradebook import Group, Part, Unread
from passback.core.ports import CanvasSide, Clock
from passback.core.problem import Problem, Severity, State
from passback.run.ports import Outcome
from passback.run.unanswered import unread
from passback.sync.judge import judge
from passback.sync.model import Change, Verdict
from passback.sync.text import same_name


class CanvasGroups:
    """Changes groups in one Canvas. `limits`: of the SIS; whether that can be read says nothing of Canvas."""

    def __init__(self, canvas: CanvasSide, clock: Clock, limits: Capabilities) -> None:
        self._canvas = canvas
        self._clock = clock
        self._limits = replace(limits, readable=None)

    async def change(self, change: Change, *, begun: bool = False) -> Outcome:
        """Make a group, give it another weight, or delete it; the outcome's `ref` is its id in Canvas.

        `begun`: an earlier run may have sent this very change.
        """
        before, after, course = change.before, change.after, change.subject.course
        if not isinstance(before, Group | None) or not isinstance(after, Group | None):
            raise TypeError("a change of a group carries groups and nothing else")
        listed = await self._groups(course)
        if isinstance(listed, Unread):
            return _waits(change, listed)
        held = _held(listed, before, after)
        if before is None and held is not None:
            return self._there(change, held, State.IN_SIS if begun else State.ALREADY_THERE)
        if after is None and held is None:
            return self._there(change, None, State.ALREADY_THERE)
        if held != before:
            return _left(change, "the group changed in Canvas since")
        if after is not None:
            sent = (
                self._canvas.save(course, before, after)
                if before
                else self._canvas.create_group(course, after)
            )
            return await self._ended(change, sent)
        return await self._delete(change, listed)

    async def _delete(self, change: Change, listed: Sequence[Group]) -> Outcome:
        """Delete a group without work; what comes into it in that very moment goes to another."""
        group, course = change.before, change.subject.course
        rest = next((other.id for other in listed if other != group), None)
        if not isinstance(group, Group) or rest is None:
            return _left(change, "it is the last group of the course")
        try:
            works = (await self._canvas.read(course)).assignments
        except PassbackError as error:
            works = unread(error)
        if isinstance(works, Unread):
            return _waits(change, works)
        if used := sum(work.group == group.id for work in works):
            return _left(change, f"work came into the group {group.name[:60]!r} since ({used})")
        return await self._ended(change, self._canvas.delete_group(course, group.id, rest))

    async def _ended(self, change: Change, sent: Awaitable[Answer]) -> Outcome:
        answer = await _answered(sent)
        if isinstance(answer, Silence) and not answer.sent:
            return _waits(change, Unread(answer.why, answer.problem or Problem.CANVAS_UNREACHABLE))
        return self._judged(change, answer, await self._groups(change.subject.course))

    async def _groups(self, course: str) -> Part[Group]:
        try:
            return await self._canvas.groups(course)
        except PassbackError as error:
            return unread(error)

    def _there(self, change: Change, held: Group | None, state: State) -> Outcome:
        ref = held.id if held else None
        receipt = Receipt(ref or change.key, self._clock.now())
        return Outcome(change, "", ref, Verdict(state, proven=True, why=None), receipt, held)

    def _judged(self, change: Change, answer: Answer, shown: Part[Group]) -> Outcome:
        ref = answer.ref if isinstance(answer, Receipt) else None
        before, after = change.before, change.after
        if isinstance(shown, Unread):
            return Outcome(change, "", ref, judge(change, answer, shown, self._limits), answer, shown)
        known = next((group for group in shown if group.id == ref), None)
        groups = (before if isinstance(before, Group) else None, after if isinstance(after, Group) else None)
        held = known or _held(shown, *groups)
        verdict = judge(change, answer, held, self._limits)
        return Outcome(change, "", held.id if held else ref, verdict, answer, held)


async def _answered(sent: Awaitable[Answer]) -> Answer:
    try:
        return await sent
    except NoAnswer as error:
        return Silence(str(error), error.sent)
    except PassbackError as error:
        return Silence(str(error), sent=False, problem=unread(error).problem)


def _held(listed: Sequence[Group], before: Group | None, after: Group | None) -> Group | None:
    """The group itself by its id; one that is to be made, by its name."""
    if before is not None:
        return next((group for group in listed if group.id == before.id), None)
    name = after.name if after is not None else ""
    return next((group for group in listed if same_name(group.name, name)), None)


def _waits(change: Change, unread: Unread) -> Outcome:
    why = Finding(unread.problem, Severity.WARNS, change.subject, {"result": unread.why})
    return Outcome(change, "", None, Verdict(State.WAITING, proven=False, why=why), why, None)


def _left(change: Change, said: str) -> Outcome:
    why = Finding(Problem.CHANGED_SINCE_PLAN, Severity.WARNS, change.subject, {"result": said})
    return Outcome(change, "", None, Verdict(State.NOT_SENT, proven=False, why=why), why, None)
