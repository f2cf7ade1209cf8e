"""Bodies of OneRoster 1.1 writes, and what an answer to one names.

References are sent whole (href, sourcedId, type); `category` and `gradingPeriod` are left out rather than
sent empty; a score that nobody gave is never sent. Source: facts/oneroster.md §1.3, §1.4, §1.8, §3.0.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from passback.connect.exact_json import decode
from passback.connect.wire import Wire
from passback.core.capabilities import Capabilities, Exempt
from passback.core.gradebook import Excused, LineItem, Score
from passback.core.ports import Response

Body = dict[str, object]


def reference(wire: Wire, collection: str, sourced_id: str, kind: str) -> Body:
    """A whole reference."""
    return {"href": wire.url(collection, sourced_id), "sourcedId": sourced_id, "type": kind}


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00.000Z"


def line_item(
    wire: Wire, class_ref: str, ref: str, item: LineItem, held: Mapping[str, object] | None
) -> Body:
    """A line item's body. `held`: what the SIS has; every field of it that is not ours is kept.

    The category is ours at creation only, then the SIS's.
    """
    body: Body = dict(held) if held is not None else {"status": "active", "resultValueMin": 0}
    body |= {
        "sourcedId": ref,
        "title": item.title,
        "description": item.description,
        "assignDate": _moment(item.assigned),
        "dueDate": _moment(item.due),
        "resultValueMax": item.maximum,
    }
    if held is None:
        body["class"] = reference(wire, "classes", class_ref, "class")
        if item.category is not None:
            body["category"] = reference(wire, "categories", item.category, "category")
    return {"lineItem": {name: value for name, value in body.items() if value not in ("", None)}}


def result(wire: Wire, result_id: str, item: str, score: Score, day: date, limits: Capabilities) -> Body:
    """A result's body: a number, or exempt; `limits` say whether a 0 must stand beside an exemption."""
    body: Body = {
        "sourcedId": result_id,
        "status": "active",
        "lineItem": reference(wire, "lineItems", item, "lineItem"),
        "student": reference(wire, "users", score.student, "user"),
        "scoreDate": day.isoformat(),
    }
    if score.mark is Excused.EXCUSED:
        body["scoreStatus"] = "exempt"
        if limits.exempt is not None and limits.exempt.value is Exempt.FLAG_BESIDE_ZERO:
            body["score"] = Decimal(0)
    else:
        body |= {"scoreStatus": "fully graded", "score": score.mark}
    if score.comment:
        body["comment"] = score.comment
    return {"result": body}


def named_id(answer: Response, envelope: str) -> str | None:
    """The sourcedId under which the SIS keeps what was put; None where its answer names none.

    A PUT answers with the entity, a list, `{}` or nothing (§1.8).
    """
    try:
        data = decode(answer.body) if answer.body.strip() else None
    except ValueError:
        return None
    if isinstance(data, Mapping):
        data = data.get(envelope, data)
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    held = data.get("sourcedId") if isinstance(data, Mapping) else None
    return held if isinstance(held, str) and held else None
