"""The SIS's side of a drawn class where the SIS speaks OneRoster; the hidden state of its limits included."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from passback.sandbox.planting.oneroster import District
from passback.sandbox.sis.aeries.app import DISTRICT as AERIES
from passback.sandbox.state.oneroster import (
    CategoryRow,
    EnrollmentRow,
    Klass,
    Org,
    Period,
    Person,
    Role,
    Roster,
    Status,
)
from passback.sandbox.state.school import School
from predicting.situations import Cause, Later, Room, Seat, Work, Written

_OTHER = "another-class"
_NOBODY = "00000000-0000-4000-8000-000000000000"


def district_of(system: str) -> District:
    """The district of the practice school that a system has."""
    name, _, newer = system.partition("-1.2")
    module = import_module(f"passback.sandbox.sis.{name.replace('-', '_')}.app")
    found: District = module.DISTRICT_1_2 if newer or system.endswith("-1.2") else module.DISTRICT
    return found


class RosterRows:
    """`SisRows` in a roster of OneRoster."""

    def __init__(self, school: School, room: Room) -> None:
        self.school, self.room = school, room
        self.roster: Roster = school.rosters[room.system]
        self.district = district_of(room.system)
        self.section_id = self.class_ref = self.district.class_id
        self.ids: list[str] = []

    def plant(self) -> None:
        """The class with its people, terms, categories and hidden limits."""
        room, roster, limits = self.room, self.roster, self.room.limits
        school = Org("school-1", self.district.school, f"{self.district.key}-1", "school", roster.district.id)
        roster.schools = {school.id: school}
        for number, span in enumerate(room.terms):
            row = Period(f"term-{number}", f"Term {number}", span.first, span.last)
            roster.terms[row.id] = row
        for number, span in enumerate(room.periods):
            term = next(key for key, row in roster.terms.items() if row.first <= span.first <= row.last)
            held = Period(f"period-{number}", f"Quarter {number}", span.first, span.last, term)
            roster.periods[held.id] = held
        more = [self.section(n) for n, way in enumerate(room.sections) if way is not Written.GONE]
        for klass in (self.section_id, _OTHER, *more):
            roster.classes[klass] = Klass(klass, "Class", klass, school.id, "course-1", list(roster.terms))
        for number, category in enumerate(room.categories):
            made = CategoryRow(f"category-{number}", category.name, self.section_id)
            roster.categories[made.id] = made
            for klass in more:
                made = CategoryRow(f"category-{number}-{klass}", category.name, klass)
                roster.categories[made.id] = made
        self._people()
        roster.hidden["last_day_out"] = not limits.last_day
        roster.hidden["longest_title"] = limits.longest
        roster.hidden["whole_points"] = limits.whole
        roster.hidden["category_required"] = limits.category
        if room.system == AERIES.name:
            self._gradebooks()

    def _people(self) -> None:
        self._person("900001", "Teacher", "Teacher", Role.TEACHER)
        self._seat("900001", Role.TEACHER, Seat.CLASS, self.section_id)
        for pupil in self.room.pupils:
            made = self._id(pupil.number, self.district.student_id)
            self.ids.append(made if pupil.seat is not Seat.UNKNOWN else _NOBODY)
            if pupil.seat is not Seat.UNKNOWN:
                self._person(pupil.number, pupil.given, pupil.family, Role.STUDENT)
                klass = self.section_id if pupil.section is None else self.section(pupil.section)
                self._seat(pupil.number, Role.STUDENT, pupil.seat, klass)

    def _id(self, number: str, form: str | None) -> str:
        return f"user-{number}" if form is None else form.format(number)

    def _person(self, number: str, given: str, family: str, role: Role) -> None:
        form = self.district.student_id if role is Role.STUDENT else self.district.teacher_id
        row = Person(self._id(number, form), number, given, family, f"{number}@maplevalley.example", role)
        self.roster.people[row.id] = row

    def _seat(self, number: str, role: Role, seat: Seat, mine: str) -> None:
        form = self.district.student_id if role is Role.STUDENT else self.district.teacher_id
        klass = _OTHER if seat is Seat.ELSEWHERE else mine
        if klass not in self.roster.classes:  # of a class that is gone nothing is left
            return
        row = EnrollmentRow(
            f"seat-{number}", klass, self._id(number, form), role, primary=role is Role.TEACHER
        )
        if seat is Seat.LEFT:
            row.status = Status.TO_BE_DELETED
        self.roster.enrollments[row.id] = row

    def section(self, number: int) -> str:
        """As the class's own, with another number at its end."""
        return f"{self.section_id[:-2]}{number + 50}"

    def _gradebooks(self) -> None:
        for number, row in enumerate(self.roster.classes.values()):
            row.hidden["gradebooks"] = [str(6001 + number)]
        klass = self.roster.classes[self.section_id]
        klass.hidden["gradebooks"] = [str(5501 + number) for number in range(self.room.gradebooks)]
        listed = zip(self.ids, self.room.pupils, strict=True)
        klass.hidden["on_gradebook"] = [key for key, pupil in listed if pupil.on_gradebook and key != _NOBODY]

    def occupy(self, work: Work) -> None:
        """Over OneRoster no name is taken."""
        raise NotImplementedError(work.name)

    def after(self, work: Work, title: str) -> None:
        """Deleted or renamed by a teacher."""
        (line,) = [row for row in self.roster.lines.values() if row.title == title]
        if work.later is Later.RENAMED:
            line.title = f"{title} (old)"
        elif work.later is Later.DELETED:
            for mark in self.roster.marks_of(line.id):
                del self.roster.marks[mark.id]
            del self.roster.lines[line.id]
            # Focus remembers what a teacher deleted.
            deleted = self.roster.hidden.setdefault("deleted", {})
            if isinstance(deleted, dict):
                deleted[line.id] = title

    def afflict(self, cause: Cause, works: Sequence[Work]) -> None:
        """Hidden state of Aeries, Focus, Skyward or Synergy."""
        roster = self.roster
        if cause in {Cause.AERIES_BROKEN, Cause.SYNERGY_BROKEN}:
            roster.hidden["broken"] = True
        elif cause in {Cause.FOCUS_PERIOD, Cause.SKYWARD_PERIOD}:
            next(iter(roster.periods.values())).hidden["closed"] = True
        elif cause is Cause.AERIES_MISMATCH:
            roster.classes[self.section_id].hidden["gradebooks"] = ["5502"]
        elif cause is Cause.SYNERGY_LOCKED:
            titles = {work.name for work in works}
            for line in roster.lines.values():
                line.hidden["admin_locked"] = line.title in titles

    def student(self, pupil: int) -> str:
        """The sourcedId."""
        return self.ids[pupil]
