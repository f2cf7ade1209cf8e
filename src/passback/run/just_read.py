"""What was read for a plan a moment ago, in the same command: it stands for the look before a write.

When it may, and what that costs: docs/adr/0011. Kept nowhere: another process looks for itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from passback.core.gradebook import Gradebook, Unread
from passback.sync.model import Snapshot

_GOOD_FOR = timedelta(seconds=60)


@dataclass(frozen=True)
class JustRead:
    """What a plan rests on. `at`: when its reading began; `items`: (section, line item ref), scores read."""

    at: datetime
    items: frozenset[tuple[str, str]]

    def is_the_look(self, section: str, ref: str, now: datetime) -> bool:
        """True if the scores of that line item were read whole, less than a minute ago."""
        return (section, ref) in self.items and timedelta(0) <= now - self.at < _GOOD_FOR


def just_read(snapshot: Snapshot) -> JustRead:
    """What the plan of this snapshot rests on."""
    return JustRead(
        snapshot.read_at,
        frozenset(
            (section, item.ref)
            for section, book in snapshot.gradebooks.items()
            if isinstance(book, Gradebook) and not isinstance(book.line_items, Unread)
            for item in book.line_items
            if item.ref is not None and not isinstance(book.scores.get(item.ref, ()), Unread)
        ),
    )
