"""Cards of a connection, made from what is kept without asking a school, and the history of their causes."""

from collections.abc import Sequence
from dataclasses import replace

from passback.core.errors import BadInput
from passback.core.ports import Clock
from passback.core.problem import Who
from passback.run.batches import new_batch
from passback.run.card_making import Maker, command_for
from passback.run.cards import Card
from passback.run.causes import causes_of
from passback.run.history import histories, sightings_of
from passback.run.ports import Batch, KeptPlan
from passback.run.report import make_report
from passback.run.schools import Schools


class Carding:
    """What the App gives its front ends of cards."""

    def __init__(self, schools: Schools, clock: Clock) -> None:
        self.schools = schools
        self.store = schools.store
        self.clock = clock

    async def of_batch(
        self, batch: Batch, courses: Sequence[str] = (), reader: Who | None = None
    ) -> tuple[Card, ...]:
        """The cards of a plan or a sync, the reader's own first. `courses`: only these; none: all.

        Raises:
            BadInput: no such connection, or a course is not in it.
        """
        kept = [plan for each in batch.plans if (plan := await self.store.kept_plan(each)) is not None]
        planned = frozenset(plan.plan.course for plan in kept) if batch.approved is None else frozenset()
        return await self._cards(batch, kept, planned, courses, reader)

    async def newest(
        self, name: str, courses: Sequence[str] = (), reader: Who | None = None
    ) -> tuple[Card, ...]:
        """The cards of the newest plan of each course, as far as it has come.

        Raises:
            BadInput: no such connection, nothing was planned, or a course was not.
        """
        connection = await self.schools.named(name)
        kept = await self.store.newest_plans(connection.name)
        if not kept:
            raise BadInput(f"nothing is planned yet; `passback plan {name}` looks at both sides")
        planned = frozenset(each.plan.course for each in kept if each.plan.changes and not each.outcomes)
        made = max(each.plan.made for each in kept)
        batch = new_batch(name, made, [each.plan.id for each in kept], ())
        return await self._cards(batch, kept, planned, courses, reader)

    async def note(self, batch: Batch, kept: Sequence[KeptPlan]) -> None:
        """Remember which causes this run saw, and which are gone. `kept`: its plans as they stand."""
        connection = await self.schools.named(batch.connection)
        report = make_report(batch, connection.sis, kept)
        known = await self.store.sightings(connection.name, {each.plan.course for each in kept})
        found = sightings_of(batch, kept, report, causes_of(report), known)
        if found:
            await self.store.put_sightings(connection.name, found)

    async def _cards(
        self,
        batch: Batch,
        kept: Sequence[KeptPlan],
        planned: frozenset[str],
        courses: Sequence[str],
        reader: Who | None,
    ) -> tuple[Card, ...]:
        connection = await self.schools.named(batch.connection)
        unread = tuple(
            finding for finding in batch.unread if not courses or finding.subject.course in courses
        )
        there = {plan.plan.course for plan in kept} | {finding.subject.course for finding in batch.unread}
        if missing := [course for course in courses if course not in there]:
            known = ", ".join(sorted(there)) or "none"
            raise BadInput(f"--course {missing[0][:40]}: nothing is planned for it; courses here: {known}")
        chosen = [plan for plan in kept if not courses or plan.plan.course in courses]
        report = make_report(replace(batch, unread=unread), connection.sis, chosen)
        about = {plan.plan.course for plan in chosen} | {finding.subject.course for finding in unread}
        sightings = await self.store.sightings(connection.name, about)
        maker = Maker(
            report=report,
            plans=chosen,
            planned=planned,
            histories=histories(sightings),
            now=self.clock.now(),
            offers=command_for(connection.name),
        )
        return maker.cards(reader)
