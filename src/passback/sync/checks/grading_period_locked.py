"""Work due at that time is locked in the SIS, so its grading period seems to be closed."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, Unread
from passback.core.problem import Problem, Severity
from passback.sync.adopt import item_facts, item_subject
from passback.sync.carry import can
from passback.sync.model import Snapshot
from passback.sync.outlying import Dated, dated

PROBLEMS: tuple[Problem, ...] = (Problem.GRADING_PERIOD_LOCKED,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "line_items")
RESTS_ON: tuple[str, ...] = ("lock_holds",)


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item whose new due date lies among those of locked ones, with no open one there.

    It only warns. No SIS is known to show the lock of a period; a locked line item shows that the period of
    its due date is closed, or that somebody locked it alone (facts/sis-vendors.md §1.7).
    """
    if not can(snapshot.capabilities.lock_holds):
        return
    for each in dated(snapshot):
        unit, book, day, _ = each
        if _is_closed(book, each):
            facts = {**item_facts(unit), "due_date": day.isoformat()}
            subject = item_subject(snapshot, unit)
            yield Finding(Problem.GRADING_PERIOD_LOCKED, Severity.WARNS, subject, facts)


def _is_closed(book: Gradebook, given: Dated) -> bool:
    if isinstance(book.line_items, Unread):
        return False
    locked = [item.due for item in book.line_items if item.locked]
    opened = [item.due for item in book.line_items if not item.locked]
    if not locked or not min(locked) <= given[2] <= max(locked):
        return False
    return not any(min(locked) <= due <= max(locked) for due in opened)
