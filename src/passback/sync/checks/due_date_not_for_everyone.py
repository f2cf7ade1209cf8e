"""Only some students of a class have a due date; it becomes the date of all."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.sync.adopt import ToMake, item_facts, item_subject, places
from passback.sync.model import Snapshot

PROBLEMS: tuple[Problem, ...] = (Problem.DUE_DATE_NOT_FOR_EVERYONE,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item to be made; `value`: how many of its scores are of students without a date.

    It stops nothing: other exchanges skip such work, passback sends the date that most students have.
    """
    for unit, place in places(snapshot):
        without = sum(case.student is not None and case.submission.due is None for case in unit.cases)
        if isinstance(place, ToMake) and unit.dues and without:
            facts = {**item_facts(unit), "due_date": place.due.day.isoformat(), "value": str(without)}
            subject = item_subject(snapshot, unit)
            yield Finding(Problem.DUE_DATE_NOT_FOR_EVERYONE, Severity.INFORMS, subject, facts)
