"""Line items to be made that no category of their class takes, and what that means for them.

Knows groups, categories and what the SIS does without one. Looks at what is to be made alone: afterwards the
category is the SIS's own.
"""

from collections.abc import Iterator

from passback.core.gradebook import Category, Group, Unread
from passback.core.problem import Severity
from passback.core.value import Value, value
from passback.sync.adopt import ToMake, item_facts, places
from passback.sync.carry import can, is_made
from passback.sync.category import find_category, group_of, resting, wanted_name
from passback.sync.model import Snapshot
from passback.sync.once import once
from passback.sync.routing import Unit


@value
class Filed(Value):
    """A line item to be made. `name`: the category that it wants; `taken`: that category, None: none.

    `active`: the names of those that take new work. `rests`: one of that name is there and takes none.
    """

    unit: Unit
    group: Group
    name: str
    taken: Category | None
    active: tuple[str, ...]
    rests: bool

    def facts(self) -> dict[str, str]:
        """What every finding about it says."""
        return {
            **item_facts(self.unit),
            "category": self.name,
            "category_id": self.group.id,
            "available_categories": ", ".join(self.active),
        }


@once
def filed(snapshot: Snapshot) -> tuple[Filed, ...]:
    """Every line item to be made whose group and categories were read, with or without a category.

    Where the SIS needs none and shows none at all, no name is wrong: those are left out.
    """
    return tuple(_filed(snapshot))


def _filed(snapshot: Snapshot) -> Iterator[Filed]:
    can_do = snapshot.capabilities
    for unit, place in places(snapshot):
        if not isinstance(place, ToMake) or unit.gradebook is None or not is_made(snapshot, unit):
            continue
        held = unit.gradebook.categories
        group = group_of(snapshot.course.groups, unit.assignment.group)
        if isinstance(held, Unread) or isinstance(group, Unread) or group is None:
            continue
        if not held and needs_none(snapshot) and not files(snapshot):
            continue
        name = wanted_name(group, snapshot.policy_of(unit.section, unit.assignment.id))
        active = tuple(sorted({one.name for one in held if one.active}))
        rests = bool(resting(held, name, can_do))
        yield Filed(unit, group, name, find_category(held, name, can_do), active, rests)


def needs_none(snapshot: Snapshot) -> bool:
    """True if the SIS is known to take work without a category."""
    needed = snapshot.capabilities.category_required
    return needed is not None and not needed.value


def files(snapshot: Snapshot) -> bool:
    """True if the SIS is firmly known to file such work where its admin chose."""
    filed_by_it = snapshot.capabilities.category_default
    return can(filed_by_it) and filed_by_it is not None and filed_by_it.firm


def severity_unfiled(snapshot: Snapshot) -> Severity:
    """Work whose category is not clear waits, whether or not the SIS would take it: a line item keeps the
    category that it was made with, and one without weighs nothing beside those that have one. Where the SIS
    needs none, or files it by itself, it goes without and is only warned of.
    """  # noqa: D205 - one thought
    return Severity.WARNS if needs_none(snapshot) or files(snapshot) else Severity.BLOCKS
