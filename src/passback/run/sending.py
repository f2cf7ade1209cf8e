"""Sending an approved batch: each plan of it against one SIS and one Canvas, watched while it goes.

Joins `apply`, `marking` and `watch`; the clients are made here, once for the whole batch.
"""

from collections.abc import Sequence

from passback.core.connection import Connection
from passback.core.errors import NeedsConfig
from passback.core.problem import Problem
from passback.run.apply import Apply
from passback.run.choose import Choose
from passback.run.flow import send_plan
from passback.run.marking import Marking
from passback.run.planner import Planner
from passback.run.ports import Batch, KeptPlan, Steps
from passback.run.probing import let_in
from passback.run.progress import Listener
from passback.run.read import Reader
from passback.run.refusals import Refusals
from passback.run.schools import Schools
from passback.run.scope import check_fits
from passback.run.watch import Watch
from passback.sync.model import Snapshot


class Sender:
    """Of one connection. `planner`: who made the plans in this very command, None: they were kept."""

    def __init__(
        self, schools: Schools, steps: Steps, connection: Connection, planner: Planner | None
    ) -> None:
        self._schools = schools
        self._steps = steps
        self._connection = connection
        self._planner = planner
        self._canvas = schools.canvas(connection)
        self._sis = planner.reader.sis if planner else schools.sis(connection)

    async def send(
        self, batch: Batch, plans: Sequence[KeptPlan], listener: Listener, *, just_planned: bool
    ) -> None:
        """Send what the plans of a batch say, and settle it.

        Raises:
            BadInput: a plan does not fit any more.
            Retryable, NeedsLogin, NeedsConfig: the SIS does not let us in, or Canvas could not be read again.
        """
        store, clock = self._schools.store, self._schools.means.clock
        refusals = Refusals(store, clock, self._connection.sis, batch.plans)
        apply = Apply(self._sis, store, clock, refusals)
        apply.just_read = self._planner.just_read if self._planner else {}
        marking = Marking(self._canvas, store, clock, self._sis.capabilities)
        for kept in plans:
            check_fits(self._connection, kept)
        if not just_planned and any(len(kept.outcomes) < len(kept.plan.changes) for kept in plans):
            await let_in(self._sis)
        watch = Watch(batch, self._read, apply, marking, just_planned=just_planned)
        choose = Choose(store, clock)
        for kept in plans:
            await send_plan(kept, self._steps, choose, apply, marking, watch, listener)

    async def _read(self, kept: KeptPlan) -> Snapshot:
        connection, schools = self._connection, self._schools
        if connection.profile is None:
            raise NeedsConfig(f"{connection.name}: no id profile", Problem.SECTION_ID_NOT_IN_SIS)
        remembered = schools.remembered(connection)
        reader = Reader(connection, connection.profile, self._canvas, self._sis, remembered)
        return await reader.snapshot(kept.plan.course, schools.store, schools.means.clock, anew=True)
