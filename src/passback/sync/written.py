"""The line items that a plan would write, as they would be written: what checks of a line item look at."""

from collections.abc import Iterator

from passback.core.gradebook import LineItem, Unread
from passback.sync.adopt import Adoptable, Linked, ToMake, places
from passback.sync.carry import is_made
from passback.sync.line import new_item, updated_item
from passback.sync.model import Snapshot
from passback.sync.once import once
from passback.sync.routing import Unit

Written = tuple[Unit, LineItem | None, LineItem]


@once
def written(snapshot: Snapshot) -> tuple[Written, ...]:
    """Each line item to be made or changed: as the SIS has it (None: to be made), and as it should be.

    What nothing is sent for, and what stays as it is, is left out: it harms nobody. In the order of the plan.
    """
    return tuple(_written(snapshot))


def _written(snapshot: Snapshot) -> Iterator[Written]:
    for unit, place in places(snapshot):
        if isinstance(place, ToMake) and unit.gradebook is not None and is_made(snapshot, unit):
            item = new_item(snapshot, unit, unit.gradebook, place)
            if not isinstance(item, Unread):
                yield unit, None, item
        elif isinstance(place, Linked | Adoptable) and isinstance(place.item, LineItem):
            wanted = updated_item(snapshot, unit, place.item)
            if wanted != place.item:
                yield unit, place.item, wanted
