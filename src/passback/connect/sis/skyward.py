"""Skyward Qmlativ: OneRoster 1.1; work of an unknown category is filed in the admin's default one.

What the addresses, the fields and the requests are: `connect/oneroster/client.py`. read = 6 requests, 2
while roster, categories and terms are in memory; write = 1 per new line item, 2 per changed one, 1 per
score; read-back = 1 per class or line item. Options: `product` (`qmlativ`, the default, or `sms2`) and those
of every OneRoster connection.

Not known, and so OneRoster's own way: base path (`base_path` overrides it), sign-in, what a PUT answers,
DELETE. The token's address is a setting of its own. SMS 2.0 speaks an interface of its own that is not
public and needs a paid licence: `product: sms2` is refused at set-up. Source: facts/oneroster.md §3.9,
facts/sis-vendors.md §0.3, §2.
"""

from dataclasses import replace

from passback.connect.means import Means
from passback.connect.oneroster.connecting import client
from passback.connect.oneroster.dialect import Categories, Version, plain
from passback.connect.oneroster.limits import BY_1_1, firm, soft
from passback.connect.oneroster.profiles import BY_CODE, BY_ID, profiles, rule
from passback.core.capabilities import Evidence
from passback.core.connection import Connection, SisSettings
from passback.core.errors import NeedsConfig
from passback.core.ids import Transform
from passback.core.ports import SisSide
from passback.core.problem import Problem

DIALECTS = {
    # There are no categories of a class: facts/oneroster.md §3.9.
    "": replace(plain(Version.V1P1), categories=Categories.ALL)
}
CAPABILITIES = {
    "": replace(
        BY_1_1,
        title_max=soft(49, "facts/sis-vendors.md §0.3"),
        points_whole=soft(True, "facts/sis-vendors.md §0.3"),  # noqa: FBT003 - a limit's value
        due_in_period=soft(True, "facts/sis-vendors.md §0.3"),  # noqa: FBT003 - a limit's value
        name_unique=soft(True, "facts/sis-vendors.md §0.3"),  # noqa: FBT003 - a limit's value
        category_required=firm(False, "facts/sis-vendors.md §2.2"),  # noqa: FBT003 - a limit's value
        category_default=firm(True, "facts/sis-vendors.md §2.2"),  # noqa: FBT003 - a limit's value
        category_code_suffix=firm(True, "facts/sis-vendors.md §2.1"),  # noqa: FBT003 - a limit's value
    )
}
# A section is `course.0.section`, a student the Name ID without leading zeros: facts/sis-vendors.md §2.1.
PROFILES = profiles(
    (BY_ID, BY_CODE),
    (
        rule("sourcedId", Transform.STRIP_ZEROS),
        rule("identifier", Transform.STRIP_ZEROS, Transform.STRIP_ZEROS),
        rule("identifier"),
    ),
)
EVIDENCE = Evidence.INFERRED
NOTE = (
    "This is Qmlativ. SMS 2.0 speaks an interface that is not public and needs a paid licence: passback says"
    " so at set-up, and only the practice school plays it, for the messages that are known (`inferred`)."
)
_NO_LICENCE = (
    "Skyward SMS 2.0 cannot be reached: its interface is not public and needs Skyward's paid LMS or OneRoster"
    " API licence; with Qmlativ leave the option product out"
)


def lacks(settings: SisSettings) -> NeedsConfig | None:
    """SMS 2.0 has no way in without its licence, whatever else is right (facts/sis-vendors.md §2.1)."""
    product = settings.options.get("product", "qmlativ").strip().lower()
    if product == "qmlativ":
        return None
    if product == "sms2":
        return NeedsConfig(_NO_LICENCE, Problem.PERMISSION_MISSING)
    return NeedsConfig("option product: unknown; give qmlativ or sms2", Problem.ROUTE_MISSING)


def connect(connection: Connection, means: Means, space: str) -> SisSide:
    """The Qmlativ side of a connection. `space`: the namespace of the ids that we choose.

    Raises:
        NeedsConfig: the product is one that cannot be reached.
    """
    lacking = lacks(connection.settings)
    if lacking is not None:
        raise lacking
    return client(connection, means, space, (DIALECTS, CAPABILITIES), PROFILES)
