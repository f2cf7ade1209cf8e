"""A line item that would change is in other classes too, as one thing: they change with it."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.sync.adopt import item_facts, item_subject
from passback.sync.model import Snapshot
from passback.sync.written import written

PROBLEMS: tuple[Problem, ...] = (Problem.UPDATE_MISSES_SECTION,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item whose name, points or description would change; `value`: the other classes.

    All sections are put back, so the SIS does not refuse it; it warns, for all values but the due date are
    those of every section (facts/sis-vendors.md §1.6).
    """
    for unit, before, wanted in written(snapshot):
        if before is None or not before.also_in:
            continue
        ours = (wanted.title, wanted.maximum, wanted.description)
        if ours != (before.title, before.maximum, before.description):
            facts = {**item_facts(unit), "value": ", ".join(before.also_in)}
            subject = item_subject(snapshot, unit)
            yield Finding(Problem.UPDATE_MISSES_SECTION, Severity.WARNS, subject, facts)
