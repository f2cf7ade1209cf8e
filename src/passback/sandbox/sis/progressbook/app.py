"""A simulated ProgressBook (Frontline, Ohio): OneRoster 1.1 that demands a category, without extra credit.

Honors:

* facts/oneroster.md §3.12: a line item without a category is refused in the words of its JSON reader
* facts/sis-vendors.md §0.3: a score above the maximum is refused
* facts/sis-vendors.md §0.1: a refusal is plain text
* facts/sis-vendors.md §8: a category that is there is taken

Not known of ProgressBook: base path, sign-in, what a PUT answers, the status of its refusals (400 assumed),
whether a DELETE is there. OneRoster's own way is assumed (facts/oneroster.md §1). Hidden state: the
district's `category_required`.
"""

from __future__ import annotations

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.oneroster import faults
from passback.sandbox.oneroster.app import simulator
from passback.sandbox.oneroster.manners import LineWrite, Manners, MarkWrite
from passback.sandbox.planting.oneroster import District, Planting, planter
from passback.sandbox.planting.plan import ABOVE, Work
from passback.sandbox.refusing import Refusal
from passback.sandbox.state.school import School


def category_is_in_the_body(_: School, write: LineWrite) -> Refusal | None:
    """The JSON reader misses the property itself; what it holds is looked at later."""
    if "category" in write.sent or not write.roster.hidden.get("category_required"):
        return None
    return Refusal("progressbook.category-not-imported", {}, 400)


def score_is_in_range(_: School, write: MarkWrite) -> Refusal | None:
    """From 0 to the line item's maximum."""
    score, line = write.mark.score, write.line
    if score is None or line is None or line.maximum is None or 0 <= score <= line.maximum:
        return None
    return Refusal("progressbook.score-above-maximum", {}, 400)


MANNERS = Manners(
    name="progressbook",
    version="1.1",
    fault=faults.text,
    refuse=faults.text,
    line_rules=(category_is_in_the_body,),
    mark_rules=(score_is_in_range,),
)

_BONUS = "Bonus vocabulary"
DISTRICT = District(
    "progressbook",
    Sis.PROGRESSBOOK,
    "PRB",
    "Poplar Grove School",
    "Spanish 1",
    "prb-spa-1",
    works=(Work(_BONUS, "Homework", 10, 5, marks=((4, ABOVE),)),),
)


def _more(made: Planting) -> None:
    made.roster.hidden["category_required"] = True
    made.cause("predicted", Problem.SCORE_ABOVE_MAXIMUM, _BONUS, 4)


SIMULATORS = (simulator(MANNERS, planter(DISTRICT, _more)),)
