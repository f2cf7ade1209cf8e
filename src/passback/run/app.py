"""The one place where things are put together: `open(settings)` gives the `App` that cli and web use.

Knows which adapter stands behind each seam; decides nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from passback.connect.http import AiohttpHttp
from passback.connect.means import Means
from passback.core.errors import BadInput, NeedsConfig, NeedsLogin, PassbackError, Retryable
from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.core.value import digest
from passback.run.alone import alone
from passback.run.apply import Apply
from passback.run.categories import Categories
from passback.run.choose import Choose
from passback.run.choosing import Choosing
from passback.run.clock import SystemClock
from passback.run.consent import Consent
from passback.run.drift import drifted
from passback.run.export import Exports
from passback.run.fixing import Fixing
from passback.run.flow import send_plan
from passback.run.marking import Marking
from passback.run.memory import StoredMemory
from passback.run.overview import Overview, make_overview
from passback.run.planner import Planner
from passback.run.ports import Batch, KeptPlan
from passback.run.progress import Listener, Progress, silent
from passback.run.read import Reader
from passback.run.report import Report, make_report
from passback.run.schools import Schools
from passback.run.scope import check_fits, chosen_courses, forget_courses, listed_courses
from passback.run.secrets import read_secret
from passback.run.steps import DirectSteps
from passback.run.store import app as django_app
from passback.run.testing import ConnectionTest, Tester, proposed
from passback.run.ticket import Tickets
from passback.run.undoing import Undoing
from passback.sync.plan import plan as make_plan

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from passback.core.connection import Connection, Secrets
    from passback.core.ids import IdProfile
    from passback.core.ports import Clock as ClockPort
    from passback.core.ports import CourseRef, Http, Limiter, SisSide
    from passback.run.ports import Steps, Store
    from passback.sync.model import Plan


@dataclass(frozen=True)
class Settings:
    """What an App is made of. None: the real thing of the database that `database` names.

    `database`: a URL or path; None: `$PASSBACK_DATABASE`, else SQLite under the user's data folder.
    `folder`: where files beside the database go.
    """

    database: str | None = None
    folder: Path | None = None
    clock: ClockPort | None = None
    http: Http | None = None
    store: Store | None = None
    limiter: Limiter | None = None
    steps: Steps | None = None
    secrets: Secrets | None = None
    nonce: Callable[[], str] | None = None


@asynccontextmanager
async def open(settings: Settings) -> AsyncIterator[App]:  # noqa: A001 - `run.app.open` is its name everywhere
    """Put an App together, and take it apart again.

    Raises:
        BadInput: the database cannot be used.
    """
    clock = settings.clock or SystemClock()
    url = settings.database or django_app.default_url()
    store = settings.store or django_app.open(url, clock)
    limiter = settings.limiter or django_app.limiter(clock)
    http = settings.http or AiohttpHttp()
    means = Means(
        http=http,
        clock=clock,
        limiter=limiter,
        secrets=settings.secrets or read_secret,
        memory=StoredMemory(store, clock),
        nonce=settings.nonce or token_hex,
    )
    try:
        yield App(store, means, settings.steps or DirectSteps(), settings.folder or django_app.folder(url))
    finally:
        if isinstance(http, AiohttpHttp):
            await http.close()
        await store.close()


@dataclass(frozen=True)
class _Planned:
    """What this App planned last for a connection: the batch, and who still knows what was read for it."""

    batch: str
    by: Planner


class App:
    """All that the front ends can ask for. `folder`: where files beside the database go."""

    def __init__(self, store: Store, means: Means, steps: Steps, folder: Path) -> None:
        self.store = store
        self.means = means
        self.steps = steps
        self.folder = folder
        self.schools = Schools(store, means, self.secrets_folder)
        self.choosing = Choosing(self.schools)
        self.consent = Consent(self.schools)
        self.categories = Categories(self.schools)
        self.exports = Exports(self.schools, self.reader, self.chosen_batch)
        self.fixing = Fixing(self.schools, self.reader, self.sync)
        self.undoing = Undoing(self.schools, self.reader, steps, folder)
        self.tickets = Tickets(self.schools, self.chosen_batch)
        self._just_planned: dict[str, _Planned] = {}

    # ---- connections ----------------------------------------------------------------------------

    async def connections(self) -> tuple[Connection, ...]:
        """All connections, by name."""
        return await self.store.connections()

    async def connection(self, name: str) -> Connection:
        """The connection of that name.

        Raises:
            BadInput: there is none; the text lists those that there are.
        """
        return await self.schools.named(name)

    async def add(self, connection: Connection, *, replaces: bool = False, anyway: bool = False) -> None:
        """Keep a new connection, or with `replaces` new settings for a kept one (its id profile stays).

        Raises:
            BadInput: the name is taken, or there is no connector for this SIS yet.
            NeedsConfig: it lacks what its SIS asks for (a vendor key, a licence), and it is not `anyway`.
        """
        await self.schools.add(connection, replaces=replaces, anyway=anyway)

    async def add_described(
        self, name: str, given: object, *, replaces: bool = False, anyway: bool = False
    ) -> tuple[Connection, ...]:
        """Keep one connection per SIS of a description, all or none; plain secrets go to 0600 files.

        Raises:
            BadInput: the description does not fit, or a name is taken; nothing was written.
            NeedsConfig: as `add`.
        """
        return await self.schools.add_described(name, given, replaces=replaces, anyway=anyway)

    async def remove(self, name: str) -> None:
        """Forget a connection, its history and its secret files; nothing in Canvas or the SIS changes."""
        await self.schools.remove(name)

    @property
    def secrets_folder(self) -> Path:
        """Where secrets given in plain text are kept as 0600 files."""
        return self.folder / "secrets"

    async def test(self, name: str, *, keep: bool = True) -> ConnectionTest:
        """Probe both sides, try the known id profiles on a sample, keep the one that fits."""
        connection = await self.connection(name)
        schools = self.schools
        tester = Tester(
            schools.canvas(connection),
            schools.profiles(connection),
            lambda profile: schools.sis(connection, profile),
            schools.lack(connection),
        )
        probes = await tester.probes()
        fits = all(probe.ok is not False for probe in probes)
        matches = await tester.matches() if fits else ()
        best = proposed(matches)
        if keep and best is not None and best != connection.profile:
            await self.store.save_connection(replace(connection, profile=best))
        return ConnectionTest(name, probes, matches, best)

    # ---- planning ---------------------------------------------------------------------------------

    async def courses(self, name: str) -> Sequence[CourseRef]:
        """The courses that the connection covers, as Canvas lists them."""
        return await self.schools.canvas(await self.connection(name)).courses()

    async def plan(
        self, name: str, courses: Sequence[str] = (), listener: Listener = silent
    ) -> tuple[Batch, Overview]:
        """Plan the given courses (none: all), keep the plans, and say what they would do.

        A course that cannot be read becomes a finding of the batch; the others go on.

        Raises:
            BadInput: no such connection or course.
            NeedsConfig: something is missing to reach the SIS, or no id profile fits.
            Retryable, NeedsLogin: Canvas could not be asked at all.
        """
        reader = await self.reader(name)
        connection = reader.connection
        planner = Planner(reader, self.store, self.means.clock)
        remembered = self.schools.remembered(connection)
        chosen = chosen_courses(await listed_courses(reader.canvas, remembered, courses), courses)
        plans: list[Plan] = []
        unread: list[Finding] = []
        for done, ref in enumerate(chosen):
            listener(Progress("read", done, len(chosen), "course", ref.name, ""))
            try:
                plans.append(await planner.plan(ref.id))
            except (Retryable, NeedsLogin, NeedsConfig) as error:
                await forget_courses(remembered)
                unread.append(_unread_course(ref, error))
        listener(Progress("read", len(chosen), len(chosen), "course", "", ""))
        for plan in plans:
            await self.store.keep_plan(name, plan)
        made = self.means.clock.now()
        batch = Batch(
            id="b" + digest([name, made.isoformat(), *(plan.id for plan in plans)])[:11],
            connection=name,
            made=made,
            plans=tuple(plan.id for plan in plans),
            unread=tuple(unread),
            approved=None,
            finished=None,
        )
        await self.store.keep_batch(batch)
        self._just_planned[name] = _Planned(batch.id, planner)
        return batch, make_overview(batch, connection.sis, plans)

    async def reader(self, name: str) -> Reader:
        """Who reads the courses of a connection; its id profile is looked for where it is not known yet.

        Raises:
            BadInput: no such connection. NeedsConfig: something is missing to reach the SIS, or no id
                profile fits. Retryable, NeedsLogin: a side could not be asked.
        """
        connection, profile = await self._ready(name)
        schools = self.schools
        canvas, sis = schools.canvas(connection), schools.sis(connection)
        return Reader(connection, profile, canvas, sis, schools.remembered(connection))

    async def release(self, name: str) -> int:
        """The way back: let all line items of a connection go. Brings how many were ours.

        Deletes nothing in the SIS.

        Raises:
            BadInput: no such connection, or a sync of it is running.
        """
        with alone(self.folder, name):
            return await self.consent.release(name)

    async def _ready(self, name: str) -> tuple[Connection, IdProfile]:
        """The connection and its id profile, looked for once where it is not known yet."""
        connection = await self.connection(name)
        self.schools.demand(connection)
        if connection.profile is not None:
            return connection, connection.profile
        test = await self.test(name)
        failed = next((probe for probe in test.probes if probe.ok is False), None)
        if failed is not None:
            problem = failed.problem or Problem.SIS_UNREACHABLE
            raise NeedsConfig(f"{name}: {failed.name}: {failed.detail}", problem)
        if test.proposed is None:
            raise NeedsConfig(
                f"{name}: no known id profile matches; `passback connections test {name}` shows the rates",
                Problem.SECTION_ID_NOT_IN_SIS,
            )
        return await self.connection(name), test.proposed

    async def chosen_batch(self, name: str, wanted: str) -> Batch:
        """The batch of this id; for a single plan's id, a batch of that plan alone.

        Raises:
            BadInput: neither is known, or it belongs to another connection.
        """
        batch = await self.store.batch(wanted)
        if batch is None and (kept := await self.store.kept_plan(wanted)) is not None:
            batch = Batch(
                id="b" + digest([kept.connection, wanted])[:11],
                connection=kept.connection,
                made=kept.plan.made,
                plans=(wanted,),
                unread=(),
                approved=None,
                finished=None,
            )
            batch = await self.store.batch(batch.id) or batch
        if batch is None:
            raise BadInput(f"no plan {wanted[:40]!r}; `passback plan {name}` makes one")
        if batch.connection != name:
            raise BadInput(f"plan {wanted[:40]!r} is for the connection {batch.connection!r}, not {name!r}")
        return batch

    def not_running(self, name: str) -> None:
        """Make sure that no sync of the connection is running now.

        Raises:
            BadInput: one is.
        """
        with alone(self.folder, name):
            return

    async def open_batch(self, name: str) -> Batch | None:
        """The approved sync that was cut off, if there is one; it goes on before anything new."""
        await self.connection(name)
        return await self.store.open_batch(name)

    async def overview(self, batch: Batch) -> Overview:
        """What the plans of a batch would do."""
        connection = await self.connection(batch.connection)
        return make_overview(batch, connection.sis, [kept.plan for kept in await self._kept(batch)])

    # ---- syncing ----------------------------------------------------------------------------------

    async def sync(self, batch: Batch, listener: Listener = silent, *, just_planned: bool = False) -> Report:
        """Run an approved batch to its end and report; a batch that was cut off goes on where it stood.

        Unless it was `just_planned`, both sides are read again first, and what Canvas no longer wants so is
        left out by itself. If it was, by this very App, a read of less than a minute ago is the look before
        the write (docs/adr/0011).

        Raises:
            BadInput: another sync of the connection is running, or a plan does not fit any more.
            Retryable, NeedsLogin, NeedsConfig: Canvas could not be read again; nothing was sent.
        """
        connection = await self.connection(batch.connection)
        with alone(self.folder, batch.connection):
            batch = await self.store.batch(batch.id) or batch
            if batch.approved is None:
                batch = replace(batch, approved=self.means.clock.now())
                await self.store.keep_batch(batch)
            if batch.finished is None:
                planned = self._just_planned.pop(batch.connection, None)
                mine = planned.by if planned and just_planned and planned.batch == batch.id else None
                sis = mine.reader.sis if mine else self.schools.sis(connection)
                apply = Apply(sis, self.store, self.means.clock)
                apply.just_read = mine.just_read if mine else {}
                marking = Marking(
                    self.schools.canvas(connection), self.store, self.means.clock, sis.capabilities
                )
                for kept in await self._kept(batch):
                    check_fits(connection, kept)
                    if not just_planned:
                        apply.drifted |= await self._drifted(connection, kept, sis)
                        marking.drifted = apply.drifted
                    choose = Choose(self.store, self.means.clock)
                    await send_plan(kept, self.steps, choose, apply, marking, listener)
                batch = replace(batch, finished=self.means.clock.now())
                await self.store.keep_batch(batch)
        return await self.report(batch)

    async def _drifted(self, connection: Connection, kept: KeptPlan, sis: SisSide) -> frozenset[str]:
        if connection.profile is None or len(kept.outcomes) >= len(kept.plan.changes):
            return frozenset()
        canvas, remembered = self.schools.canvas(connection), self.schools.remembered(connection)
        reader = Reader(connection, connection.profile, canvas, sis, remembered)
        snapshot = await reader.snapshot(kept.plan.course, self.store, self.means.clock, anew=True)
        if lost := snapshot.course.unread:
            raise Retryable(
                f"{kept.plan.course_name} could not be read again: {lost[0].why}", lost[0].problem
            )
        fixes = [c for c in kept.plan.changes if c.is_ours or (c.edits and not c.marks)]
        return drifted(kept, make_plan(snapshot, kept.plan.made, fixes), snapshot)

    async def report(self, batch: Batch) -> Report:
        """What became of every score of a batch so far."""
        connection = await self.connection(batch.connection)
        return make_report(batch, connection.sis, await self._kept(batch))

    async def _kept(self, batch: Batch) -> Sequence[KeptPlan]:
        kept = [await self.store.kept_plan(plan) for plan in batch.plans]
        return [plan for plan in kept if plan is not None]


def _unread_course(ref: CourseRef, error: PassbackError) -> Finding:
    problem = getattr(error, "problem", Problem.CANVAS_UNREACHABLE)
    subject = Subject(ref.id, None, None, None)
    return Finding(problem, Severity.BLOCKS, subject, {"result": str(error), "value": ref.name})
