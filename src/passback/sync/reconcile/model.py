"""What a look at both sides came to, score by score and line item by line item. Values only.

`how` says more in one word. Of a score that differs: `rounded`, `capped`, `cut` and `dropped` (the SIS did it
by itself), `edited` (somebody there did), `newer` (Canvas changed since the last sync), `scale` (the line
item counts out of another maximum), `other`. Only in Canvas: `dropped` (it was sent), `refused`, `not-sent`.
Only in the SIS: `no-score`, `not-in-section`, `not-synced`, `not-from-canvas`. Cannot tell: `unread`,
`no-id`, `several`, `no-number`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from passback.core.finding import Finding
from passback.core.subject import Subject
from passback.core.value import Value, value
from passback.sync.told import Difference


class Agreement(StrEnum):
    """Where a score stands between the two sides; every score considered is in exactly one."""

    EQUAL = "equal"
    DIFFERS = "differs"
    ONLY_CANVAS = "only-canvas"
    ONLY_SIS = "only-sis"
    CANNOT_TELL = "cannot-tell"


@value
class ComparedScore(Value):
    """One score on both sides.

    `subject`: Canvas ids; no student where the SIS's is nobody of this course in Canvas, no assignment where
    the line item is none of Canvas's. `student`, `line_item`: the SIS's ids, None where not known. `canvas`,
    `sis`: the marks as text, empty for none. `expected`: it need not be otherwise, for the reason `why`: a
    hidden, excused or held score is not in the SIS on purpose.
    """

    subject: Subject
    student: str | None
    line_item: str | None
    canvas: str
    sis: str
    agreement: Agreement
    how: str | None
    expected: bool
    why: Finding | None


@value
class ComparedItem(Value):
    """One assignment in one class, beside its line item. `linked`: it is ours, not merely alike."""

    subject: Subject
    line_item: str | None
    title: str
    linked: bool
    agreement: Agreement
    differences: tuple[Difference, ...]
    expected: bool
    why: Finding | None


@value
class ReconciledCourse(Value):
    """One course of both sides. `account`: the Canvas sub-account that it is in. `names`: as a plan's.

    `unread`: why something of the course as a whole could not be seen.
    """

    course: str
    name: str
    account: str
    names: Mapping[str, str]
    scores: tuple[ComparedScore, ...]
    items: tuple[ComparedItem, ...]
    unread: tuple[Finding, ...]

    @property
    def titles(self) -> Mapping[str, str]:
        """What each line item is called there, by its id."""
        return {item.line_item: item.title for item in self.items if item.line_item is not None}

    @property
    def settled(self) -> bool:
        """True if nothing is otherwise than it should be, and all of it could be told."""
        return (
            not self.unread
            and all(row.expected for row in self.scores)
            and all(row.expected for row in self.items)
        )


def counted(rows: Iterable[ComparedScore | ComparedItem]) -> Mapping[Agreement, int]:
    """How many there are of each."""
    found = Counter(row.agreement for row in rows)
    return {agreement: found[agreement] for agreement in Agreement}


def told_once(scores: Iterable[ComparedScore]) -> tuple[ComparedScore, ...]:
    """The scores in order, each in exactly one row.

    Raises:
        ValueError: one stands in two; a bug, and no answer is better than that one.
    """
    listed = list(scores)
    places = Counter((row.subject, row.line_item, row.student) for row in listed)
    # A score of Canvas is one row, whatever the SIS makes of it.
    canvas = Counter(row.subject for row in listed if row.subject.student and row.subject.assignment)
    if twice := [place for counts in (places, canvas) for place, count in counts.items() if count > 1]:
        raise ValueError(f"{len(twice)} scores are compared twice")
    return tuple(sorted(listed, key=_order))


def _order(row: ComparedScore) -> tuple[str, ...]:
    s = row.subject
    ours = (s.section or "", s.assignment or "", s.student or "")
    return (*ours, row.line_item or "", row.student or "")
