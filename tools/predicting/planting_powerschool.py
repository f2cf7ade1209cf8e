"""The SIS's side of a drawn class in a PowerSchool, the hidden state of its limits included."""

from __future__ import annotations

from collections.abc import Sequence

from passback.sandbox.state.powerschool import (
    PsAssignment,
    PsCategory,
    PsEnrollment,
    PsSection,
    PsStudent,
    PsTeacher,
    PsTerm,
    part_of_assignment,
)
from passback.sandbox.state.school import School
from predicting.situations import Cause, Later, Room, Seat, Work, Written, day_of

_DCID, _ID, _TEACHER, _STAFF, _YEAR = 85_001, 7_001, 611, 2_041, 36
_OTHER = 85_003


class PowerSchoolRows:
    """`SisRows` in a PowerSchool."""

    section_id, class_ref = str(_ID), str(_DCID)

    def __init__(self, school: School, room: Room) -> None:
        self.school, self.room, self.ps = school, room, school.powerschool

    def plant(self) -> None:
        """The section with its people, term, categories and limits."""
        ps, room = self.ps, self.room
        term = PsTerm(_YEAR * 100 + 1, _YEAR, ps.school, "Semester", room.terms[0].first, room.terms[0].last)
        ps.terms[term.id] = term
        ps.teachers[_TEACHER] = PsTeacher(_TEACHER, _STAFF, "teacher@maplevalley.example")
        more = [n for n, way in enumerate(room.sections) if way is not Written.GONE]
        further = [(self._dcid(n), int(self.section(n))) for n in more]
        for dcid, number in ((_DCID, _ID), (_OTHER, _ID + 1), *further):
            staff = [_STAFF] if room.taught or dcid != _DCID else []
            ps.sections[dcid] = PsSection(dcid, number, term.id, ps.school, "1", staff)
        for at, pupil in enumerate(room.pupils):
            row = PsStudent(int(self.student(at)), pupil.number, pupil.given, pupil.family)
            if pupil.seat is Seat.UNKNOWN:
                continue
            ps.students[row.dcid] = row
            section = _OTHER if pupil.seat is Seat.ELSEWHERE else self._dcid(pupil.section)
            dropped = pupil.seat is Seat.LEFT
            ps.enrollments.append(
                PsEnrollment(120_000 + at, section, row.dcid, term.first, term.last, dropped)
            )
        for at, category in enumerate(room.categories):
            excluded = [] if category.shown else [_DCID]
            made = PsCategory(4_301 + at, category.name, _TEACHER, active=category.active, excluded=excluded)
            ps.categories[made.id] = made
        ps.longest_name = room.limits.longest or ps.longest_name
        ps.last_day_counts = room.limits.last_day
        ps.category_required = room.limits.category

    def _dcid(self, section: int | None) -> int:
        return _DCID if section is None else _DCID + 100 + 2 * section

    def section(self, number: int) -> str:
        """SECTIONS.ID, which is not its DCID."""
        return str(_ID + 10 + number)

    def occupy(self, work: Work) -> None:
        """A teacher typed one of the same name and date by hand, with other points."""
        due = day_of(work)
        points = work.points + 1
        key = 40_000 + 2 * len(self.ps.assignments)
        row = part_of_assignment(
            {
                "assignmentsectionid": key + 1,
                "sectionsdcid": _DCID,
                "name": work.name,
                "duedate": str(due),
                "scoreentrypoints": points,
                "totalpointvalue": points,
                "_assignmentcategoryassociations": [{"teachercategoryid": 4_301, "isprimary": True}],
            }
        )
        self.ps.assignments[key] = PsAssignment(key, _YEAR, [row])

    def after(self, work: Work, title: str) -> None:
        """Deleted, renamed, locked or given to some by a teacher."""
        held = next(row for row in self.ps.assignments.values() if row.rows[0]["name"] == title)
        row = held.rows[0]
        if work.later is Later.RENAMED:
            row["name"] = f"{title[:44]} (old)"
        elif work.later is Later.LOCKED:
            row["islocked"] = True
        elif work.later is Later.FOR_SOME:
            chosen = [{"studentsdcid": int(self.student(pupil))} for pupil in work.kept_for]
            row["_assignmentstudentassociations"] = chosen
        elif work.later is Later.DELETED:
            for key in [key for key in self.ps.scores if key[0] == row["assignmentsectionid"]]:
                del self.ps.scores[key]
            del self.ps.assignments[held.id]

    def afflict(self, cause: Cause, works: Sequence[Work]) -> None:  # noqa: ARG002 - it is about days
        """The first grading period is locked for the section."""
        if cause is Cause.POWERSCHOOL_PERIOD:
            period = self.room.periods[0]
            self.ps.sections[_DCID].locked.append((period.first, period.last))

    def student(self, pupil: int) -> str:
        """The DCID."""
        return str(81_001 + 3 * pupil)
