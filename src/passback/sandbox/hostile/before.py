"""What a deviation does before the engine is asked: refuses, looks elsewhere, or pretends."""

from __future__ import annotations

import re
from collections.abc import Mapping

from passback.sandbox.hostile.turn import Turn
from passback.sandbox.oneroster import faults
from passback.sandbox.oneroster.manners import Said, Visit
from passback.sandbox.oneroster.writing import keep_line_item, keep_result
from passback.sandbox.wire import HTML, Reply, WrongBody, empty, reply_json, reply_text

_THIRD = 3


def _entity(turn: Turn) -> tuple[str, Mapping[str, object]]:
    """The envelope of a PUT and what is in it."""
    try:
        held = turn.call.json_object()
    except WrongBody:
        held = {}
    ((name, sent),) = held.items() if len(held) == 1 else (("", {}),)
    return name, sent if isinstance(sent, Mapping) else {}


def _is_there(turn: Turn) -> bool:
    sourced_id = turn.below.rpartition("/")[2]
    return sourced_id in turn.roster.lines or sourced_id in turn.roster.marks


def update_only(turn: Turn) -> Reply | None:
    """A PUT of a new id is not found."""
    if turn.call.method != "PUT" or _is_there(turn):
        return None
    return faults.imsx_1_1(turn.call, Said(404, "unknown object", "object not found"))


def changes_nothing(turn: Turn) -> Reply | None:
    """An enveloped PUT on what is there is answered and forgotten."""
    if turn.call.method != "PUT" or not _is_there(turn):
        return None
    name, sent = _entity(turn)
    return reply_json(200, {name: sent})


def put_not_allowed(turn: Turn) -> Reply | None:
    """Things are made by POST; PUT is no verb here."""
    if turn.call.method == "PUT":
        return reply_text(405, "Method Not Allowed")
    if turn.call.method != "POST" or turn.below != "/lineItems":
        return None
    visit = Visit(turn.school, turn.roster, turn.call, turn.manners)
    kept = keep_line_item(visit, f"srv-{turn.roster.next_id()}", _entity(turn)[1])
    return kept if isinstance(kept, Reply) else reply_json(201, {"lineItem": kept.row})


def chooses_ids(turn: Turn) -> Reply | None:
    """A PUT without an id makes a thing under the server's own, in an array of one; no other id is taken."""
    if turn.call.method != "PUT":
        return None
    if turn.below not in {"/lineItems", "/results"}:
        return update_only(turn)
    visit = Visit(turn.school, turn.roster, turn.call, turn.manners)
    name, sent = _entity(turn)
    keep = keep_line_item if name == "lineItem" else keep_result
    kept = keep(visit, f"srv-{turn.roster.next_id()}", sent)
    return kept if isinstance(kept, Reply) else reply_json(201, {name: [kept.row]})


def other_routes(turn: Turn) -> Reply | None:
    """Other names, and no others: `/lineitems`, `/line_item_categories`."""
    if re.search(r"/(lineItems|categories)(/|$)", turn.below):
        return reply_json(404, {"message": "Not Found"})
    return None


def unauthorized_in_words(turn: Turn) -> Reply | None:
    """No token is ever good."""
    return reply_text(401, "Unauthorized") if turn.below else None


def _bare(held: object) -> bool:
    return isinstance(held, Mapping) and "sourcedId" in held and "href" not in held


def strict(turn: Turn) -> Reply | None:
    """References whole or not at all; flags are text."""
    if turn.call.method != "PUT":
        return None
    _, sent = _entity(turn)
    wrong = [
        key for key, held in sent.items() if _bare(held) or (key in {"late", "missing"} and held is True)
    ]
    if not wrong:
        return None
    return faults.status_info(turn.call, Said(400, "invalid data", f"not valid: {', '.join(wrong)}"))


def category_in_result(turn: Turn) -> Reply | None:
    """A PUT of a category is read from the envelope of a result."""
    if turn.call.method != "PUT" or not turn.below.startswith("/categories/") or _entity(turn)[0] == "result":
        return None
    return reply_text(500, "Internal Server Error")


def fails_with_200(turn: Turn) -> Reply | None:
    """A score is refused inside an answer that says 200."""
    if turn.call.method != "PUT" or not turn.below.startswith("/results/"):
        return None
    return faults.status_set(turn.call, Said(200, "invalid data", "result was not accepted"))


def html(turn: Turn) -> Reply | None:
    """A page for people, and 200."""
    return reply_text(200, "<html><body>Please sign in</body></html>", HTML) if turn.is_read else None


def _throttled(turn: Turn, headers: dict[str, str]) -> Reply | None:
    count = turn.count("PUT")
    if turn.call.method != "PUT" or not count or count % _THIRD:
        return None
    return empty(429, headers)


def busy(turn: Turn) -> Reply | None:
    """Every third PUT is too much."""
    return _throttled(turn, {})


def busy_until(turn: Turn) -> Reply | None:
    """Every third PUT is too much, and it says until when."""
    return _throttled(turn, {"retry-after": "2"})


def no_read_back(turn: Turn) -> Reply | None:
    """What was written cannot be read any more."""
    written = bool(turn.roster.marks)
    if not (written and turn.is_read and turn.below.endswith("/results")):
        return None
    return reply_text(500, "Internal Server Error")


def ignores_equals(turn: Turn) -> Reply | None:
    """Only `==` compares; a filter with `=` finds nothing."""
    text = turn.call.one("filter")
    if not turn.is_read or not text or "==" in text:
        return None
    name = turn.below.rpartition("/")[2]
    return reply_json(
        200, {"users" if name in {"teachers", "students"} else name: []}, {"x-total-count": "0"}
    )
