"""Keeping an eye on an approved plan while it is sent: does Canvas still want it, is it still approved.

Canvas is read for one course at a time, when its turn comes and again after five minutes (docs/adr/0014);
what the SIS holds is looked at just before each write, and not here.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from passback.core.errors import NeedsConfig, NeedsLogin, Retryable
from passback.core.gradebook import Unread
from passback.core.ports import Clock
from passback.core.problem import Problem
from passback.run.apply import Apply
from passback.run.drift import drifted
from passback.run.marking import Marking
from passback.run.ports import Batch, KeptPlan, Store
from passback.run.unanswered import unread
from passback.sync.approval import standing_approval
from passback.sync.model import (
    Snapshot,
)
from passback.sync.plan import plan as make_plan

_GOOD_FOR = timedelta(minutes=5)
Read = Callable[[KeptPlan], Awaitable[Snapshot]]


class Watch:
    """Of one batch. `read`: both sides of a plan's course as they are now.

    `just_planned`: the plans were made in this very command, so that their reading is the first look.
    """

    def __init__(
        self, batch: Batch, read: Read, apply: Apply, marking: Marking, *, just_planned: bool
    ) -> None:
        self._batch = batch
        self._read = read
        self._apply = apply
        self._marking = marking
        self._just_planned = just_planned
        self._seen: dict[str, datetime] = {}

    @property
    def _store(self) -> Store:
        return self._apply.store

    @property
    def _clock(self) -> Clock:
        return self._apply.clock

    async def look(self, kept: KeptPlan) -> None:
        """Before a line item goes: tell `apply` and `marking` what is not to be sent any more.

        A course that cannot be read again waits from there on, and the others go on.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: a kept plan was never compared with Canvas of now.
        """
        plan = kept.plan.id
        if self._batch.standing is not None and (said := await self._revoked(self._batch.standing)):
            self._apply.stopped[plan] = self._marking.stopped[plan] = said
        if plan in self._apply.stopped:
            return
        seen = self._seen.get(plan, kept.plan.made if self._just_planned else None)
        now = self._clock.now()
        if seen is not None and timedelta(0) <= now - seen < _GOOD_FOR:
            return
        try:
            await self._compare(kept)
        except (Retryable, NeedsLogin, NeedsConfig) as error:
            if seen is None:
                raise
            self._apply.stopped[plan] = self._marking.stopped[plan] = unread(error)
        self._seen[plan] = now

    async def _compare(self, kept: KeptPlan) -> None:
        """Both sides are read, and what is not wanted any more is left out by itself."""
        kept = await self._store.kept_plan(kept.plan.id) or kept
        if len(kept.outcomes) >= len(kept.plan.changes):
            return
        snapshot = await self._read(kept)
        if lost := snapshot.course.unread:
            raise Retryable(
                f"{kept.plan.course_name} could not be read again: {lost[0].why}", lost[0].problem
            )
        fixes = [c for c in kept.plan.changes if c.is_ours or (c.in_canvas and not c.marks)]
        gone = drifted(kept, make_plan(snapshot, kept.plan.made, fixes), snapshot)
        self._apply.drifted |= gone
        self._marking.drifted = self._apply.drifted

    async def _revoked(self, given: datetime) -> Unread | None:
        """Why what a schedule may do is over: its approval was taken back, or another has taken its place."""
        standing = standing_approval(await self._store.approvals(self._batch.connection))
        if standing is not None and standing.at == given:
            return None
        return Unread("the standing approval of this schedule was taken back", Problem.HELD_FOR_A_PERSON)
