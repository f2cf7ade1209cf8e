"""An answer about a snapshot that is worked out once, though every check of a plan asks for it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from passback.sync.model import Snapshot

T = TypeVar("T")


def once(decide: Callable[[Snapshot], T]) -> Callable[[Snapshot], T]:
    """`decide`, remembering its answer for the last snapshot; that very one, not one that is equal."""
    last: list[tuple[Snapshot, T]] = []

    @wraps(decide)
    def asked(snapshot: Snapshot) -> T:
        for known, found in last:
            if known is snapshot:
                return found
        made = decide(snapshot)
        last[:] = [(snapshot, made)]
        return made

    return asked
