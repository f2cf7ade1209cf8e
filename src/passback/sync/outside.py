"""Scores outside of what an SIS takes: what stops them, and what only hearsay says of them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from passback.core.finding import Finding
from passback.core.gradebook import Assignment, Score, Unread
from passback.core.problem import Problem, Severity
from passback.core.value import plain
from passback.sync.carry import bounds
from passback.sync.diff import diff
from passback.sync.model import Change, Snapshot
from passback.sync.stopped import stopped


def outside(snapshot: Snapshot, problem: Problem) -> Iterable[Finding]:
    """The findings of one of the two problems, in the order of the plan.

    What is in the SIS already, what is held for another reason, and what will be capped on consent, is not
    among them.
    """
    yield from stopped(snapshot, problem)
    works = () if isinstance(snapshot.course.assignments, Unread) else snapshot.course.assignments
    known = {work.id: work for work in works}
    for change in diff(snapshot).changes:
        found = _by_hearsay(snapshot, known, change)
        if found is not None and found.problem is problem:
            yield found


def _by_hearsay(snapshot: Snapshot, known: Mapping[str, Assignment], change: Change) -> Finding | None:
    """What would go though somebody says that the SIS does not take it."""
    score, work = change.after, known.get(change.subject.assignment or "")
    if (
        not isinstance(score, Score)
        or not isinstance(score.mark, Decimal)
        or work is None
        or work.points is None
    ):
        return None
    least, most = bounds(work.points, snapshot.capabilities, firm=False)
    facts = {
        "assignment": work.name,
        "assignment_id": work.id,
        "student": change.subject.student or "",
        "score": plain(score.mark),
        "min_score": plain(least or Decimal(0)),
        "max_score": plain(work.points),
    }
    if most is not None and score.mark > most:
        told = facts | {"limit": plain(most)}
        return Finding(Problem.SCORE_ABOVE_MAXIMUM, Severity.WARNS, change.subject, told)
    if least is not None and score.mark < least:
        return Finding(Problem.SCORE_BELOW_MINIMUM, Severity.WARNS, change.subject, facts)
    return None
