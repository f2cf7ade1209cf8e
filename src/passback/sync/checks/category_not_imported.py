"""A group without a category was made by hand, in a course whose other groups came from the SIS."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.filing import filed
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.CATEGORY_NOT_IMPORTED,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "groups", "categories", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per group. An import of categories leaves its link on a group (facts/canvas.md §1.4).

    It says why; passback itself goes by the name. Groups whose link this token does not see say nothing.
    """
    groups = snapshot.course.groups
    if isinstance(groups, Unread) or not any(group.integration_data for group in groups):
        return
    by_hand = {group.id for group in groups if group.integration_data == {}}
    told: set[str] = set()
    for each in filed(snapshot):
        if each.taken is None and each.group.id in by_hand - told:
            told.add(each.group.id)
            facts = {"category": each.group.name, "category_id": each.group.id}
            subject = Subject(snapshot.course.id, None, None, None)
            yield Finding(Problem.CATEGORY_NOT_IMPORTED, Severity.INFORMS, subject, facts)
