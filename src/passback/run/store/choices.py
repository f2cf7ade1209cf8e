"""What people chose, and what was seen and read before, in the database: one half of the store.

Knows the tables and no rule. Imported only when Django has been started.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from passback.core.errors import BadInput
from passback.core.settings import Level, Setting
from passback.core.subject import Subject
from passback.core.value import Json
from passback.run.ports import AppliedFix
from passback.run.store.database import Database
from passback.run.store.models import (
    ApprovalRow,
    CacheRow,
    ConnectionRow,
    FixRow,
    LinkRow,
    RefusedRow,
    SeenRow,
    SentRow,
    SettingRow,
)
from passback.run.store.rows import upgraded
from passback.run.store.settling import setting_order
from passback.sync.approval import Approval, ApprovalKind
from passback.sync.remembered import Refused

_SUBJECT = ("course", "section", "assignment", "student")
# Behind every key that begins with a prefix, in the order in which SQLite compares text: byte by byte.
_LAST = "\U0010ffff"


class Choices:
    """Settings, approvals, what was seen, what was read: the part of `Store` that no plan is needed for."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._alias = database.alias

    def _connection(self, name: str) -> int:
        """The key of a connection's row.

        Raises:
            BadInput: there is none; it may have been removed meanwhile.
        """
        row = ConnectionRow.objects.using(self._alias).filter(name=name).only("id").first()
        if row is None:
            raise BadInput(f"no connection named {name[:60]!r}; it may have been removed meanwhile")
        return row.id

    # ---- settings ---------------------------------------------------------------------------------

    async def settings(self, connection: str) -> tuple[Setting, ...]:
        """All settings of a connection, by name, then the nearest level first, then target."""
        held = SettingRow.objects.using(self._alias).filter(connection__name=connection)
        found = await self.database.read(lambda: list(held))
        made = (Setting(Level(r.level), r.target, r.name, r.value, r.by, r.at) for r in found)
        return tuple(sorted(made, key=setting_order))

    async def put_setting(self, connection: str, setting: Setting) -> None:
        """Keep it in place of an earlier one of the same level, target and name."""

        def put() -> None:
            SettingRow.objects.using(self._alias).update_or_create(
                connection_id=self._connection(connection),
                level=setting.level.value,
                target=setting.target,
                name=setting.name,
                defaults={"value": setting.value, "by": setting.by, "at": setting.at},
            )

        await self.database.whole(put)

    async def drop_setting(self, connection: str, level: Level, target: str, name: str) -> bool:
        """Forget a setting; False: there was none."""
        held = SettingRow.objects.using(self._alias).filter(
            connection__name=connection, level=level.value, target=target, name=name
        )
        gone, _ = await self.database.whole(held.delete)
        return gone > 0

    # ---- approvals --------------------------------------------------------------------------------

    async def approvals(self, connection: str) -> tuple[Approval, ...]:
        """What people approved and chose, in the order in which it was first given."""
        held = ApprovalRow.objects.using(self._alias).filter(connection__name=connection).order_by("id")
        found = await self.database.read(lambda: list(held))
        return tuple(_approval_of(row) for row in found)

    async def put_approval(self, connection: str, approval: Approval) -> None:
        """Keep it in place of an earlier one of the same kind, subject and digest."""

        def put() -> None:
            ApprovalRow.objects.using(self._alias).update_or_create(
                connection_id=self._connection(connection),
                **_place(approval),
                defaults={"ref": approval.ref, "by": approval.by, "at": approval.at},
            )

        await self.database.whole(put)

    async def first_approval(self, connection: str, approval: Approval) -> Approval:
        """Keep it unless its place is taken; brings the one that is kept now. Of two at once one is first."""

        def put() -> ApprovalRow:
            row, _ = ApprovalRow.objects.using(self._alias).get_or_create(
                connection_id=self._connection(connection),
                **_place(approval),
                defaults={"ref": approval.ref, "by": approval.by, "at": approval.at},
            )
            return row

        return _approval_of(await self.database.whole(put))

    async def drop_approval(self, connection: str, approval: Approval) -> bool:
        """Take back the one of the same kind, subject and digest; False: there was none."""
        held = ApprovalRow.objects.using(self._alias).filter(connection__name=connection, **_place(approval))
        gone, _ = await self.database.whole(held.delete)
        return gone > 0

    async def release(self, connection: str) -> int:
        """Forget links, last-sent scores, approvals, what was seen and refused; how many links there were."""

        def release() -> int:
            gone, _ = LinkRow.objects.using(self._alias).filter(connection__name=connection).delete()
            SentRow.objects.using(self._alias).filter(connection__name=connection).delete()
            ApprovalRow.objects.using(self._alias).filter(connection__name=connection).delete()
            SeenRow.objects.using(self._alias).filter(connection__name=connection).delete()
            RefusedRow.objects.using(self._alias).filter(connection__name=connection).delete()
            return gone

        return await self.database.whole(release)

    # ---- fixes ------------------------------------------------------------------------------------

    async def keep_fix(self, fix: AppliedFix) -> None:
        """Keep a fix, or that it was undone, in place of what was kept under its id."""

        def put() -> None:
            FixRow.objects.using(self._alias).update_or_create(
                connection_id=self._connection(fix.connection),
                key=fix.id,
                defaults={"content": fix.to_dict()},
            )

        await self.database.whole(put)

    async def fixes(self, connection: str) -> tuple[AppliedFix, ...]:
        """The fixes of a connection, in the order in which they were first kept."""
        held = FixRow.objects.using(self._alias).filter(connection__name=connection).order_by("id")
        found = await self.database.read(lambda: list(held.values_list("content", flat=True)))
        return tuple(AppliedFix.from_dict(content) for content in found)

    # ---- what was seen and read -------------------------------------------------------------------

    async def seen(self, connection: str, prefix: str) -> Mapping[str, str]:
        """Digests of what was seen in an earlier run, of the keys that begin so."""
        held = SeenRow.objects.using(self._alias).filter(
            connection__name=connection, key__gte=prefix, key__lt=prefix + _LAST
        )
        found = await self.database.read(lambda: list(held.order_by("key").values_list("key", "digest")))
        return dict(found)

    async def put_seen(self, connection: str, found: Mapping[str, str]) -> None:
        """Keep digests, each in place of an earlier one of its key; other keys stay."""

        def put() -> None:
            owner = self._connection(connection)
            SeenRow.objects.using(self._alias).bulk_create(
                [SeenRow(connection_id=owner, key=key, digest=digest) for key, digest in found.items()],
                update_conflicts=True,
                unique_fields=["connection", "key"],
                update_fields=["digest"],
            )

        await self.database.whole(put)

    async def refused(self, connection: str, classes: Collection[str] | None) -> tuple[Refused, ...]:
        """What is remembered of refusals, of these classes and of the connection as a whole; by key."""
        held = RefusedRow.objects.using(self._alias).filter(connection__name=connection).order_by("key")
        if classes is not None:
            held = held.filter(class_ref__in=[*classes, ""])
        found = await self.database.read(lambda: list(held.values_list("held", flat=True)))
        return tuple(Refused.from_dict(upgraded(one)) for one in found)

    async def drop_refused(self, connection: str, key: str) -> bool:
        """Forget one remembered refusal; False: there was none."""
        held = RefusedRow.objects.using(self._alias).filter(connection__name=connection, key=key)
        gone, _ = await self.database.whole(held.delete)
        return gone > 0

    async def recall(self, key: str) -> tuple[datetime, Json] | None:
        """What was kept last under this key, and when; None: nothing."""
        row = await self.database.read(CacheRow.objects.using(self._alias).filter(key=key).first)
        return (row.at, row.held) if row else None

    async def keep(self, key: str, held: Json, at: datetime) -> None:
        """Keep it under this key, in place of what was there."""
        kept = CacheRow.objects.using(self._alias)
        await self.database.whole(lambda: kept.update_or_create(key=key, defaults={"held": held, "at": at}))

    async def forget(self, prefix: str) -> None:
        """Forget all kept keys that begin so, letter for letter."""
        held = CacheRow.objects.using(self._alias).filter(key__gte=prefix, key__lt=prefix + _LAST)
        await self.database.whole(held.delete)


def _place(approval: Approval) -> dict[str, Any]:
    kind, subject, digest = approval.place
    parts = {name: getattr(subject, name) or "" for name in _SUBJECT}
    return {"kind": kind.value, "digest": digest, **parts}


def _approval_of(row: ApprovalRow) -> Approval:
    subject = Subject(row.course, row.section or None, row.assignment or None, row.student or None)
    return Approval(ApprovalKind(row.kind), subject, row.digest, row.ref, row.by, row.at)
