"""Which SIS a person means: its slug, or what its users call it."""

import re
from collections.abc import Mapping
from functools import cache

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
    "Skyward Qmlativ": Sis.SKYWARD,
    "Skyward SMS": Sis.SKYWARD,
    "Skyward SMS 2.0": Sis.SKYWARD,
    "SMS 2.0": Sis.SKYWARD,
    "Aeries SIS": Sis.AERIES,
    "Aeries Gradebook": Sis.AERIES,
    "Focus SIS": Sis.FOCUS,
    "Infinite Campus SIS": Sis.INFINITE_CAMPUS,
    "Campus SIS": Sis.INFINITE_CAMPUS,
    "Campus Instruction": Sis.INFINITE_CAMPUS,
    "Pinnacle Gradebook": Sis.PINNACLE,
    "Pinnacle Grade": Sis.PINNACLE,
    "Pinnacle SIS": Sis.PINNACLE,
    "GlobalScholar Pinnacle": Sis.PINNACLE,
    "Frontline Pinnacle": Sis.PINNACLE,
    "PS": Sis.POWERSCHOOL,
    "PowerTeacher": Sis.POWERSCHOOL,
    "PT Pro": Sis.POWERSCHOOL,
    "PSSIS": Sis.POWERSCHOOL,
    "ProgressBook GradeBook": Sis.PROGRESSBOOK,
    "ProgressBook SIS": Sis.PROGRESSBOOK,
    "GradeBook ProgressBook": Sis.PROGRESSBOOK,
    "Q SIS": Sis.Q_SIS,
    "Aequitas": Sis.Q_SIS,
    "QSIS by Aequitas": Sis.Q_SIS,
    "Q by Aequitas": Sis.Q_SIS,
    "ZangleQ": Sis.Q_SIS,
    "Sapphire SIS": Sis.SAPPHIRE,
    "Sapphire Gradebook": Sis.SAPPHIRE,
    "K12 Systems Sapphire": Sis.SAPPHIRE,
    "Synergy SIS": Sis.SYNERGY,
    "Synergy Education Platform": Sis.SYNERGY,
    "Synergy GradeBook": Sis.SYNERGY,
    "Edupoint": Sis.SYNERGY,
    "Aspen X2": Sis.ASPEN,
    "X2 Aspen": Sis.ASPEN,
    "Follett": Sis.ASPEN,
}
# Words of names that say nothing, among them those of owners past and present.
_FILLING = frozenset(
    [
        *("sis", "gradebook", "grades", "k12", "net", "com", "software", "system", "suite", "student"),
        *("information", "management", "canvas", "sungard", "excelsior", "eagle", "frontline"),
    ]
)
_BETWEEN = re.compile(r"[^\w]+|_")
_LONGEST = 80


@cache
def _known() -> Mapping[str, Sis]:
    known = {_plain(sis.value): sis for sis in Sis} | {_plain(sis.display): sis for sis in Sis}
    return known | {_plain(spelling): sis for spelling, sis in _SPELLINGS.items()}


def sis_called(name: str) -> Sis | None:
    """The SIS of a slug or of any usual spelling, whatever its case and punctuation; None: nobody's.

    Two spellings together, or one and words that say nothing, will do: `PowerSchool (PTP)`, `Skyward SIS`.
    """
    return _known().get(_plain(name)) or _of_words(name[:_LONGEST])


def _of_words(name: str) -> Sis | None:
    """The one SIS that all telling words of a name mean."""
    words = [word for word in map(_plain, _BETWEEN.split(name)) if word and word not in _FILLING]
    found: set[Sis] = set()
    while words:
        for count in range(len(words), 0, -1):
            if sis := _known().get("".join(words[:count])):
                found.add(sis)
                words = words[count:]
                break
        else:
            return None
    return found.pop() if len(found) == 1 else None


def sis_named(name: str) -> Sis:
    """The same, where somebody must be meant.

    Raises:
        BadInput: nobody calls an SIS that; names the known ones.
    """
    if found := sis_called(name):
        return found
    said = printable(name)[:40]
    raise BadInput(f"{said!r} is not an SIS that passback knows; known are: {', '.join(Sis)}")


def _plain(name: str) -> str:
    plain = "".join(c for c in name.casefold() if c.isalnum())
    # What the document puts behind each name.
    return plain.removesuffix("gradepassbackerrorcodes")
