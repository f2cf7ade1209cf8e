"""A token, secret, certificate or licence runs out by the day that the connection states, or has run out."""

from collections.abc import Iterable

from passback.core.connection import WHAT_EXPIRES
from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.CREDENTIALS_EXPIRED, Problem.CREDENTIALS_EXPIRING)
NEEDS: tuple[str, ...] = ()
# Two weeks: a vendor or another office has to make the new one.
_WARNS_BEFORE = 14


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per course and thing that runs out: it warns before its last day, and blocks after it.

    `value`: what; `end_date`: its last day, in UTC; `limit`: the days that are left.
    """
    today = snapshot.read_at.date()
    for what, last in sorted(snapshot.expires.items()):
        left = (last - today).days
        if left > _WARNS_BEFORE:
            continue
        over = left < 0
        problem = Problem.CREDENTIALS_EXPIRED if over else Problem.CREDENTIALS_EXPIRING
        facts = {
            "value": WHAT_EXPIRES.get(what, what),
            "end_date": last.isoformat(),
            "limit": str(max(left, 0)),
        }
        severity = Severity.BLOCKS if over else Severity.WARNS
        yield Finding(problem, severity, Subject(snapshot.course.id, None, None, None), facts)
