"""The assignment's name is blank."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.sync.adopt import item_facts, item_subject
from passback.sync.model import Snapshot
from passback.sync.text import normal
from passback.sync.written import written

PROBLEMS: tuple[Problem, ...] = (Problem.NAME_EMPTY,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item whose name would be nothing but blanks.

    Every interface requires a name (facts/oneroster.md §1.4, facts/sis-vendors.md §1.5), so nothing is made
    without one; what is there keeps the name that it has, and its scores go.
    """
    for unit, before, wanted in written(snapshot):
        if not normal(wanted.title):
            severity = Severity.BLOCKS if before is None else Severity.WARNS
            yield Finding(Problem.NAME_EMPTY, severity, item_subject(snapshot, unit), dict(item_facts(unit)))
