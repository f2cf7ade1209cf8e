"""Any other SIS that speaks OneRoster, 1.1 or 1.2, as the documents have it.

What the addresses, the fields and the requests are: `connect/oneroster/client.py`. read = 6 requests, 2
while roster, categories and terms are in memory; write = 1 per new line item, 2 per changed one, 1 per
score; read-back = 1 per class or line item. Options: those of every OneRoster connection
(`connect/oneroster/options.py`).

What the documents leave open is an option: who chooses ids, how many writes at once (8, for a server that
honors its own limits tells when it is too much), scores of a line item in one POST where 1.2 offers it.
Extra credit, exempt scores and deletes are what demanding consumers expect of a server; none of them is
firm. Source: facts/oneroster.md §1, §3.13.
"""

from dataclasses import replace

from passback.connect.means import Means
from passback.connect.oneroster.connecting import client
from passback.connect.oneroster.dialect import Clear, Version, plain
from passback.connect.oneroster.limits import BY_1_1, BY_1_2, soft
from passback.connect.oneroster.profiles import BY_CODE, BY_ID, profiles, rule
from passback.connect.oneroster.scopes import DELETE_1_1, DELETE_1_2, SCOPES_1_1, SCOPES_1_2
from passback.core.capabilities import Capabilities, Evidence, Exempt
from passback.core.connection import Connection
from passback.core.ids import Transform
from passback.core.ports import SisSide

_OLD = replace(plain(Version.V1P1), parallel=8, clear=Clear.DELETE, scopes=(*SCOPES_1_1, DELETE_1_1))
_NEW = replace(plain(Version.V1P2), parallel=8, clear=Clear.DELETE, scopes=(*SCOPES_1_2, DELETE_1_2))
DIALECTS = {"": _OLD, "1.2": _NEW}


def _expected(by_document: Capabilities) -> Capabilities:
    return replace(
        by_document,
        extra_credit=soft(True, "facts/oneroster.md §3.13"),  # noqa: FBT003 - a limit's value
        exempt=soft(Exempt.FLAG, "facts/oneroster.md §3.13"),
        clear=soft(True, "facts/oneroster.md §1.2, §1.8"),  # noqa: FBT003 - a limit's value
        delete=soft(True, "facts/oneroster.md §1.2, §1.8"),  # noqa: FBT003 - a limit's value
    )


CAPABILITIES = {"": _expected(BY_1_1), "1.2": _expected(BY_1_2)}
PROFILES = profiles((BY_ID, BY_CODE, rule("sourcedId", Transform.STRIP_PREFIX)))
EVIDENCE = Evidence.SIMULATED


def connect(connection: Connection, means: Means, space: str) -> SisSide:
    """The OneRoster side of a connection. `space`: the namespace of the ids that we choose."""
    return client(connection, means, space, (DIALECTS, CAPABILITIES), PROFILES)
