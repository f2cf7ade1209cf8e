"""A simulated Sapphire: OneRoster 1.1 that demands a category and shows what it was passed.

Honors:

* facts/oneroster.md §3.6: a line item without a category is refused with 400
* facts/oneroster.md §3.0: an empty category is no category
* facts/sis-vendors.md §0.1: a refusal is plain text that repeats the body
* facts/sis-vendors.md §10: a class is named CLASS and a GUID

Not known of Sapphire: base path, sign-in, what a PUT answers, whether a DELETE is there. OneRoster's own way
is assumed (facts/oneroster.md §1). Its words repeat the body in the incumbent's shape, the only one that was
seen. Hidden state: the district's `category_required`.
"""

from __future__ import annotations

import json

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.oneroster import faults
from passback.sandbox.oneroster.app import simulator
from passback.sandbox.oneroster.manners import LineWrite, Manners, Said
from passback.sandbox.planting.oneroster import GROUPS, District, Planting, planter
from passback.sandbox.planting.plan import Work
from passback.sandbox.refusing import Refusal
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply

_IMPORTED = "Imported from Canvas: "


def category_is_named(_: School, write: LineWrite) -> Refusal | None:
    """The body names a category, and not an empty one."""
    if write.sent.get("category") or not write.roster.hidden.get("category_required"):
        return None
    line, base = write.line, write.base
    said = {
        "min_score": str(line.minimum or 0),
        "url": line.description.removeprefix(_IMPORTED),
        "assignment_id": line.id,
        "assignment": line.title,
        "class": line.klass,
        "path": f"{base}/ims/oneroster/v1p1/classes/{line.klass}",
        "assign_date": str(write.sent.get("assignDate")),
        "due_date": str(write.sent.get("dueDate")),
        "max_score": str(line.maximum),
    }
    quoted = {name: json.dumps(held, ensure_ascii=False)[1:-1] for name, held in said.items()}
    return Refusal("sapphire.category-not-found", quoted, 400)


def _bad_request(call: Call, said: Said) -> Reply:
    """Sapphire's words behind the name of the status (facts/oneroster.md §3.6)."""
    return faults.text(call, Said(said.status, said.minor, f"Bad Request - {said.text}"))


MANNERS = Manners(
    name="sapphire",
    version="1.1",
    fault=faults.text,
    refuse=_bad_request,
    line_rules=(category_is_named,),
)

_UNFILED = "Sketchbook check"
DISTRICT = District(
    "sapphire",
    Sis.SAPPHIRE,
    "SAP",
    "Stone Bridge School",
    "Studio Art",
    "CLASS-3D0C5A77-1E24-4B9B-9A36-0F6C2B8D4E10",
    works=(Work(_UNFILED, "Sketchbook", 20, 5),),
    groups=(*GROUPS, "Sketchbook"),
)


def _more(made: Planting) -> None:
    """Sapphire has no category of the name Sketchbook."""
    made.roster.hidden["category_required"] = True
    made.cause("predicted", Problem.CATEGORY_NOT_FOUND, _UNFILED)


SIMULATORS = (simulator(MANNERS, planter(DISTRICT, _more)),)
