"""Aeries: OneRoster 1.1 over gradebooks that are not sections, with reads of its own API v5 where allowed.

What the addresses, the fields and the requests are: `connect/oneroster/client.py`. read = 6 requests, 2
while roster, categories and terms are in memory; write = 1 per new line item, 2 per changed one, 1 per
score; read-back = 1 per class or line item; API v5: 2 more per read. Options:
`v5_url`, `certificate` (a secret), `v5_term` (a term's code, `Y` if none is given) and those of every
OneRoster connection.

A token needs at least one scope, its cookie comes back with every call; there is no DELETE. With `v5_url`
and `certificate` the gradebook is looked at first: two of one section are said before anything is written,
and the roster is the gradebook's. Not known: the status of its refusals, what a PUT answers. Source:
facts/oneroster.md §3.1, facts/sis-vendors.md §0.3, §3.
"""

from dataclasses import replace

from passback.connect.aeries_v5.client import AeriesV5
from passback.connect.aeries_v5.side import OnGradebooks
from passback.connect.means import Means
from passback.connect.oneroster.connecting import client
from passback.connect.oneroster.dialect import Version, plain
from passback.connect.oneroster.limits import BY_1_1, firm, soft
from passback.connect.oneroster.profiles import BY_CODE, BY_ID, profiles
from passback.connect.oneroster.scopes import SCOPES_1_1
from passback.core.capabilities import Evidence
from passback.core.connection import Connection, SisSettings
from passback.core.errors import NeedsConfig
from passback.core.ports import SisSide
from passback.core.problem import Problem

SECRET_OPTIONS = frozenset({"certificate"})
DIALECTS = {"": replace(plain(Version.V1P1), scopes=SCOPES_1_1)}
CAPABILITIES = {
    "": replace(
        BY_1_1,
        title_max=soft(49, "facts/sis-vendors.md §0.3"),
        points_whole=soft(True, "facts/sis-vendors.md §0.3"),  # noqa: FBT003 - a limit's value
        clear=firm(False, "facts/oneroster.md §3.1"),  # noqa: FBT003 - a limit's value
        delete=firm(False, "facts/oneroster.md §3.1"),  # noqa: FBT003 - a limit's value
    )
}
PROFILES = profiles((BY_ID, BY_CODE))
EVIDENCE = Evidence.SIMULATED


def lacks(settings: SisSettings) -> NeedsConfig | None:
    """API v5 needs its certificate (facts/sis-vendors.md §3); without `v5_url` it is not asked."""
    if settings.options.get("v5_url") and not settings.options.get("certificate"):
        return NeedsConfig(
            "Aeries: option v5_url needs the option certificate too", Problem.VENDOR_KEY_MISSING
        )
    return None


def connect(connection: Connection, means: Means, space: str) -> SisSide:
    """The Aeries side of a connection. `space`: the namespace of the ids that we choose.

    Raises:
        NeedsConfig: the certificate is missing, or an option means nothing.
    """
    lacking = lacks(connection.settings)
    if lacking is not None:
        raise lacking
    oneroster = client(connection, means, space, (DIALECTS, CAPABILITIES), PROFILES)
    options = connection.settings.options
    if not options.get("v5_url"):
        return oneroster
    api = AeriesV5(means, options["v5_url"], options["certificate"])
    return OnGradebooks(oneroster, api, options.get("v5_term") or "Y")
