"""A practice school as one function: `handle(school, call) -> reply`.

Pure but for the school's own state: the same school, call and time give the same reply and the same school
afterwards. Nothing here asks the time, draws a random number or opens a socket.
"""

from __future__ import annotations

from collections.abc import Mapping

from passback.sandbox import control, faults, lies
from passback.sandbox.canvas import app as canvas
from passback.sandbox.control import planted
from passback.sandbox.plant import plant
from passback.sandbox.state.school import Fault, School
from passback.sandbox.systems import simulators
from passback.sandbox.wire import Call, Ending, Reply, System

__all__ = ["Call", "Ending", "Reply", "School", "System", "answer", "handle", "interface", "plant", "planted"]


def handle(school: School, call: Call) -> Reply:
    """Answer one call, faults and throttling included.

    Args:
        school: is changed by an accepted write, and by counting the call.
        call: `call.system` is a name of `systems.names`; `call.at` is the time that the school believes.
    """
    if call.system == System.CONTROL:
        return control.handle(school, call)
    counted = school.calls.setdefault(call.system, {})
    name = simulators()[call.system].shape(call)
    counted[name] = counted.get(name, 0) + 1
    if call.path == faults.OUTAGE_PATH:
        return faults.outage_page()
    if call.system != System.CANVAS:
        return _answered(school, call)
    if sum(counted.values()) in school.canvas.throttled or not canvas.has_room(school, call):
        return canvas.throttled(school.canvas.throttle_status)
    return canvas.priced(school, call, _answered(school, call))


def _answered(school: School, call: Call) -> Reply:
    fault = faults.take(school, call)
    if fault is None:
        return answer(school, call)
    in_place = faults.instead(fault, call, _throttles(call.system))
    return _faulty(school, call, fault) if in_place is None else in_place


def _faulty(school: School, call: Call, fault: Fault) -> Reply:
    if fault.kind in set(lies.Lie):
        return lies.answered(school, call, fault, simulators()[call.system])
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
    return simulators()[call.system].handle(school, call)


def interface(school: School, urls: Mapping[str, str]) -> dict[str, object]:
    """How to reach the school, as one connects it; the first line of `passback sandbox`.

    `sis` holds what makes a connection each; `more` what is there beside, and is left out where nothing is.

    Args:
        school: the school.
        urls: the root address of each system by name (`systems.names`), without a closing slash.
    """
    shown: dict[bool, dict[str, object]] = {True: {}, False: {}}
    for name, one in simulators().items():
        if name != System.CANVAS:
            shown[one.connects][name] = one.described(school, urls[name])
    return {
        "canvas": simulators()[System.CANVAS].described(school, urls[System.CANVAS]),
        "sis": shown[True],
        **({"more": shown[False]} if shown[False] else {}),
        "control": {"url": urls[System.CONTROL]},
    }
