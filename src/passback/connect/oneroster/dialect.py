"""How one vendor's OneRoster differs on the wire, as data.

Values only. `Capabilities` say what an SIS can hold, and deciding reads them; a `Dialect` says how it is
told, and beside the connectors nothing outside this folder reads it. A connector begins with
`plain(version)`, the way in which least can go wrong, and states with `replace` what its vendor does
otherwise, each with its source beside it.

What differs at all: facts/oneroster.md §1 and §3.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from passback.core.value import Value, value

T = TypeVar("T")

# Base paths of facts/oneroster.md §1.1, behind the address of a connection.
BASE_1_1 = "/ims/oneroster/v1p1"
GRADEBOOK_1_2 = "/ims/oneroster/gradebook/v1p2"
ROSTERING_1_2 = "/ims/oneroster/rostering/v1p2"


class Version(StrEnum):
    """Which document the vendor follows."""

    V1P1 = "1.1"
    V1P2 = "1.2"


class Categories(StrEnum):
    """Where the categories of a class are: by filter on all, all of the district, of the class, nowhere."""

    FILTER = "filter"
    ALL = "all"
    OF_CLASS = "of-class"
    NONE = "none"


class FilterQuotes(StrEnum):
    """How a filter's value is written; `none`: filters are not understood, so sift here."""

    QUOTED = "quoted"
    BARE = "bare"
    NONE = "none"


class PutIds(StrEnum):
    """Who names a new thing: we in the address, or the SIS after a PUT without id (§1.8 *Modified*)."""

    CLIENT = "client"
    ABSENT = "absent"


class Bulk(StrEnum):
    """How many scores travel in one request: one, or all of a line item (1.2's POST, §1.2)."""

    NONE = "none"
    LINE_ITEM = "results-per-line-item"


class Clear(StrEnum):
    """How a score is taken away: by DELETE of its result, or not at all."""

    DELETE = "delete"
    NONE = "none"


class Exempted(StrEnum):
    """What stands beside `exempt`: no score, a 0, or the status is never sent."""

    NO_NUMBER = "no-number"
    ZERO = "zero"
    NEVER = "never"


class Period(StrEnum):
    """Whether a line item names its grading period (1.1) or academic session (1.2)."""

    LEAVE_OUT = "leave-out"
    SEND = "send"


class Moment(StrEnum):
    """How the day of `assignDate` and `dueDate` is written: `…T00:00:00.000Z`, `…T00:00:00`, or bare."""

    UTC_MIDNIGHT = "utc-midnight"
    BARE_MIDNIGHT = "bare-midnight"
    DATE = "date"


@value
class Dialect(Value):
    """One vendor's way of OneRoster.

    `gradebook`, `rostering`: paths under the connection's address. `school`: a line item names its school
    (1.2 requires it). `status_and_date`: a result names scoreStatus and scoreDate. `page`: rows asked for at
    once. `parallel`: writes at once. `vendor_header`: without this header gradebook calls are refused.
    `scopes`: asked for where the connection names none. `letter_in`: the field of a result that holds a
    letter, a path with dots; None: there is none. `flags_in_fields`: late and missing are fields of their own
    (1.2, text `true` and `false`). `no_category`: category refs that mean *none* when read back. `open_in`:
    the field of a line item that says whether it still takes scores, a path with dots; None: there is none.
    """

    version: Version
    gradebook: str
    rostering: str
    categories: Categories
    quotes: FilterQuotes
    ids: PutIds
    bulk: Bulk
    clear: Clear
    exempted: Exempted
    period: Period
    school: bool
    status_and_date: bool
    moment: Moment
    page: int
    parallel: int
    vendor_header: str | None
    scopes: tuple[str, ...]
    letter_in: str | None
    flags_in_fields: bool
    no_category: tuple[str, ...]
    open_in: str | None


_PLAIN = Dialect(
    version=Version.V1P1,
    gradebook=BASE_1_1,
    rostering=BASE_1_1,
    categories=Categories.FILTER,
    quotes=FilterQuotes.QUOTED,
    ids=PutIds.CLIENT,
    bulk=Bulk.NONE,
    clear=Clear.NONE,
    exempted=Exempted.NO_NUMBER,
    period=Period.LEAVE_OUT,
    school=False,
    status_and_date=True,
    moment=Moment.UTC_MIDNIGHT,
    page=100,
    parallel=1,
    vendor_header=None,
    scopes=(),
    letter_in=None,
    flags_in_fields=False,
    no_category=(),
    open_in=None,
)


def plain(version: Version) -> Dialect:
    """The document's own way, and of what it leaves open the one that risks least.

    Source: facts/oneroster.md §1.1 (paths), §1.2 (1.2's categories of a class), §1.4 (fields).
    """
    if version is Version.V1P1:
        return _PLAIN
    return replace(
        _PLAIN,
        version=version,
        gradebook=GRADEBOOK_1_2,
        rostering=ROSTERING_1_2,
        categories=Categories.OF_CLASS,
        school=True,
        letter_in="textScore",
        flags_in_fields=True,
    )


def of_version(table: Mapping[str, T], version: str) -> T:
    """A connector's word for a version of the interface; under empty text stands what holds for the others.

    Raises:
        KeyError: the connector forgot to say what holds for the others; a bug.
    """
    return table.get(version, table[""])
