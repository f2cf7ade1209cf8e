"""Which category of the SIS class an assignment group is.

Knows names and the district's map. May not guess: a wrong category changes a student's average.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from passback.core.capabilities import Capabilities
from passback.core.gradebook import Category, Group, Part, Unread
from passback.core.problem import Problem
from passback.sync.carry import can
from passback.sync.model import Policy
from passback.sync.text import normal

# What work is kept back for whose category is wrong: another one that the class has would cure it.
WRONG_CATEGORY: tuple[Problem, ...] = (
    Problem.CATEGORY_NOT_FOUND,
    Problem.CATEGORY_MISSING,
    Problem.CATEGORY_NOT_IMPORTED,
    Problem.CATEGORY_WITHOUT_GRADE_SCALE,
    Problem.CATEGORY_NOT_LEAD_TEACHERS,
)
# A code behind a name: `Homework (HW)`. A name that is a code alone keeps it.
_CODE = re.compile(r"(?<=[^ ]) ?\([^()]*\)$")


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
    one name the first by ref, so that every run takes the same; of several names none.
    """
    found = matching(categories, name, capabilities)
    return found[0] if found and len({normal(c.name) for c in found}) == 1 else None


def matching(categories: tuple[Category, ...], name: str, capabilities: Capabilities) -> tuple[Category, ...]:
    """The active categories that the name may mean, by ref: the nearest way of reading it that gives any.

    The whole name; then without the code in parentheses that some systems put behind a name, where only one
    of the two has one, for two codes tell two categories apart (facts/canvas.md §2, flow 1); each as written,
    then in any case.
    """
    active = tuple(sorted((c for c in categories if c.active), key=lambda c: c.ref))
    cased: tuple[Callable[[str], str], ...] = (str,)
    if not can(capabilities.category_case_matters):
        cased = (str, str.casefold)
    ways: list[Callable[[str, str], bool]] = [operator.eq]
    if can(capabilities.category_code_suffix):
        ways.append(_but_for_the_code)
    for way in ways:
        for case in cased:
            wanted = case(normal(name))
            found = tuple(c for c in active if way(case(normal(c.name)), wanted))
            if found:
                return found
    return ()


def resting(categories: tuple[Category, ...], name: str, capabilities: Capabilities) -> tuple[Category, ...]:
    """The categories of that name that take no new work, read in the same way."""
    off = tuple(replace(one, active=True) for one in categories if not one.active)
    return matching(off, name, capabilities)


def _but_for_the_code(one: str, two: str) -> bool:
    stem_one, stem_two = (_CODE.sub("", text) for text in (one, two))
    return stem_one == stem_two and (one == stem_one or two == stem_two)
