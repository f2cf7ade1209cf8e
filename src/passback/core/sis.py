"""The student information systems that passback knows, one slug each.

The slug names a system everywhere: its entries, connector, simulator, tests and page.
"""

from enum import StrEnum


class Sis(StrEnum):
    """A student information system; the value is its slug."""

    AERIES = "aeries"
    ASPEN = "aspen"
    FOCUS = "focus"
    INFINITE_CAMPUS = "infinite-campus"
    PINNACLE = "pinnacle"
    POWERSCHOOL = "powerschool"
    PROGRESSBOOK = "progressbook"
    Q_SIS = "q-sis"
    SAPPHIRE = "sapphire"
    SKYWARD = "skyward"
    SYNERGY = "synergy"
    ONEROSTER = "oneroster"

    @property
    def display(self) -> str:
        """The name that its users say."""
        return _NAMES[self]


_NAMES = {
    Sis.AERIES: "Aeries",
    Sis.ASPEN: "Aspen",
    Sis.FOCUS: "Focus",
    Sis.INFINITE_CAMPUS: "Infinite Campus",
    Sis.PINNACLE: "Pinnacle",
    Sis.POWERSCHOOL: "PowerSchool",
    Sis.PROGRESSBOOK: "ProgressBook",
    Sis.Q_SIS: "Q",
    Sis.SAPPHIRE: "Sapphire",
    Sis.SKYWARD: "Skyward",
    Sis.SYNERGY: "Synergy",
    Sis.ONEROSTER: "OneRoster",
}
