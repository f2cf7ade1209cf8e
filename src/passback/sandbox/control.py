"""The control port: what really happened. For tests and the demo; no product code may ask it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date

from passback.sandbox.faults import fault_from
from passback.sandbox.routes import Route, find
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, WrongBody, empty, reply_json

Handler = Callable[[School, Call], Reply]

# Of the moment: a restart forgets them.
_PASSING = ("calls", "faults", "buckets")


def writes(school: School, _: Call) -> Reply:
    """`GET /writes`: accepted SIS writes, by natural key; Canvas's apart."""
    return reply_json(
        200,
        {
            "total": sum(school.writes.values()),
            "by_key": school.writes,
            "canvas": {"total": sum(school.canvas_writes.values()), "by_key": school.canvas_writes},
        },
    )


def causes(school: School, _: Call) -> Reply:
    """`GET /planted`."""
    return reply_json(200, planted(school))


def planted(school: School) -> list[dict[str, str | None]]:
    """What was planted: `{id, kind, problem, sis, course, section, assignment, student}`.

    Ids are Canvas's, as text; None where the cause is not about one.
    """
    return [
        {key: None if value is None else str(value) for key, value in asdict(cause).items()}
        for cause in school.planted
    ]


def calls(school: School, _: Call) -> Reply:
    """`GET /calls`: how often each shape of call came, by system."""
    return reply_json(200, school.calls)


def state(school: School, _: Call) -> Reply:
    """`GET /state`: all of it."""
    return reply_json(200, durable(school))


def durable(school: School) -> dict[str, object]:
    """The state that outlives a restart, as JSON."""
    return {f.name: _plain(getattr(school, f.name)) for f in fields(school) if f.name not in _PASSING}


def _plain(given: object) -> object:
    if is_dataclass(given):
        return {field.name: _plain(getattr(given, field.name)) for field in fields(given)}
    match given:
        case Mapping():
            return {_key(key): _plain(held) for key, held in given.items()}
        case set():
            return sorted(given)
        case list() | tuple():
            return [_plain(item) for item in given]
        case date():
            return given.isoformat()
    return given


def _key(given: object) -> str:
    return "/".join(map(str, given)) if isinstance(given, tuple) else str(given)


def set_fault(school: School, call: Call) -> Reply:
    """`POST /fault`."""
    try:
        school.faults.append(fault_from(call.json_object()))
    except (WrongBody, ValueError) as error:
        return reply_json(400, {"error": str(error)})
    return empty(204)


def lift_faults(school: School, _: Call) -> Reply:
    """`DELETE /fault`: all of them."""
    school.faults.clear()
    return empty(204)


ROUTES: tuple[Route[Handler], ...] = (
    Route("GET", "/writes", writes),
    Route("GET", "/planted", causes),
    Route("GET", "/calls", calls),
    Route("GET", "/state", state),
    Route("POST", "/fault", set_fault),
    Route("DELETE", "/fault", lift_faults),
)


def handle(school: School, call: Call) -> Reply:
    """Answer one call of the control port."""
    found = find(ROUTES, call.method, call.path)
    return reply_json(404, {"error": "no such page"}) if found is None else found[0].handler(school, call)
