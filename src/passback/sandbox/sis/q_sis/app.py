"""A simulated Q (Aequitas): OneRoster 1.1 that refuses an exemption and stumbles over an empty score.

Honors:

* facts/oneroster.md §3.5: an exempt result is refused
* facts/oneroster.md §3.5: a score that is null ends in the words of .NET
* facts/sis-vendors.md §0.1: a refusal is plain text
* facts/sis-vendors.md §9: categories are named per class

Not known of Q: base path, sign-in, what a PUT answers, whether a DELETE is there. OneRoster's own way is
assumed (facts/oneroster.md §1). Statuses are inferred: 500 where it stumbles (its words are "500-type",
facts/sis-vendors.md §9), 400 where it refuses. Hidden state: the district's `takes_exempt`, `takes_null`.
"""

from __future__ import annotations

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.oneroster import faults
from passback.sandbox.oneroster.app import simulator
from passback.sandbox.oneroster.manners import Manners, MarkWrite
from passback.sandbox.planting.oneroster import District, Planting, planter
from passback.sandbox.planting.plan import EXCUSED, Work
from passback.sandbox.refusing import Refusal
from passback.sandbox.state.school import School


def nobody_is_excluded(_: School, write: MarkWrite) -> Refusal | None:
    """An exempt student is one who is excluded, and gets no result."""
    if write.mark.score_status != "exempt" or write.roster.hidden.get("takes_exempt"):
        return None
    return Refusal("q-sis.score-excused", {}, 400)


def score_is_there(_: School, write: MarkWrite) -> Refusal | None:
    """A result without a number is a reference to nothing."""
    if write.mark.score is not None or write.roster.hidden.get("takes_null"):
        return None
    return Refusal("q-sis.score-empty", {}, 500)


MANNERS = Manners(
    name="q-sis",
    version="1.1",
    fault=faults.text,
    refuse=faults.text,
    mark_rules=(nobody_is_excluded, score_is_there),
)

_EXCUSED = "Rhythm dictation"
DISTRICT = District(
    "q-sis",
    Sis.Q_SIS,
    "QAE",
    "Quarry Hill School",
    "Music Theory",
    "qae-mus-1",
    works=(Work(_EXCUSED, "Homework", 10, 5, marks=((3, EXCUSED),)),),
)


def _more(made: Planting) -> None:
    made.roster.hidden |= {"takes_exempt": False, "takes_null": False}
    made.cause("predicted", Problem.SCORE_EXCUSED, _EXCUSED, 3)


SIMULATORS = (simulator(MANNERS, planter(DISTRICT, _more)),)
