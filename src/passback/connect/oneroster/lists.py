"""Answers of OneRoster taken out of their envelopes, and lists read whole or not at all.

The document's envelopes are `{"lineItems": [...]}` and `{"lineItem": {...}}`; servers are known that answer
`{"data": [...], "total": n}`, the singular key with a list, or one row in place of a list of one. A list's
end is shown by Link, by `X-Total-Count` or by a short page, and they must not contradict each other.
Source: facts/oneroster.md §1.3, §1.5, §3.12, §3.13.
"""

from collections.abc import Mapping

from passback.connect.failures import Unreadable, misshapen
from passback.connect.oneroster import errors
from passback.connect.oneroster.read import is_deleted
from passback.connect.shape import Row, rows
from passback.connect.wire import Fetched, Wire
from passback.core.ports import Query
from passback.core.problem import Problem

# The key of one thing, by the key of a list of them.
SINGULAR = {
    "academicSessions": "academicSession",
    "categories": "category",
    "classes": "class",
    "lineItems": "lineItem",
    "results": "result",
    "users": "user",
}
_MOST_PAGES = 10_000


def one(data: object, plural: str) -> Row:
    """The one thing that an answer holds; a list is taken where it holds exactly one.

    Raises:
        Unreadable: it holds none, several, or says that it failed.
    """
    singular = SINGULAR[plural]
    answer = Row("answer", data)
    _failed(answer.data)
    for name in (singular, plural, "data"):
        held = answer.data.get(name)
        if isinstance(held, list) and len(held) == 1:
            held = held[0]
        if isinstance(held, Mapping):
            return Row(name, held)
    return answer.row(singular)


def many(data: object, plural: str) -> tuple[Row, ...]:
    """The rows that an answer holds.

    Raises:
        Unreadable: it holds no list in any of the known envelopes, or says that it failed.
    """
    if isinstance(data, list) and data:
        return rows(plural, data)
    answer = Row("answer", data)
    _failed(answer.data)
    for name in (plural, SINGULAR[plural], "data"):
        held = answer.data.get(name)
        if isinstance(held, Mapping) and "sourcedId" in held:
            held = [held]
        if isinstance(held, list):
            return rows(plural, held)
    raise misshapen(plural, "a list")


def _failed(data: Mapping[str, object]) -> None:
    """An error body may come with a 200, beside data or instead of it (§1.7, shape 4)."""
    if errors.holds_failure(data):
        raise Unreadable("answer: says that it failed", Problem.ANSWER_NOT_UNDERSTOOD)


async def whole_list(wire: Wire, url: str, plural: str, page: int, query: Query = ()) -> tuple[Row, ...]:
    """All rows of a collection that are not marked as deleted; `page`: how many are asked for at once.

    The end: no next link where the answer has a Link header; the count where it has one; else a short page,
    or, from a server that gives more than was asked for, nothing new. A list that changes while it is read,
    so that a row comes on two pages, was not read whole.

    Raises:
        Retryable: the list was not read whole, so there is no list. NeedsLogin, NeedsConfig: as `Wire.ask`.
    """
    found: dict[str, Row] = {}
    taken = 0
    seen: set[str] = set()
    due: tuple[str, Query] | None = (url, (*query, ("limit", str(page)), ("offset", "0")))
    for _ in range(_MOST_PAGES):
        if due is None:
            break
        fetched = await wire.fetch(*due)
        got = () if found and fetched.data == [] else many(fetched.data, plural)
        fresh = {row.id("sourcedId"): row for row in got}
        twice = fresh.keys() & found.keys()
        if got and len(twice) == len(fresh) and len(got) > page:
            break
        if twice:
            text = f"{plural}: a row came on two pages, the list changed meanwhile"
            raise Unreadable(text, Problem.ANSWER_NOT_UNDERSTOOD)
        found |= fresh
        taken += len(got)
        total = _total(fetched)
        if "link" in fetched.answer.headers:
            due = wire.next_page(fetched.answer, seen)
            if due is None and total is not None and taken < total:
                raise _cut_short(plural)
        else:
            more = _more(plural, total, (len(got), taken), page)
            due = (url, (*query, ("limit", str(page)), ("offset", str(taken)))) if more else None
    else:
        raise Unreadable(f"{plural}: more pages than any school has", Problem.ANSWER_NOT_UNDERSTOOD)
    return tuple(row for row in found.values() if not is_deleted(row))


def _total(fetched: Fetched) -> int | None:
    """How many rows there are, as the answer says; None where it does not."""
    said = fetched.answer.headers.get("x-total-count", "").strip()
    if said.isascii() and said.isdigit():
        return int(said[:9])
    data = fetched.data
    inner = data.get("total") if isinstance(data, Mapping) and "data" in data else None
    return inner if isinstance(inner, int) and not isinstance(inner, bool) and inner >= 0 else None


def _more(plural: str, total: int | None, counted: tuple[int, int], page: int) -> bool:
    """True if another page is due. `counted`: rows of this page, and of all so far.

    Raises:
        Unreadable: the list ended before its own count.
    """
    got, taken = counted
    if total is None:
        return got >= page
    if got == 0 and taken < total:
        raise _cut_short(plural)
    return taken < total


def _cut_short(plural: str) -> Unreadable:
    return Unreadable(f"{plural}: the list ended before its count", Problem.ANSWER_NOT_UNDERSTOOD)
