"""Where a vendor's OneRoster is: one or two base addresses over one line, and what points at a thing there.

1.1 has one base for everything, 1.2 one per service; the root before them is the vendor's, so it is the
connection's. A wrong base answers 404 like a missing record. Source: facts/oneroster.md §1.1, §1.4.
"""

from collections.abc import Mapping

from passback.connect.line import Line
from passback.connect.oneroster.dialect import Dialect
from passback.connect.sign_in import SignIn
from passback.connect.wire import Wire
from passback.core.connection import SisSettings
from passback.core.errors import NeedsConfig
from passback.core.problem import Problem

Body = dict[str, object]

# What the gradebook service holds; all else is rostering.
_GRADEBOOK = frozenset(["categories", "lineItems", "results"])
# Collection and type of a whole reference, by what it points at.
_KINDS = {
    "class": "classes",
    "category": "categories",
    "lineItem": "lineItems",
    "user": "users",
    "org": "orgs",
    "academicSession": "academicSessions",
}


class Places:
    """The addresses of one connection. `gradebook` and `rostering` are one wire where the base is one."""

    def __init__(self, line: Line, sign_in: SignIn, settings: SisSettings, dialect: Dialect) -> None:
        root = settings.url.rstrip("/")
        self.line = line
        self._lacks = lacks_header(dialect, settings.auth.headers)
        self._gradebook = Wire(root + dialect.gradebook, line, sign_in)
        same = dialect.rostering == dialect.gradebook
        self.rostering = self._gradebook if same else Wire(root + dialect.rostering, line, sign_in)

    @property
    def gradebook(self) -> Wire:
        """The gradebook service.

        Raises:
            NeedsConfig: the vendor refuses these calls without a header that the connection does not have.
        """
        if self._lacks is not None:
            raise NeedsConfig(self._lacks, Problem.VENDOR_KEY_MISSING)
        return self._gradebook

    @property
    def base(self) -> str:
        """The address that tells this interface from another one of the same host."""
        return self._gradebook.base

    def reference(self, kind: str, sourced_id: str) -> Body:
        """A whole reference: href, sourcedId and type; servers that are strict refuse less (§1.4)."""
        collection = _KINDS[kind]
        wire = self._gradebook if collection in _GRADEBOOK else self.rostering
        return {"href": wire.url(collection, sourced_id), "sourcedId": sourced_id, "type": kind}


def lacks_header(dialect: Dialect, headers: Mapping[str, str]) -> str | None:
    """What to say where the header is missing that a vendor wants; None where all is there."""
    wanted = dialect.vendor_header
    if wanted is None or any(name.lower() == wanted.lower() and held for name, held in headers.items()):
        return None
    return f"the header {wanted} is missing in auth.headers; this SIS refuses gradebook calls without it"
