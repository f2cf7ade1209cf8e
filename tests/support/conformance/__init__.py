"""One suite that every connection passes, over real HTTP; `tests/conformance` names the connections.

A test never asks which SIS it has before it. What an SIS cannot do stands in its capabilities, and then the
test asks for the refusal or for the hold; nothing is left out.
"""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.limits import Limits
from conformance.reading import Reading
from conformance.sync import Syncing
from conformance.trouble import Trouble
from conformance.writing import Writing


class Conformance(Reading, Writing, Limits, Trouble, Syncing):
    """All of it. `class TestAspen(Conformance, sis="aspen")`: `sis` is the entry of the sandbox's line.

    `auth`: signs in this way in place of the one that the entry names. `options`: of the connection, beside
    the entry's.
    """

    sis: str
    auth: str = ""
    options: Mapping[str, str] = MappingProxyType({})

    def __init_subclass__(
        cls, sis: str = "", auth: str = "", options: Mapping[str, str] | None = None, **more: object
    ) -> None:
        super().__init_subclass__(**more)
        if sis:
            cls.sis, cls.auth, cls.options = sis, auth, options or {}
