"""A gradebook as its simulator really keeps it, in the same few words whatever its rows are called.

What an interface shows of it is another matter. For what is made to lie, and for whoever has to know the
truth; each simulator states its own beside its rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from passback.sandbox.state.school import School

# The ids under which the interface shows them: of the line item; of the line item and the student.
MarkKey = tuple[str, str]


@dataclass(frozen=True)
class KeptLine:
    """A line item as it is kept. `maximum` None: it has none."""

    title: str
    due: date
    maximum: Decimal | None


@dataclass(frozen=True)
class KeptMark:
    """A result as it is kept. `score` None: a row without a number."""

    score: Decimal | None
    exempt: bool


class Book(Protocol):
    """One simulator's gradebook, to be looked at and to be changed behind everybody's back."""

    def lines(self) -> Mapping[str, KeptLine]:
        """Every line item by its id."""
        ...

    def marks(self) -> Mapping[MarkKey, KeptMark]:
        """Every result by line item and student."""
        ...

    def keep_line(self, line: str, kept: KeptLine | None) -> None:
        """Change a line item that is there; None: it is gone, with its results."""
        ...

    def keep_mark(self, key: MarkKey, kept: KeptMark | None) -> None:
        """Change a result that is there; None: it is gone."""
        ...

    def apart(self) -> School:
        """The school with a copy of this gradebook: what is changed from now on does not show in it."""
        ...
