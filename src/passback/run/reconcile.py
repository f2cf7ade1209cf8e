"""Both sides of a course, a connection or all of them, read and laid beside each other. Writes to no school.

Keeps nothing of it either, but for what reads are remembered of every command.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime

from passback.core.cells import csv_text
from passback.core.errors import NeedsConfig, NeedsLogin, PassbackError, Retryable
from passback.core.finding import Finding
from passback.core.gradebook import LineItem, Score
from passback.core.problem import Problem, Severity, State
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.core.value import Json, Value, value
from passback.run.ports import KeptPlan
from passback.run.progress import Listener, Progress, silent
from passback.run.read import Reader
from passback.run.schools import Schools
from passback.run.scope import chosen_courses, listed_courses, school_names
from passback.sync.reconcile.course import reconcile
from passback.sync.reconcile.model import (
    Agreement,
    ComparedItem,
    ComparedScore,
    ReconciledCourse,
    counted,
)
from passback.sync.reconcile.scores import REFUSED, LastSeen

__all__ = [
    "Agreement",
    "ComparedScore",
    "ReconciledCourse",
    "Reconciliation",
    "Reconciliations",
    "rows_as_csv",
]


@value
class Reconciliation(Value):
    """One connection, or some courses of it, as both sides were at `read_at`.

    `unread`: courses, or the whole connection, that could not be read. `school_names`: what people call each
    Canvas sub-account, no two the same.
    """

    connection: str
    sis: Sis
    read_at: datetime
    courses: tuple[ReconciledCourse, ...]
    unread: tuple[Finding, ...]
    school_names: Mapping[str, str]

    @property
    def settled(self) -> bool:
        """True if all could be told, and nothing is otherwise than it should be."""
        return not self.unread and all(course.settled for course in self.courses)

    @property
    def scores(self) -> tuple[ComparedScore, ...]:
        """All scores of all courses."""
        return tuple(row for course in self.courses for row in course.scores)

    @property
    def items(self) -> tuple[ComparedItem, ...]:
        """All line items of all courses."""
        return tuple(row for course in self.courses for row in course.items)

    @property
    def schools(self) -> Mapping[str, tuple[ComparedScore, ...]]:
        """The scores by school: by the Canvas sub-account that the course is in."""
        found: dict[str, list[ComparedScore]] = {}
        for course in self.courses:
            found.setdefault(course.account, []).extend(course.scores)
        return {account: tuple(rows) for account, rows in sorted(found.items())}

    def to_json(self) -> dict[str, Json]:
        """One connection in `passback reconcile --format json`; documented in docs/reconcile.md."""
        return {
            "connection": self.connection,
            "sis": self.sis.value,
            "read_at": self.read_at.isoformat(),
            "settled": self.settled,
            "scores": sums(self.scores),
            "line_items": sums(self.items),
            "schools": [
                {"account": account, "name": self.school_names[account], **sums(rows)}
                for account, rows in self.schools.items()
            ],
            "courses": [_course_json(course) for course in self.courses],
            "unread": [_finding_json(finding) for finding in self.unread],
        }


def sums(rows: Sequence[ComparedScore] | Sequence[ComparedItem]) -> dict[str, Json]:
    """How many of each, which sum to `considered`; `open`: those of them that somebody has to see to.

    Raises:
        AssertionError: the sums do not add up; a bug, and no answer is better than that one.
    """
    counts = counted(rows)
    if sum(counts.values()) != len(rows):
        raise AssertionError("the sums of a reconciliation do not add up")
    left = counted([row for row in rows if not row.expected])
    return {
        "considered": len(rows),
        **{agreement.value: number for agreement, number in counts.items()},
        "open": {a.value: n for a, n in left.items() if a is not Agreement.EQUAL},
    }


def _finding_json(finding: Finding | None) -> Json:
    if finding is None:
        return None
    return {"problem": finding.problem.value, "facts": dict(finding.facts)}


def _subject_json(s: Subject) -> dict[str, Json]:
    return {"section": s.section, "assignment": s.assignment, "student": s.student}


def _course_json(course: ReconciledCourse) -> dict[str, Json]:
    return {
        "course": course.course,
        "name": course.name,
        "account": course.account,
        "scores": sums(course.scores),
        "line_items": sums(course.items),
        "unread": [_finding_json(finding) for finding in course.unread],
        "score_rows": [
            {
                **_subject_json(row.subject),
                "sis_student": row.student,
                "line_item": row.line_item,
                "canvas": row.canvas,
                "sis": row.sis,
                "agreement": row.agreement.value,
                "how": row.how,
                "expected": row.expected,
                "problem": row.why.problem.value if row.why else None,
            }
            for row in course.scores
        ],
        "line_item_rows": [
            {
                **_subject_json(row.subject),
                "line_item": row.line_item,
                "title": row.title,
                "linked": row.linked,
                "agreement": row.agreement.value,
                "differences": [
                    {"field": d.field, "canvas": d.value, "sis": d.result, "how": d.way or "other"}
                    for d in row.differences
                ],
                "expected": row.expected,
                "problem": row.why.problem.value if row.why else None,
            }
            for row in course.items
        ],
    }


_HEAD = (
    "connection", "account", "school", "course", "course name", "section", "assignment", "title", "line item",
    "what", "student", "SIS student", "agreement", "how", "expected", "Canvas", "SIS", "problem",
)  # fmt: skip


def rows_as_csv(given: Iterable[Reconciliation]) -> str:
    """One row per score and one per field of a line item, every cell safe for a spreadsheet (core.cells)."""
    return csv_text(_HEAD, (row for one in given for course in one.courses for row in _cells(one, course)))


def _cells(one: Reconciliation, course: ReconciledCourse) -> Iterable[Sequence[str]]:
    place = (one.connection, course.account, one.school_names[course.account], course.course, course.name)
    titles = course.titles
    for row in course.scores:
        s = row.subject
        title = course.names.get(f"assignment/{s.assignment}") or titles.get(row.line_item or "", "")
        yield _row(place, row, title, "score", row.student or "", row.how or "", (row.canvas, row.sis))
    for item in course.items:
        if not item.differences:
            yield _row(place, item, item.title, "line item", "", "", ("", ""))
        for d in item.differences:
            yield _row(place, item, item.title, d.field, "", d.way or "other", (d.value, d.result))


def _row(
    place: tuple[str, ...],
    row: ComparedScore | ComparedItem,
    title: str,
    what: str,
    student: str,
    how: str,
    both: tuple[str, str],
) -> Sequence[str]:
    s, problem = row.subject, row.why.problem.value if row.why else ""
    return (
        *place, s.section or "", s.assignment or "", title, row.line_item or "", what, s.student or "",
        student, row.agreement.value, how, "yes" if row.expected else "no", *both, problem,
    )  # fmt: skip


class Reconciliations:
    """Reads both sides and compares. `reader`: as the App has it."""

    def __init__(self, schools: Schools, reader: Callable[[str], Awaitable[Reader]]) -> None:
        self._schools = schools
        self._reader = reader

    async def of(self, name: str, courses: Sequence[str] = (), listener: Listener = silent) -> Reconciliation:
        """Both sides of the given courses (none: all). A course that cannot be read is said; others go on.

        Raises:
            BadInput: no such connection or course.
            NeedsConfig: something is missing to reach the SIS, or no id profile fits.
            Retryable, NeedsLogin: Canvas could not be asked at all.
        """
        reader = await self._reader(name)
        connection, store, clock = reader.connection, self._schools.store, self._schools.means.clock
        remembered = self._schools.remembered(connection)
        chosen = chosen_courses(await listed_courses(reader.canvas, remembered, courses), courses)
        began = clock.now()
        seen = _seen(await store.newest_plans(name))
        done: list[ReconciledCourse] = []
        unread: list[Finding] = []
        for at, ref in enumerate(chosen):
            listener(Progress("read", at, len(chosen), "course", ref.name, ""))
            try:
                snapshot = await reader.snapshot(ref.id, store, clock, anew=True)
            except (Retryable, NeedsLogin, NeedsConfig) as error:
                unread.append(_lost(ref.id, ref.name, error))
            else:
                done.append(reconcile(snapshot, clock.now(), seen))
        listener(Progress("read", len(chosen), len(chosen), "course", "", ""))
        schools = await school_names(reader.canvas, remembered, (course.account for course in done))
        return Reconciliation(name, connection.sis, began, tuple(done), tuple(unread), schools)

    async def of_all(self, listener: Listener = silent) -> tuple[Reconciliation, ...]:
        """Both sides of every connection. One that cannot be reached is said; others go on."""
        found = []
        for connection in await self._schools.store.connections():
            try:
                found.append(await self.of(connection.name, (), listener))
            except (Retryable, NeedsLogin, NeedsConfig) as error:
                now = self._schools.means.clock.now()
                lost = _lost("", connection.name, error)
                found.append(Reconciliation(connection.name, connection.sis, now, (), (lost,), {}))
        return tuple(found)


def _lost(course: str, name: str, error: PassbackError) -> Finding:
    problem = getattr(error, "problem", None) or Problem.PART_UNREAD
    subject = Subject(course, None, None, None)
    return Finding(problem, Severity.BLOCKS, subject, {"value": name, "result": str(error)})


def _seen(plans: Iterable[KeptPlan]) -> Mapping[Subject, LastSeen]:
    """What the last sync read back of what did not arrive as it was sent."""
    found = {}
    for outcome in (outcome for kept in plans for outcome in kept.outcomes):
        verdict, held = outcome.verdict, outcome.held
        how = verdict.why.facts.get("state") if verdict.why else None
        if verdict.state is State.REFUSED:
            how = REFUSED
        elif verdict.state is not State.DIFFERS:
            continue
        if how and isinstance(held, Score | LineItem | None):
            found[outcome.change.subject] = LastSeen(held, how)
    return found


def open_hows(rows: Iterable[ComparedScore]) -> Mapping[tuple[Agreement, str], int]:
    """How many scores are open, by where they stand and how, the commonest first."""
    return dict(Counter((r.agreement, r.how or "") for r in rows if not r.expected).most_common())
