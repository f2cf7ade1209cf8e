"""One connection that worked yesterday; today somebody spoils its answers, and a plan is made."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

import in_process
from passback.core.problem import Problem
from passback.run import app as run_app
from passback.run.overview import Overview, Warned
from passback.run.report import Report
from passback.run.store.memory_store import MemoryStore
from tampering import Rule, http

Prepare = Callable[[in_process.Practice], None]


def nothing(_: in_process.Practice) -> None:
    """As planted."""


@dataclass
class Day:
    """What a plan showed. `report`: after it was synced too. `spoiled`: how many answers were."""

    overview: Overview
    report: Report
    practice: in_process.Practice
    spoiled: int

    def warned(self, problem: Problem) -> Warned:
        """The one finding of this problem."""
        found = [one for one in self.overview.warned if one.problem is problem]
        assert len(found) == 1, [one.problem.value for one in self.overview.warned]
        return found[0]


class Yesterday:
    """Makes a school whose connection was tested, and goes on with it."""

    def __init__(self, sis: str) -> None:
        self.sis = sis
        self.name = f"practice-{sis}"
        self._kept = b""

    async def _yesterday(self) -> bytes:
        if not self._kept:
            practice, store = in_process.a_practice(), MemoryStore()
            async with run_app.open(in_process.settings(practice, store)) as app:
                await in_process.connected(app, practice, self.sis)
                assert (await app.test(self.name)).passed
            self._kept = in_process.kept(practice, store)
        return self._kept

    def then(
        self, *rules: Rule, url: str = "", prepare: Prepare = nothing, courses: tuple[str, ...] = ()
    ) -> Day:
        """Plan and sync with these answers spoiled, this text behind the SIS's address, this state.

        `courses`: only these; none: all.
        """
        return asyncio.run(self._then(rules, url, prepare, courses))

    async def _then(
        self, rules: tuple[Rule, ...], url: str, prepare: Prepare, courses: tuple[str, ...]
    ) -> Day:
        practice, store = in_process.resumed(await self._yesterday())
        if url:
            (kept,) = await store.connections()
            moved = replace(kept.settings, url=kept.settings.url + url)
            await store.save_connection(replace(kept, settings=moved))
        prepare(practice)
        # What a client remembers is from yesterday: everything is asked anew.
        await store.forget("")
        spoiled = http(practice, *rules)
        async with run_app.open(replace(in_process.settings(practice, store), http=spoiled)) as app:
            batch, overview = await app.plan(self.name, courses)
            report = await app.sync(batch, just_planned=True)
        return Day(overview, report, practice, spoiled.seen)
