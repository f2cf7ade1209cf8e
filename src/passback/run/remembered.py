"""What is not asked again for a while: the class, its terms, categories and roster; courses and accounts.

How long: the connection's option `ttl`, in seconds (3600 where it names none; 0: never kept). What a write
depends on is read anew before it, and so is whatever keeps a score back (`planner.py`). No name of a
student is kept: of a roster only the ids that the profile compares.
"""

from dataclasses import replace
from datetime import timedelta

from passback.core.connection import Connection
from passback.core.errors import BadInput
from passback.core.gradebook import NOT_ASKED, Gradebook, Missing, Unread
from passback.core.ids import IdProfile
from passback.core.ports import Clock, Memory, SisSide
from passback.core.problem import Problem
from passback.core.value import Json

_TTL = 3600
_LONGEST = 86_400
# What an administrator changes in Canvas once in years: which account lies in which, what an account shows.
SELDOM = timedelta(days=1)
_LATER = Unread("read apart", Problem.PART_UNREAD)


def time_to_live(connection: Connection) -> timedelta:
    """How long what was read of a connection's slow parts is good for.

    Raises:
        BadInput: the option `ttl` is no whole number of seconds from 0 to a day.
    """
    given = connection.settings.options.get("ttl")
    if given is None:
        return timedelta(seconds=_TTL)
    if (
        not (given.isascii() and given.isdigit() and len(given) <= len(str(_LONGEST)))
        or int(given) > _LONGEST
    ):
        raise BadInput(f"{connection.name}: option ttl {given[:20]!r}: expected seconds, 0 to {_LONGEST}")
    return timedelta(seconds=int(given))


class Remembered:
    """The memory of one connection. Keys begin with `space` and the connection's name."""

    def __init__(self, memory: Memory, clock: Clock, space: str, connection: Connection) -> None:
        self._memory = memory
        self._clock = clock
        self._place = f"{space}/{connection.name}/"
        self._ttl = time_to_live(connection)

    async def recall(self, what: str, good_for: timedelta | None = None) -> Json:
        """What was kept under this name, while it is young; None: nothing.

        `good_for`: how long at least, of what changes less often than a class; never where nothing is kept.
        """
        longest = max(self._ttl, good_for or self._ttl)
        found = await self._memory.recall(self._place + what) if self._ttl else None
        if found is None:
            return None
        at, held = found
        return held if timedelta(0) <= self._clock.now() - at < longest else None

    async def keep(self, what: str, held: Json) -> None:
        """Keep it under this name, in place of what was there."""
        if self._ttl:
            await self._memory.keep(self._place + what, held)

    async def forget(self, what: str = "") -> None:
        """Forget all whose name begins so."""
        await self._memory.forget(self._place + what)


class Books:
    """Reads gradebooks: what changes by the hour from the SIS, the rest from memory while it is young."""

    def __init__(self, sis: SisSide, profile: IdProfile, remembered: Remembered) -> None:
        self._sis = sis
        self._profile = profile
        self._remembered = remembered

    async def read(self, wanted: str, *, anew: bool) -> tuple[Gradebook | Missing | Unread, bool]:
        """The gradebook of a class, and whether its slow parts came from memory. `anew`: they may not.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: as `SisSide.read`.
        """
        slow = None if anew else await self._slow(wanted)
        if slow is not None:
            items = await self._sis.line_items(slow.class_ref)
            if not isinstance(items, Unread):
                refs = [item.ref for item in items if item.ref]
                scores = await self._sis.class_scores(slow.class_ref, refs)
                return replace(slow, line_items=items, scores=scores), True
        gradebook = await self._sis.read(wanted)
        if isinstance(gradebook, Gradebook) and not _slow_unread(gradebook):
            await self._remembered.keep(self._key(wanted), self._reduced(gradebook).to_dict())
        return gradebook, False

    async def forget(self, wanted: str) -> None:
        """Have the class read whole next time."""
        await self._remembered.forget(self._key(wanted))

    def _key(self, wanted: str) -> str:
        return f"class/{self._profile.section.sis}/{self._profile.student.sis}/{wanted}"

    async def _slow(self, wanted: str) -> Gradebook | None:
        kept = await self._remembered.recall(self._key(wanted))
        try:
            return Gradebook.from_dict(kept) if isinstance(kept, dict) else None
        except (ValueError, KeyError, TypeError):
            return None  # kept by an older passback

    def _reduced(self, gradebook: Gradebook) -> Gradebook:
        name = self._profile.student.sis
        students = gradebook.students
        if not isinstance(students, Unread):
            students = tuple(replace(s, ids={k: v for k, v in s.ids.items() if k == name}) for s in students)
        return replace(gradebook, students=students, line_items=_LATER, scores={})


def _slow_unread(gradebook: Gradebook) -> bool:
    parts = (gradebook.terms, gradebook.categories, gradebook.students, gradebook.periods)
    return any(isinstance(part, Unread) and part != NOT_ASKED for part in parts)
