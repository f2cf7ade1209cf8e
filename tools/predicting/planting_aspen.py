"""The SIS's side of a drawn class in an Aspen."""

from __future__ import annotations

from collections.abc import Sequence

from passback.sandbox.state.aspen import Column, ColumnType, Klass, Period, Person
from passback.sandbox.state.school import School
from predicting.situations import Cause, Later, Room, Seat, Work, Written

_OTHER = "another-class"


class AspenRows:
    """`SisRows` in an Aspen."""

    section_id = class_ref = "PREDICT-01"

    def __init__(self, school: School, room: Room) -> None:
        self.school, self.room, self.aspen = school, room, school.aspen
        self.ids: list[str] = []

    def plant(self) -> None:
        """The class with its people, terms and categories."""
        aspen, room = self.aspen, self.room
        aspen.terms += [
            Period(f"T{n}", f"Term {n}", span.first, span.last) for n, span in enumerate(room.terms)
        ]
        aspen.periods += [
            Period(f"P{n}", f"Quarter {n}", span.first, span.last) for n, span in enumerate(room.periods)
        ]
        teacher = Person("TEACHER", "900001", "Teacher", "Teacher", "teacher@maplevalley.example")
        aspen.people[teacher.id] = teacher
        seated: dict[Seat, list[str]] = {seat: [] for seat in Seat}
        alone: dict[int | None, list[str]] = {}
        for pupil in room.pupils:
            row = Person(
                f"P-{pupil.number}",
                pupil.number,
                pupil.given,
                pupil.family,
                f"{pupil.number}@maplevalley.example",
            )
            self.ids.append(row.id)
            if pupil.section is None:
                seated[pupil.seat].append(row.id)
            alone.setdefault(pupil.section, []).append(row.id)
            if pupil.seat is not Seat.UNKNOWN:
                aspen.people[row.id] = row
        aspen.classes[self.section_id] = Klass(self.section_id, "Class", seated[Seat.CLASS], [teacher.id])
        aspen.classes[_OTHER] = Klass(_OTHER, "Other", seated[Seat.ELSEWHERE], [teacher.id])
        more = {self.section(n): n for n, way in enumerate(room.sections) if way is not Written.GONE}
        for klass, number in more.items():
            aspen.classes[klass] = Klass(klass, "Class", alone[number], [teacher.id])
        for number, category in enumerate(room.categories):
            made = ColumnType(f"C{number}", category.name, self.section_id)
            aspen.categories[made.id] = made
            for klass in more:
                made = ColumnType(f"C{number}-{klass}", category.name, klass)
                aspen.categories[made.id] = made

    def section(self, number: int) -> str:
        """As the class's own, with another number at its end."""
        return f"PREDICT-{number + 10}"

    def occupy(self, work: Work) -> None:
        """In Aspen no name is taken."""
        raise NotImplementedError(work.name)

    def after(self, work: Work, title: str) -> None:
        """Deleted or renamed by a teacher."""
        column: Column = next(row for row in self.aspen.columns.values() if row.title == title)
        if work.later is Later.RENAMED:
            column.title = f"{title} (old)"
        elif work.later is Later.DELETED:
            del self.aspen.columns[column.id]
            for cell in [row for row in self.aspen.cells.values() if row.column == column.id]:
                del self.aspen.cells[cell.id]

    def afflict(self, cause: Cause, works: Sequence[Work]) -> None:  # noqa: ARG002 - it is about a category
        """The last category that works are in has no default grade scale."""
        if cause is Cause.ASPEN_SCALE:
            self.aspen.categories["C3"].scale = False

    def student(self, pupil: int) -> str:
        """The sourcedId."""
        return self.ids[pupil]
