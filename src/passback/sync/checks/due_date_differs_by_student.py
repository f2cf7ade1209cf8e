"""Students of a class have different due dates, and the SIS keeps one."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Problem, Severity
from passback.sync.adopt import ToMake, item_facts, item_subject, places
from passback.sync.calendar import zone_in
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.DUE_DATE_DIFFERS_BY_STUDENT,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item to be made; `value`: the days that it will not bear. It stops nothing."""
    for unit, place in places(snapshot):
        zone = zone_in(snapshot, unit.section)
        if not isinstance(place, ToMake) or isinstance(zone, Unread):
            continue
        days = {moment.astimezone(zone).date() for moment in unit.dues} - {place.due.day}
        if days:
            told = ", ".join(day.isoformat() for day in sorted(days))
            facts = {**item_facts(unit), "due_date": place.due.day.isoformat(), "value": told}
            subject = item_subject(snapshot, unit)
            yield Finding(Problem.DUE_DATE_DIFFERS_BY_STUDENT, Severity.INFORMS, subject, facts)
