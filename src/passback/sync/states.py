"""Every considered score of a plan, and that each stands in exactly one place."""

from collections import Counter
from collections.abc import Iterable

from passback.core.subject import Subject
from passback.sync.model import Plan


def considered(plan: Plan) -> tuple[Subject, ...]:
    """The subject of every score that the plan speaks of, in order.

    Raises:
        ValueError: a score stands in two places; a bug, never to be shown as a plan.
    """
    found = [*_changing(plan), *_held(plan), *(row.subject for row in plan.standing)]
    twice = [subject for subject, count in Counter(found).items() if count > 1]
    if twice:
        raise ValueError(f"{len(twice)} scores of course {plan.course} stand in two places of one plan")
    return tuple(sorted(found, key=lambda s: (s.section or "", s.assignment or "", s.student or "")))


def _changing(plan: Plan) -> Iterable[Subject]:
    return (change.subject for change in plan.changes if change.subject.student is not None)


def _held(plan: Plan) -> Iterable[Subject]:
    held = (change.subject for hold in plan.holds for change in hold.changes)
    return (subject for subject in held if subject.student is not None)
