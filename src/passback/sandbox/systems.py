"""Which systems a practice school has: Canvas, and whatever simulators are there to be found.

The one table; nothing else in the tree lists SISs of the school by hand. A folder `sis/<slug>` with an
`app.py` that states `SIMULATORS` is all that a new one needs; `hostile` is found the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from passback.sandbox.canvas import app as canvas
from passback.sandbox.routes import shape
from passback.sandbox.simulator import Simulator
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, System

_ROOM = __name__.rpartition(".")[0]
_HOSTILE = "hostile"


def _canvas_described(school: School, url: str) -> Mapping[str, object]:
    return {"url": url, "token": next(iter(school.canvas.tokens)), "account": "1"}


def _canvas_shape(call: Call) -> str:
    return shape(canvas.ROUTES, call.method, call.path)


_CANVAS = Simulator(System.CANVAS.value, canvas.handle, _canvas_shape, _canvas_described)


@cache
def simulators() -> Mapping[str, Simulator]:
    """Every simulated system by name: Canvas, the SISs by name, then those that do not connect by name.

    Raises:
        ValueError: two bear one name, or the name of the control port.
    """
    found = sorted(_found(), key=lambda one: (not one.connects, one.name))
    table = {one.name: one for one in (_CANVAS, *found)}
    if len(table) != len(found) + 1 or System.CONTROL.value in table:
        raise ValueError("two simulators of one name")
    return table


def names() -> tuple[str, ...]:
    """Every system of a school in the order of its ports: Canvas, control, then the others."""
    first, *others = simulators()
    return (first, System.CONTROL.value, *others)


def _found() -> Iterator[Simulator]:
    here = Path(__file__).parent
    places = [f"{_ROOM}.sis.{module.name}" for module in iter_modules([str(here / "sis")]) if module.ispkg]
    places += [f"{_ROOM}.{module.name}" for module in iter_modules([str(here)]) if module.name == _HOSTILE]
    for place in places:
        yield from import_module(f"{place}.app").SIMULATORS
