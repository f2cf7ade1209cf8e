"""A score that was sent is another one in the SIS now: somebody changed it there."""

from collections.abc import Iterable, Mapping

from passback.core.finding import Finding
from passback.core.gradebook import Score
from passback.core.problem import Problem
from passback.sync.diff import diff
from passback.sync.model import Snapshot
from passback.sync.stopped import stopped
from passback.sync.told import score_differs

PROBLEMS: tuple[Problem, ...] = (Problem.EDITED_IN_SIS,)
NEEDS: tuple[str, ...] = ("sections", "enrollments", "assignments", "submissions", "line_items", "scores")


def check(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding per score, whether it is left as it is, asked about or overwritten, as the district chose.

    It warns: what a person typed there is not lost without a person's word or the district's.
    """
    yield from stopped(snapshot, Problem.EDITED_IN_SIS)
    last = _last_sent(snapshot)
    for change in diff(snapshot).changes:
        subject, held = change.subject, change.before
        if change.why is Problem.EDITED_IN_SIS and isinstance(held, Score | None):
            student = held.student if held is not None else _student(change.after)
            sent = last.get((subject.section, subject.assignment, student))
            yield score_differs(Problem.EDITED_IN_SIS, subject, sent, held, None)


def _student(thing: object) -> str:
    return thing.student if isinstance(thing, Score) else ""


def _last_sent(snapshot: Snapshot) -> Mapping[tuple[str | None, str | None, str], Score]:
    return {
        (link.section, link.assignment, score.student): score
        for link in sorted(snapshot.links, key=lambda link: link.generation)
        for score in snapshot.sent.get(link.ref, ())
    }
