"""Work without a due date is sent with one that the district's policy gives; Canvas stays without."""

from collections.abc import Iterable

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.settings import Level
from passback.sync.calendar import Due
from passback.sync.chosen import as_chosen
from passback.sync.dates import due
from passback.sync.model import Change, Snapshot
from passback.sync.proposal import Option, Proposal, chosen, proposal
from passback.sync.routing import units

ACTION = Action.DATE_BY_POLICY
PROBLEMS: tuple[Problem, ...] = (Problem.DUE_DATE_MISSING,)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.ASK
_WAYS = {"last-day": "last day of the open period", "created": "day when it was made"}


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """The last day of the open period, or the day when the work was made: whichever give a date at all."""
    subject = finding.subject
    if subject.section is None or subject.assignment is None:
        return
    options = []
    for word, label in _WAYS.items():
        change = chosen(snapshot, subject, Level.ASSIGNMENT, "undated", word)
        day = _day(snapshot, finding, change)
        if day is not None:
            options.append(Option(word, f"{label}: {day}", (change,)))
    if options:
        yield proposal(ACTION, SAFETY, finding, options=options)


def _day(snapshot: Snapshot, finding: Finding, change: Change) -> str | None:
    given = as_chosen(snapshot, [change])
    for unit in units(given):
        if (unit.section, unit.assignment.id) == (finding.subject.section, finding.subject.assignment):
            found = due(given, unit)
            return found.day.isoformat() if isinstance(found, Due) else None
    return None
