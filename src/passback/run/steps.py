"""Steps run at once, in this process. An engine that remembers them joins behind the same port.

Holds every flow to what such an engine needs: only plain JSON goes into a step and comes out of it.
"""

import json
from collections.abc import Awaitable, Callable

from passback.core.value import Json


class DirectSteps:
    """Runs each step when it is asked for; remembers nothing."""

    async def step(self, name: str, do: Callable[[Json], Awaitable[Json]], given: Json) -> Json:
        """Run one step and bring its result.

        Raises:
            TypeError: what goes in or comes out is not plain JSON; a bug in the flow.
        """
        brought = await do(plain_json(given, f"what step {name!r} is given"))
        return plain_json(brought, f"what step {name!r} brings")


def plain_json(given: Json, what: str) -> Json:
    """A copy of `given` by way of JSON text, as a remembered step would bring it back.

    Raises:
        TypeError: it would come back as something else (a tuple, a number as key, a float, a set).
    """
    try:
        again: Json = json.loads(json.dumps(given), parse_float=_refuse, parse_constant=_refuse)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{what} is not plain JSON") from error
    if again != given:
        raise TypeError(f"{what} is not plain JSON: it comes back as something else")
    return again


def _refuse(number: str) -> Json:
    raise TypeError(f"{number} is a float")
