"""A practice school: its Canvas, its SISs, what was planted, what was counted, what goes wrong on purpose."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.state.aspen import Aspen
from passback.sandbox.state.canvas import Bucket, Canvas
from passback.sandbox.state.incumbent import Incumbent
from passback.sandbox.state.oneroster import Roster
from passback.sandbox.state.powerschool import PowerSchool


@dataclass
class Fault:
    """Something that goes wrong on purpose.

    `times` None: until it is lifted; `skip`: how many calls it lets pass first; `path`: only where it occurs.
    `met` and `old` are a lie's own (lies.py): what it has met, and the school as it was before.
    """

    system: str
    kind: str
    times: int | None = 1
    skip: int = 0
    path: str = ""
    method: str = ""
    seconds: float = 0
    met: dict[str, int] = field(default_factory=dict)
    old: School | None = None


@dataclass
class Planted:
    """One planted cause; ids are Canvas's, None: not about one."""

    id: str
    kind: str
    problem: Problem
    sis: Sis
    course: int | None
    section: int | None = None
    assignment: int | None = None
    student: int | None = None


@dataclass
class School:
    """A practice school. `writes`: accepted SIS writes by natural key; `revision`: grows with every change.

    `rosters`: the SISs that speak OneRoster, by the name of their simulator. `incumbent`: what Canvas's own
    exchange keeps. `calls`, `refusals` (by the dictionary's entry that a rule spoke), `faults` and `buckets`
    (what each token of Canvas has used up of late) are of the moment: a restart forgets them.
    """

    seed: int
    today: date
    canvas: Canvas
    aspen: Aspen
    powerschool: PowerSchool
    rosters: dict[str, Roster] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    writes: dict[str, int] = field(default_factory=dict)
    canvas_writes: dict[str, int] = field(default_factory=dict)
    revision: int = 0
    incumbent: Incumbent = field(default_factory=Incumbent)
    calls: dict[str, dict[str, int]] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def accept(self, key: str) -> None:
        """Count an accepted write of an SIS under its natural key."""
        self.writes[key] = self.writes.get(key, 0) + 1
        self.revision += 1

    def accept_canvas(self, key: str) -> None:
        """Count an accepted change in Canvas."""
        self.canvas_writes[key] = self.canvas_writes.get(key, 0) + 1
        self.revision += 1
