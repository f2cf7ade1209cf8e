"""One course after another into plans: read, decide, and read anew what a write would rest on.

Knows what was read for each plan, so that a sync in the same command need not look twice.
"""

from passback.core.gradebook import Gradebook, Unread
from passback.core.ports import Clock
from passback.run.apply import JustRead
from passback.run.ports import Store
from passback.run.read import Reader
from passback.run.remembered import doubtful
from passback.sync.model import Plan, Snapshot
from passback.sync.plan import plan as make_plan


class Planner:
    """Plans courses of one connection. `just_read`: by plan, what was read for it and when."""

    def __init__(self, reader: Reader, store: Store, clock: Clock) -> None:
        self.reader = reader
        self.store = store
        self.clock = clock
        self.just_read: dict[str, JustRead] = {}

    async def plan(self, course: str) -> Plan:
        """The plan of one course, as both sides are now.

        What it writes rests on nothing that was read in an earlier run: sections with such a change are read
        again and planned again.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: the course could not be read from Canvas.
        """
        snapshot = await self.reader.snapshot(course, self.store, self.clock)
        made = make_plan(snapshot, self.clock.now())
        known = self.reader.by_heart
        if stale := (_rests_on(made) & known) | doubtful(made, known):
            snapshot = await self.reader.refreshed(snapshot, stale)
            made = make_plan(snapshot, self.clock.now())
        self.just_read[made.id] = JustRead(snapshot.read_at, _items(snapshot))
        return made


def _rests_on(plan: Plan) -> frozenset[str]:
    """Sections where something is made or sent first: that needs roster, terms, categories."""
    return frozenset(c.subject.section for c in plan.changes if c.before is None and c.subject.section)


def _items(snapshot: Snapshot) -> frozenset[tuple[str, str]]:
    """The line items whose scores were read, with their section."""
    return frozenset(
        (section, item.ref)
        for section, book in snapshot.gradebooks.items()
        if isinstance(book, Gradebook) and not isinstance(book.line_items, Unread)
        for item in book.line_items
        if item.ref is not None and not isinstance(book.scores.get(item.ref, ()), Unread)
    )
