"""What people say of a whole connection: that the other exchange is off, and what a schedule may do.

A schedule is standing approval by a named person for creating and updating below the limits; all else waits.
"""

from datetime import datetime

from passback.core.errors import BadInput
from passback.core.problem import Problem
from passback.core.subject import Subject
from passback.core.value import Json, Value, value
from passback.run.schools import Schools
from passback.sync.approval import REVOKED, Approval, ApprovalKind

_EVERYTHING = Subject("", None, None, None)


@value
class CutOver(Value):
    """Where the cut-over stands. `active`: courses (by name) where the other exchange was seen.

    `confirmed`: who said that it is off, and when; None: nobody.
    """

    connection: str
    active: tuple[str, ...]
    by: str | None
    at: datetime | None


@value
class Schedule(Value):
    """Whether a schedule may run for a connection.

    `by` and `at`: who said so last, or took it back, and when; None: nobody ever did.
    """

    connection: str
    approved: bool
    by: str | None
    at: datetime | None

    def to_json(self) -> dict[str, Json]:
        """One row of `passback schedule --format json`."""
        at = self.at.isoformat() if self.at else None
        return {"connection": self.connection, "approved": self.approved, "by": self.by, "at": at}


class Standing:
    """Answers that hold until somebody takes them back."""

    def __init__(self, schools: Schools) -> None:
        self._schools = schools
        self._store = schools.store

    # ---- the cut-over -------------------------------------------------------------------------------

    async def cut_over(self, name: str) -> CutOver:
        """Where the cut-over stands, by the newest plans.

        Raises:
            BadInput: no such connection.
        """
        await self._schools.named(name)
        seen = [
            kept.plan.course_name
            for kept in await self._store.newest_plans(name)
            if any(f.problem is Problem.OTHER_EXCHANGE_ACTIVE for f in kept.plan.findings)
        ]
        last = await self._last(name, ApprovalKind.CUT_OVER)
        return CutOver(name, tuple(seen), last.by if last else None, last.at if last else None)

    async def confirm(self, name: str, by: str) -> CutOver:
        """Keep a person's word that the other exchange's schedule is off.

        Raises:
            BadInput: no such connection.
        """
        await self._schools.named(name)
        await self._put(name, ApprovalKind.CUT_OVER, None, by)
        return await self.cut_over(name)

    # ---- the schedule -------------------------------------------------------------------------------

    async def schedules(self, name: str | None = None) -> tuple[Schedule, ...]:
        """Where the schedule of one connection stands, or those of all.

        Raises:
            BadInput: no such connection.
        """
        named = (await self._schools.named(name),) if name else await self._store.connections()
        return tuple([await self._schedule(connection.name) for connection in named])

    async def approve(self, name: str, by: str) -> Schedule:
        """From now on a schedule may create and update below the limits; said once by a named person.

        Raises:
            BadInput: no such connection, or somebody approved it already.
        """
        (known,) = await self.schedules(name)
        if known.approved:
            raise BadInput(f"{_said(known)} approved a schedule of {name} already; nothing was changed")
        await self._put(name, ApprovalKind.SCHEDULE, None, by)
        return await self._schedule(name)

    async def revoke(self, name: str, by: str) -> Schedule:
        """Take it back; a run under it stops before its next assignment.

        Raises:
            BadInput: no such connection, or there is nothing to take back.
        """
        (known,) = await self.schedules(name)
        if not known.approved:
            raise BadInput(f"no schedule of {name} is approved; there is nothing to take back")
        await self._put(name, ApprovalKind.SCHEDULE, REVOKED, by)
        return await self._schedule(name)

    async def demanded(self, name: str) -> Schedule:
        """The approval that a scheduled run goes by.

        Raises:
            BadInput: no such connection, or nobody approved a schedule of it, or it was taken back.
        """
        (known,) = await self.schedules(name)
        if not known.approved:
            why = f"{_said(known)} took the approval back" if known.by else "nobody approved one"
            raise BadInput(f"{name} has no schedule: {why}; `passback schedule {name} --approve` does")
        return known

    async def _schedule(self, name: str) -> Schedule:
        last = await self._last(name, ApprovalKind.SCHEDULE)
        if last is None:
            return Schedule(name, approved=False, by=None, at=None)
        return Schedule(name, approved=last.ref != REVOKED, by=last.by, at=last.at)

    async def _last(self, name: str, kind: ApprovalKind) -> Approval | None:
        given = [approval for approval in await self._store.approvals(name) if approval.kind is kind]
        return given[-1] if given else None

    async def _put(self, name: str, kind: ApprovalKind, ref: str | None, by: str) -> None:
        now = self._schools.means.clock.now()
        await self._store.put_approval(name, Approval(kind, _EVERYTHING, "", ref, by, now))


def _said(schedule: Schedule) -> str:
    return f"{schedule.by} ({schedule.at:%Y-%m-%d})" if schedule.by and schedule.at else "somebody"
