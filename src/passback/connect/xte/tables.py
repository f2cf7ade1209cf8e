"""How PowerSchool's answers are built: tables, lists that collapse, noise keys, its two special signs.

Source: facts/sis-vendors.md §1.1, §1.4.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from passback.connect.failures import Unreadable, misshapen
from passback.connect.shape import Row, rows
from passback.connect.wire import Wire, is_page
from passback.connect.xte.access import TABLES, named_in
from passback.core.ports import Query, Response
from passback.core.problem import Problem

_GRADEBOOK = ("ws", "xte")
PAGE = 100  # the cap of an untouched server
_MOST_PAGES = 10_000
_OUTAGE_HOST = "message.powerschool.com"
_OUTAGE_TEXT = b"powerschool page unavailable"
_WAIT = re.compile(
    rb"\bwait\b[^0-9]{0,60}([0-9]{1,7}(?:\.[0-9]{1,3})?) ?(ms\b|milliseconds?|seconds?|secs?|s\b)",
    re.IGNORECASE,
)
_SAFE = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@._+-")


def is_outage(answer: Response) -> bool:
    """Down-time: a redirect to the vendor's message host, or its page with status 200 (§1.1)."""
    if answer.status in {301, 302, 303, 307, 308}:
        return urlsplit(answer.headers.get("location", "")).hostname == _OUTAGE_HOST
    return is_page(answer) and _OUTAGE_TEXT in answer.body[:20_000].lower()


def asks_again(answer: Response) -> bool:
    """412 *Resubmit*: the same request once more; any other 412 is a refusal (§1.1, §1.6)."""
    return answer.status == 412 and b"Resubmit" in answer.body[:2000]  # noqa: PLR2004 - Precondition Failed


def waits(answer: Response) -> float | None:
    """The seconds that a too early request is told to wait, in words only (§1.1); None: it is not told to.

    Which status it comes with is not known (§1.1), so any refusal that says so is one.
    """
    if answer.status < 400 or is_page(answer):  # noqa: PLR2004 - refusals
        return None
    told = _WAIT.search(answer.body[:2000])
    if told is None:
        return None
    return float(told[1]) / (1000 if told[2].lower().startswith(b"m") else 1)


def clean(data: object) -> object:
    """The data without the random `$breach_mitigation` keys."""
    if isinstance(data, Mapping):
        return {k: clean(v) for k, v in data.items() if not str(k).startswith("$breach_mitigation")}
    if isinstance(data, list):
        return [clean(item) for item in data]
    return data


async def fetch(wire: Wire, *path: str, query: Query = ()) -> object:
    """The data of one answer, cleaned. An empty last part stands for a slash at the end of the address."""
    url = wire.url(*(part for part in path if part)) + ("" if path[-1] else "/")
    try:
        return clean((await wire.fetch(url, query)).data)
    except Unreadable as error:
        raise _placed(error, gradebook=path[:2] == _GRADEBOOK) from None


def _placed(error: Unreadable, *, gradebook: bool) -> Unreadable:
    """A 403 by where it came from: a column of the plugin that it names, or a gradebook call.

    Those act as one teacher, and say 403 for that teacher or for a column (§1.7).
    """
    if error.status != 403:  # noqa: PLR2004 - Forbidden
        return error
    column = named_in(error.body)
    if column is not None:
        said = f"{error}, the plugin is not let in to {column}"
        return Unreadable(said, Problem.PLUGIN_INCOMPLETE, error.status, body=error.body)
    if gradebook:
        return Unreadable(str(error), Problem.TEACHER_NOT_IN_SECTION, error.status, body=error.body)
    return error


def collapsed(where: str, data: object, outer: str, inner: str) -> tuple[Row, ...]:
    """A list that a server without elements leaves out, and of one element gives as the element."""
    held = Row(where, data)
    if not held.has(outer):
        raise misshapen(f"{where}.{outer}", "a list in its envelope")
    inside = held.row_or_none(outer)
    found = inside.data.get(inner) if inside else None
    if found is None or found == "":
        return ()
    return rows(inner, found if isinstance(found, list) else [found])


async def records(wire: Wire, table: str, where: Mapping[str, str]) -> tuple[Row, ...]:
    """All rows of a table that match, with the columns that the plugin asks for; values are text.

    Raises:
        Retryable: they were not read whole. NeedsLogin, NeedsConfig: as `Wire.ask`.
    """
    found: dict[str, Row] = {}
    condition = ";".join(f"{column}=={_safe(held)}" for column, held in where.items())
    for page in range(1, _MOST_PAGES):
        query = (
            ("projection", ",".join(TABLES[table])),
            ("q", condition),
            ("page", str(page)),
            ("pagesize", str(PAGE)),
        )
        answer = Row(table, await fetch(wire, "ws", "schema", "table", table, query=query))
        got = answer.data.get("record", [])
        fresh = {}
        for row in rows(table, got if isinstance(got, list) else [got]):
            fresh[row.id("id")] = row.row("tables").row(table)
        _must_be_new(table, fresh, found)
        found |= fresh
        if len(fresh) < PAGE:
            return tuple(found.values())
    raise Unreadable(f"{table}: more pages than any school has", Problem.ANSWER_NOT_UNDERSTOOD)


def first_record(table: str, data: object) -> tuple[Row, ...]:
    """The first row of a table's answer in its envelope; none where it holds none."""
    listed = data.get("record") if isinstance(data, Mapping) else None
    return rows(table, listed[:1]) if isinstance(listed, list) else ()


async def pages(wire: Wire, path: tuple[str, ...], outer: str, inner: str) -> tuple[Row, ...]:
    """All rows of a paged `/ws/v1` list, known by their `id`; fails as `records`."""
    found: dict[str, Row] = {}
    for page in range(1, _MOST_PAGES):
        query = (("page", str(page)), ("pagesize", str(PAGE)))
        data = await fetch(wire, "ws", "v1", *path, query=query)
        fresh = {row.id("id"): row for row in collapsed(path[-1], data, outer, inner)}
        _must_be_new(inner, fresh, found)
        found |= fresh
        if len(fresh) < PAGE:
            return tuple(found.values())
    raise Unreadable(f"{inner}: more pages than any school has", Problem.ANSWER_NOT_UNDERSTOOD)


def _must_be_new(what: str, fresh: Mapping[str, Row], found: Mapping[str, Row]) -> None:
    if fresh and not fresh.keys() - found.keys():
        raise Unreadable(f"{what}: the same page came twice", Problem.ANSWER_NOT_UNDERSTOOD)


def _safe(text: str) -> str:
    """A value in a query's own language, where `;` and `,` mean *and* and *or*."""
    if not text or not set(text) <= _SAFE:
        raise Unreadable("a value that no query can hold", Problem.ANSWER_NOT_UNDERSTOOD)
    return text
