"""A practice school as one function: `handle(school, call) -> reply`.

Pure but for the school's own state: the same school, call and time give the same reply and the same school
afterwards. Nothing here asks the time, draws a random number or opens a socket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from passback.sandbox import control, faults
from passback.sandbox.canvas import app as canvas
from passback.sandbox.plant import plant, planted
from passback.sandbox.routes import shape
from passback.sandbox.sis.aspen import app as aspen
from passback.sandbox.sis.powerschool import app as powerschool
from passback.sandbox.state.school import Fault, School
from passback.sandbox.wire import Call, Ending, Reply, System

__all__ = ["Call", "Ending", "Reply", "School", "System", "answer", "handle", "interface", "plant", "planted"]


@dataclass(frozen=True)
class _Simulator:
    """One system: its function, and how a call of it is named when counted."""

    handle: Callable[[School, Call], Reply]
    shape: Callable[[Call], str]


_SIMULATORS: Mapping[str, _Simulator] = {
    System.CANVAS: _Simulator(canvas.handle, lambda call: shape(canvas.ROUTES, call.method, call.path)),
    System.ASPEN: _Simulator(
        aspen.handle,
        lambda call: (
            "POST token" if call.path == aspen.TOKEN_PATH else shape(aspen.ROUTES, call.method, call.path)
        ),
    ),
    System.POWERSCHOOL: _Simulator(
        powerschool.handle,
        lambda call: (
            "POST token"
            if call.path.rstrip("/") == powerschool.TOKEN_PATH
            else shape(powerschool.ROUTES, call.method, call.path.rstrip("/"))
        ),
    ),
    System.CONTROL: _Simulator(control.handle, lambda call: f"{call.method} {call.path}"),
}


def handle(school: School, call: Call) -> Reply:
    """Answer one call, faults and throttling included.

    Args:
        school: is changed by an accepted write, and by counting the call.
        call: `call.system` is a `System`; `call.at` is the time that the school believes.
    """
    if call.system == System.CONTROL:
        return control.handle(school, call)
    counted = school.calls.setdefault(call.system, {})
    name = _SIMULATORS[call.system].shape(call)
    counted[name] = counted.get(name, 0) + 1
    if call.path == faults.OUTAGE_PATH:
        return faults.outage_page()
    if call.system == System.CANVAS and sum(counted.values()) in school.canvas.throttled:
        return canvas.throttled(403)
    fault = faults.take(school, call)
    return answer(school, call) if fault is None else _faulty(school, call, fault)


def _faulty(school: School, call: Call, fault: Fault) -> Reply:
    in_place = faults.instead(fault, call, _throttles(call.system))
    if in_place is not None:
        return in_place
    if fault.kind == faults.FaultKind.REFUSE_TOKEN:
        return answer(school, faults.without_token(call))
    return faults.harmed(fault, answer(school, call))


def _throttles(system: str) -> dict[str, Reply]:
    """How Canvas says that it is throttling; the SISs' own words are not known."""
    if system != System.CANVAS:
        return {}
    kinds = {faults.FaultKind.THROTTLE: 403, faults.FaultKind.THROTTLE_429: 429}
    return {kind: canvas.throttled(status) for kind, status in kinds.items()}


def answer(school: School, call: Call) -> Reply:
    """Answer one call as its system does on a good day; what a journal is played back with."""
    return _SIMULATORS[call.system].handle(school, call)


def interface(school: School, urls: Mapping[str, str]) -> dict[str, object]:
    """How to reach the school, as one connects it.

    Args:
        school: the school.
        urls: the root address of each `System`, without a closing slash.
    """
    ps, asp = school.powerschool, school.aspen
    lead = next(iter(asp.classes.values())).teachers[0]
    return {
        "canvas": {"url": urls[System.CANVAS], "token": next(iter(school.canvas.tokens)), "account": "1"},
        "sis": {
            System.ASPEN.value: {
                "url": urls[System.ASPEN],
                "version": "1.1",
                "auth": {
                    "kind": "oauth2-form",
                    "token_url": urls[System.ASPEN] + aspen.TOKEN_PATH,
                    "client_id": asp.client.id,
                    "client_secret": asp.client.secret,
                    "scopes": [],
                    "headers": {},
                },
                "teacher_email": asp.people[lead].email,
                "classes": list(asp.classes),
                "account": str(_account(school, "BMS")),
            },
            System.POWERSCHOOL.value: {
                "url": urls[System.POWERSCHOOL],
                "version": "25.7",
                "auth": {
                    "kind": "oauth2-basic",
                    "token_url": urls[System.POWERSCHOOL] + powerschool.TOKEN_PATH + "/",
                    "client_id": ps.client.id,
                    "client_secret": ps.client.secret,
                    "scopes": [],
                    "headers": {},
                },
                "teacher_email": next(iter(ps.teachers.values())).email,
                "classes": [str(section.id) for section in ps.sections.values()],
                "account": str(_account(school, "CRHS")),
            },
        },
        "control": {"url": urls[System.CONTROL]},
    }


def _account(school: School, sis_id: str) -> int:
    return next(row.id for row in school.canvas.accounts.values() if row.sis_id == sis_id)
