"""Why scores stand still, by problem: told once for each thing that a person would mend.

The checks of sections, students and scores look here, so that a check never says what the plan does not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from passback.core.finding import Finding, distinct
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.diff import diff
from passback.sync.model import Snapshot
from passback.sync.once import once


@once
def _by_problem(snapshot: Snapshot) -> Mapping[Problem, Sequence[tuple[Subject, Finding]]]:
    found: dict[Problem, list[tuple[Subject, Finding]]] = defaultdict(list)
    for row in diff(snapshot).standing:
        if row.why is not None:
            found[row.why.problem].append((row.subject, row.why))
    return found


def stopped(snapshot: Snapshot, problem: Problem) -> tuple[Finding, ...]:
    """What stops scores for this problem, in the order of the plan, each as widely as it holds."""
    return distinct(why for _, why in _by_problem(snapshot).get(problem, ()))


def by_section(snapshot: Snapshot, problem: Problem) -> Mapping[str | None, Sequence[Finding]]:
    """The reasons of this problem by Canvas section, one for each score that stands."""
    found: dict[str | None, list[Finding]] = defaultdict(list)
    for subject, why in _by_problem(snapshot).get(problem, ()):
        found[subject.section].append(why)
    return found


def of_each_work(snapshot: Snapshot, problem: Problem) -> Iterable[Finding]:
    """One finding per assignment, which a teacher would mend as a whole; `value`: how many scores stand.

    It informs: the scores of others may go, so it must not stop the assignment.
    """
    found: dict[str | None, list[Finding]] = defaultdict(list)
    for subject, why in _by_problem(snapshot).get(problem, ()):
        found[subject.assignment].append(why)
    for work, reasons in sorted(found.items(), key=lambda row: row[0] or ""):
        kept = {slot: text for slot, text in reasons[0].facts.items() if slot != "student"}
        facts = {**kept, "value": str(len(reasons))}
        yield Finding(problem, Severity.INFORMS, Subject(snapshot.course.id, None, work, None), facts)
