"""Reading both sides of one course into a snapshot.

A part that fails is `Unread` with what failed; the rest goes on, as long as the SIS answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from passback.core.connection import Connection
from passback.core.errors import NeedsConfig, NeedsLogin, Retryable
from passback.core.gradebook import Course, Gradebook, Missing, Part, Unread
from passback.core.ids import IdProfile
from passback.core.ports import CanvasSide, Clock, SisSide
from passback.run.policies import accounts_of, wants_comments
from passback.run.ports import Store
from passback.run.probing import let_in
from passback.run.remembered import SELDOM, Books, Remembered
from passback.run.scope import rivals, space_of
from passback.run.unanswered import Unanswered, unread
from passback.sync.gate import ALL_MARKED, asks_for_the_box
from passback.sync.model import Snapshot
from passback.sync.policies import policies


class Reader:
    """Reads the courses of one connection; remembers what does not answer.

    `by_heart`: of the course read last, the sections whose slow parts came from memory.
    """

    def __init__(
        self,
        connection: Connection,
        profile: IdProfile,
        canvas: CanvasSide,
        sis: SisSide,
        remembered: Remembered,
    ) -> None:
        self.connection = connection
        self.profile = profile
        self.canvas = canvas
        self.sis = sis
        self.by_heart: frozenset[str] = frozenset()
        self._remembered = remembered
        self._books = Books(sis, profile, remembered)
        self._unanswered = Unanswered()

    async def knock(self) -> None:
        """Ask the SIS whether it lets us in; one that does not is not asked again by this reader."""
        try:
            await let_in(self.sis)
        except (NeedsLogin, NeedsConfig, Retryable) as error:
            self._unanswered.silent = unread(error)

    async def snapshot(self, course_id: str, store: Store, clock: Clock, *, anew: bool = False) -> Snapshot:
        """All that deciding may know of one course. `anew`: nothing of it from memory.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: the course itself could not be read from Canvas.
        """
        read_at = clock.now()
        name = self.connection.name
        links, sent = await store.snapshot_parts(name, course_id)
        approvals = await store.approvals(name)
        earlier = await store.seen(name, f"{course_id}/")
        settings = await store.settings(name)
        course = await self.canvas.read(course_id, comments=wants_comments(settings))
        books = await self.books(course, anew=anew)
        accounts = await accounts_of(settings, course, self.canvas, self._remembered)
        found = policies(settings, course, accounts, books)
        return Snapshot(
            course=course,
            gradebooks=books,
            capabilities=self.sis.capabilities,
            profile=self.profile,
            policy=found.course,
            class_policies=found.classes,
            work_policies=found.works,
            settings=settings,
            accounts=accounts,
            links=links,
            sent=sent,
            box=await self._box(course),
            rivals=await self._rivals(course, await store.connections()),
            approvals=approvals,
            earlier=earlier,
            space=space_of(self.connection),
            read_at=read_at,
            refused=await store.refused(name, _classes(books)),
            expires=self.connection.expires,
        )

    async def _box(self, course: Course) -> bool | Unread:
        """Whether Canvas shows its box, asked once in a while and only where it matters."""
        if not asks_for_the_box(course):
            return ALL_MARKED
        kept = await self._remembered.recall(f"box/{course.id}", SELDOM)
        if isinstance(kept, bool):
            return kept
        try:
            shown = await self.canvas.box(course.id)
        except (NeedsLogin, NeedsConfig, Retryable) as error:
            return unread(error)
        if not isinstance(shown, Unread):
            await self._remembered.keep(f"box/{course.id}", shown)
        return shown

    async def _rivals(self, course: Course, known: Sequence[Connection]) -> Part[str]:
        try:
            return await rivals(self.connection, known, course, self.canvas, self._remembered)
        except (NeedsLogin, NeedsConfig, Retryable) as error:
            return unread(error)

    async def books(self, course: Course, *, anew: bool) -> Mapping[str, Gradebook | Missing | Unread]:
        """The gradebooks of a course by Canvas section, for sections that the id profile can name."""
        self.by_heart = frozenset()
        return await self._gradebooks(course, None, anew=anew)

    async def refreshed(self, snapshot: Snapshot, sections: frozenset[str]) -> Snapshot:
        """The snapshot with the gradebooks of these sections read anew."""
        anew = await self._gradebooks(snapshot.course, sections, anew=True)
        return replace(snapshot, gradebooks={**snapshot.gradebooks, **anew})

    async def forget(self, course: Course, sections: frozenset[str]) -> None:
        """Have the classes of these sections read whole next time."""
        for section in () if isinstance(course.sections, Unread) else course.sections:
            wanted = self.profile.section.applied(section.sis_id, section.integration_id)
            if wanted is not None and section.id in sections:
                await self._books.forget(wanted)

    async def _gradebooks(
        self, course: Course, only: frozenset[str] | None, *, anew: bool
    ) -> Mapping[str, Gradebook | Missing | Unread]:
        if isinstance(course.sections, Unread):
            return {}
        found: dict[str, Gradebook | Missing | Unread] = {}
        for section in course.sections:
            wanted = self.profile.section.applied(section.sis_id, section.integration_id)
            if wanted is not None and (only is None or section.id in only):
                found[section.id], known = await self._gradebook(wanted, anew=anew)
                self.by_heart = self.by_heart | {section.id} if known else self.by_heart - {section.id}
        return found

    async def _gradebook(self, wanted: str, *, anew: bool) -> tuple[Gradebook | Missing | Unread, bool]:
        if self._unanswered.silent is not None:
            return self._unanswered.silent, False
        try:
            gradebook, known = await self._books.read(wanted, anew=anew)
        except (NeedsLogin, NeedsConfig, Retryable) as error:
            return self._unanswered.failed(error), False
        self._unanswered.answered()
        return gradebook, known


def _classes(books: Mapping[str, Gradebook | Missing | Unread]) -> frozenset[str]:
    return frozenset(book.class_ref for book in books.values() if isinstance(book, Gradebook))
