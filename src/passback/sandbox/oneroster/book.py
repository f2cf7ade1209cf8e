"""The gradebook of a roster, in the words of `book`."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace

from passback.sandbox.book import KeptLine, KeptMark, MarkKey
from passback.sandbox.oneroster.writing import day_of, moment
from passback.sandbox.state.oneroster import Mark
from passback.sandbox.state.school import School

_EXEMPT = "exempt"


@dataclass(frozen=True)
class RosterBook:
    """The roster of this name."""

    school: School
    name: str

    def lines(self) -> Mapping[str, KeptLine]:
        """Every line item by its sourcedId."""
        rows = self.school.rosters[self.name].lines.values()
        return {row.id: KeptLine(row.title, day_of(row.due), row.maximum) for row in rows}

    def marks(self) -> Mapping[MarkKey, KeptMark]:
        """Every result by line item and student."""
        return {
            (row.line, row.student): KeptMark(row.score, row.score_status == _EXEMPT) for row in self._rows()
        }

    def _rows(self) -> list[Mark]:
        return list(self.school.rosters[self.name].marks.values())

    def keep_line(self, line: str, kept: KeptLine | None) -> None:
        """Change a line item, or take it out with its results."""
        roster = self.school.rosters[self.name]
        if kept is None:
            for mark in roster.marks_of(line):
                del roster.marks[mark.id]
            del roster.lines[line]
            return
        row = roster.lines[line]
        row.title, row.maximum = kept.title, kept.maximum
        row.due = moment(kept.due.isoformat()) or row.due

    def keep_mark(self, key: MarkKey, kept: KeptMark | None) -> None:
        """Change a result, or take it out."""
        row = next(row for row in self._rows() if (row.line, row.student) == key)
        if kept is None:
            del self.school.rosters[self.name].marks[row.id]
            return
        row.score = kept.score

    def apart(self) -> School:
        """The school with a copy of this roster."""
        rosters = self.school.rosters
        return replace(self.school, rosters={**rosters, self.name: deepcopy(rosters[self.name])})
