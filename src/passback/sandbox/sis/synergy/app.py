"""A simulated Synergy (Edupoint): OneRoster 1.1 behind a gradebook scope, its dates without a zone.

Honors:

* facts/sis-vendors.md §5: a token needs a scope of the gradebook
* facts/sis-vendors.md §5: dates bear no zone
* facts/sis-vendors.md §5: a line item that is locked or no longer third party is left as it is
* facts/sis-vendors.md §5: a due date outside every grading period is refused
* facts/oneroster.md §3.8: a score above twice the maximum is refused without extra credit
* facts/oneroster.md §3.8: categories are read and never put
* facts/oneroster.md §3.8: a server in trouble says internal server error

Not known of Synergy: base path, what a PUT answers, the status of its refusals (400 assumed), whether a
DELETE is there. OneRoster's own way is assumed (facts/oneroster.md §1). Hidden state: `third_party`,
`admin_locked` and `extra_credit` of a line item, `broken` of the district.
"""

from __future__ import annotations

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.oneroster import faults
from passback.sandbox.oneroster.app import simulator
from passback.sandbox.oneroster.manners import PURL, Manners, Row
from passback.sandbox.planting.oneroster import District, Planting, planter
from passback.sandbox.planting.plan import Work
from passback.sandbox.sis.synergy import rules
from passback.sandbox.state.oneroster import Roster

_SCOPES = ("roster-core.readonly", "gradebook.readonly", "gradebook.createput", "gradebook.delete")


def _without_zone(_: Roster, row: Row) -> Row:
    days = {name: str(row[name])[:19] for name in ("assignDate", "dueDate")}
    return {**row, **days}


MANNERS = Manners(
    name="synergy",
    version="1.1",
    fault=faults.text,
    refuse=faults.text,
    sign_in=("oauth2-basic", "oauth2-form", "oauth1-sha1"),
    scopes=tuple(f"{PURL}/v1p1/scope/{name}" for name in _SCOPES),
    scopes_required=True,
    line_rules=(rules.server_is_well, rules.line_item_is_open, rules.due_date_is_in_a_period),
    mark_rules=(rules.server_is_well, rules.score_is_in_range),
    shows_line=_without_zone,
)

_DOUBLE = "Mile run"
DISTRICT = District(
    "synergy",
    Sis.SYNERGY,
    "SYN",
    "Spruce Lake School",
    "Physical Education",
    "syn-pe-1",
    works=(Work(_DOUBLE, "Labs", 20, 5, marks=((2, "45"),)),),
)


def _more(made: Planting) -> None:
    """One student has more than twice the maximum."""
    made.cause("predicted", Problem.SCORE_ABOVE_MAXIMUM, _DOUBLE, 2)


SIMULATORS = (simulator(MANNERS, planter(DISTRICT, _more)),)
