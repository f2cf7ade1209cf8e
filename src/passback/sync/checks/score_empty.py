"""Work for the SIS that is due by now, and not one of its students has a score."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from passback.core.finding import Finding
from passback.core.gradebook import Assignment, Submission, Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.model import Snapshot
from passback.sync.routing import OPEN_COURSE, has_mark, takes_part

PROBLEMS: tuple[Problem, ...] = (Problem.SCORE_EMPTY,)
NEEDS: tuple[str, ...] = ("enrollments", "assignments", "submissions")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per assignment. It informs: the line item comes with the first score.

    Work that is still to be handed in is not looked for in the SIS yet, and what nobody was given never is.
    The Test Student's score is nobody's.
    """
    course = snapshot.course
    works, rows, enrolled = course.assignments, course.submissions, course.enrollments
    if isinstance(works, Unread) or isinstance(rows, Unread) or isinstance(enrolled, Unread):
        return
    if course.state not in OPEN_COURSE:
        return
    testers = {enrollment.student for enrollment in enrolled if enrollment.test}
    given: dict[str, list[Submission]] = defaultdict(list)
    for row in rows:
        if row.student not in testers:
            given[row.assignment].append(row)
    for work in works:
        mine = given[work.id]
        if (
            takes_part(work)
            and mine
            and not any(map(has_mark, mine))
            and _is_due(work, mine, snapshot.read_at)
        ):
            facts = {"assignment": work.name, "assignment_id": work.id, "value": str(len(mine))}
            yield Finding(
                Problem.SCORE_EMPTY, Severity.INFORMS, Subject(course.id, None, work.id, None), facts
            )


def _is_due(work: Assignment, rows: Iterable[Submission], now: datetime) -> bool:
    """True if all dates of the work have passed; work without a date is always due."""
    dates = [row.due for row in rows if row.due is not None]
    return max(dates, default=work.due or now) <= now
