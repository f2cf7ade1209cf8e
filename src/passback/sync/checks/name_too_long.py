"""The assignment's name is longer than this SIS keeps."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.sync.adopt import item_facts, item_subject
from passback.sync.model import Snapshot
from passback.sync.written import written

PROBLEMS: tuple[Problem, ...] = (Problem.NAME_TOO_LONG,)
NEEDS: tuple[str, ...] = ("assignments", "submissions", "overrides", "line_items")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per line item whose name would be new in the SIS.

    It only warns: a limit says how much is kept, not whether the rest is cut or the whole refused, and
    neither loses a score that was there. A name that we shorten ourselves is not too long (`long-names`).
    """
    limit = snapshot.capabilities.title_max
    if limit is None:
        return
    for unit, before, wanted in written(snapshot):
        if len(wanted.title) <= limit.value or (before is not None and before.title == wanted.title):
            continue
        facts = {**item_facts(unit), "limit": str(limit.value), "value": str(len(wanted.title))}
        yield Finding(Problem.NAME_TOO_LONG, Severity.WARNS, item_subject(snapshot, unit), facts)
