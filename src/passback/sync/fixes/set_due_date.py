"""An assignment gets a due date for everyone in Canvas, on a day that the class's terms hold.

Not where it is only for those that an override names: a date beside that flag could open it to everyone
(facts/canvas.md §1.5).
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from passback.core.finding import Finding
from passback.core.gradebook import Assignment, Gradebook, Unread
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.sync.calendar import zone_in
from passback.sync.canvas_edit import asked, edit, work_of
from passback.sync.fixes.send_other_date import days_that_may_do
from passback.sync.model import Snapshot
from passback.sync.proposal import Option, Proposal

ACTION = Action.SET_DUE_DATE
PROBLEMS: tuple[Problem, ...] = (
    Problem.DUE_DATE_MISSING,
    Problem.DUE_DATE_NOT_FOR_EVERYONE,
    Problem.DUE_DATE_OUTSIDE_TERM,
    Problem.DUE_DATE_OUTSIDE_CLASS,
    Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD,
    Problem.DUE_DATE_TOO_OLD,
)
ACTS_ON = ActsOn.CANVAS
SAFETY = Safety.ASK


def propose(snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
    """Days that may do, each to the end of that day in the course's zone; one option each."""
    work = work_of(snapshot, finding.subject.assignment)
    section = finding.subject.section
    book, zone = snapshot.gradebooks.get(section or ""), zone_in(snapshot, section)
    if work is None or work.only_overrides or isinstance(zone, Unread) or not isinstance(book, Gradebook):
        return
    if isinstance(book.terms, Unread) or not book.terms:
        return
    today = snapshot.read_at.astimezone(zone).date()
    now = (work.due or _latest(work) or snapshot.read_at).astimezone(zone).date()
    options = [
        Option(
            day.isoformat(),
            f"{label}: due {day.isoformat()} for everyone",
            (edit(snapshot, work, finding.problem, due=_end_of(day, zone)),),
        )
        for day, label in days_that_may_do(now, today, book.terms).items()
        if work.due is None or work.due.astimezone(zone).date() != day
    ]
    yield from asked(snapshot, ACTION, finding, options)


def _latest(work: Assignment) -> datetime | None:
    """The latest date that an override gives."""
    overrides = () if isinstance(work.overrides, Unread) else work.overrides
    return max((o.due for o in overrides if o.due is not None), default=None)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last second of that day there, as Canvas sets a date that is given without an hour."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC) - timedelta(seconds=1)
