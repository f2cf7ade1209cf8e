"""The line item as it should be: new, or as the SIS has it with the fields that are ours.

Ours after creation are title, due date and maximum. Category, counting and all else stay as the SIS has
them. A description alone never causes a write: systems without one would be written to every night.
"""

from dataclasses import replace
from decimal import Decimal

from passback.core.gradebook import Assignment, Gradebook, LineItem, Unread
from passback.core.problem import Problem
from passback.sync.adopt import ToMake
from passback.sync.calendar import zone_in
from passback.sync.carry import can, same_mark
from passback.sync.category import find_category, group_of, wanted_name
from passback.sync.dates import assigned, due_given
from passback.sync.model import Snapshot
from passback.sync.routing import Unit
from passback.sync.titles import says_it, wire_title


def description(assignment: Assignment) -> str:
    """Where the line item comes from, for whoever looks at it in the SIS."""
    return f"Canvas: {assignment.url}"


def category_ref(snapshot: Snapshot, unit: Unit, gradebook: Gradebook) -> str | Unread | None:
    """The ref of the category for a new line item; None: no such category in the class."""
    if isinstance(gradebook.categories, Unread):
        return gradebook.categories
    group = group_of(snapshot.course.groups, unit.assignment.group)
    if isinstance(group, Unread):
        return group
    if group is None:
        return Unread("the assignment's group is not in the course's list", Problem.PART_UNREAD)
    name = wanted_name(group, snapshot.policy_of(unit.section, unit.assignment.id))
    found = find_category(gradebook.categories, name, snapshot.capabilities)
    return found.ref if found else None


def new_item(snapshot: Snapshot, unit: Unit, gradebook: Gradebook, place: ToMake) -> LineItem | Unread:
    """The line item to be made; `Unread`: something that it needs could not be read."""
    category = category_ref(snapshot, unit, gradebook)
    zone = zone_in(snapshot, unit.section)
    if isinstance(category, Unread):
        return category
    if isinstance(zone, Unread):
        return zone
    assignment = unit.assignment
    left_out = assignment.omit_from_final_grade and can(snapshot.capabilities.not_counted)
    return LineItem(
        ref=place.ref,
        title=wire_title(snapshot, unit, place.ref),
        description=description(assignment),
        category=category,
        assigned=assigned(assignment, place.due.day, gradebook, zone),
        due=place.due.day,
        maximum=assignment.points if assignment.points is not None else Decimal(0),
        counts=False if left_out else None,
    )


def updated_item(snapshot: Snapshot, unit: Unit, item: LineItem) -> LineItem:
    """The line item with our fields as Canvas has them; equal to `item` where nothing has to change.

    What Canvas does not say (no date, no points, unread overrides) stays as the SIS has it.
    """
    assignment = unit.assignment
    kept = says_it(snapshot, unit, item.title)
    when = due_given(snapshot, unit)
    day = item.due if when is None or isinstance(when, Unread) else when.day
    points = assignment.points
    maximum = (
        item.maximum if points is None or same_mark(item.maximum, points, snapshot.capabilities) else points
    )
    ours = replace(
        item,
        title=item.title if kept else wire_title(snapshot, unit, item.ref),
        due=day,
        assigned=min(item.assigned, day),
        maximum=maximum,
    )
    if (ours.title, ours.due, ours.maximum) == (item.title, item.due, item.maximum):
        return item
    return replace(ours, description=item.description or description(assignment))
