"""Reading both sides of one course into a snapshot.

A part that fails is `Unread` with what failed; the rest goes on. Once an SIS refuses the token or does not
answer twice in a row, it is not asked again for the sections that remain.
"""

from collections.abc import Mapping

from passback.core.connection import Connection
from passback.core.errors import NeedsConfig, NeedsLogin, PassbackError, Retryable
from passback.core.gradebook import Course, Gradebook, Missing, Unread
from passback.core.ids import IdProfile
from passback.core.ports import CanvasSide, Clock, SisSide
from passback.core.problem import Problem
from passback.run.ports import Store
from passback.sync.model import Snapshot

_GIVE_UP_AFTER = 2


def unread(error: PassbackError) -> Unread:
    """What an error of ours leaves of the part that it hit."""
    return Unread(str(error), getattr(error, "problem", Problem.PART_UNREAD))


class Reader:
    """Reads the courses of one connection; remembers what does not answer."""

    def __init__(self, connection: Connection, profile: IdProfile, canvas: CanvasSide, sis: SisSide) -> None:
        self.connection = connection
        self.profile = profile
        self.canvas = canvas
        self.sis = sis
        self._silent: Unread | None = None
        self._failures = 0

    async def snapshot(self, course_id: str, store: Store, clock: Clock, space: str) -> Snapshot:
        """All that deciding may know of one course.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: the course itself could not be read from Canvas.
        """
        read_at = clock.now()
        policy, links, sent = await store.snapshot_parts(self.connection.name, course_id)
        course = await self.canvas.read(course_id)
        return Snapshot(
            course=course,
            gradebooks=await self._gradebooks(course),
            capabilities=self.sis.capabilities,
            profile=self.profile,
            policy=policy,
            links=links,
            sent=sent,
            space=space,
            read_at=read_at,
        )

    async def _gradebooks(self, course: Course) -> Mapping[str, Gradebook | Missing | Unread]:
        if isinstance(course.sections, Unread):
            return {}
        found: dict[str, Gradebook | Missing | Unread] = {}
        for section in course.sections:
            wanted = self.profile.section.applied(section.sis_id, section.integration_id)
            if wanted is not None:
                found[section.id] = await self._gradebook(wanted)
        return found

    async def _gradebook(self, wanted: str) -> Gradebook | Missing | Unread:
        if self._silent is not None:
            return self._silent
        try:
            gradebook = await self.sis.read(wanted)
        except (NeedsLogin, NeedsConfig) as error:
            self._silent = unread(error)
            return self._silent
        except Retryable as error:
            self._failures += 1
            if self._failures >= _GIVE_UP_AFTER:
                self._silent = unread(error)
            return unread(error)
        self._failures = 0
        return gradebook
