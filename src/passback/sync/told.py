"""How what the SIS holds differs from what was wanted, as far as the two values tell.

Knows the few ways in which systems change a value by themselves. Says nothing where nothing is certain.
"""

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from passback.core.finding import Finding
from passback.core.gradebook import Excused, LineItem, Mark, Score
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.core.value import Value, plain, value
from passback.sync.text import cut_title, normal, same_title

_MOST_DECIMALS = 6


def mark_text(mark: Mark) -> str:
    """A mark as text: `8.5`, `B+`, `excused`; empty for none."""
    if isinstance(mark, Excused):
        return mark.value
    if isinstance(mark, Decimal):
        return plain(mark) if mark.is_finite() else str(mark)
    return mark or ""


def score_way(wanted: Score, held: Score | None, maximum: Decimal | None = None) -> str | None:
    """`rounded`, `capped`, `cut` or `dropped`, None where the values do not tell.

    `maximum`: of the line item, where it is known.
    """
    if held is None or (held.mark is None and wanted.mark is not None):
        return "dropped"
    if held.mark == wanted.mark:
        return _rest_way(wanted, held)
    if not isinstance(wanted.mark, Decimal) or not isinstance(held.mark, Decimal):
        return None
    return _number_way(wanted.mark, held.mark, maximum)


def _number_way(wanted: Decimal, held: Decimal, maximum: Decimal | None) -> str | None:
    if (maximum is not None and held == maximum < wanted) or wanted < 0 == held:
        return "capped"
    for places in range(_MOST_DECIMALS):
        step = Decimal(1).scaleb(-places)
        if _decimals(wanted) > places >= _decimals(held) and held in _neighbors(wanted, step):
            return "rounded"
    return None


def _neighbors(number: Decimal, step: Decimal) -> set[Decimal]:
    return {(number / step).to_integral_value(way) * step for way in (ROUND_FLOOR, ROUND_CEILING)}


def _decimals(number: Decimal) -> int:
    return len(plain(number).partition(".")[2])


def _rest_way(wanted: Score, held: Score) -> str | None:
    if held.comment != wanted.comment and held.comment and wanted.comment.startswith(held.comment):
        return "cut"
    lost = (
        (wanted.late and not held.late)
        or (wanted.missing and not held.missing)
        or (wanted.comment and not held.comment)
        or (wanted.letter and not held.letter)
    )
    return "dropped" if lost else None


def score_differs(
    problem: Problem, subject: Subject, wanted: Score | None, held: Score | None, way: str | None
) -> Finding:
    """The SIS holds something else. Only marks are named; comments may hold names."""
    facts = {
        "value": mark_text(wanted.mark if wanted else None),
        "result": mark_text(held.mark if held else None),
    }
    if subject.student:
        facts["student"] = subject.student
    return Finding(problem, Severity.WARNS, subject, facts | ({"state": way} if way else {}))


def item_differs(
    subject: Subject, wanted: LineItem, held: LineItem | None, before: LineItem | None
) -> Finding:
    """The SIS keeps the line item otherwise than it was sent. `before`: as it was; None: it was not there."""
    value, result, way = _item_way(wanted, held)
    if held is not None and before is not None and _ours(held) == _ours(before):
        # It stands as it was: an old title is no cut one, though the new begins so.
        way = "dropped"
    facts = {"assignment": wanted.title, "value": value, "result": result}
    if subject.assignment:
        facts["assignment_id"] = subject.assignment
    if way:
        facts["state"] = way
    return Finding(Problem.VALUE_CHANGED_BY_SIS, Severity.WARNS, subject, facts)


def _ours(item: LineItem) -> tuple[str, date, Decimal]:
    return item.title, item.due, item.maximum


@value
class Difference(Value):
    """One field of a line item that is not as it was wanted; `way`: how, None where the values do not say."""

    field: str
    value: str
    result: str
    way: str | None


def item_differences(wanted: LineItem, held: LineItem) -> tuple[Difference, ...]:
    """What of a line item is otherwise, of the fields that are ours: title, due date, maximum."""
    found = []
    if not same_title(held.title, wanted.title):
        cut = cut_title(held.title, wanted.title) or normal(wanted.title).startswith(normal(held.title))
        found.append(Difference("title", wanted.title, held.title, "cut" if cut else None))
    if held.due != wanted.due:
        off = abs(held.due - wanted.due) == timedelta(days=1)
        way = "a-day-off" if off else None
        found.append(Difference("due", wanted.due.isoformat(), held.due.isoformat(), way))
    if held.maximum != wanted.maximum:
        way = _number_way(wanted.maximum, held.maximum, None)
        found.append(Difference("maximum", plain(wanted.maximum), plain(held.maximum), way))
    return tuple(found)


def _item_way(wanted: LineItem, held: LineItem | None) -> tuple[str, str, str | None]:
    if held is None:
        return wanted.title, "", "dropped"
    for first in item_differences(wanted, held):
        return first.value, first.result, first.way
    return wanted.category or "", held.category or "", None
