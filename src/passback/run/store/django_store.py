"""The store in a database, by Django's ORM. Imported only when Django has been started (`app.open`).

Each method is one transaction in the database's thread; values in, values out. What settling means is
said in `settling.py` and written down in `rows.py`; what people chose is kept by `choices.py`,
what runs saw by `sightings.py`.
"""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q

from passback.core.connection import Connection
from passback.core.errors import BadInput
from passback.core.gradebook import Score
from passback.core.ports import Clock
from passback.run.ports import AppliedFix, Batch, KeptPlan, Outcome
from passback.run.secrets import refuse_plain_secrets
from passback.run.store import rows
from passback.run.store.database import Database
from passback.run.store.models import (
    BatchRow,
    ChangeRow,
    ConnectionRow,
    FindingRow,
    FixRow,
    LinkRow,
    PlanRow,
    SentRow,
)
from passback.run.store.settling import in_plan_order, unsettled
from passback.run.store.sightings import Sightings
from passback.sync.model import Change, Link, Plan
from passback.sync.remembered import Refused


class DjangoStore(Sightings):
    """Implements `run.ports.Store`. `clock`: for when a change was intended and settled."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database)
        self._clock = clock

    # ---- connections ----------------------------------------------------------------------------

    async def save_connection(self, connection: Connection) -> None:
        """Keep it under its name, in place of an earlier one of that name."""
        refuse_plain_secrets(connection)

        def save() -> None:
            kept = ConnectionRow.objects.using(self._alias)
            kept.update_or_create(name=connection.name, defaults={"settings": connection.to_dict()})

        await self.database.whole(save)

    async def connections(self) -> tuple[Connection, ...]:
        """All, by name."""
        kept = ConnectionRow.objects.using(self._alias).order_by("name")
        held = await self.database.read(lambda: list(kept.values_list("settings", flat=True)))
        return tuple(Connection.from_dict(rows.upgraded(settings)) for settings in held)

    async def remove_connection(self, name: str) -> bool:
        """Forget the connection with its links, plans and history; False: there was none."""
        kept = ConnectionRow.objects.using(self._alias).filter(name=name)
        gone, _ = await self.database.whole(kept.delete)
        return gone > 0

    # ---- what deciding needs ----------------------------------------------------------------------

    async def snapshot_parts(
        self, connection: str, course: str
    ) -> tuple[tuple[Link, ...], Mapping[str, tuple[Score, ...]]]:
        """What deciding needs of the store: links, and last-sent scores by line item ref."""
        of_course = Q(connection__name=connection, course=course)
        links = LinkRow.objects.using(self._alias).filter(of_course).order_by("id")
        cells = SentRow.objects.using(self._alias).filter(of_course).order_by("id")
        known, last = await self.database.whole(
            lambda: (list(links), list(cells.values_list("ref", "score")))
        )
        sent: dict[str, tuple[Score, ...]] = {}
        for ref, score in last:
            sent[ref] = (*sent.get(ref, ()), Score.from_dict(rows.upgraded(score)))
        return tuple(map(rows.link_of, known)), sent

    # ---- plans ------------------------------------------------------------------------------------

    async def keep_plan(self, connection: str, plan: Plan) -> None:
        """Keep a plan; keeping it twice changes nothing."""
        await self.database.whole(lambda: self._keep_plan(connection, plan))

    def _keep_plan(self, connection: str, plan: Plan) -> None:
        owner = self._connection(connection)
        row, made = PlanRow.objects.using(self._alias).get_or_create(
            key=plan.id,
            defaults={
                "connection_id": owner,
                "course": plan.course,
                "content": plan.to_dict(),
                "made": plan.made,
            },
        )
        if row.connection_id != owner:
            raise BadInput(f"plan {plan.id} belongs to the connection {row.connection.name[:60]!r}")
        if made:
            found = [rows.finding_row(row.id, finding) for finding in plan.findings]
            FindingRow.objects.using(self._alias).bulk_create(found)

    async def kept_plan(self, plan: str) -> KeptPlan | None:
        """A plan with its progress; None: unknown id."""
        plans = PlanRow.objects.using(self._alias).select_related("connection").filter(key=plan)
        changes = ChangeRow.objects.using(self._alias).filter(plan__key=plan).order_by("id")
        row, progress = await self.database.whole(lambda: (plans.first(), list(changes)))
        if row is None:
            return None
        held = Plan.from_dict(rows.upgraded(row.content))
        outcomes = {
            c.key: Outcome.from_dict(rows.upgraded(c.outcome)) for c in progress if c.outcome is not None
        }
        intended = tuple(c.key for c in progress if c.outcome is None)
        return KeptPlan(row.connection.name, held, intended, in_plan_order(held, outcomes))

    async def newest_plans(self, connection: str) -> tuple[KeptPlan, ...]:
        """The newest plan of each course of a connection, with its progress; by course."""
        plans = PlanRow.objects.using(self._alias).filter(connection__name=connection)
        ordered = plans.order_by("made", "id").values_list("course", "key")
        newest = dict(await self.database.read(lambda: list(ordered)))
        found = [await self.kept_plan(newest[course]) for course in sorted(newest)]
        return tuple(plan for plan in found if plan is not None)

    # ---- batches ----------------------------------------------------------------------------------

    async def keep_batch(self, batch: Batch) -> None:
        """Keep a batch, or its progress (`approved`, `finished`), which never goes back."""
        await self.database.whole(lambda: self._keep_batch(batch))

    def _keep_batch(self, batch: Batch) -> None:
        owner = self._connection(batch.connection)
        row, made = BatchRow.objects.using(self._alias).get_or_create(
            key=batch.id,
            defaults={
                "connection_id": owner,
                "made": batch.made,
                "plans": list(batch.plans),
                "unread": [finding.to_dict() for finding in batch.unread],
                "approved": batch.approved,
                "finished": batch.finished,
                "by": batch.by,
                "standing": batch.standing,
            },
        )
        if row.connection_id != owner:
            raise BadInput(f"batch {batch.id} belongs to the connection {row.connection.name[:60]!r}")
        if not made:
            if row.approved is None:
                row.approved, row.by, row.standing = batch.approved, batch.by, batch.standing
            row.finished = row.finished or batch.finished
            row.save(using=self._alias, update_fields=["approved", "by", "standing", "finished"])

    async def begin_fix(self, fix: AppliedFix, batch: Batch, plans: Sequence[Plan]) -> None:
        """Keep a fix with its approved batch and the plans of that, all at once; twice changes nothing."""

        def begin() -> None:
            for plan in plans:
                self._keep_plan(fix.connection, plan)
            self._keep_batch(batch)
            FixRow.objects.using(self._alias).get_or_create(
                connection_id=self._connection(fix.connection),
                key=fix.id,
                defaults={"content": fix.to_dict()},
            )

        await self.database.whole(begin)

    async def batch(self, batch: str) -> Batch | None:
        """A batch by id; None: unknown."""
        held = BatchRow.objects.using(self._alias).select_related("connection").filter(key=batch)
        row = await self.database.read(held.first)
        return rows.batch_of(row) if row else None

    async def open_batch(self, connection: str) -> Batch | None:
        """The newest batch of a connection that was approved and has not finished."""
        waiting = Q(connection__name=connection, approved__isnull=False, finished__isnull=True)
        held = BatchRow.objects.using(self._alias).select_related("connection").filter(waiting)
        row = await self.database.read(held.order_by("-made", "-id").first)
        return rows.batch_of(row) if row else None

    # ---- progress ---------------------------------------------------------------------------------

    async def intend(self, plan: str, changes: Sequence[Change]) -> None:
        """Before a chunk is sent: these are about to go. Intended and unsettled = read before retry."""
        now = self._clock.now()

        def intend() -> None:
            row = self._plan(plan)
            begun = [ChangeRow(plan_id=row.id, key=change.key, intended_at=now) for change in changes]
            ChangeRow.objects.using(self._alias).bulk_create(begun, ignore_conflicts=True)

        await self.database.whole(intend)

    async def settle(
        self,
        plan: str,
        outcomes: Sequence[Outcome],
        refused: Sequence[Refused] = (),
        mended: Collection[str] = (),
    ) -> None:
        """Links, last-sent scores, history and refusals of a chunk, in one transaction; twice is once."""

        def settle() -> None:
            row = self._plan(plan)
            progress = ChangeRow.objects.using(self._alias).filter(plan=row, settled_at__isnull=False)
            fresh = unsettled(outcomes, set(progress.values_list("key", flat=True)))
            if fresh:
                rows.write_history(self._alias, row.id, fresh, self._clock.now())
                rows.write_links(self._alias, row.connection_id, fresh)
                rows.write_sent(self._alias, row.connection_id, fresh)
                rows.write_refused(self._alias, row.connection_id, refused, mended)

        await self.database.whole(settle)

    def _plan(self, key: str) -> PlanRow:
        row = PlanRow.objects.using(self._alias).filter(key=key).only("id", "connection_id").first()
        if row is None:
            raise BadInput(f"no plan {key[:40]!r}; its connection may have been removed meanwhile")
        return row

    async def close(self) -> None:
        """Let go of the database."""
        await self.database.close()
