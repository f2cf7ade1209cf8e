"""Two assignment groups of the course bear one name; the SIS cannot tell their work apart."""

from collections import defaultdict
from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot
from passback.sync.routing import takes_part
from passback.sync.text import normal

PROBLEMS: tuple[Problem, ...] = (Problem.DUPLICATE_ASSIGNMENT_GROUPS,)
NEEDS: tuple[str, ...] = ("assignments", "groups")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per name that several groups with work for the SIS bear: it goes to one category."""
    groups, assignments = snapshot.course.groups, snapshot.course.assignments
    if isinstance(groups, Unread) or isinstance(assignments, Unread):
        return
    used = {assignment.group for assignment in assignments if takes_part(assignment)}
    named: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        if group.id in used:
            named[normal(group.name)].append(group.id)
    for name, ids in sorted(named.items()):
        if len(ids) > 1:
            facts = {"category": name, "category_id": ", ".join(sorted(ids)), "value": str(len(ids))}
            subject = Subject(snapshot.course.id, None, None, None)
            yield Finding(Problem.DUPLICATE_ASSIGNMENT_GROUPS, Severity.WARNS, subject, facts)
