"""Who reads the courses of a connection, with its id profile looked for where it is not known yet."""

from dataclasses import replace

from passback.core.connection import Connection
from passback.core.errors import NeedsConfig
from passback.core.ids import IdProfile
from passback.core.problem import Problem
from passback.run.read import Reader
from passback.run.schools import Schools
from passback.run.testing import ConnectionTest, Tester, proposed, runs_out


class Ready:
    """Readers and tests of connections. `keeps`: a profile that was found is kept with its connection."""

    def __init__(self, schools: Schools, *, keeps: bool) -> None:
        self._schools = schools
        self._keeps = keeps

    async def test(self, name: str) -> ConnectionTest:
        """Probe both sides, and try the known id profiles on a sample.

        Raises:
            BadInput: no such connection.
            Retryable, NeedsLogin, NeedsConfig: a side could not be asked.
        """
        schools = self._schools
        connection = await schools.named(name)
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
        if self._keeps and best is not None and best != connection.profile:
            await schools.store.save_connection(replace(connection, profile=best))
        ends = runs_out(connection, schools.means.clock.now().date())
        return ConnectionTest(name, (*probes, *ends), matches, best)

    async def reader(self, name: str) -> Reader:
        """Who reads the courses of this connection.

        Raises:
            BadInput: no such connection. NeedsConfig: something is missing to reach the SIS, or no id
                profile fits. Retryable, NeedsLogin: a side could not be asked.
        """
        connection, profile = await self._known(name)
        schools = self._schools
        canvas, sis = schools.canvas(connection), schools.sis(connection, profile)
        return Reader(connection, profile, canvas, sis, schools.remembered(connection))

    async def _known(self, name: str) -> tuple[Connection, IdProfile]:
        """The connection and its id profile, looked for once where it is not known yet."""
        connection = await self._schools.named(name)
        self._schools.demand(connection)
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
        return await self._schools.named(name), test.proposed
