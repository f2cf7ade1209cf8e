"""One course after another into plans: read, decide, and read anew what a write would rest on.

Knows what was read for each plan, so that a sync in the same command need not look twice.
"""

from dataclasses import replace

from passback.core.ports import Clock
from passback.run.just_read import JustRead, just_read
from passback.run.ports import Store
from passback.run.read import Reader
from passback.sync.approval import ApprovalKind
from passback.sync.cutover import signs
from passback.sync.model import (
    Plan,
    Snapshot,
)
from passback.sync.needs import parts_needed
from passback.sync.plan import plan as make_plan


class Planner:
    """Plans courses of one connection. `just_read`: by plan, what was read for it and when."""

    def __init__(self, reader: Reader, store: Store, clock: Clock) -> None:
        self.reader = reader
        self.store = store
        self.clock = clock
        self.just_read: dict[str, JustRead] = {}

    async def plan(self, course: str, *, unattended: bool = False) -> Plan:
        """The plan of one course, as both sides are now; keeps what the next look needs to know.

        `unattended`: for a schedule.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: the course could not be read from Canvas.
        """
        snapshot, made = await self.look(course, unattended=unattended)
        self.just_read[made.id] = just_read(snapshot)
        # Where something is lacking it will be looked for again: once, not from memory first and then anew.
        lacking = frozenset(parts_needed(replace(made, changes=())))
        await self.reader.forget(snapshot.course, lacking)
        await self._look_for_others(snapshot)
        return made

    async def look(self, course: str, *, unattended: bool = False) -> tuple[Snapshot, Plan]:
        """One course as both sides are now, and its plan; keeps nothing.

        What the plan writes rests on nothing that was read in an earlier run: sections with such a change are
        read again and planned again, and so are those where it says that something is lacking.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: the course could not be read from Canvas.
        """
        snapshot = await self.reader.snapshot(course, self.store, self.clock)
        made = make_plan(snapshot, self.clock.now(), unattended=unattended)
        if stale := self.reader.by_heart & frozenset(parts_needed(made)):
            snapshot = await self.reader.refreshed(snapshot, stale)
            made = make_plan(snapshot, self.clock.now(), unattended=unattended)
        return snapshot, made

    async def _look_for_others(self, snapshot: Snapshot) -> None:
        """Remember how things were, for the next look. A sign of another exchange stays until it is answered:
        what it is a sign against is not written over before that.
        """  # noqa: D205 - one thought
        found, seen = signs(snapshot.course, snapshot.gradebooks, snapshot.links, snapshot.earlier)
        answered = any(approval.kind is ApprovalKind.CUT_OVER for approval in snapshot.approvals)
        if answered or not found:
            await self.store.put_seen(self.reader.connection.name, seen)
