"""What Focus refuses.

Hidden state: `periods` of a category, `closed` of a period, `deleted` of the district: titles by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from passback.sandbox.oneroster.manners import LineWrite, MarkWrite, category_of
from passback.sandbox.oneroster.rows import period_of
from passback.sandbox.oneroster.writing import day_of
from passback.sandbox.refusing import Refusal
from passback.sandbox.state.oneroster import Roster
from passback.sandbox.state.school import School


def category_fits_the_due_date(_: School, write: LineWrite) -> Refusal | None:
    """The category is one of the grading period that holds the due date, and that period is open."""
    due = day_of(write.line.due)
    period, category = period_of(write.roster, due), category_of(write.roster, write.line)
    wanted = category.hidden.get("periods") if category is not None else None
    of_another = isinstance(wanted, list) and (period is None or period.id not in wanted)
    closed = period is not None and bool(period.hidden.get("closed"))
    if not of_another and not closed:
        return None
    return Refusal("focus.grading-period-locked", {"due_date": due.strftime("%m/%d/%Y")}, 422)


def _deleted(roster: Roster, item: str) -> str | None:
    """The title of what was deleted under this id."""
    return cast("Mapping[str, str]", roster.hidden.get("deleted", {})).get(item)


def never_deleted(_: School, write: LineWrite) -> Refusal | None:
    """An id whose line item a teacher deleted is not taken again."""
    title = _deleted(write.roster, write.line.id)
    return None if title is None else Refusal("focus.line-item-deleted", {"assignment": title}, 404)


def line_item_is_there(_: School, write: MarkWrite) -> Refusal | None:
    """A result needs its line item; Focus calls it by its name as long as it knows that."""
    if write.line is not None:
        return None
    title = _deleted(write.roster, write.item) or write.item
    return Refusal("focus.line-item-deleted", {"assignment": title}, 404)
