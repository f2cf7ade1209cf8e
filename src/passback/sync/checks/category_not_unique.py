"""A class has several categories that the name of an assignment group may mean."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Group, Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.category import find_category, group_of, matching, wanted_name
from passback.sync.model import Snapshot
from passback.sync.routing import Unit
from passback.sync.written import written

PROBLEMS: tuple[Problem, ...] = (Problem.CATEGORY_NOT_UNIQUE,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "groups", "categories", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per class and group with a line item to be made.

    Of equal names the first by its id is taken, in every run; where the names differ too, none is guessed,
    and the category counts as not found.
    """
    told: set[tuple[str | None, str]] = set()
    for unit, before, _ in written(snapshot):
        group = group_of(snapshot.course.groups, unit.assignment.group)
        if before is None and isinstance(group, Group) and (unit.section, group.id) not in told:
            told.add((unit.section, group.id))
            yield from _of(snapshot, unit, group)


def _of(snapshot: Snapshot, unit: Unit, group: Group) -> Iterable[Finding]:
    if unit.gradebook is None or isinstance(unit.gradebook.categories, Unread):
        return
    name = wanted_name(group, snapshot.policy_of(unit.section, unit.assignment.id))
    found = matching(unit.gradebook.categories, name, snapshot.capabilities)
    if len(found) > 1:
        taken = find_category(unit.gradebook.categories, name, snapshot.capabilities)
        facts = {
            "section": unit.section_name,
            "class": unit.gradebook.class_ref,
            "category": name,
            "category_id": group.id,
            "value": str(len(found)),
            "result": taken.ref if taken else "",
        }
        subject = Subject(snapshot.course.id, unit.section, None, None)
        yield Finding(Problem.CATEGORY_NOT_UNIQUE, Severity.WARNS, subject, facts)
