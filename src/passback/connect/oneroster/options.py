"""What a connection may set otherwise than its vendor's dialect has it.

Options of every OneRoster connection, all text: `base_path` (of the interface, of 1.2's gradebook service),
`rostering_path` (of 1.2's rostering), `ids` (`client` or `absent`), `categories` (`filter`, `all`,
`of-class`, `none`), `bulk` (`none` or `results-per-line-item`), `clear` (`none` or `delete`), `period`
(`leave-out` or `send`), `parallel` (1 to 32 writes at once), `page` (1 to 10000 rows).
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from passback.connect.oneroster.dialect import Bulk, Categories, Clear, Dialect, Period, PutIds, Version
from passback.connect.oneroster.scopes import POST_1_2
from passback.core.errors import NeedsConfig
from passback.core.problem import Problem

E = TypeVar("E", bound=StrEnum)
_MOST_PARALLEL = 32
_LONGEST_PAGE = 10_000


def adjusted(dialect: Dialect, options: Mapping[str, str]) -> Dialect:
    """The dialect with what the connection says otherwise.

    Raises:
        NeedsConfig: an option holds what it cannot mean.
    """
    gradebook = _path(options, "base_path", dialect.gradebook)
    bulk = _choice(options, "bulk", Bulk, dialect.bulk)
    posts = bulk is Bulk.LINE_ITEM and dialect.scopes and POST_1_2 not in dialect.scopes
    own = gradebook if dialect.version is Version.V1P1 else dialect.rostering
    return replace(
        dialect,
        gradebook=gradebook,
        rostering=_path(options, "rostering_path", own),
        ids=_choice(options, "ids", PutIds, dialect.ids),
        categories=_choice(options, "categories", Categories, dialect.categories),
        bulk=bulk,
        scopes=(*dialect.scopes, POST_1_2) if posts else dialect.scopes,
        clear=_choice(options, "clear", Clear, dialect.clear),
        period=_choice(options, "period", Period, dialect.period),
        parallel=_number(options, "parallel", dialect.parallel, (1, _MOST_PARALLEL)),
        page=_number(options, "page", dialect.page, (1, _LONGEST_PAGE)),
    )


def _path(options: Mapping[str, str], name: str, own: str) -> str:
    given = options.get(name)
    if given is None:
        return own
    path = given.strip("/")
    return f"/{path}" if path else ""


def _choice(options: Mapping[str, str], name: str, kind: type[E], own: E) -> E:
    given = options.get(name)
    if given is None:
        return own
    try:
        return kind(given)
    except ValueError:
        known = ", ".join(kind)
        raise NeedsConfig(f"option {name}: unknown; give one of {known}", Problem.ROUTE_MISSING) from None


def _number(options: Mapping[str, str], name: str, own: int, bounds: tuple[int, int]) -> int:
    given = options.get(name)
    if given is None:
        return own
    first, last = bounds
    if given.isascii() and given.isdigit() and first <= int(given[:9]) <= last:
        return int(given)
    raise NeedsConfig(f"option {name}: give a whole number from {first} to {last}", Problem.ROUTE_MISSING)
