"""Reading both sides of one course into a snapshot.

A part that fails is `Unread` with what failed; the rest goes on, as long as the SIS answers.
"""

from collections.abc import Mapping

from passback.core.connection import Connection
from passback.core.errors import NeedsConfig, NeedsLogin, Retryable
from passback.core.gradebook import Course, Gradebook, Missing, Unread
from passback.core.ids import IdProfile
from passback.core.ports import CanvasSide, Clock, SisSide
from passback.run.ports import Store
from passback.run.unanswered import Unanswered
from passback.sync.model import DEFAULT_POLICY, Snapshot


class Reader:
    """Reads the courses of one connection; remembers what does not answer."""

    def __init__(self, connection: Connection, profile: IdProfile, canvas: CanvasSide, sis: SisSide) -> None:
        self.connection = connection
        self.profile = profile
        self.canvas = canvas
        self.sis = sis
        self._unanswered = Unanswered()

    async def snapshot(self, course_id: str, store: Store, clock: Clock, space: str) -> Snapshot:
        """All that deciding may know of one course.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: the course itself could not be read from Canvas.
        """
        read_at = clock.now()
        name = self.connection.name
        links, sent = await store.snapshot_parts(name, course_id)
        approvals = await store.approvals(name)
        earlier = await store.seen(name, f"{course_id}/")
        course = await self.canvas.read(course_id)
        return Snapshot(
            course=course,
            gradebooks=await self._gradebooks(course),
            capabilities=self.sis.capabilities,
            profile=self.profile,
            policy=DEFAULT_POLICY,
            class_policies={},
            links=links,
            sent=sent,
            approvals=approvals,
            earlier=earlier,
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
        if self._unanswered.silent is not None:
            return self._unanswered.silent
        try:
            gradebook = await self.sis.read(wanted)
        except (NeedsLogin, NeedsConfig, Retryable) as error:
            return self._unanswered.failed(error)
        self._unanswered.answered()
        return gradebook
