"""Aspen's columns and cells, in the words of `book`."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date

from passback.sandbox.book import KeptLine, KeptMark, MarkKey
from passback.sandbox.sis.aspen.reading import midnight
from passback.sandbox.state.school import School

_EXEMPT = "exempt"


@dataclass(frozen=True)
class AspenBook:
    """The Aspen of a school."""

    school: School

    def lines(self) -> Mapping[str, KeptLine]:
        """Every column by its sourcedId."""
        rows = self.school.aspen.columns.values()
        return {row.id: KeptLine(row.title, date.fromisoformat(row.due[:10]), row.maximum) for row in rows}

    def marks(self) -> Mapping[MarkKey, KeptMark]:
        """Every cell by column and student."""
        rows = self.school.aspen.cells.values()
        return {(row.column, row.student): KeptMark(row.score, row.status == _EXEMPT) for row in rows}

    def keep_line(self, line: str, kept: KeptLine | None) -> None:
        """Change a column, or take it out with its cells."""
        aspen = self.school.aspen
        if kept is None:
            for cell in [cell for cell in aspen.cells.values() if cell.column == line]:
                del aspen.cells[cell.id]
            del aspen.columns[line]
            return
        row = aspen.columns[line]
        row.title, row.due = kept.title, midnight(kept.due)
        row.maximum = row.maximum if kept.maximum is None else kept.maximum

    def keep_mark(self, key: MarkKey, kept: KeptMark | None) -> None:
        """Change a cell, or take it out."""
        cells = self.school.aspen.cells
        row = next(cell for cell in cells.values() if (cell.column, cell.student) == key)
        if kept is None:
            del cells[row.id]
            return
        row.score = kept.score

    def apart(self) -> School:
        """The school with a copy of its Aspen."""
        return replace(self.school, aspen=deepcopy(self.school.aspen))
