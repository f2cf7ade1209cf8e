"""The hostile server: one port, a base for each deviation, a roster that each begins with alike.

`/{deviation}/ims/oneroster/v1p1` and its 1.2 forms. A deviation's roster is made when it is first asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace

from passback.core.sis import Sis
from passback.sandbox.hostile.deviations import DEVIATIONS, Deviation
from passback.sandbox.hostile.turn import Turn
from passback.sandbox.oneroster.app import answer, describe, shape_of
from passback.sandbox.planting.oneroster import District, planter
from passback.sandbox.simulator import Simulator
from passback.sandbox.state.oneroster import Roster
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, reply_json

NAME = "hostile"
BY_NAME = {one.name: one for one in DEVIATIONS}
MANNERS = {one.name: one.manners for one in DEVIATIONS}

DISTRICT = District(NAME, Sis.ONEROSTER, "HOS", "Hollow Oak School", "Logic", "hos-log-1")


def roster_of(school: School, one: Deviation) -> Roster:
    """What this deviation really keeps."""
    name = MANNERS[one.name].name
    if name not in school.rosters:
        own = deepcopy(school.rosters[NAME])
        one.prepare(own)
        school.rosters[name] = own
    return school.rosters[name]


def _deviation(call: Call) -> Deviation | None:
    return BY_NAME.get(call.path.removeprefix("/").partition("/")[0])


def handle(school: School, call: Call) -> Reply:
    """Answer one call as the deviation of its path does."""
    one = _deviation(call)
    if one is None:
        return reply_json(404, {"error": f"no such deviation; there are {', '.join(BY_NAME)}"})
    turn = Turn(school, roster_of(school, one), call, MANNERS[one.name])
    early = one.before(turn)
    if early is not None:
        return early
    path = call.path
    for theirs, ours in one.rename:
        path = path.replace(f"/{theirs}", f"/{ours}")
    return one.after(turn, answer(turn.manners, school, turn.roster, replace(call, path=path)))


def _shape(call: Call) -> str:
    one = _deviation(call)
    return f"{call.method} (unknown)" if one is None else shape_of(MANNERS[one.name], call)


def described(school: School, url: str) -> Mapping[str, object]:
    """An entry like an SIS's for each deviation, with what it does and in what a sync must end."""
    return {
        "url": url,
        "sis": Sis.ONEROSTER.value,
        "deviations": {one.name: _entry(school, one, url) for one in DEVIATIONS},
    }


def _entry(school: School, one: Deviation, url: str) -> dict[str, object]:
    shown = describe(MANNERS[one.name], school, url, sis=Sis.ONEROSTER.value, roster=school.rosters[NAME])
    return {**shown, "url": f"{url}/{one.name}", "says": one.says, "end": one.end.value}


SIMULATORS = (Simulator(NAME, handle, _shape, described, planter(DISTRICT), connects=False),)
