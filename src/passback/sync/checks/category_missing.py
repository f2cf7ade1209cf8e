"""The class has no category that takes work, so that none can be chosen."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.sync.adopt import item_subject
from passback.sync.filing import filed, files
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.CATEGORY_MISSING,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "groups", "categories", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item, which goes without a category unless the SIS firmly requires one.

    There is none that it could have been meant for, so nothing is filed wrongly; by hearsay it only warns.
    Where it is known that none is needed, and there are none, nothing is wrong.
    """
    needed = snapshot.capabilities.category_required
    blocks = needed is not None and needed.value and needed.firm and not files(snapshot)
    for each in filed(snapshot):
        if not each.active and not each.rests:
            subject = item_subject(snapshot, each.unit)
            severity = Severity.BLOCKS if blocks else Severity.WARNS
            yield Finding(Problem.CATEGORY_MISSING, severity, subject, each.facts())
