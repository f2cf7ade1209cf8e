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
from passback.core.errors import BadInput, NeedsConfig, NeedsLogin, Retryable
from passback.run.alone import alone
from passback.run.batches import chosen_batch, new_batch, open_batch
from passback.run.carding import Carding
from passback.run.categories import Categories
from passback.run.checking import Checks
from passback.run.choosing import Choosing
from passback.run.clock import SystemClock
from passback.run.consent import Consent, Still
from passback.run.export import Exports
from passback.run.fixing import Fixing
from passback.run.memory import StoredMemory
from passback.run.overview import Overview, make_overview
from passback.run.planner import Planner
from passback.run.ports import Batch, KeptPlan
from passback.run.progress import Listener, Progress, silent
from passback.run.ready import Ready
from passback.run.reconcile import Reconciliations
from passback.run.report import Report, make_report
from passback.run.schools import Schools
from passback.run.scope import chosen_courses, forget_courses, listed_courses
from passback.run.secrets import read_secret
from passback.run.sending import Sender
from passback.run.standing import Standing
from passback.run.steps import DirectSteps
from passback.run.store import app as django_app
from passback.run.ticket import Tickets
from passback.run.unanswered import unread_course
from passback.run.undoing import Undoing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from passback.core.connection import Connection, Secrets
    from passback.core.finding import Finding
    from passback.core.ports import Clock as ClockPort
    from passback.core.ports import CourseRef, Http, Limiter
    from passback.run.ports import Steps, Store
    from passback.run.testing import ConnectionTest
    from passback.sync.model import Plan
