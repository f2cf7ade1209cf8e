"""What can be made to go wrong: an outage, a refused token, a reply that never comes.

A fault is part of the school's state and is used up by the calls that it meets. It stands outside the
simulators: they answer as if nothing happened, or are not asked at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from passback.sandbox.lies import Lie
from passback.sandbox.state.school import Fault, School
from passback.sandbox.systems import names
from passback.sandbox.wire import HTML, Call, Ending, Reply, empty, reply_text

OUTAGE_PATH = "/outage"
OUTAGE_ADDRESS = "https://message.powerschool.com/"
_WAIT = "1"


class FaultKind(StrEnum):
    """The faults there are."""

    DOWN = "down"
    OUTAGE_PAGE = "outage-page"
    HTML = "html"
    TRUNCATED = "truncated"
    REFUSE_TOKEN = "refuse-token"  # noqa: S105 - a fault's name
    DROP_REPLY = "drop-reply"
    THROTTLE = "throttle"
    THROTTLE_429 = "throttle-429"
    SLOW = "slow"


def fault_from(given: Mapping[str, object]) -> Fault:
    """A fault as the control port takes it: `{system, kind, times?, skip?, path?, method?, seconds?}`.

    `times` null: until it is lifted.

    Raises:
        ValueError: a field is unknown or of another kind; the text names it.
    """
    known = {
        "system": str,
        "kind": str,
        "times": int,
        "skip": int,
        "path": str,
        "method": str,
        "seconds": float,
    }
    for name, held in given.items():
        if name not in known:
            raise ValueError(f"{name}: unknown field")
        if held is None and name == "times":
            continue
        try:
            known[name](str(held))
        except ValueError as error:
            raise ValueError(f"{name}: expected {known[name].__name__}") from error
    times = given.get("times", 1)
    system = str(given.get("system", ""))
    if system not in names():
        raise ValueError(f"system: there are {', '.join(names())}")
    return Fault(
        system,
        _kind(str(given.get("kind", ""))),
        None if times is None else int(str(times)),
        int(str(given.get("skip", 0))),
        str(given.get("path", "")),
        str(given.get("method", "")),
        float(str(given.get("seconds", 0))),
    )


def _kind(named: str) -> str:
    """A fault's kind by name; a lie is one.

    Raises:
        ValueError: there is none of that name.
    """
    known = (*FaultKind, *Lie)
    if named not in known:
        raise ValueError(f"kind: there are {', '.join(known)}")
    return named


def take(school: School, call: Call) -> Fault | None:
    """The fault that meets this call, if any; it is used up by it."""
    for fault in school.faults:
        if not _meets(fault, call):
            continue
        if fault.skip:
            fault.skip -= 1
            continue
        if fault.times is not None:
            fault.times -= 1
            if not fault.times:
                school.faults.remove(fault)
        return fault
    return None


def _meets(fault: Fault, call: Call) -> bool:
    if fault.kind == FaultKind.REFUSE_TOKEN and not _bears_token(call):
        return False
    return fault.system == call.system and fault.path in call.path and fault.method in {"", call.method}


def _bears_token(call: Call) -> bool:
    """A token, or a signature: both are how an SIS knows a client (RFC 6750, RFC 5849 §3.5.1)."""
    return call.headers.get("authorization", "").lower().startswith(("bearer ", "oauth "))


def instead(fault: Fault, call: Call, throttled: Mapping[str, Reply]) -> Reply | None:
    """The answer that comes in place of the system's own; None: the system is asked."""
    match fault.kind:
        case FaultKind.DOWN:
            return reply_text(503, "Service Unavailable")
        case FaultKind.OUTAGE_PAGE:
            # A read is led to the page and stays in the school; nobody follows with a write, so that one
            # bears the vendor's own address (facts/sis-vendors.md §1.1).
            home = f"{call.base}{OUTAGE_PATH}" if call.method == "GET" else OUTAGE_ADDRESS
            return empty(302, {"location": f"{home}?server={call.headers.get('host', '')}"})
        case FaultKind.HTML:
            return reply_text(200, "<html><body><h1>Please sign in</h1></body></html>", HTML)
        case FaultKind.THROTTLE | FaultKind.THROTTLE_429:
            own = throttled.get(fault.kind)
            wait = Reply(429, {"content-type": "text/plain", "retry-after": _WAIT}, b"Too many requests")
            return own or wait
    return None


def without_token(call: Call) -> Call:
    """The call as it would be without its token."""
    return replace(call, headers={k: v for k, v in call.headers.items() if k != "authorization"})


def harmed(fault: Fault, reply: Reply) -> Reply:
    """The system's own answer, as it comes out of the fault."""
    match fault.kind:
        case FaultKind.TRUNCATED:
            return replace(reply, ending=Ending.CUT)
        case FaultKind.DROP_REPLY:
            return replace(reply, ending=Ending.DROPPED)
        case FaultKind.SLOW:
            return replace(reply, slow=fault.seconds)
    return reply


def outage_page() -> Reply:
    """The page that stands in for a system that is down for maintenance: 200, and no JSON."""
    return reply_text(200, "<html><body><h1>PowerSchool page unavailable</h1></body></html>", HTML)
