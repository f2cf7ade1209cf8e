"""What is asked of one snapshot again and again is worked out once.

Each check of a plan asks the same few questions. Only the last snapshot is kept, so nothing grows.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from passback.sync.model import Snapshot

T = TypeVar("T")


def once(answer: Callable[[Snapshot], T]) -> Callable[[Snapshot], T]:
    """The same function, which remembers what it said of the very snapshot that it was asked about last."""
    last: list[tuple[Snapshot, T]] = []

    @wraps(answer)
    def remembered(snapshot: Snapshot) -> T:
        for known, found in last:
            if known is snapshot:
                return found
        made = answer(snapshot)
        last[:] = [(snapshot, made)]
        return made

    return remembered
