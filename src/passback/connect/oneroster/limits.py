"""What the OneRoster documents alone say that an SIS can hold; a connector adds what its vendor says.

Source: facts/oneroster.md §1.2 (reads), §1.4 (fields), §1.8 (ids). A certified SIS may lack either half, and
vendors waive what the document requires; so those two are not firm.
"""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from passback.connect.oneroster.dialect import Version
from passback.core.capabilities import Capabilities, Ids, Limit

T = TypeVar("T")
SEEN = date(2026, 11, 25)


def firm(held: T, source: str) -> Limit[T]:
    """What a vendor's page or error says."""
    return Limit(held, source, SEEN, firm=True)


def soft(held: T, source: str) -> Limit[T]:
    """What somebody else says of a vendor, or what follows from something else."""
    return Limit(held, source, SEEN, firm=False)


def _by_document(version: Version) -> Capabilities:
    new = version is Version.V1P2
    fields = "facts/oneroster.md §1.4"
    return Capabilities(
        line_item_ids=firm(Ids.CLIENT, "facts/oneroster.md §1.8"),
        decimals=None,
        title_max=None,
        points_whole=None,
        extra_credit=None,
        score_factor_max=None,
        exempt=None,
        late=firm(new, fields),
        missing=firm(new, fields),
        comment_max=None,
        letters=firm(new, fields),
        clear=None,
        delete=None,
        not_counted=None,
        category_required=soft(True, fields),  # noqa: FBT003 - a limit's value
        category_case_matters=None,
        category_default=None,
        category_code_suffix=None,
        term_end_inclusive=None,
        readable=soft(True, "facts/oneroster.md §1.2, §3.0"),  # noqa: FBT003 - a limit's value
        bulk=None,
    )


_DOCUMENTS: Mapping[Version, Capabilities] = {version: _by_document(version) for version in Version}
BY_1_1 = _DOCUMENTS[Version.V1P1]
BY_1_2 = _DOCUMENTS[Version.V1P2]
