"""One suite that every connection passes, over real HTTP; `tests/conformance` names the connections.

A test never asks which SIS it has before it. What an SIS cannot do stands in its capabilities, and then the
test asks for the refusal or for the hold; nothing is left out.
"""

from conformance.limits import Limits
from conformance.reading import Reading
from conformance.sync import Syncing
from conformance.trouble import Trouble
from conformance.writing import Writing


class Conformance(Reading, Writing, Limits, Trouble, Syncing):
    """All of it. `class TestAspen(Conformance, sis="aspen")`: `sis` is the entry of the sandbox's line."""

    sis: str

    def __init_subclass__(cls, sis: str = "", **more: object) -> None:
        super().__init_subclass__(**more)
        if sis:
            cls.sis = sis
