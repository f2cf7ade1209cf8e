"""The scores of one assignment in one class, as both sides have them.

What should be in the SIS is what a sync would send (`carry`), compared at the SIS's own precision.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from passback.core.finding import Finding
from passback.core.gradebook import LineItem, Part, Score, Student, Submission, Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.core.value import Value, plain, value
from passback.sync.adopt import Nowhere, Place, item_subject
from passback.sync.carry import carry, keeping_comment, same, same_mark
from passback.sync.judge import arrived
from passback.sync.model import Snapshot
from passback.sync.reconcile.model import Agreement, ComparedScore
from passback.sync.resolve import Stop
from passback.sync.routing import Case, Unit, has_mark, is_blank
from passback.sync.told import mark_text, score_way

# Whose place on the other side is known, though nothing is sent there; any other reason hides it.
_PLACED = frozenset(
    {
        Problem.LEFT_SECTION,
        Problem.TEST_STUDENT,
        Problem.SYNC_TURNED_OFF,
        Problem.STUDENT_NOT_IN_SECTION,
        Problem.STUDENT_NOT_ON_GRADEBOOK,
    }
)
_NO_ID = frozenset(
    {
        Problem.SECTION_WITHOUT_SIS_ID,
        Problem.SECTION_ID_NOT_IN_SIS,
        Problem.STUDENT_WITHOUT_SIS_ID,
        Problem.STUDENT_SIS_ID_INVALID,
        Problem.GRADEBOOK_MISMATCH,
        Problem.LINK_BROKEN,
        Problem.TERM_OVER,
    }
)
# Of a line item: it was looked for and is not there.
_NOT_THERE = frozenset({Problem.LINE_ITEM_DELETED, Problem.DUE_DATE_MISSING})
# What somebody has to look at, though nothing stands against it.
_CHANGED = frozenset({Problem.EDITED_IN_SIS, Problem.VALUE_CHANGED_BY_SIS})


REFUSED = "refused"


@value
class LastSeen(Value):
    """What the last sync read back of what did not arrive as it was sent, and the word for it.

    `how`: the finding's own, or `refused`.
    """

    held: Score | LineItem | None
    how: str


def not_there(place: Place | None) -> bool:
    """True if the line item was looked for and is known to be nowhere."""
    return isinstance(place, Nowhere) and place.stop.why.problem in _NOT_THERE


@dataclass(frozen=True)
class Sides:
    """Both sides of a course.

    `reasons`: what the plan says stands against a score. `people`: by section, who each Canvas student is in
    the SIS. `seen`: what the last sync saw of what did not arrive as it was sent.
    """

    snapshot: Snapshot
    reasons: Mapping[Subject, Finding]
    people: Mapping[str, Mapping[str, Student]]
    seen: Mapping[Subject, LastSeen]

    def scores(
        self, unit: Unit, place: Place | None, item: LineItem | Unread | None
    ) -> Iterator[ComparedScore]:
        """The scores that Canvas has on one assignment in one class, then those that only the SIS has."""
        held = self._held(unit, item)
        by_student = rows_of(held)
        seen: set[str] = set()
        for case in unit.cases:
            student = case.student or self.people.get(case.subject.section or "", {}).get(
                case.submission.student
            )
            rows = by_student.get(student.ref, []) if student is not None else []
            # Two students of Canvas may be one of the SIS: its score is told of once.
            again = student is not None and student.ref in seen
            seen |= {student.ref} if student is not None else set()
            yield self._score(unit, place, case, student, held, [] if again else rows, item)
        if isinstance(item, LineItem) and item.ref is not None and unit.section is not None:
            subject = item_subject(self.snapshot, unit)
            rest = {ref: rows for ref, rows in by_student.items() if ref not in seen}
            yield from self.only_sis(subject, unit.section, item.ref, rest, synced=True)

    def _held(self, unit: Unit, item: LineItem | Unread | None) -> Part[Score]:
        if item is None or unit.gradebook is None:
            return ()
        ref = item.ref if isinstance(item, LineItem) else unit.link.ref if unit.link else None
        absent: Part[Score] = item if isinstance(item, Unread) else ()
        return unit.gradebook.scores.get(ref or "", absent)

    def _score(
        self,
        unit: Unit,
        place: Place | None,
        case: Case,
        student: Student | None,
        held: Part[Score],
        rows: Sequence[Score],
        item: LineItem | Unread | None,
    ) -> ComparedScore:
        known = (
            item.ref
            if isinstance(item, LineItem)
            else unit.link.ref
            if item is not None and unit.link
            else None
        )
        row = ComparedScore(
            subject=case.subject,
            student=student.ref if student else None,
            line_item=known,
            canvas=_shown(case.submission),
            sis=mark_text(rows[0].mark) if len(rows) == 1 else "",
            agreement=Agreement.CANNOT_TELL,
            how="unread",
            expected=False,
            why=None,
        )
        hidden = case.stop if case.stop is not None and case.stop.why.problem not in _PLACED else None
        if isinstance(place, Nowhere) and not not_there(place):
            hidden = hidden or place.stop
        if hidden is not None:
            return replace(row, how=_unknown(hidden), why=hidden.why)
        if isinstance(held, Unread):
            why = Finding(held.problem, Severity.WARNS, case.subject, {"result": held.why})
            return replace(row, why=why)
        if len(rows) > 1:
            return replace(row, how="several", why=self.reasons.get(case.subject))
        there = None if not rows or is_blank(rows[0]) else rows[0]
        if student is None:
            return self._absent(row, case, case.stop, None)
        return self._compared(row, unit, replace(case, student=student), there, item)

    def _compared(
        self,
        row: ComparedScore,
        unit: Unit,
        case: Case,
        held: Score | None,
        item: LineItem | Unread | None,
    ) -> ComparedScore:
        snapshot, capabilities = self.snapshot, self.snapshot.capabilities
        line = item if isinstance(item, LineItem) else None
        carried = carry(snapshot, unit.assignment, case, line)
        stop, wanted = case.stop or carried.stop, carried.score
        last = self._last(row)
        if wanted is None:
            return self._without_wanted(row, case, stop, held)
        wanted = keeping_comment(wanted, held, snapshot.policy_of(case.subject.section))
        row = replace(row, canvas=mark_text(wanted.mark))
        if held is None:
            return self._absent(row, case, stop, last)
        if arrived(wanted, held, capabilities):
            if line is not None and not self.same_scale(unit, line):
                return replace(row, agreement=Agreement.DIFFERS, how="scale")
            return replace(row, agreement=Agreement.EQUAL, how=None, expected=True)
        if last is not None:
            last = keeping_comment(last, held, snapshot.policy_of(case.subject.section))
        how = self._how(case.subject, last, wanted, held, line.maximum if line else None)
        expected = stop is not None and stop.why.severity is not Severity.BLOCKS
        why = stop.why if stop else self.reasons.get(case.subject)
        return replace(row, agreement=Agreement.DIFFERS, how=how, expected=expected, why=why)

    def _without_wanted(
        self, row: ComparedScore, case: Case, stop: Stop | None, held: Score | None
    ) -> ComparedScore:
        """Canvas has no score, or one that is no number."""
        if stop is not None:
            if held is None:
                return self._absent(row, case, stop, None)
            return replace(row, how="no-number", why=stop.why)
        if held is None:
            return replace(row, agreement=Agreement.EQUAL, how=None, expected=True)
        why = self.reasons.get(case.subject)
        return replace(row, agreement=Agreement.ONLY_SIS, how="no-score", why=why)

    def _how(
        self, subject: Subject, last: Score | None, wanted: Score, held: Score, maximum: Decimal | None
    ) -> str:
        """What became of the score: as the last sync saw it, else as what was sent and what is held tell."""
        capabilities, seen = self.snapshot.capabilities, self.seen.get(subject)
        if seen is not None and isinstance(seen.held, Score) and same(held, seen.held, capabilities):
            return seen.how
        if last is None:
            return score_way(wanted, held, maximum) or "other"
        if same(held, last, capabilities) and not same(last, wanted, capabilities):
            return "newer"
        return score_way(last, held, maximum) or "edited"

    def _last(self, row: ComparedScore) -> Score | None:
        sent = self.snapshot.sent.get(row.line_item or "", ())
        return next((score for score in sent if score.student == row.student), None)

    def _absent(self, row: ComparedScore, case: Case, stop: Stop | None, last: Score | None) -> ComparedScore:
        """Only in Canvas; expected where something stands against it that is not a fault."""
        why = stop.why if stop else self.reasons.get(case.subject)
        fault = why is None or why.severity is Severity.BLOCKS or why.problem in _CHANGED
        seen = self.seen.get(case.subject)
        how = seen.how if seen and seen.how == REFUSED else "not-sent" if last is None else "dropped"
        return replace(row, agreement=Agreement.ONLY_CANVAS, how=how, expected=not fault, why=why)

    def same_scale(self, unit: Unit, item: LineItem) -> bool:
        """True if the line item counts out of as many points as Canvas does."""
        points = unit.assignment.points
        return points is None or same_mark(item.maximum, points, self.snapshot.capabilities)

    def only_sis(
        self, subject: Subject, section: str, ref: str, rows: Mapping[str, Sequence[Score]], *, synced: bool
    ) -> Iterator[ComparedScore]:
        """Scores of one line item that Canvas has none for. `synced` False: nor should it."""
        canvas = {student.ref: name for name, student in self.people.get(section, {}).items()}
        for student, scores in rows.items():
            if all(is_blank(score) for score in scores):
                continue
            several = len(scores) > 1
            here = canvas.get(student)
            how = "no-score" if here else "not-in-section"
            if not synced:
                how = "not-synced" if subject.assignment else "not-from-canvas"
            yield ComparedScore(
                subject=replace(subject, student=here),
                student=student,
                line_item=ref,
                canvas="",
                sis="" if several else mark_text(scores[0].mark),
                agreement=Agreement.CANNOT_TELL if several else Agreement.ONLY_SIS,
                how="several" if several else how,
                expected=not synced and not several,
                why=None,
            )


def rows_of(held: Part[Score]) -> Mapping[str, list[Score]]:
    """The rows of a line item by student; none where they were not read."""
    found: dict[str, list[Score]] = {}
    for score in () if isinstance(held, Unread) else held:
        found.setdefault(score.student, []).append(score)
    return found


def _unknown(stop: Stop) -> str:
    problem = stop.why.problem
    if problem is Problem.SEVERAL_MATCHES:
        return "several"
    return "no-id" if problem in _NO_ID else "unread"


def _shown(submission: Submission) -> str:
    """Canvas's own mark, where nothing is made of it."""
    if submission.excused:
        return "excused"
    number = submission.score
    if number is not None and number.is_finite():
        return plain(number)
    return submission.grade or "" if has_mark(submission) else ""
