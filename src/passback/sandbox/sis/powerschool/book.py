"""PowerSchool's assignmentsections and scores, in the words of `book`.

A line item's id is the assignment's and the assignmentsection's, a point between; a student's is the DCID.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date

from passback.sandbox.book import KeptLine, KeptMark, MarkKey
from passback.sandbox.sis.powerschool.writing import number
from passback.sandbox.state.powerschool import PsAssignment
from passback.sandbox.state.school import School


@dataclass(frozen=True)
class PowerSchoolBook:
    """The PowerSchool of a school."""

    school: School

    def lines(self) -> Mapping[str, KeptLine]:
        """Every assignment in every section of it."""
        return {
            line: KeptLine(
                str(row["name"]), date.fromisoformat(str(row["duedate"])), number(row["scoreentrypoints"])
            )
            for line, _, row in self._rows()
        }

    def marks(self) -> Mapping[MarkKey, KeptMark]:
        """Every score."""
        lines = {line.partition(".")[2]: line for line, _, _ in self._rows()}
        return {
            (lines[str(part)], str(student)): KeptMark(score.points, score.exempt)
            for (part, student), score in self.school.powerschool.scores.items()
        }

    def _rows(self) -> Iterator[tuple[str, PsAssignment, dict[str, object]]]:
        for held in self.school.powerschool.assignments.values():
            for row in held.rows:
                yield f"{held.id}.{row['assignmentsectionid']}", held, row

    def keep_line(self, line: str, kept: KeptLine | None) -> None:
        """Change an assignment in one section, or take it out with its scores."""
        ps = self.school.powerschool
        held, row = next((held, row) for name, held, row in self._rows() if name == line)
        if kept is not None:
            row |= {"name": kept.title, "duedate": kept.due.isoformat(), "scoreentrypoints": kept.maximum}
            return
        for key in [key for key in ps.scores if key[0] == row["assignmentsectionid"]]:
            del ps.scores[key]
        held.rows = [other for other in held.rows if other is not row]
        if not held.rows:
            del ps.assignments[held.id]

    def keep_mark(self, key: MarkKey, kept: KeptMark | None) -> None:
        """Change a score, or take it out."""
        scores = self.school.powerschool.scores
        place = int(key[0].partition(".")[2]), int(key[1])
        if kept is None:
            del scores[place]
            return
        row = scores[place]
        row.points, row.entered = kept.score, "" if kept.score is None else format(kept.score, "f")

    def apart(self) -> School:
        """The school with a copy of its PowerSchool."""
        return replace(self.school, powerschool=deepcopy(self.school.powerschool))
