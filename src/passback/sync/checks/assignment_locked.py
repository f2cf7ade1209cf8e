"""The SIS has closed the line item: neither it nor its scores take a change."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import LineItem
from passback.core.problem import Problem, Severity
from passback.sync.adopt import Adoptable, Linked, item_facts, item_subject, places
from passback.sync.diff import diff
from passback.sync.model import Link, Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.ASSIGNMENT_LOCKED,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per locked line item for which something would be sent.

    What is as it should be harms nobody. The lock is read from the very line item; it blocks where the SIS
    firmly holds to it, and warns where nobody knows what it refuses then.
    """
    limit = snapshot.capabilities.lock_holds
    if limit is not None and not limit.value:
        return
    closed = [
        (unit, item_subject(snapshot, unit))
        for unit, place in places(snapshot)
        if isinstance(place, Linked | Adoptable) and isinstance(place.item, LineItem) and place.item.locked
    ]
    changed = _changed(snapshot) if closed else frozenset()
    for unit, subject in closed:
        if (subject.section, subject.assignment) in changed:
            severity = Severity.BLOCKS if limit is not None and limit.firm else Severity.WARNS
            yield Finding(Problem.ASSIGNMENT_LOCKED, severity, subject, item_facts(unit))


def _changed(snapshot: Snapshot) -> frozenset[tuple[str | None, str | None]]:
    """Sections and assignments with something to write; a link alone is kept on our side."""
    return frozenset(
        (change.subject.section, change.subject.assignment)
        for change in diff(snapshot).changes
        if not isinstance(change.after, Link)
    )
