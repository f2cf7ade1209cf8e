"""Some classes of the course have the category of a group, and others do not."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.filing import Filed, filed
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.CATEGORY_DIFFERS_BETWEEN_SECTIONS,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "groups", "categories", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per group with work to be made.

    `section`: those that lack it; `result`: those that have it. It says why; what waits for it is said by the
    check of a category that is not found.
    """
    groups: dict[str, list[Filed]] = {}
    for each in filed(snapshot):
        groups.setdefault(each.group.id, []).append(each)
    for mine in groups.values():
        lack = {each.unit.section_name for each in mine if each.taken is None}
        have = {each.unit.section_name for each in mine if each.taken is not None}
        if lack and have:
            facts = {
                "category": mine[0].name,
                "category_id": mine[0].group.id,
                "section": ", ".join(sorted(lack)),
                "result": ", ".join(sorted(have)),
            }
            subject = Subject(snapshot.course.id, None, None, None)
            yield Finding(Problem.CATEGORY_DIFFERS_BETWEEN_SECTIONS, Severity.INFORMS, subject, facts)
