"""Lists: filter, sort, fields and pages, as facts/oneroster.md §1.5 has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from passback.sandbox.oneroster.manners import Quotes, Row, Visit
from passback.sandbox.wire import Reply, reply_json

DEFAULT_LIMIT = 100
_FILTER = re.compile(r"\s*([\w.]+)\s*(!=|>=|<=|=|>|<|~)\s*(?:'([^']*)'|(\S+))\s*")

Test = tuple[str, str, str]


def listed(visit: Visit, name: str, rows: Iterable[Row]) -> Reply:
    """One page of a list under its name, with the count of the whole."""
    chosen = _filtered(visit, [visit.manners.shows_any(visit.roster, row) for row in rows])
    if isinstance(chosen, Reply):
        return chosen
    call = visit.call
    if sort := call.one("sort"):
        chosen.sort(key=lambda row: _said(_field(row, sort)), reverse=call.one("orderBy") == "desc")
    limit = min(_number(call.one("limit"), DEFAULT_LIMIT), visit.manners.largest_page)
    offset = _number(call.one("offset"), 0)
    page = [_picked(row, call.one("fields")) for row in chosen[offset : offset + limit]]
    return reply_json(200, {name: page}, {"x-total-count": str(len(chosen))})


def shown(visit: Visit, name: str, row: Row) -> Reply:
    """One object under its name."""
    whole = visit.manners.shows_any(visit.roster, row)
    return reply_json(200, {name: _picked(whole, visit.call.one("fields"))})


def _picked(row: Row, fields: str) -> Row:
    wanted = {name.strip() for name in fields.split(",")}
    return {key: held for key, held in row.items() if key in wanted} if fields else row


def _number(given: str, default: int) -> int:
    return int(given) if given.isascii() and given.isdigit() else default


def _filtered(visit: Visit, rows: list[Row]) -> list[Row] | Reply:
    text = visit.call.one("filter")
    if not text:
        return rows
    parts = re.split(r"\s+(AND|OR)\s+", text)
    tests = [_test(part, visit.manners.quotes) for part in parts[::2]]
    if len(parts) > _ONE_AND or not all(tests):
        return visit.fault(400, "invalid_filter_field", "The filter is not understood")
    both = len(parts) == 1 or parts[1] == "AND"
    known = [test for test in tests if test]
    hold = all if both else any
    return [row for row in rows if hold(_fits(row, test) for test in known)]


# One test, or two around their AND or OR.
_ONE_AND = 3


def _test(part: str, quotes: Quotes) -> Test | None:
    match = _FILTER.fullmatch(part)
    if match is None:
        return None
    name, sign, quoted, bare = match.groups()
    if (quoted is None and quotes is Quotes.QUOTED) or (quoted is not None and quotes is Quotes.BARE):
        return None
    return name, sign, quoted if quoted is not None else bare


def _fits(row: Row, test: Test) -> bool:
    name, sign, wanted = test
    held = _field(row, name)
    said = None if held is None else _said(held)
    if sign in {"=", "!="}:
        return (said == wanted) == (sign == "=")
    if said is None:
        return False
    if sign == "~":
        return wanted.lower() in said.lower()
    return _compared(said, wanted) in _SIGNS[sign]


_SIGNS = {">": {1}, ">=": {0, 1}, "<": {-1}, "<=": {-1, 0}}


def _compared(held: str, wanted: str) -> int:
    """1, 0 or -1: as numbers where both are some, else as text, which is how times compare."""
    try:
        left, right = Decimal(held), Decimal(wanted)
    except InvalidOperation:
        return (held > wanted) - (held < wanted)
    return (left > right) - (left < right)


def _field(row: object, name: str) -> object:
    for part in name.split("."):
        row = row.get(part) if isinstance(row, Mapping) else None
    return row


def _said(held: object) -> str:
    if isinstance(held, bool):
        return "true" if held else "false"
    return "" if held is None else format(held, "f") if isinstance(held, Decimal) else str(held)
