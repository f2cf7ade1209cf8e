"""The SIS refused the like of it before, for a cause that a read does not show and nobody has mended yet."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.adopt import places
from passback.sync.diff import diff
from passback.sync.model import Snapshot
from passback.sync.refused import REMEMBERED, predicted, spots

PROBLEMS: tuple[Problem, ...] = tuple(REMEMBERED)
NEEDS: tuple[str, ...] = ()


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item (or student) of which something would be sent and is remembered as refused.

    It only warns: what is remembered may be mended, and one of each group is tried in every sync.
    """
    if not snapshot.refused:
        return ()
    changes = diff(snapshot).changes
    return predicted(snapshot, spots(snapshot, places(snapshot), changes), changes)
