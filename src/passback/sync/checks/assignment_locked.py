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

    What is as it should be harms nobody. A firm no: the lock is read from the very line item
    (facts/sis-vendors.md §1.7).
    """
    closed = [
        (unit, item_subject(snapshot, unit))
        for unit, place in places(snapshot)
        if isinstance(place, Linked | Adoptable) and isinstance(place.item, LineItem) and place.item.locked
    ]
    changed = _changed(snapshot) if closed else frozenset()
    for unit, subject in closed:
        if (subject.section, subject.assignment) in changed:
            yield Finding(Problem.ASSIGNMENT_LOCKED, Severity.BLOCKS, subject, item_facts(unit))


def _changed(snapshot: Snapshot) -> frozenset[tuple[str | None, str | None]]:
    """Sections and assignments with something to write; a link alone is kept on our side."""
    return frozenset(
        (change.subject.section, change.subject.assignment)
        for change in diff(snapshot).changes
        if not isinstance(change.after, Link)
    )
