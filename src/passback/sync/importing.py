"""Making assignment groups of the SIS's categories: what would be changed in Canvas, and nothing else.

Knows names and weights. May not make a second group of a name, nor touch a weight that nobody consented to.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from passback.core.gradebook import Category, Course, Gradebook, Group, Missing, Unread
from passback.core.problem import Problem, Safety
from passback.core.subject import Subject
from passback.sync.model import Change
from passback.sync.text import caseless, normal


def to_import(
    course: Course,
    gradebooks: Mapping[str, Gradebook | Missing | Unread],
    weights: bool,  # noqa: FBT001 - the one question that the person answered
    mapped: Collection[str] = (),
) -> tuple[Change, ...]:
    """The groups to be made, by name, each a `Change` of a `new_group` that wants consent.

    A category whose name a group has already, read as people read it and in any case, makes none; nor does
    one that a group is mapped to (`mapped`: those categories' names). Classes that could not be read, and
    categories that take no new work, make none either. Where Canvas's groups could not be read nothing is
    made: unread is not empty.

    `weights` True: a new group gets its category's weight, and one of the same name is given it, where every
    class that has the category says the same weight. Setting a weight changes course grades in Canvas.
    """
    if isinstance(course.groups, Unread):
        return ()
    found = _by_name(gradebooks)
    held = {caseless(group.name): group for group in course.groups}
    taken = {*held, *(caseless(name) for name in mapped)}
    made = [
        _change(course, None, new_group(rows[0].name, _weight(rows, weights)))
        for key, rows in found.items()
        if key not in taken
    ]
    weighed = [
        _change(course, group, replace(group, weight=weight))
        for key, group in held.items()
        if key in found
        and _only(course.groups, key)
        and (weight := _weight(found[key], weights)) is not None
        and weight != group.weight
    ]
    return tuple(sorted([*made, *weighed], key=lambda change: change.key))


def new_group(name: str, weight: Decimal | None = None) -> Group:
    """A group that is to be made. Canvas chooses its id; until then it goes by its name."""
    return Group(f"new:{normal(name)}", normal(name), weight, None, drops=False)


def _only(groups: Iterable[Group], key: str) -> bool:
    """True if one group alone has the name: of two nobody can say which the weight belongs to."""
    return sum(caseless(group.name) == key for group in groups) == 1


def _by_name(gradebooks: Mapping[str, Gradebook | Missing | Unread]) -> Mapping[str, list[Category]]:
    found: dict[str, list[Category]] = {}
    for _, book in sorted(gradebooks.items()):
        if not isinstance(book, Gradebook) or isinstance(book.categories, Unread):
            continue
        for category in sorted(book.categories, key=lambda c: c.ref):
            if category.active and normal(category.name):
                found.setdefault(caseless(category.name), []).append(category)
    return found


def _weight(rows: Collection[Category], weights: bool) -> Decimal | None:  # noqa: FBT001 - handed through
    said = {row.weight for row in rows}
    return next(iter(said)) if weights and len(said) == 1 else None


def _change(course: Course, before: Group | None, after: Group) -> Change:
    subject = Subject(course.id, None, None, None)
    return Change(subject, before, after, Problem.CATEGORY_NOT_IMPORTED, Safety.ASK)
