"""The category is there and takes no work of this class: it is off, or another teacher's."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Category, LineItem, Unread
from passback.core.problem import Problem, Severity
from passback.sync.adopt import item_facts, item_subject
from passback.sync.carry import can
from passback.sync.filing import filed, severity_unfiled
from passback.sync.model import Snapshot
from passback.sync.written import written

PROBLEMS: tuple[Problem, ...] = (Problem.CATEGORY_NOT_LEAD_TEACHERS,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "groups", "categories", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item to be made in a category of that name, and per one to be changed in it.

    A new one goes by the rule of a category that is not found. The update of one that is there is refused by
    an SIS that minds (facts/sis-vendors.md §1.7), and its scores go: that is warned of.
    """
    for each in filed(snapshot):
        if each.taken is None and each.rests:
            subject = item_subject(snapshot, each.unit)
            severity = severity_unfiled(snapshot)
            yield Finding(Problem.CATEGORY_NOT_LEAD_TEACHERS, severity, subject, each.facts())
    if not can(snapshot.capabilities.category_active):
        return
    for unit, before, _ in written(snapshot):
        held = unit.gradebook.categories if unit.gradebook else ()
        if before is not None and not isinstance(held, Unread) and (name := _lost(before, held)) is not None:
            facts = {**item_facts(unit), "category": name, "category_id": before.category or ""}
            subject = item_subject(snapshot, unit)
            yield Finding(Problem.CATEGORY_NOT_LEAD_TEACHERS, Severity.WARNS, subject, facts)


def _lost(item: LineItem, held: tuple[Category, ...]) -> str | None:
    """The name of the line item's category, empty where it is not listed; None: it is listed and active."""
    if item.category is None:
        return None
    mine = next((one for one in held if one.ref == item.category), None)
    if mine is None:
        return ""
    return None if mine.active else mine.name
