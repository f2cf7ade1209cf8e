"""ProgressBook (Frontline): OneRoster 1.1 that requires a category and takes nothing above the maximum.

What the addresses, the fields and the requests are: `connect/oneroster/client.py`. read = 6 requests, 2
while roster, categories and terms are in memory; write = 1 per new line item, 2 per changed one, 1 per
score; read-back = 1 per class or line item. Options: those of every OneRoster connection
(`connect/oneroster/options.py`).

Not known, and so OneRoster's own way: base path (`base_path` overrides it), sign-in, what a PUT answers,
DELETE. No document of the vendor on passback was found. Source: facts/oneroster.md §3.12,
facts/sis-vendors.md §0.3, §8.
"""

from dataclasses import replace
from decimal import Decimal

from passback.connect.means import Means
from passback.connect.oneroster.connecting import client
from passback.connect.oneroster.dialect import Version, plain
from passback.connect.oneroster.limits import BY_1_1, firm, soft
from passback.connect.oneroster.profiles import BY_CODE, BY_ID, profiles
from passback.core.capabilities import Evidence
from passback.core.connection import Connection
from passback.core.ports import SisSide

DIALECTS = {"": plain(Version.V1P1)}
CAPABILITIES = {
    "": replace(
        BY_1_1,
        title_max=soft(50, "facts/sis-vendors.md §0.3, §8"),
        extra_credit=firm(False, "facts/oneroster.md §3.12"),  # noqa: FBT003 - a limit's value
        score_factor_max=firm(Decimal(1), "facts/oneroster.md §3.12"),
        due_in_term=soft(True, "facts/sis-vendors.md §0.3, §8"),  # noqa: FBT003 - a limit's value
        category_required=firm(True, "facts/oneroster.md §3.12"),  # noqa: FBT003 - a limit's value
    )
}
PROFILES = profiles((BY_ID, BY_CODE))
EVIDENCE = Evidence.INFERRED


def connect(connection: Connection, means: Means, space: str) -> SisSide:
    """The ProgressBook side of a connection. `space`: the namespace of the ids that we choose."""
    return client(connection, means, space, (DIALECTS, CAPABILITIES), PROFILES)
