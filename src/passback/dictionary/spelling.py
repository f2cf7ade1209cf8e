"""Which SIS a person means: its slug, or what its users call it."""

from passback.core.errors import BadInput
from passback.core.sis import Sis
from passback.dictionary.safe import printable

# What people call the systems beside slug and display name.
_SPELLINGS = {
    "PowerTeacher Pro": Sis.POWERSCHOOL,
    "PowerSchool-PowerTeacher Pro": Sis.POWERSCHOOL,
    "PowerSchool PowerTeacher Pro": Sis.POWERSCHOOL,
    "PowerSchool SIS": Sis.POWERSCHOOL,
    "PTP": Sis.POWERSCHOOL,
    "Follett Aspen": Sis.ASPEN,
    "Aspen SIS": Sis.ASPEN,
    "X2": Sis.ASPEN,
    "Q-SIS": Sis.Q_SIS,
    "Aequitas Q": Sis.Q_SIS,
    "Edupoint Synergy": Sis.SYNERGY,
    "Campus": Sis.INFINITE_CAMPUS,
    "IC": Sis.INFINITE_CAMPUS,
    "Focus School Software": Sis.FOCUS,
    "Frontline ProgressBook": Sis.PROGRESSBOOK,
    "Qmlativ": Sis.SKYWARD,
}


def sis_named(name: str) -> Sis:
    """The SIS of a slug or of any usual spelling, whatever its case and punctuation.

    Raises:
        BadInput: nobody calls an SIS that; names the known ones.
    """
    known = {_plain(sis.value): sis for sis in Sis} | {_plain(sis.display): sis for sis in Sis}
    known |= {_plain(spelling): sis for spelling, sis in _SPELLINGS.items()}
    if found := known.get(_plain(name)):
        return found
    said = printable(name)[:40]
    raise BadInput(f"{said!r} is not an SIS that passback knows; known are: {', '.join(Sis)}")


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
