"""Which handler answers which path: a table of patterns, tried in order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Generic, NamedTuple, TypeVar

H = TypeVar("H")


class Route(NamedTuple, Generic[H]):
    """One verb on one pattern; `:name` stands for one segment of the path."""

    method: str
    pattern: str
    handler: H


def find(routes: Iterable[Route[H]], method: str, path: str) -> tuple[Route[H], tuple[str, ...]] | None:
    """The first route that fits, with the segments that its names stand for."""
    for route in routes:
        if route.method == method and (match := _compiled(route.pattern).fullmatch(path)):
            return route, match.groups()
    return None


def shape(routes: Iterable[Route[H]], method: str, path: str) -> str:
    """A call without its ids, for counting: `GET /api/v1/courses/:id`."""
    found = find(routes, method, path)
    return f"{method} {found[0].pattern}" if found else f"{method} (unknown)"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(:\w+)", pattern)
    return re.compile("".join("([^/]+)" if part.startswith(":") else re.escape(part) for part in parts))
