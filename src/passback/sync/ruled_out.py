"""What a plan's own reading speaks against, on one subject: causes that a refusal there cannot have.

Knows plans and what the checks looked at. A check that is silent because it could not see rules nothing out,
and neither does one that rests on a limit that may not be known; so only what is named below counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from passback.core.gradebook import LineItem
from passback.core.problem import Problem
from passback.core.subject import Subject
from passback.sync.checks import CHECKS
from passback.sync.model import Plan
from passback.sync.plan import covers

# Looked for in the whole course, or in every class that was read.
_OF_THE_COURSE = frozenset({Problem.DUPLICATE_ASSIGNMENT_GROUPS, Problem.SECTION_WITHOUT_SIS_ID})
_OF_THE_CLASS = frozenset({Problem.STUDENT_NOT_IN_SECTION})
# Looked for only where a line item is made: of one that is there already nobody asked.
_OF_WHAT_IS_MADE = frozenset({Problem.DUE_DATE_MISSING})


def ruled_out(plan: Plan, subject: Subject) -> frozenset[Problem]:
    """Problems that were looked for on this subject, by a check that could see, and are not there."""
    out = set(_OF_THE_COURSE)
    if subject.section in plan.classes:
        out |= _OF_THE_CLASS
        made = _made(plan, subject)
        if made is not None:
            out |= _OF_WHAT_IS_MADE
            # A class without categories, or without terms, says nothing of either.
            out |= {Problem.CATEGORY_NOT_FOUND} if made.category is not None else set()
            out |= {Problem.DUE_DATE_OUTSIDE_TERM} if subject.section in plan.closes else set()
    found = {finding.problem for finding in plan.findings if _touch(finding.subject, subject)}
    return frozenset(problem for problem in out - found if looked_for(plan, problem, subject))


def ruled_out_of_all(plans: Mapping[str, Plan], subjects: Iterable[Subject]) -> frozenset[Problem]:
    """Ruled out of every line item among them, with all its students; without a plan of a course, nothing."""
    works = dict.fromkeys(replace(subject, student=None) for subject in subjects)
    each = [ruled_out(plans[s.course], s) if s.course in plans else frozenset() for s in works]
    return frozenset.intersection(*each) if each else frozenset()


def looked_for(plan: Plan, problem: Problem, subject: Subject) -> bool:
    """True if a check looks for this problem, and lacked no part of what it needs for this subject."""
    names = {_name(check.__name__) for check in CHECKS if problem in check.PROBLEMS}
    blind = {
        finding.facts.get("result", "")
        for finding in plan.findings
        if finding.problem is Problem.PART_UNREAD and _touch(finding.subject, subject)
    }
    return bool(names) and not names & blind


def _touch(one: Subject, two: Subject) -> bool:
    return covers(one, two) or covers(two, one)


def _name(module: str) -> str:
    """As `checks.cannot_tell` names a check."""
    return module.rpartition(".")[2].replace("_", "-")


def _made(plan: Plan, subject: Subject) -> LineItem | None:
    """The line item that the plan makes for this assignment in this section."""
    place = (subject.section, subject.assignment)
    for change in plan.changes:
        s = change.subject
        if s.student is None and (s.section, s.assignment) == place and change.before is None:
            return change.after if isinstance(change.after, LineItem) else None
    return None
