"""A new line item needs a category of the assignment group's name, and the class has others."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.sync.adopt import item_subject
from passback.sync.filing import filed, severity_unfiled
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.CATEGORY_NOT_FOUND,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "groups", "categories", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item to be made without a category.

    Where the SIS is known to need none, or to file such work in a category of its admin's, it only warns: the
    line item goes without.
    """
    for each in filed(snapshot):
        if each.taken is None and each.active and not each.rests:
            subject = item_subject(snapshot, each.unit)
            yield Finding(Problem.CATEGORY_NOT_FOUND, severity_unfiled(snapshot), subject, each.facts())
