"""A new line item needs a category of the assignment group's name, and the class has none."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Category, Group, Unread
from passback.core.problem import Problem, Severity
from passback.sync.adopt import ToMake, item_facts, item_subject, places
from passback.sync.carry import is_made
from passback.sync.category import find_category, group_of, wanted_name
from passback.sync.model import Snapshot
from passback.sync.routing import Unit

PROBLEMS: tuple[Problem, ...] = (Problem.CATEGORY_NOT_FOUND,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "groups", "categories", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item to be made without a category.

    Where the SIS is known to need none, or to file such work in a category of its admin's, it only warns: the
    line item goes without. Where it needs none and shows none at all, no name is wrong: nothing is said.
    """
    for unit, place in places(snapshot):
        if not isinstance(place, ToMake) or unit.gradebook is None or not is_made(snapshot, unit):
            continue
        categories = unit.gradebook.categories
        group = group_of(snapshot.course.groups, unit.assignment.group)
        if isinstance(categories, Unread) or isinstance(group, Unread) or group is None:
            continue
        if not categories and _needs_none(snapshot) and not _files(snapshot):
            continue
        name = wanted_name(group, snapshot.policy_of(unit.section, unit.assignment.id))
        if find_category(categories, name, snapshot.capabilities) is None:
            yield _finding(snapshot, unit, group, name, categories)


def _finding(
    snapshot: Snapshot, unit: Unit, group: Group, name: str, categories: tuple[Category, ...]
) -> Finding:
    active = sorted({category.name for category in categories if category.active})
    facts = {
        **item_facts(unit),
        "category": name,
        "category_id": group.id,
        "available_categories": ", ".join(active),
    }
    severity = Severity.WARNS if _needs_none(snapshot) or _files(snapshot) else Severity.BLOCKS
    return Finding(Problem.CATEGORY_NOT_FOUND, severity, item_subject(snapshot, unit), facts)


def _needs_none(snapshot: Snapshot) -> bool:
    needed = snapshot.capabilities.category_required
    return needed is not None and not needed.value


def _files(snapshot: Snapshot) -> bool:
    filed = snapshot.capabilities.category_default
    return filed is not None and filed.firm and filed.value