from passback.sync.remembered import Refused


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
        self.ready = Ready(self.schools, keeps=True)
        self.choosing = Choosing(self.schools)
        self.consent = Consent(self.schools)
        self.cards = Carding(self.schools, means.clock)
        self.standing = Standing(self.schools)
        self.categories = Categories(self.schools)
        self.checks = Checks(self.schools)
        self.exports = Exports(self.schools, self.ready.reader, self.chosen_batch)
        self.fixing = Fixing(self.schools, self.ready.reader, self._run, folder)
        self.undoing = Undoing(self.schools, self.ready.reader, steps, folder)
        self.reconciliations = Reconciliations(self.schools, self.ready.reader)
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

    async def test(self, name: str) -> ConnectionTest:
        """Probe both sides, try the known id profiles on a sample, keep the one that fits."""
        return await self.ready.test(name)

    # ---- planning ---------------------------------------------------------------------------------

    async def recheck(self, name: str, key: str) -> Refused:
        """Forget what is remembered of a refusal, on a person's word: the next sync sends all of it again.

        Raises:
            BadInput: no such connection, or nothing of that key is remembered; the text lists what is.
        """
        known = {memory.key: memory for memory in await self.refusals(name)}
        if key not in known:
            said = ", ".join(f"{k} ({m.problem.value})" for k, m in sorted(known.items())[:10]) or "nothing"
            raise BadInput(f"no refusal {key[:40]!r} is remembered of {name}; remembered: {said}")
        await self.store.drop_refused(name, key)
        return known[key]

    async def refusals(self, name: str) -> tuple[Refused, ...]:
        """What is remembered of refusals of this connection, by key.

        Raises:
            BadInput: no such connection.
        """
        await self.connection(name)
        return await self.store.refused(name, None)

    async def courses(self, name: str) -> Sequence[CourseRef]:
        """The courses that the connection covers, as Canvas lists them."""
        return await self.schools.canvas(await self.connection(name)).courses()

    async def plan(
        self,
        name: str,
        courses: Sequence[str] = (),
        listener: Listener = silent,
        *,
        unattended: bool = False,
    ) -> tuple[Batch, Overview]:
        """Plan the given courses (none: all), keep the plans, and say what they would do.

        `unattended`: for a schedule, which does not begin with a course by itself.

        A course that cannot be read becomes a finding of the batch; the others go on. An SIS that
        does not let us in (`probing.py`) is not asked again: all scores wait for that one cause.

        Raises:
            BadInput: no such connection or course.
            NeedsConfig: something is missing to reach the SIS, or no id profile fits.
            Retryable, NeedsLogin: Canvas could not be asked at all.
        """
        reader = await self.ready.reader(name)
        connection = reader.connection
        planner = Planner(reader, self.store, self.means.clock)
        remembered = self.schools.remembered(connection)
        chosen = chosen_courses(await listed_courses(reader.canvas, remembered, courses), courses)
        plans: list[Plan] = []
        unread: list[Finding] = []
        await reader.knock()
        for done, ref in enumerate(chosen):
            listener(Progress("read", done, len(chosen), "course", ref.name, ""))
            try:
                plans.append(await planner.plan(ref.id, unattended=unattended))
            except (Retryable, NeedsLogin, NeedsConfig) as error:
                await forget_courses(remembered)
                unread.append(unread_course(ref, error))
        listener(Progress("read", len(chosen), len(chosen), "course", "", ""))
        for plan in plans:
            await self.store.keep_plan(name, plan)
        batch = new_batch(name, self.means.clock.now(), [plan.id for plan in plans], unread)
        await self.store.keep_batch(batch)
        await self.cards.note(batch, [KeptPlan(name, plan, (), ()) for plan in plans])
        self._just_planned[name] = _Planned(batch.id, planner)
        return batch, make_overview(batch, connection.sis, plans)

    async def release(self, name: str) -> int:
        """The way back: let all line items of a connection go. Brings how many were ours.

        Deletes nothing in the SIS.

        Raises:
            BadInput: no such connection, or a sync of it is running.
        """
        with alone(self.folder, name):
            await self.connection(name)
            return await self.store.release(name)

    async def chosen_batch(self, name: str, wanted: str) -> Batch:
        """The batch of this id; for a single plan's id, a batch of that plan alone.

        Raises:
            BadInput: neither is known, or it belongs to another connection.
        """
        return await chosen_batch(self.store, name, wanted)

    def not_running(self, name: str) -> None:
        """Make sure that no sync of the connection is running now.

        Raises:
            BadInput: one is.
        """
        with alone(self.folder, name):
            return

    async def open_batch(self, name: str) -> Batch | None:
        """The approved sync that was cut off, if there is one; it goes on before anything new."""
        return await open_batch(self.store, self.means.clock, await self.connection(name))

    async def overview(self, batch: Batch) -> Overview:
        """What the plans of a batch would do."""
        connection = await self.connection(batch.connection)
        return make_overview(batch, connection.sis, [kept.plan for kept in await self._kept(batch)])

    # ---- syncing ----------------------------------------------------------------------------------

    async def sync(
        self,
        batch: Batch,
        listener: Listener = silent,
        *,
        just_planned: bool = False,
        by: str | None = None,
        standing: datetime | None = None,
    ) -> Report:
        """Run an approved batch to its end and report; a batch that was cut off goes on where it stood.

        Unless it was `just_planned`, both sides are read again first, and what Canvas no longer wants so is
        left out by itself. If it was, by this very App, a read of less than a minute ago is the look before
        the write (docs/adr/0011). Canvas is asked again after five minutes (docs/adr/0014).

        `by`: who approves it now; `standing`: when the standing approval was given that it runs under. A
        batch that was approved before keeps whose approval that was.

        Raises:
            BadInput: another sync of the connection is running, or a plan does not fit any more.
            Retryable, NeedsLogin, NeedsConfig: a side does not let us in; nothing was sent.
        """
        await self.connection(batch.connection)
        with alone(self.folder, batch.connection):
            batch = await self.store.batch(batch.id) or batch
            if batch.approved is None:
                batch = replace(batch, approved=self.means.clock.now(), by=by, standing=standing)
                await self.store.keep_batch(batch)
            return await self._run(batch, listener, just_planned=just_planned)

    async def _run(self, batch: Batch, listener: Listener = silent, *, just_planned: bool = False) -> Report:
        """The same of a batch that is approved, for who has the connection for itself (`alone`)."""
        if batch.finished is None:
            connection = await self.connection(batch.connection)
            planned = self._just_planned.pop(batch.connection, None)
            mine = planned.by if planned and just_planned and planned.batch == batch.id else None
            sender = Sender(self.schools, self.steps, connection, mine)
            await sender.send(batch, await self._kept(batch), listener, just_planned=just_planned)
            await self.cards.note(batch, await self._kept(batch))
            batch = replace(batch, finished=self.means.clock.now())
            await self.store.keep_batch(batch)
        return await self.report(batch)

    async def check_again(self, name: str, keys: Sequence[str]) -> tuple[Still, ...]:
        """Plan the courses of what waits under these keys anew, now that somebody mended something.

        Raises:
            BadInput: nothing waits under one of them, or a course cannot be planned.
            Retryable, NeedsLogin, NeedsConfig: a side could not be asked.
        """
        asked = await self.consent.chosen(name, keys)
        _, overview = await self.plan(name, tuple(dict.fromkeys(q.subject.course for q in asked)))
        if overview.unread:
            raise Retryable(overview.unread[0].facts["result"], overview.unread[0].problem)
        return await self.consent.still(name, asked)

    async def report(self, batch: Batch) -> Report:
        """What became of every score of a batch so far."""
        connection = await self.connection(batch.connection)
        return make_report(batch, connection.sis, await self._kept(batch))

    async def _kept(self, batch: Batch) -> Sequence[KeptPlan]:
        kept = [await self.store.kept_plan(plan) for plan in batch.plans]
        return [plan for plan in kept if plan is not None]
