"""A sync of one Canvas course by the incumbent exchange, and what it did about one thing of it."""

from dataclasses import dataclass, replace
from decimal import Decimal

from passback.core.sis import Sis
from passback.sandbox.exchange.entered import install
from passback.sandbox.exchange.job import exchange
from passback.sandbox.exchange.outcome import Outcome, Voice
from passback.sandbox.state.canvas import AssignmentRow, Bucket, CanvasSection, OverrideRow, SubmissionRow
from passback.sandbox.state.school import Fault, School
from proofs.calling import NOW
from proofs.proving import Answer, Case
from proofs.state import ABSENT

# More than the incumbent's bucket in Canvas holds (facts/canvas.md §1.13).
_FULL = Decimal(640)


@dataclass(frozen=True)
class Sync:
    """One run of the exchange for one course; `doing`: what of it is looked at, in the exchange's own words.

    Of what an SIS says its bare words are shown, or with `logged` those that the log of the exchange has.
    """

    sis: Sis
    course: int
    doing: str
    logged: bool = False

    @property
    def name(self) -> str:
        """What is synced, and what of it."""
        return f"sync of Canvas course {self.course} with {self.sis}: {self.doing}"

    @property
    def is_one_write(self) -> bool:
        """It is many."""
        return False

    def __call__(self, school: School) -> Answer:
        """Run it. Accepted: nothing is said about this thing, and the course gets through."""
        outcomes = exchange(school, self.sis, NOW, only={self.course}, remaster=True)
        mine = [row for row in outcomes if row.doing == self.doing]
        against = next((row for row in mine if not row.accepted), None)
        if against is not None:
            return Answer(_status(against), self._said(against), accepted=False)
        return Answer(None, "", accepted=any(row.accepted for row in mine or outcomes))

    def _said(self, row: Outcome) -> str:
        return row.said if row.voice is Voice.SIS and not self.logged else row.line


def _status(row: Outcome) -> int | None:
    return None if row.voice is Voice.EXCHANGE else row.status


@dataclass
class Course:
    """The Canvas course behind a class of an SIS, with the assignment that is looked at."""

    school: School
    sis: Sis
    klass: str
    work: str = "Unit 1 homework"

    def __post_init__(self) -> None:
        install(self.school)
        canvas = self.school.canvas
        self.section = next(row for row in canvas.sections.values() if row.sis_id == self.klass)
        rows = [row for row in canvas.assignments.values() if row.course == self.section.course]
        self.assignment = next(row for row in rows if row.name == self.work)
        self.group = canvas.groups[self.assignment.group]

    # ---- what is looked at -------------------------------------------------------------------------

    def doing(self, what: str, *ids: object) -> Sync:
        """Its sync, and something of it."""
        return Sync(self.sis, self.section.course, " ".join(map(str, (what, *ids))))

    @property
    def line_item(self) -> Sync:
        """The line item of the class."""
        return self.doing("line-item", self.assignment.id, self.klass)

    def for_section(self, row: CanvasSection) -> Sync:
        """The line item of a section that has no class."""
        return self.doing("line-item", self.assignment.id, row.id)

    def result(self, cell: SubmissionRow) -> Sync:
        """A student's result."""
        return self.doing("result", self.assignment.id, self.klass, cell.user)

    @property
    def job(self) -> Sync:
        """The whole job."""
        return self.doing("job", self.section.course)

    # ---- what is planted ---------------------------------------------------------------------------

    def cell(self) -> SubmissionRow:
        """A graded cell of the assignment."""
        rows = self.school.canvas.submissions.values()
        return next(row for row in rows if row.assignment == self.assignment.id and row.score is not None)

    def sent_before(self) -> None:
        """The course was sent by an earlier run."""
        exchange(self.school, self.sis, NOW, only={self.section.course}, remaster=True)

    def by_hand(self) -> CanvasSection:
        """A section of the course that somebody made by hand."""
        held = self.school.canvas.sections
        row = CanvasSection(max(held) + 1, self.section.course, "Made by hand", None)
        held[row.id] = row
        return row

    def date_for_one(self) -> OverrideRow:
        """A date for one student."""
        held, dates = self.school.canvas.overrides, {"due_at": self.assignment.due_at}
        key = max(held, default=0) + 1
        row = OverrideRow(key, self.assignment.id, "One student", None, [self.cell().user], dates)
        held[row.id] = row
        return row

    def more_of_the_same(self, times: int) -> None:
        """Assignments like this one, each with one graded cell."""
        canvas, cell = self.school.canvas, self.cell()
        for copy in range(1, times + 1):
            row: AssignmentRow = replace(
                self.assignment,
                id=max(canvas.assignments) + 1,
                name=f"{self.work} {copy}",
                integration_data={},
            )
            canvas.assignments[row.id] = row
            mark = replace(cell, id=max(canvas.submissions) + 1, assignment=row.id)
            canvas.submissions[mark.id] = mark

    def full_bucket(self) -> Bucket:
        """The exchange's token has used up its bucket in Canvas."""
        bucket = Bucket(_FULL, NOW)
        self.school.buckets[self.school.incumbent.token] = bucket
        return bucket

    def fault(self, fault: Fault) -> Fault:
        """Something goes wrong on purpose."""
        self.school.faults.append(fault)
        return fault

    # ---- what several SISs have in common ----------------------------------------------------------

    def group_of_another_name(self) -> Case:
        """The assignment's group has a name that no category has."""
        name, self.group.name = self.group.name, "Practice"
        return Case(self.line_item, self.group, "name", name)

    def section_by_hand(self) -> Case:
        """Somebody made a section of the course by hand."""
        row = self.by_hand()
        return Case(self.for_section(row), self.school.canvas.sections, row.id, ABSENT)

    def no_date_for_everyone(self) -> Case:
        """One student alone has a date."""
        self.date_for_one()
        due, self.assignment.due_at = self.assignment.due_at, None
        return Case(self.doing("assignment", self.assignment.id), self.assignment, "due_at", due)
