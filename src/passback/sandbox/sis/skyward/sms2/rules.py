"""What SMS 2.0 refuses, in the order in which it is assumed to look: form, gradebook, state, dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from passback.sandbox.refusing import Refusal, Rule
from passback.sandbox.state.oneroster import Line, Roster
from passback.sandbox.state.school import School


@dataclass(frozen=True)
class AssignmentWrite:
    """An assignment about to be kept."""

    roster: Roster
    id: str
    sent: Mapping[str, object]

    @property
    def section(self) -> str:
        """The section that is named."""
        return str(self.sent.get("SectionID", ""))

    @property
    def title(self) -> str:
        """The title that is sent."""
        return str(self.sent.get("Title", ""))

    @property
    def before(self) -> Line | None:
        """What is there under this id."""
        return self.roster.lines.get(self.id)


@dataclass(frozen=True)
class ScoreWrite:
    """A score about to be kept."""

    roster: Roster
    id: str
    student: str


def day(given: object) -> date:
    """A date as it was sent, the first of all days where it is none."""
    try:
        return date.fromisoformat(str(given)[:10])
    except ValueError:
        return date.min


def _spoken(given: object) -> str:
    held = day(given)
    return f"{held.month}/{held.day}/{held.year}"


def _is_open(roster: Roster, on: date) -> bool:
    return any(
        row.first <= on <= row.last and not row.hidden.get("closed") for row in roster.periods.values()
    )


def ids_are_well_formed(_: School, write: AssignmentWrite | ScoreWrite) -> Refusal | None:
    """Model state: numbers where numbers are due, a section that is there, a student whose own id is one."""
    if isinstance(write, AssignmentWrite):
        known = write.section in write.roster.classes
    else:
        held = write.roster.people.get(write.student)
        known = write.student.isdigit() and (held is None or held.number.isdigit())
    return None if known and write.id.isdigit() else Refusal("skyward.student-sis-id-invalid", {}, 400)


def section_has_a_gradebook(_: School, write: AssignmentWrite) -> Refusal | None:
    """A gradebook is made when its teacher first visits it."""
    if write.roster.classes[write.section].hidden.get("gradebook"):
        return None
    return Refusal("skyward.section-without-gradebook", {"section": write.section}, 400)


def section_stays(_: School, write: AssignmentWrite) -> Refusal | None:
    """A field that is set once."""
    if write.before is None or write.before.klass == write.section:
        return None
    return Refusal("skyward.link-broken", {}, 400)


def is_not_deleted(_: School, write: AssignmentWrite | ScoreWrite) -> Refusal | None:
    """Marked as deleted is not gone."""
    held = write.roster.lines.get(write.id)
    if held is None or not held.hidden.get("deleted"):
        return None
    return Refusal("skyward.line-item-deleted", {"assignment_id": write.id}, 400)


def is_not_locked(_: School, write: AssignmentWrite | ScoreWrite) -> Refusal | None:
    """What lies in a locked grading period is left as it is."""
    held = write.roster.lines.get(write.id)
    if held is None or (not held.hidden.get("locked") and _is_open(write.roster, day(held.due))):
        return None
    return Refusal("skyward.grading-period-locked", {"assignment_id": write.id}, 400)


def dates_are_in_an_open_period(_: School, write: AssignmentWrite) -> Refusal | None:
    """Both dates; one message speaks of both."""
    days = [write.sent.get("AssignDate"), write.sent.get("ActualDueDate")]
    if all(_is_open(write.roster, day(given)) for given in days):
        return None
    said = {"assign_date": _spoken(days[0]), "due_date": _spoken(days[1])}
    return Refusal("skyward.dates-outside-open-period", said, 400)


def name_is_free(_: School, write: AssignmentWrite) -> Refusal | None:
    """One assignment of a gradebook, title and due date."""
    mine = (write.section, write.title, day(write.sent.get("ActualDueDate")))
    others = [row for row in write.roster.lines.values() if row.id != write.id]
    if mine not in [(row.klass, row.title, day(row.due)) for row in others]:
        return None
    return Refusal("skyward.name-taken", {}, 400)


def line_item_is_there(_: School, write: ScoreWrite) -> Refusal | None:
    """A score names an assignment that is there."""
    return None if write.id in write.roster.lines else Refusal("skyward.student-sis-id-invalid", {}, 400)


def student_is_enrolled(_: School, write: ScoreWrite) -> Refusal | None:
    """Only who is in the section gets a score."""
    held = write.roster.lines[write.id]
    if write.student in {row.id for row in write.roster.people_of(held.klass, "student")}:
        return None
    said = {"student": write.student, "assignment_id": write.id}
    return Refusal("skyward.student-not-in-section", said, 400)


ASSIGNMENT_RULES: tuple[Rule[AssignmentWrite], ...] = (
    ids_are_well_formed,
    section_has_a_gradebook,
    section_stays,
    is_not_deleted,
    is_not_locked,
    dates_are_in_an_open_period,
    name_is_free,
)
SCORE_RULES: tuple[Rule[ScoreWrite], ...] = (
    ids_are_well_formed,
    line_item_is_there,
    is_not_deleted,
    is_not_locked,
    student_is_enrolled,
)
