"""A due date that the SIS does not take is sent as a day that it does; Canvas keeps its own.

A changed date is seen by families, so it is always asked.
"""

from collections.abc import Iterable
from datetime import date

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, Term, Unread
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.settings import Level
from passback.sync.calendar import Due, period, zone_in
from passback.sync.dates import due
from passback.sync.model import Snapshot
from passback.sync.proposal import Option, Proposal, chosen, proposal
from passback.sync.routing import Unit, units

ACTION = Action.SEND_OTHER_DATE
PROBLEMS: tuple[Problem, ...] = (
    Problem.DUE_DATE_OUTSIDE_TERM,
    Problem.DUE_DATE_OUTSIDE_CLASS,
    Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD,
    Problem.DUE_DATE_TOO_OLD,
    Problem.GRADING_PERIOD_LOCKED,
)
ACTS_ON = ActsOn.WIRE
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """Days of the class's own terms: the nearest to the due date, today, and the last of the open period."""
    subject = finding.subject
    book = snapshot.gradebooks.get(subject.section or "")
    unit = next((u for u in units(snapshot) if is_of(u, finding)), None)
    zone = zone_in(snapshot, subject.section)
    if unit is None or isinstance(zone, Unread) or not isinstance(book, Gradebook):
        return
    when, terms = due(snapshot, unit), book.terms
    if isinstance(terms, Unread) or not terms or not isinstance(when, Due):
        return
    days = days_that_may_do(when.day, snapshot.read_at.astimezone(zone).date(), terms)
    options = [
        Option(
            day.isoformat(),
            f"{label}: {day.isoformat()} in place of {when.day.isoformat()}",
            (chosen(snapshot, subject, Level.ASSIGNMENT, "due", day.isoformat()),),
        )
        for day, label in days.items()
        if day != when.day
    ]
    if options:
        yield proposal(ACTION, SAFETY, finding, options=options)


def is_of(unit: Unit, finding: Finding) -> bool:
    """True if a finding is about this assignment in this class."""
    return (unit.section, unit.assignment.id) == (finding.subject.section, finding.subject.assignment)


def days_that_may_do(day: date, today: date, terms: tuple[Term, ...]) -> dict[date, str]:
    """Days of a class's terms with what each is, the nearest to the due date first; each once."""
    inside = sorted((max(t.first, min(day, t.last)) for t in terms), key=lambda d: (abs(d - day), d))
    found = {inside[0]: "nearest day of a term of the class"}
    now = period(terms, today)
    if now is not None:
        found.setdefault(today, "today")
        found.setdefault(now.last, "last day of the open period")
    return found
