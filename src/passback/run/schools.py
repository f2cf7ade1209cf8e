"""The kept connections, and a client for each side of one. Puts the adapters of `connect` to use.

Knows which connector stands behind a connection and what it lacks; asks no school anything by itself.
"""

from dataclasses import replace
from pathlib import Path

from passback.connect.canvas.client import Canvas
from passback.connect.means import Means
from passback.connect.sis.load import lacks, load
from passback.core.connection import Connection
from passback.core.errors import BadInput, NeedsConfig
from passback.core.ids import IdProfile
from passback.core.ports import CanvasSide, SisSide
from passback.run.connecting import from_interface, labels_of
from passback.run.ports import Store
from passback.run.remembered import Remembered, time_to_live
from passback.run.scope import space_of
from passback.run.secrets import remove_secrets


class Schools:
    """Connections by name. `secrets`: the folder of secrets that were given in plain text."""

    def __init__(self, store: Store, means: Means, secrets: Path) -> None:
        self.store = store
        self.means = means
        self.secrets = secrets

    async def named(self, name: str) -> Connection:
        """The connection of that name.

        Raises:
            BadInput: there is none; the text lists those that there are.
        """
        known = await self.store.connections()
        for connection in known:
            if connection.name == name:
                return connection
        names = ", ".join(c.name for c in known)
        hint = f"there are: {names}" if names else "add one with `passback connections add`"
        raise BadInput(f"no connection named {name[:60]!r}; {hint}")

    async def add(self, connection: Connection, *, replaces: bool, anyway: bool) -> None:
        """Keep a new connection, or new settings for a kept one: its id profile stays, its reads do not.

        Raises:
            BadInput: the name is taken, an option is wrong, or there is no connector for this SIS yet.
            NeedsConfig: the SIS cannot be reached with these settings, and it is not `anyway`.
        """
        try:
            load(connection.sis)
        except NeedsConfig as error:
            raise BadInput(str(error)) from error
        time_to_live(connection)
        if not anyway:
            self.demand(connection)
        for kept in await self.store.connections():
            if kept.name == connection.name:
                if not replaces:
                    raise BadInput(f"a connection named {kept.name!r} is there already; --replace renews it")
                await self.forget_reads(kept)
                connection = replace(connection, profile=connection.profile or kept.profile)
        await self.store.save_connection(connection)

    async def add_described(
        self, name: str, given: object, *, replaces: bool, anyway: bool
    ) -> tuple[Connection, ...]:
        """Keep one connection per SIS of a description, all or none; plain secrets go to 0600 files.

        Raises:
            BadInput: the description does not fit, or a name is taken; nothing was written.
            NeedsConfig: one of them lacks what its SIS asks for, and it is not `anyway`; nothing was kept.
        """
        labels = labels_of(name, given)
        known = {kept.name for kept in await self.store.connections()}
        taken = known & set(labels)
        if taken and not replaces:
            raise BadInput(f"a connection named {min(taken)!r} is there already; --replace renews it")
        made = from_interface(name, given, self.secrets)
        try:
            for connection in made:
                time_to_live(connection)
                if not anyway:
                    self.demand(connection)
        except (BadInput, NeedsConfig):
            for label in set(labels) - known:
                remove_secrets(self.secrets, f"{label}.")
            raise
        for connection in made:
            await self.add(connection, replaces=replaces, anyway=anyway)
        return made

    async def remove(self, name: str) -> None:
        """Forget a connection, its history, its reads and its secret files; touches no school."""
        connection = await self.named(name)
        await self.store.remove_connection(connection.name)
        await self.forget_reads(connection)
        remove_secrets(self.secrets, f"{connection.name}.")

    async def forget_reads(self, connection: Connection) -> None:
        """Forget what was read for it; what is kept under its space alone too, if nobody shares it."""
        space = space_of(connection)
        await self.means.memory.forget(f"{space}/{connection.name}/")
        others = [kept for kept in await self.store.connections() if kept.name != connection.name]
        if all(space_of(kept) != space for kept in others):
            await self.means.memory.forget(f"{space}/")

    # ---- its two sides ----------------------------------------------------------------------------

    def lack(self, connection: Connection) -> NeedsConfig | None:
        """What the settings lack for the SIS to be reached at all; told without asking it."""
        return lacks(connection.sis, connection.settings)

    def demand(self, connection: Connection) -> None:
        """Make sure that nothing is lacking that can be told from here.

        Raises:
            NeedsConfig: something is.
        """
        lack = self.lack(connection)
        if lack is not None:
            problem = lack.problem
            raise NeedsConfig(f"{connection.name}: {lack}", problem)

    def canvas(self, connection: Connection) -> CanvasSide:
        """Its Canvas."""
        return Canvas(connection.canvas, self.means)

    def sis(self, connection: Connection, profile: IdProfile | None = None) -> SisSide:
        """Its SIS, as seen with its own id profile or another one.

        A client keeps nothing from one read to the next: what is kept, is kept by `remembered.py`.
        """
        seen = replace(connection, profile=profile or connection.profile)
        side: SisSide = load(connection.sis).connect(seen, self.means, space_of(connection))
        return side

    def profiles(self, connection: Connection) -> tuple[IdProfile, ...]:
        """The known ways in which the ids of this SIS meet Canvas's."""
        known: tuple[IdProfile, ...] = load(connection.sis).PROFILES
        return known

    def remembered(self, connection: Connection) -> Remembered:
        """What was read for it before and is still young."""
        return Remembered(self.means.memory, self.means.clock, space_of(connection), connection)
