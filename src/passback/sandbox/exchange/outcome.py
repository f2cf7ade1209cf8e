"""What came of one thing that the exchange did, or left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from passback.core.sis import Sis


class Voice(StrEnum):
    """Whose words they are."""

    EXCHANGE = "exchange"
    CANVAS = "canvas"
    SIS = "sis"


@dataclass(frozen=True)
class Asked:
    """One request that was made."""

    system: str
    method: str
    path: str


@dataclass(frozen=True)
class About:
    """What it is about: Canvas ids, None where it is not about one; `klass` is the class in the SIS."""

    course: int
    assignment: int | None = None
    section: int | None = None
    student: int | None = None
    klass: str | None = None

    def __call__(self, **more: object) -> About:
        """The same, and more."""
        return replace(self, **more)  # type: ignore[arg-type] # the fields above


@dataclass(frozen=True)
class Outcome:
    """One thing. See the package for what each field means. `students`: how many go without because of it."""

    sis: Sis
    system: str
    at: datetime
    doing: str
    about: About
    accepted: bool
    voice: Voice | None = None
    said: str = ""
    line: str = ""
    call: Asked | None = None
    status: int | None = None
    students: int = 0


class Failed(Exception):  # noqa: N818 - carries what the job ends with
    """The whole job ends here; the fields are those of its outcome."""

    def __init__(
        self,
        voice: Voice,
        said: str,
        line: str,
        *,
        call: Asked | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(line)
        self.voice = voice
        self.said = said
        self.line = line
        self.call = call
        self.status = status
