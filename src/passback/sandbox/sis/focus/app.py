"""A simulated Focus: OneRoster 1.1 whose categories belong to grading periods.

Honors:

* facts/oneroster.md §3.4: a category is refused for a due date in another period with 422
* facts/oneroster.md §3.4: a closed marking period is refused with 422
* facts/oneroster.md §3.4: what was deleted in Focus is not found with 404
* facts/oneroster.md §3.4: results of a line item and student are no route
* facts/sis-vendors.md §0.1: a refusal names the request, the status and a sentence

Not known of Focus: base path, sign-in, what a PUT answers, whether a DELETE is there. OneRoster's own way is
assumed (facts/oneroster.md §1). That a category belongs to a grading period is inferred from its words.
"""

from __future__ import annotations

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.oneroster import faults
from passback.sandbox.oneroster.app import simulator
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.planting.oneroster import GROUPS, District, Planting, planter
from passback.sandbox.planting.plan import Work
from passback.sandbox.sis.focus.rules import category_fits_the_due_date, line_item_is_there, never_deleted

MANNERS = Manners(
    name="focus",
    version="1.1",
    fault=faults.request_id,
    refuse=faults.request_id,
    line_rules=(never_deleted, category_fits_the_due_date),
    mark_rules=(line_item_is_there,),
)

_LATE = "Portfolio check"
DISTRICT = District(
    "focus",
    Sis.FOCUS,
    "FOC",
    "Fern Valley School",
    "Civics",
    "foc-civ-1",
    works=(Work(_LATE, "Projects", 25, 5),),
    groups=(*GROUPS, "Projects"),
    categories=(*GROUPS, "Projects"),
)


def _more(made: Planting) -> None:
    """Projects are of the second quarter, and one is due in the first."""
    made.category("Projects").hidden["periods"] = [list(made.roster.periods)[1]]
    made.cause("refused", Problem.GRADING_PERIOD_LOCKED, _LATE)


SIMULATORS = (simulator(MANNERS, planter(DISTRICT, _more)),)
