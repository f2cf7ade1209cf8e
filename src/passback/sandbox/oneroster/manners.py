"""How one simulated vendor's OneRoster differs from the document, and what its rules see of a write.

The simulators' own word: nothing here is read by the product, and nothing of the product's is read here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from passback.sandbox.refusing import Refusal, Rule
from passback.sandbox.state.oneroster import CategoryRow, Line, Mark, Roster
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply

BASE_1_1 = "/ims/oneroster/v1p1"
GRADEBOOK_1_2 = "/ims/oneroster/gradebook/v1p2"
ROSTERING_1_2 = "/ims/oneroster/rostering/v1p2"
PURL = "https://purl.imsglobal.org/spec/or"

Row = dict[str, object]


class PutBody(StrEnum):
    """What an accepted PUT answers with (facts/oneroster.md §1.8)."""

    ENTITY = "entity"
    ARRAY = "array"
    OBJECT = "empty-object"
    NOTHING = "nothing"


class Quotes(StrEnum):
    """Which filter values are understood: `'x'`, `x`, or both."""

    QUOTED = "quoted"
    BARE = "bare"
    BOTH = "both"


@dataclass(frozen=True)
class LineWrite:
    """A line item about to be kept. `sent`: its fields as they came; `before`: what is there under its id."""

    roster: Roster
    line: Line
    sent: Mapping[str, object]
    before: Line | None
    base: str


@dataclass(frozen=True)
class MarkWrite:
    """A result about to be kept.

    `item` and `student`: the ids as sent, which may name nothing; `line`: the line item where there is one.
    """

    roster: Roster
    mark: Mark
    item: str
    student: str
    line: Line | None
    sent: Mapping[str, object]


@dataclass(frozen=True)
class Said:
    """What a vendor's envelope wraps. `minor`: of OneRoster's words, with spaces as 1.1's text has them."""

    status: int
    minor: str
    text: str


Envelope = Callable[[Call, Said], Reply]
Show = Callable[[Roster, Row], Row]


def as_it_is(_: Roster, row: Row) -> Row:
    """Shown as the document has it."""
    return row


def keep_line(_: Roster, line: Line) -> Line:
    """Kept as it was sent."""
    return line


def keep_mark(_: Roster, mark: Mark) -> Mark:
    """Kept as it was sent."""
    return mark


@dataclass(frozen=True)
class Manners:
    """One vendor's way.

    `name`: of the port and the roster. `sign_in`: kinds as the first line of the sandbox names them, the
    first is the one described. `token_path` None: no token (OAuth 1.0a alone). `scopes`: described; with
    `scopes_required` a token without any is refused. `cookie`: the name of a cookie that comes with the token
    and must come back with reads. `vendor_header`: the roster's hidden `vendor` must come with every call to
    the gradebook. `put_new`, `put_old`, `put_body`: what an accepted PUT answers. `deletes`: the collections
    with a DELETE. `puts`: those with a PUT. `absent`: routes that this vendor lacks, as `GET /results`.
    `categories_of_class`, `bulk`: 1.2's. `lower_case`: `/classes/{id}/lineitems` is found too. `refuse`: the
    vendor's envelope for its own words, `fault`: for what no vendor's text is known. `shows_*`: how a row
    differs on the wire; `keeps_*`: what is changed in silence. `needs_category`: a line item without one is
    not kept. `any_category`: one that is not there is no fault, `keeps_line` files it.
    """

    name: str
    version: str
    fault: Envelope
    refuse: Envelope
    gradebook: str = BASE_1_1
    rostering: str = BASE_1_1
    sign_in: tuple[str, ...] = ("oauth2-basic", "oauth2-form")
    token_path: str | None = "/oauth/token"  # noqa: S105 - a path
    token_seconds: int = 3600
    scopes: tuple[str, ...] = ()
    scopes_required: bool = False
    cookie: str | None = None
    vendor_header: bool = False
    put_new: int = 201
    put_old: int = 200
    put_body: PutBody = PutBody.ENTITY
    deletes: frozenset[str] = frozenset({"lineItems", "results"})
    puts: frozenset[str] = frozenset({"lineItems", "results"})
    absent: frozenset[str] = frozenset()
    categories_of_class: bool = False
    bulk: bool = False
    lower_case: bool = False
    quotes: Quotes = Quotes.BOTH
    largest_page: int = 10_000
    needs_category: bool = False
    any_category: bool = False
    line_rules: tuple[Rule[LineWrite], ...] = ()
    mark_rules: tuple[Rule[MarkWrite], ...] = ()
    keeps_line: Callable[[Roster, Line], Line] = keep_line
    keeps_mark: Callable[[Roster, Mark], Mark] = keep_mark
    shows_line: Show = as_it_is
    shows_person: Show = as_it_is
    shows_any: Show = as_it_is

    @property
    def is_1_2(self) -> bool:
        """True for 1.2."""
        return self.version == "1.2"


@dataclass(frozen=True)
class Visit:
    """One signed-in call to one roster."""

    school: School
    roster: Roster
    call: Call
    manners: Manners

    def fault(self, status: int, minor: str, text: str) -> Reply:
        """A refusal for which no vendor's text is known."""
        return self.manners.fault(self.call, Said(status, minor, text))

    def refuse(self, refusal: Refusal) -> Reply:
        """A refusal in the vendor's words."""
        return self.manners.refuse(self.call, Said(refusal.status, "invalid data", refusal.text))

    def unknown(self, kind: str) -> Reply:
        """There is nothing of that id."""
        return self.fault(404, "unknown object", f"{kind} not found")

    def invalid(self, what: str) -> Reply:
        """The body does not fit."""
        return self.fault(422 if self.manners.is_1_2 else 400, "invalid data", what)


Handler = Callable[[Visit, tuple[str, ...]], Reply]


def category_of(roster: Roster, line: Line) -> CategoryRow | None:
    """The category of a line item, None where it has none."""
    return None if line.category is None else roster.categories.get(line.category)
