"""The seams: what the rooms ask of the world, each with two real adapters and one contract suite.

`Clock` system/virtual, `Limiter` store/memory, `Http` aiohttp/in process, `Memory` by either store; and
the two sides of a sync, `CanvasSide` and `SisSide`. `Store` and `Steps` stand in `run/ports.py`, for they
speak of plans. Nobody else asks the time, sleeps, opens a socket or draws an id.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from passback.core.capabilities import Capabilities
from passback.core.finding import Answer
from passback.core.gradebook import (
    Assignment,
    Course,
    Gradebook,
    Group,
    LineItem,
    Missing,
    Part,
    Score,
    Unread,
)
from passback.core.problem import Problem
from passback.core.value import Json, Value, value

# Parameters of an address in their order; a name may come twice.
Query = tuple[tuple[str, str], ...]


class Clock(Protocol):
    """The time. Nobody else asks what time it is or sleeps."""

    def now(self) -> datetime:
        """The aware UTC time."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back when `seconds` have passed."""
        ...


class Limiter(Protocol):
    """One vendor's request limit, shared by all who call it. `key` names the limit."""

    async def wait(self, key: str, cost: float = 1) -> None:
        """Come back when a request may go out."""
        ...

    def learned(self, key: str, headers: Mapping[str, str]) -> None:
        """Take note of what an answer's headers (lower-case names) said of the limit."""
        ...


@value
class Request(Value):
    """One HTTP request. `url` is absolute and without query; `timeout` in whole seconds."""

    method: str
    url: str
    query: Query
    headers: Mapping[str, str]
    body: bytes
    timeout: int


@value
class Response(Value):
    """One HTTP answer, whole. Header names are lower-case. `url`: after redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Http(Protocol):
    """The one way out. Raises `Retryable` for every failure to get a whole answer.

    Its `Retryable` is a `NoAnswer`, which says whether the request may have arrived.
    """

    async def send(self, request: Request) -> Response:
        """Send it once and bring the whole answer, whatever its status."""
        ...


class Memory(Protocol):
    """What a client may remember of its reads from one run to the next, to ask less.

    A key begins with the namespace of its connection's ids (`space/part/ref`). What is kept holds no
    student's name and no secret.
    """

    async def recall(self, key: str) -> tuple[datetime, Json] | None:
        """What was kept last under this key, and when; None: nothing."""
        ...

    async def keep(self, key: str, held: Json) -> None:
        """Keep it under this key, in place of what was there."""
        ...

    async def forget(self, prefix: str) -> None:
        """Forget all keys that begin so, letter for letter."""
        ...


@value
class Probe(Value):
    """One line of a connection test: what was tried, how it went.

    `ok` None: not known. `problem`: what explains a failure. `detail`: one line, no secret.
    """

    name: str
    ok: bool | None
    detail: str
    problem: Problem | None


@value
class CourseRef(Value):
    """A Canvas course in a list: enough to choose it."""

    id: str
    name: str
    sis_id: str | None
    state: str


class CanvasSide(Protocol):
    """Canvas, as one connection sees it. May raise `Retryable`, `NeedsLogin`, `NeedsConfig`."""

    async def courses(self) -> Sequence[CourseRef]:
        """The courses in the connection's sub-account, whole or not at all."""
        ...

    async def read(self, course: str, *, comments: bool = False) -> Course:
        """One course; what could not be read of it is `Unread`. `comments`: with its teachers' last words."""
        ...

    async def people(self, course: str) -> Course:
        """One course with its sections and enrollments alone; its other parts are `Unread`."""
        ...

    async def groups(self, course: str) -> Part[Group]:
        """The assignment groups of a course, whole; the read-back of a group."""
        ...

    async def save(self, course: str, before: Assignment | Group, after: Assignment | Group) -> Answer:
        """Send what differs between `before` and `after`."""
        ...

    async def box(self, course: str) -> bool | Unread:
        """Does this course show its teachers the box *Sync to SIS*? False: it is known to be hidden."""
        ...

    async def create_group(self, course: str, group: Group) -> Answer:
        """Make an assignment group of this name, and of this weight where it has one; its id is ignored.

        The receipt names the id that Canvas chose. Never looks whether one of that name is there: the
        caller has.
        """
        ...

    async def delete_group(self, course: str, group: str, rest: str) -> Answer:
        """Delete an assignment group. `rest`: the group that takes whatever work is still in it.

        Never looks whether it is empty: the caller has, and what came in between is in `rest` then.
        """
        ...

    async def accounts(self, account: str) -> tuple[str, ...]:
        """An account and those above it, nearest first, up to the root."""
        ...

    async def account_name(self, account: str) -> str:
        """What people call an account: of a district's sub-account the name of the school."""
        ...

    async def probe(self) -> Sequence[Probe]:
        """Token, account, permissions: one line each."""
        ...


class SisSide(Protocol):
    """One SIS, as one connection sees it: `connect/sis/<slug>.py`; the unit is one class's line item.

    May raise `Retryable`, `NeedsLogin`, `NeedsConfig`, from any call; a refusal is never raised.
    """

    capabilities: Capabilities

    async def read(self, section: str) -> Gradebook | Missing | Unread:
        """The gradebook of the class that `section` names (the id profile's text, already applied)."""
        ...

    async def roster(self, section: str) -> Gradebook | Missing | Unread:
        """The class that `section` names with its students alone; its other parts are `Unread`."""
        ...

    async def class_scores(self, class_ref: str, refs: Sequence[str]) -> Mapping[str, Part[Score]]:
        """The scores of a class by line item; `refs`: those that it has. As in `Gradebook.scores`."""
        ...

    async def save_line_item(self, class_ref: str, before: LineItem | None, after: LineItem) -> Answer:
        """Create (`before` None) or update; an update keeps every field that is not ours."""
        ...

    async def delete_line_item(self, class_ref: str, ref: str) -> Answer:
        """Delete one line item with all its scores."""
        ...

    async def save_scores(self, class_ref: str, scores: Sequence[tuple[str, Score]]) -> Sequence[Answer]:
        """Write (line item ref, score) pairs; one answer each, in order. Never re-sends by itself."""
        ...

    async def line_items(self, class_ref: str) -> Part[LineItem]:
        """The line items of a class, whole; the read-back of a line item."""
        ...

    async def scores(self, class_ref: str, ref: str) -> Part[Score]:
        """The scores of one line item, whole; the read-back of a score."""
        ...

    async def greet(self) -> None:
        """One small read that all others rest on: comes back if the SIS lets this connection in at all."""
        ...

    async def probe(self) -> Sequence[Probe]:
        """Token, routes, fields: one line each."""
        ...
