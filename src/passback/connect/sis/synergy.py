"""Synergy (Edupoint): OneRoster 1.1 behind a scope of the gradebook; dates bear no zone.

What the addresses, the fields and the requests are: `connect/oneroster/client.py`. read = 6 requests, 2
while roster, categories and terms are in memory; write = 1 per new line item, 2 per changed one, 1 per
score; read-back = 1 per class or line item. Options: those of every OneRoster connection
(`connect/oneroster/options.py`).

Not known, and so OneRoster's own way: base path (`base_path` overrides it), sign-in, what a PUT answers,
DELETE and title length; the district gives the whole address. A score may be twice the maximum without extra
credit; a line item that is locked or no longer third party stays as it is. Source: facts/oneroster.md §3.8,
facts/sis-vendors.md §5.
"""

from dataclasses import replace
from decimal import Decimal

from passback.connect.means import Means
from passback.connect.oneroster.connecting import client
from passback.connect.oneroster.dialect import Moment, Version, plain
from passback.connect.oneroster.limits import BY_1_1, firm
from passback.connect.oneroster.profiles import BY_CODE, BY_ID, profiles
from passback.connect.oneroster.scopes import SCOPES_1_1
from passback.core.capabilities import Evidence
from passback.core.connection import Connection
from passback.core.ports import SisSide

DIALECTS = {
    # No zone in dates, and a scope of the gradebook is needed: facts/sis-vendors.md §5.
    "": replace(plain(Version.V1P1), moment=Moment.BARE_MIDNIGHT, scopes=SCOPES_1_1)
}
CAPABILITIES = {
    "": replace(
        BY_1_1,
        score_factor_max=firm(Decimal(2), "facts/oneroster.md §3.8"),
        # The least of a line item is the one that it was made with, and ours is 0.
        score_min=firm(Decimal(0), "facts/oneroster.md §3.8"),
        extra_credit_by_item=firm(True, "facts/sis-vendors.md §5"),  # noqa: FBT003 - a limit's value
        due_in_period=firm(True, "facts/oneroster.md §3.8"),  # noqa: FBT003 - a limit's value
    )
}
PROFILES = profiles((BY_ID, BY_CODE))
EVIDENCE = Evidence.INFERRED


def connect(connection: Connection, means: Means, space: str) -> SisSide:
    """The Synergy side of a connection. `space`: the namespace of the ids that we choose."""
    return client(connection, means, space, (DIALECTS, CAPABILITIES), PROFILES)
