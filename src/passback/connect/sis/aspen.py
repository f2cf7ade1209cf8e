"""Aspen (Follett): OneRoster 1.1, sign-in by form at `/oauth/rest/v2.0/auth`.

What the address, the fields and the requests are: `connect/oneroster/client.py`; here only what is Aspen's.
read = 6 requests and one per further 100 rows (and one where the class has no category of its own); write =
1 per new line item, 2 per changed one, 1 per score; read-back = 1 per class or line item. Options: those of
every OneRoster connection (`connect/oneroster/options.py`).

Not known of Aspen, and so None below: title length, decimals, what it does with an excused score, whether a
score can be cleared or a line item deleted from outside (facts/sis-vendors.md §0.3, §6).
"""

from dataclasses import replace
from datetime import date

from passback.connect.means import Means
from passback.connect.oneroster.connecting import client
from passback.connect.oneroster.dialect import FilterQuotes, Version
from passback.connect.oneroster.dialect import plain as plain_dialect
from passback.core.capabilities import Capabilities, Evidence, Ids, Limit
from passback.core.connection import Connection
from passback.core.ids import CanvasField, IdProfile, IdRule, Transform
from passback.core.ports import SisSide

_SEEN = date(2026, 11, 23)

_CAPABILITIES = Capabilities(
    line_item_ids=Limit(Ids.CLIENT, "facts/oneroster.md §1.8, §3.3", _SEEN, firm=True),
    decimals=None,
    title_max=None,
    points_whole=None,
    extra_credit=None,
    score_factor_max=None,
    exempt=None,
    late=Limit(value=False, source="facts/oneroster.md §1.4", on=_SEEN, firm=True),
    missing=Limit(value=False, source="facts/oneroster.md §1.4", on=_SEEN, firm=True),
    comment_max=Limit(100, "facts/oneroster.md §3.3", _SEEN, firm=True),
    letters=Limit(value=False, source="facts/oneroster.md §1.4", on=_SEEN, firm=True),
    clear=None,
    delete=None,
    not_counted=None,
    # The specification requires it, Aspen's grade scales hang on it; no page of the vendor says so.
    category_required=Limit(value=True, source="facts/oneroster.md §1.4", on=_SEEN, firm=False),
    category_case_matters=None,
    category_default=None,
    category_code_suffix=None,
    term_end_inclusive=None,
    readable=Limit(value=True, source="facts/oneroster.md §3.0, §3.3", on=_SEEN, firm=True),
    bulk=None,
)
CAPABILITIES = {"": _CAPABILITIES}
# Filters work unquoted: facts/oneroster.md §3.3.
DIALECTS = {"": replace(plain_dialect(Version.V1P1), quotes=FilterQuotes.BARE)}
EVIDENCE = Evidence.SIMULATED

_SECTION = IdRule(CanvasField.SIS_ID, "sourcedId", Transform.AS_IS, Transform.AS_IS)
_STUDENTS = (
    ("identifier", Transform.AS_IS),
    ("sourcedId", Transform.AS_IS),
    ("identifier", Transform.STRIP_ZEROS),
    ("identifier", Transform.STRIP_PREFIX),
)

# Known ways in which the ids meet, the commonest first.
PROFILES: tuple[IdProfile, ...] = (
    *(
        IdProfile(_SECTION, IdRule(CanvasField.SIS_ID, field, how, Transform.AS_IS), None)
        for field, how in _STUDENTS
    ),
    *(
        IdProfile(
            IdRule(CanvasField.SIS_ID, "sourcedId", Transform.STRIP_PREFIX, Transform.AS_IS),
            IdRule(CanvasField.SIS_ID, field, how, Transform.AS_IS),
            None,
        )
        for field, how in _STUDENTS
    ),
)


def connect(connection: Connection, means: Means, space: str) -> SisSide:
    """The Aspen side of a connection. `space`: the namespace of the ids that we choose."""
    return client(connection, means, space, (DIALECTS, CAPABILITIES), PROFILES)
