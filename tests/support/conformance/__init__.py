"""One suite that every connection passes, over real HTTP; `tests/conformance` names the connections.

A test never asks which SIS it has before it. What an SIS cannot do stands in its capabilities, and then the
test asks for the refusal or for the hold; nothing is left out.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from conformance.limits import Limits
from conformance.reading import Reading
from conformance.sync import Syncing
from conformance.trouble import Trouble
from conformance.writing import Writing
from passback.sandbox.state.school import School

Prepare = Callable[[School], None]


def as_planted(_: School) -> None:
    """Nothing is prepared."""


class Conformance(Reading, Writing, Limits, Trouble, Syncing):
    """All of it. `class TestAspen(Conformance, sis="aspen")`: `sis` is the entry of the sandbox's line.

    `sections`: how many classes of the SIS the course under test has, 0: any, 2: several. `prepare`: what
    the school's admins did before it is connected. `auth`: signs in this way in place of the one that the
    entry names. `options`: of the connection, beside the entry's.
    """

    sis: str
    sections: int = 0
    prepare: Prepare
    auth: str = ""
    options: Mapping[str, str] = MappingProxyType({})

    def __init_subclass__(
        cls,
        sis: str = "",
        sections: int = 0,
        prepare: Prepare = as_planted,
        auth: str = "",
        options: Mapping[str, str] | None = None,
        **more: object,
    ) -> None:
        super().__init_subclass__(**more)
        if sis:
            cls.sis, cls.sections, cls.prepare = sis, sections, staticmethod(prepare)
            cls.auth, cls.options = auth, options or {}
