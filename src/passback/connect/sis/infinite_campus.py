"""Infinite Campus: OneRoster 1.1 (signed, under an app's name) and 1.2, both behind a vendor's key.

What the addresses, the fields and the requests are: `connect/oneroster/client.py`. read = 6 requests, 2
while roster, categories and terms are in memory; write = 1 per new line item, 2 per changed one, 1 per
score; read-back = 1 per class or line item. Options: those of every OneRoster connection; `base_path` where
the app has another name.

Without the header `x-vendor-authorization: key:secret`, which only members of its partner programme have,
every gradebook call is refused: set-up says so, and no such call is sent. Keys end after a year. 1.1 wants
neither category nor grading period; 1.2 requires a category. Not known: whether a result can be deleted,
title length (30 or 50, the pages differ). Source: facts/oneroster.md §3.2, facts/sis-vendors.md §0.3, §4.
"""

from dataclasses import replace

from passback.connect.means import Means
from passback.connect.oneroster.connecting import client
from passback.connect.oneroster.dialect import (
    BASE_1_1,
    GRADEBOOK_1_2,
    ROSTERING_1_2,
    Categories,
    Version,
    of_version,
    plain,
)
from passback.connect.oneroster.limits import BY_1_1, BY_1_2, firm, soft
from passback.connect.oneroster.places import lacks_header
from passback.connect.oneroster.profiles import BY_CODE, BY_ID, STUDENTS, profiles, rule
from passback.connect.oneroster.scopes import SCOPES_1_2
from passback.core.capabilities import Evidence
from passback.core.connection import Connection, SisSettings
from passback.core.errors import NeedsConfig
from passback.core.ids import Transform
from passback.core.ports import SisSide
from passback.core.problem import Problem

HEADER = "x-vendor-authorization"
_APP = "passback"
# "Uncategorized", and the category of grading tasks: facts/oneroster.md §3.2.
_NO_CATEGORY = ("11111111-1111-1111-1111-111111111111", "00000000-0000-0000-0000-000000000000")
_LETTER = "metadata.ext_infiniteCampus_scoreGrade"
# Shown on a line item: facts/sis-vendors.md §4.
_OPEN = "metadata.ext_infiniteCampus_isGradingWindowOpen"

_OLD = replace(
    plain(Version.V1P1),
    gradebook=f"/campus/oneroster/{_APP}{BASE_1_1}",
    rostering=f"/campus/oneroster/{_APP}{BASE_1_1}",
    categories=Categories.NONE,
    vendor_header=HEADER,
    letter_in=_LETTER,
    open_in=_OPEN,
    no_category=_NO_CATEGORY,
)
_NEW = replace(
    plain(Version.V1P2),
    gradebook=f"/campus/api{GRADEBOOK_1_2}",
    rostering=f"/campus/api{ROSTERING_1_2}",
    vendor_header=HEADER,
    scopes=SCOPES_1_2,
    # Its refusal of an empty result names this field in both versions.
    letter_in=_LETTER,
    open_in=_OPEN,
    no_category=_NO_CATEGORY,
)
DIALECTS = {"": _OLD, "1.2": _NEW}
CAPABILITIES = {
    "": replace(
        BY_1_1,
        title_max=soft(30, "facts/sis-vendors.md §0.3"),
        extra_credit=soft(True, "facts/oneroster.md §3.2"),  # noqa: FBT003 - a limit's value
        due_in_class=firm(True, "facts/oneroster.md §3.2"),  # noqa: FBT003 - a limit's value
        due_in_period=firm(True, "facts/oneroster.md §3.2"),  # noqa: FBT003 - a limit's value
        lock_holds=soft(True, "facts/sis-vendors.md §4"),  # noqa: FBT003 - a limit's value
        letters=firm(True, "facts/oneroster.md §3.2"),  # noqa: FBT003 - a limit's value
        category_required=firm(False, "facts/oneroster.md §3.2"),  # noqa: FBT003 - a limit's value
    ),
    "1.2": replace(
        BY_1_2,
        title_max=soft(30, "facts/sis-vendors.md §0.3"),
        extra_credit=soft(True, "facts/oneroster.md §3.2"),  # noqa: FBT003 - a limit's value
        due_in_class=firm(True, "facts/oneroster.md §3.2"),  # noqa: FBT003 - a limit's value
        due_in_period=firm(True, "facts/oneroster.md §3.2"),  # noqa: FBT003 - a limit's value
        lock_holds=soft(True, "facts/sis-vendors.md §4"),  # noqa: FBT003 - a limit's value
        category_required=firm(True, "facts/oneroster.md §3.2"),  # noqa: FBT003 - a limit's value
    ),
}
# In 1.1 a letter stands before the ids of users: facts/oneroster.md §3.2.
PROFILES = profiles(
    (BY_ID, BY_CODE),
    (*STUDENTS, rule("sourcedId", held=Transform.STRIP_LETTER)),
)
EVIDENCE = Evidence.SIMULATED
NOTE = (
    "Its gradebook is behind the header `x-vendor-authorization`, which only members of its partner programme"
    " are given; without it passback says so at set-up. Over 1.1 work arrives uncategorized."
)


def lacks(settings: SisSettings) -> NeedsConfig | None:
    """The vendor's key, without which not even a category can be read (facts/oneroster.md §3.2)."""
    text = lacks_header(of_version(DIALECTS, settings.version), settings.auth.headers)
    if text is None:
        return None
    return NeedsConfig(
        f"Infinite Campus: {text}; only its partners are given one", Problem.VENDOR_KEY_MISSING
    )


def connect(connection: Connection, means: Means, space: str) -> SisSide:
    """The Infinite Campus side of a connection. `space`: the namespace of the ids that we choose."""
    return client(connection, means, space, (DIALECTS, CAPABILITIES), PROFILES)
