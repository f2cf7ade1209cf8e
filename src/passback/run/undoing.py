"""`undo`: fixes that were applied, and the way back of one: Canvas, our store and our fields in the SIS.

What the SIS holds goes back first, then Canvas, and our own choices last: a way back that is cut off can be
gone again.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

from passback.core.errors import BadInput
from passback.core.gradebook import Unread
from passback.core.problem import State
from passback.core.value import Json, Value, value
from passback.run.alone import alone
from passback.run.apply import Apply
from passback.run.choose import Choose
from passback.run.flow import items
from passback.run.marking import Marking
from passback.run.planner import Planner
from passback.run.ports import AppliedFix, Outcome, Steps
from passback.run.read import Reader
from passback.run.refusals import Refusals
from passback.run.report import ARRIVED
from passback.run.schools import Schools
from passback.sync.model import Change, Link, Plan
from passback.sync.undo import Done, Refused, undo


@value
class Undone(Value):
    """A fix that was taken back. `back`: changes that were, in the SIS and in our store.

    `left`: changes that the SIS did not take back, with why; the fix counts as applied then.
    """

    fix: AppliedFix
    back: int
    left: tuple[Outcome, ...]


class Undoing:
    """Takes fixes of connections back. `folder`: where the lock of a running sync lies."""

    def __init__(
        self, schools: Schools, reader: Callable[[str], Awaitable[Reader]], steps: Steps, folder: Path
    ) -> None:
        self._schools = schools
        self._store = schools.store
        self._clock = schools.means.clock
        self._reader = reader
        self._steps = steps
        self._folder = folder

    async def listed(self, name: str) -> tuple[AppliedFix, ...]:
        """The fixes of a connection, the newest first.

        Raises:
            BadInput: no such connection.
        """
        await self._schools.named(name)
        return tuple(reversed(await self._store.fixes(name)))

    async def undo(self, name: str, wanted: str) -> Undone:
        """Take one fix back, or refuse before anything is touched.

        Raises:
            BadInput: no such fix, undone already, too late, changed since, or the SIS cannot: nothing is
                done.
            Retryable, NeedsLogin, NeedsConfig: a side could not be read.
        """
        fix = next((each for each in await self.listed(name) if each.id == wanted), None)
        if fix is None:
            raise BadInput(f"no fix {wanted[:40]!r}; `passback undo {name}` lists what can be undone")
        if fix.undone is not None:
            raise BadInput(f"fix {fix.id} was undone already, on {fix.undone:%Y-%m-%d at %H:%M} UTC")
        with alone(self._folder, name):
            reader = await self._reader(name)
            plans = await self._plans(fix, reader)
            back = 0
            left: list[Outcome] = []
            for plan in plans:
                outcomes = await self._carried_out(plan, reader)
                bad = [o for o in outcomes if o.verdict.state not in ARRIVED]
                back, left = back + len(outcomes) - len(bad), [*left, *bad]
            if not left:
                fix = replace(fix, undone=self._clock.now())
                await self._store.keep_fix(fix)
            await self._look_again(plans, reader)
        return Undone(fix, back, tuple(left))

    async def _plans(self, fix: AppliedFix, reader: Reader) -> list[Plan]:
        """The way back of every course, or none at all."""
        batch = await self._store.batch(fix.batch)
        made = []
        for plan in batch.plans if batch else ():
            kept = await self._store.kept_plan(plan)
            if kept is None:
                continue
            snapshot = await reader.snapshot(kept.plan.course, self._store, self._clock, anew=True)
            done = [
                Done(o.change, o.ref, None if isinstance(o.held, Unread) else o.held)
                for o in kept.outcomes
                if o.verdict.state is State.IN_SIS or (o.verdict.state in ARRIVED and _is_its(o.change))
            ]
            found = undo(snapshot, done, self._clock.now())
            if isinstance(found, Refused):
                raise BadInput(f"fix {fix.id} is not undone: {found.why}")
            made.append(found)
        return made

    async def _carried_out(self, plan: Plan, reader: Reader) -> Sequence[Outcome]:
        connection = reader.connection.name
        await self._store.keep_plan(connection, plan)
        refusals = Refusals(self._store, self._clock, reader.connection.sis, (plan.id,))
        apply, choose = (
            Apply(reader.sis, self._store, self._clock, refusals),
            Choose(self._store, self._clock),
        )
        for section, assignment in items(plan):
            given: Json = {"plan": plan.id, "section": section, "assignment": assignment}
            await self._steps.step(f"undo {section}/{assignment}", apply.step, given)
        marking = Marking(reader.canvas, self._store, self._clock, reader.sis.capabilities)
        await self._steps.step("undo in Canvas", marking.step, {"plan": plan.id})
        kept = await self._store.kept_plan(plan.id)
        ended = kept.outcomes if kept else ()
        if all(outcome.verdict.state in ARRIVED for outcome in ended):
            await self._steps.step("undo choices", choose.step, {"plan": plan.id})
        kept = await self._store.kept_plan(plan.id)
        return kept.outcomes if kept else ()

    async def _look_again(self, plans: Sequence[Plan], reader: Reader) -> None:
        """A plan of each course as it is now, so that what is listed is what is there."""
        planner = Planner(reader, self._store, self._clock)
        for plan in plans:
            await self._store.keep_plan(reader.connection.name, await planner.plan(plan.course))


def _is_its(change: Change) -> bool:
    """True of what a fix may find there already: a choice, an adoption, a field that is as it wants it.

    A group, a line item or a score that was there was made by somebody else, and stays.
    """
    return change.is_ours or isinstance(change.after, Link) or bool(change.edits)
