"""Keeping what a plan changes in our own store: settings, approvals, links that are given up.

All of one plan or none: where a person changed one of them meanwhile nothing of the plan goes, for what it
would send was decided as if they were in place.
"""

from collections.abc import Mapping, Sequence

from passback.core.finding import Finding, Receipt
from passback.core.ports import Clock
from passback.core.problem import Problem, Severity, State
from passback.core.settings import Setting
from passback.core.value import Json
from passback.run.ports import Outcome, Store
from passback.sync.approval import Approval
from passback.sync.model import (
    Change,
    Link,
    Thing,
    Verdict,
)

_THERE = Verdict(State.ALREADY_THERE, proven=True, why=None)


class Choose:
    """Carries out the changes of plans that touch our own store alone."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def step(self, given: Json) -> Json:
        """All of one plan: `{"plan"}` in, `{"stood": bool}` out; False: nothing of the plan may go."""
        if not isinstance(given, dict):
            raise TypeError("a step is given an object")
        kept = await self._store.kept_plan(str(given["plan"]))
        if kept is None:
            raise LookupError(f"no plan {given['plan']}")
        ends = {outcome.change.key: outcome.verdict.state for outcome in kept.outcomes}
        todo = [change for change in kept.plan.changes if change.is_ours and change.key not in ends]
        if not todo:
            mine = [ends[change.key] for change in kept.plan.changes if change.is_ours]
            return {"stood": State.NOT_SENT not in mine}
        moved = await self.moved(kept.connection, kept.plan.course, todo)
        if not moved:
            await self._store.intend(kept.plan.id, todo)
            for change in todo:
                await self._put(kept.connection, change)
        await self._store.settle(kept.plan.id, [self._ended(change, moved) for change in todo])
        return {"stood": not moved}

    async def moved(self, connection: str, course: str, changes: Sequence[Change]) -> tuple[Change, ...]:
        """The changes whose thing is neither as the plan saw it nor as the plan wants it."""
        held = await self._held(connection, course)
        return tuple(
            c for c in changes if c.is_ours and held.get(name_of(_thing(c))) not in (c.before, c.after)
        )

    async def _held(self, connection: str, course: str) -> Mapping[str, Thing]:
        links, _ = await self._store.snapshot_parts(connection, course)
        known: list[Setting | Approval | Link] = [
            *await self._store.settings(connection),
            *await self._store.approvals(connection),
            *links,
        ]
        return {name_of(thing): thing for thing in known}

    async def _put(self, connection: str, change: Change) -> None:
        """A link is given up when it is settled, in the same transaction."""
        match change.before, change.after:
            case _, Setting() as setting:
                await self._store.put_setting(connection, setting)
            case Setting() as setting, None:
                await self._store.drop_setting(connection, setting.level, setting.target, setting.name)
            case _, Approval() as approval:
                await self._store.put_approval(connection, approval)
            case Approval() as approval, None:
                await self._store.drop_approval(connection, approval)
            case _:
                pass

    def _ended(self, change: Change, moved: Sequence[Change]) -> Outcome:
        link = change.before if isinstance(change.before, Link) else None
        class_ref = link.class_ref if link else ""
        ref = link.ref if link else None
        if not moved:
            receipt = Receipt(ref or change.key, self._clock.now())
            return Outcome(change, class_ref, ref, _THERE, receipt, None)
        facts = {"result": f"{moved[0].key} was changed by somebody else since"}
        why = Finding(Problem.CHANGED_SINCE_PLAN, Severity.WARNS, change.subject, facts)
        verdict = Verdict(State.NOT_SENT, proven=False, why=why)
        return Outcome(change, class_ref, ref, verdict, why, None)


def name_of(thing: Setting | Approval | Link) -> str:
    """The place that a thing of our own store has there."""
    match thing:
        case Setting():
            return f"setting/{thing.level}/{thing.target}/{thing.name}"
        case Approval():
            s = thing.subject
            where = f"{s.course}/{s.section}/{s.assignment}/{s.student}"
            return f"approval/{thing.kind}/{where}/{thing.digest}"
        case Link():
            return f"link/{thing.section}/{thing.assignment}"


def _thing(change: Change) -> Setting | Approval | Link:
    thing = change.after if change.after is not None else change.before
    if not isinstance(thing, Setting | Approval | Link):
        raise TypeError("only what our own store holds is changed here")
    return thing
