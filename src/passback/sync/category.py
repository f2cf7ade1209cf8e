"""Which category of the SIS class an assignment group is.

Knows names and the district's map. May not guess: a wrong category changes a student's average.
"""

from collections.abc import Mapping

from passback.core.capabilities import Capabilities
from passback.core.gradebook import Category, Group, Part, Unread
from passback.sync.carry import can
from passback.sync.model import Policy
from passback.sync.text import normal


def wanted_name(group: Group, policy: Policy) -> str:
    """The category's name: as the district maps the group, else the group's own."""
    mapped: Mapping[str, str] = {normal(name): to for name, to in policy.categories.items()}
    return mapped.get(normal(group.name), group.name)


def group_of(groups: Part[Group], group: str) -> Group | Unread | None:
    """The assignment's group by its id; None: the list was read and does not have it."""
    if isinstance(groups, Unread):
        return groups
    return next((g for g in groups if g.id == group), None)


def find_category(categories: tuple[Category, ...], name: str, capabilities: Capabilities) -> Category | None:
    """The active category of that name.

    An exact match wins. Another case counts too unless the SIS is known to tell them apart. Of several of
    one name the first by ref, so that every run takes the same.
    """
    active = sorted((c for c in categories if c.active), key=lambda c: c.ref)
    exact = [c for c in active if normal(c.name) == normal(name)]
    if exact or can(capabilities.category_case_matters):
        return exact[0] if exact else None
    loose = [c for c in active if normal(c.name).casefold() == normal(name).casefold()]
    return loose[0] if len({normal(c.name) for c in loose}) == 1 else None
