"""1.2's POST forms: the server chooses the ids and says which became which (facts/oneroster.md §1.2, §1.3).

Not idempotent: the same body again makes new rows (§1.8). All of a body is kept, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy

from passback.sandbox.oneroster.manners import Handler, Visit
from passback.sandbox.oneroster.writing import Kept, keep_line_item, keep_result, ref
from passback.sandbox.wire import Reply, WrongBody, reply_json

Keep = Callable[[Visit, str, Mapping[str, object]], Kept | Reply]


def line_items_of_class(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`POST /classes/{id}/lineItems`."""
    if args[0] not in visit.roster.classes:
        return visit.unknown("class")
    return _posted(visit, "lineItems", keep_line_item, lambda row: ref(row.get("class")) == args[0])


def line_items_of_school(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`POST /schools/{id}/lineItems`."""
    classes = visit.roster.classes
    own = {row.id for row in classes.values() if row.school == args[0]}
    if not own:
        return visit.unknown("school")
    return _posted(visit, "lineItems", keep_line_item, lambda row: ref(row.get("class")) in own)


def results_of_line_item(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`POST /lineItems/{id}/results`."""
    if args[0] not in visit.roster.lines:
        return visit.unknown("lineItem")
    return _posted(visit, "results", keep_result, lambda row: ref(row.get("lineItem")) == args[0])


def results_of_period(visit: Visit, args: tuple[str, ...]) -> Reply:
    """`POST /classes/{id}/academicSessions/{id}/results`."""
    roster = visit.roster
    if args[0] not in roster.classes or args[1] not in {**roster.terms, **roster.periods}:
        return visit.unknown("class")
    own = {row.id for row in roster.lines_of(args[0])}
    return _posted(visit, "results", keep_result, lambda row: ref(row.get("lineItem")) in own)


def _posted(visit: Visit, name: str, keep: Keep, belongs: Callable[[Mapping[str, object]], bool]) -> Reply:
    try:
        sent = visit.call.json_object().get(name)
    except WrongBody:
        sent = None
    if not isinstance(sent, list) or not all(isinstance(row, Mapping) for row in sent):
        return visit.invalid(f"a list of {name} is expected")
    if not all(belongs(row) for row in sent):
        return visit.invalid(f"{name}: of another place than the address says")
    roster, school = visit.roster, visit.school
    saved = deepcopy((roster.lines, roster.marks, roster.last_id)), dict(school.writes), school.revision
    pairs = []
    for row in sent:
        allocated = f"srv-{roster.next_id()}"
        kept = keep(visit, allocated, row)
        if isinstance(kept, Reply):
            (roster.lines, roster.marks, roster.last_id), school.writes, school.revision = saved
            return kept
        supplied = str(row.get("sourcedId", ""))
        roster.pairs[supplied] = allocated
        pairs.append({"suppliedSourcedId": supplied, "allocatedSourcedId": allocated})
    return reply_json(201, {"sourcedIdPairs": pairs})


POSTS: tuple[tuple[str, Handler], ...] = (
    ("/classes/:id/lineItems", line_items_of_class),
    ("/schools/:id/lineItems", line_items_of_school),
    ("/lineItems/:id/results", results_of_line_item),
    ("/classes/:id/academicSessions/:session/results", results_of_period),
)
