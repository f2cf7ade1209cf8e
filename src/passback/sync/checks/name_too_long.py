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

    A firm limit blocks what is to be made; an update is refused too, but its scores go, so it warns. By
    hearsay nobody knows whether the rest is cut or the whole refused: that warns as well. A name that we
    shorten ourselves is not too long (`long-names`).
    """
    limit = snapshot.capabilities.title_max
    if limit is None:
        return
    for unit, before, wanted in written(snapshot):
        if len(wanted.title) <= limit.value or (before is not None and before.title == wanted.title):
            continue
        facts = {**item_facts(unit), "limit": str(limit.value), "value": str(len(wanted.title))}
        severity = Severity.BLOCKS if limit.firm and before is None else Severity.WARNS
        yield Finding(Problem.NAME_TOO_LONG, severity, item_subject(snapshot, unit), facts)
