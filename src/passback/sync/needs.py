"""Which parts of a class a plan's writes rest on, so that none of them rests on an old reading.

Knows changes and problems. Class, roster, categories and terms may be remembered for a while; before a write
that depends on one of them it is read again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from passback.core.finding import Finding
from passback.core.gradebook import LineItem, Score
from passback.core.problem import Problem
from passback.sync.model import Change, Plan

TERMS, CATEGORIES, STUDENTS = "terms", "categories", "students"

# What a plan says is wrong may be wrong no longer: the part that says so has to be a fresh one.
_TOLD_BY: Mapping[Problem, str] = {
    Problem.CATEGORY_NOT_FOUND: CATEGORIES,
    Problem.CATEGORY_MISSING: CATEGORIES,
    Problem.CATEGORY_NOT_LEAD_TEACHERS: CATEGORIES,
    Problem.DUE_DATE_OUTSIDE_TERM: TERMS,
    Problem.DUE_DATE_OUTSIDE_CLASS: TERMS,
    Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD: TERMS,
    Problem.STUDENT_NOT_IN_SECTION: STUDENTS,
    Problem.STUDENT_NOT_ON_GRADEBOOK: STUDENTS,
    Problem.STUDENT_SIS_ID_INVALID: STUDENTS,
}


def parts_needed(plan: Plan) -> Mapping[str, frozenset[str]]:
    """By Canvas section, the parts (`terms`, `categories`, `students`) that the plan depends on.

    A line item to be made rests on categories and terms, a line item that changes on terms, a score that is
    new in the SIS on the roster; and what stands because a part lacks something rests on that part. A section
    without a key depends on none: nothing is written there but what its line items and scores decide.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for change in plan.changes:
        if change.subject.section is not None:
            found[change.subject.section].update(_of_change(change))
    for finding in _told(plan):
        if finding.subject.section is not None and finding.problem in _TOLD_BY:
            found[finding.subject.section].add(_TOLD_BY[finding.problem])
    return {section: frozenset(parts) for section, parts in sorted(found.items()) if parts}


def _of_change(change: Change) -> Iterable[str]:
    if isinstance(change.after, LineItem):
        return (CATEGORIES, TERMS) if change.before is None else (TERMS,)
    return (STUDENTS,) if isinstance(change.after, Score) and change.before is None else ()


def _told(plan: Plan) -> Iterable[Finding]:
    yield from plan.findings
    yield from (row.why for row in plan.standing if row.why is not None)
