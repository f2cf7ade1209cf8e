"""The seams of doing: the store and the steps of a flow. Values in, values out; never a Django model."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from passback.core.connection import Connection
from passback.core.finding import Answer, Finding
from passback.core.gradebook import Assignment, Group, LineItem, Score, Unread
from passback.core.problem import Problem
from passback.core.settings import Level, Setting
from passback.core.value import Json, Value, value
from passback.sync.approval import Approval
from passback.sync.model import (
    Change,
    Link,
    Plan,
    Verdict,
)
from passback.sync.remembered import Refused


@value
class Outcome(Value):
    """How one change of a plan ended.

    `answer`: the SIS's, or the finding for which it was never sent. `held`: what the SIS was read to
    hold afterwards; None: nothing there, or nothing to read (then `verdict.proven` is False).
    `class_ref` and `ref`: the SIS class and line item that it was about; `ref` None where none came to be.
    """

    change: Change
    class_ref: str
    ref: str | None
    verdict: Verdict
    answer: Answer | Finding
    held: Score | LineItem | Link | Assignment | Group | Unread | None


@value
class KeptPlan(Value):
    """A plan as kept: of which connection, and how far it has come."""

    connection: str
    plan: Plan
    intended: tuple[str, ...]
    outcomes: tuple[Outcome, ...]


@value
class Batch(Value):
    """One sync: the plans of one connection that a person saw and approved together.

    `id`: digest of the plans' ids. `unread`: courses that could not be planned, with the finding. `by`: who
    approved it, None where nobody is told. `standing`: when the standing approval was given that a schedule
    ran it under; None: somebody approved this very batch.
    """

    id: str
    connection: str
    made: datetime
    plans: tuple[str, ...]
    unread: tuple[Finding, ...]
    approved: datetime | None
    finished: datetime | None
    by: str | None
    standing: datetime | None


@value
class Sighting(Value):
    """What one run saw of one cause in one course: that it is there, or (`seen` False) that it is gone.

    `run`: the plan, or the batch where the course could not be planned. `at`: when; it decides, and not the
    order in which sightings are kept. `refused`: the SIS said so itself. `places`: the Canvas sections and
    assignments that it was about, None: all of them.
    """

    course: str
    problem: Problem
    key: str
    run: str
    at: datetime
    seen: bool
    refused: bool
    places: tuple[tuple[str | None, str | None], ...]

    @property
    def name(self) -> tuple[str, Problem, str]:
        """Which cause, and where."""
        return self.course, self.problem, self.key

    def replaces(self, earlier: "Sighting") -> bool:
        """True if it is what counts of this run: the later one; of two of one time the one that saw it."""
        return (self.at, self.seen) >= (earlier.at, earlier.seen)


@value
class AppliedFix(Value):
    """A fix that people said yes to. What was before and after stands in the plans of its batch.

    `id`: what `passback undo` names it by. `findings`: keys of what it cures. `scores`: how many it was to
    free. `reason`: what was typed for a large one, else nothing. `earlier`: the newest plans before it; what
    the SIS refused of those stands until it is sent. `undone`: when it was taken back, None: not.
    """

    id: str
    connection: str
    batch: str
    actions: tuple[str, ...]
    problems: tuple[str, ...]
    findings: tuple[str, ...]
    earlier: tuple[str, ...]
    scores: int
    by: str
    at: datetime
    reason: str
    undone: datetime | None


class Store(Protocol):
    """What passback remembers. Two adapters, Django and memory, one contract suite.

    Every method is one transaction. Raises `BadInput` where the database cannot be used.
    """

    async def save_connection(self, connection: Connection) -> None:
        """Keep it under its name, in place of an earlier one of that name."""
        ...

    async def connections(self) -> tuple[Connection, ...]:
        """All, by name."""
        ...

    async def remove_connection(self, name: str) -> bool:
        """Forget the connection with its links, plans and history; False: there was none."""
        ...

    async def snapshot_parts(
        self, connection: str, course: str
    ) -> tuple[tuple[Link, ...], Mapping[str, tuple[Score, ...]]]:
        """What deciding needs of the store: links, and last-sent scores by line item ref."""
        ...

    async def release(self, connection: str) -> int:
        """Let all line items go: forget links, last-sent scores, approvals, what was seen and refused.

        Plans, batches and settings stay; nothing is deleted in the SIS. Brings how many links there were.
        """
        ...

    async def settings(self, connection: str) -> tuple[Setting, ...]:
        """All settings of a connection, by name, then the nearest level first, then target."""
        ...

    async def put_setting(self, connection: str, setting: Setting) -> None:
        """Keep it in place of an earlier one of the same level, target and name."""
        ...

    async def drop_setting(self, connection: str, level: Level, target: str, name: str) -> bool:
        """Forget a setting; False: there was none."""
        ...

    async def approvals(self, connection: str) -> tuple[Approval, ...]:
        """What people approved and chose, in the order in which it was first given."""
        ...

    async def put_approval(self, connection: str, approval: Approval) -> None:
        """Keep it in place of an earlier one of the same kind, subject and digest."""
        ...

    async def first_approval(self, connection: str, approval: Approval) -> Approval:
        """Keep it unless its place is taken; brings the one that is kept now. Of two at once one is first."""
        ...

    async def drop_approval(self, connection: str, approval: Approval) -> bool:
        """Take back the one of the same kind, subject and digest; False: there was none."""
        ...

    async def seen(self, connection: str, prefix: str) -> Mapping[str, str]:
        """Digests of what was seen in an earlier run, of the keys that begin so.

        A key begins with the Canvas course and a slash, so that `COURSE/` names all of one course.
        """
        ...

    async def put_seen(self, connection: str, found: Mapping[str, str]) -> None:
        """Keep digests, each in place of an earlier one of its key; other keys stay."""
        ...

    async def recall(self, key: str) -> tuple[datetime, Json] | None:
        """What was kept last under this key, and when; None: nothing. See `core.ports.Memory`."""
        ...

    async def keep(self, key: str, held: Json, at: datetime) -> None:
        """Keep it under this key, in place of what was there. It belongs to no connection."""
        ...

    async def forget(self, prefix: str) -> None:
        """Forget all kept keys that begin so, letter for letter."""
        ...

    async def keep_plan(self, connection: str, plan: Plan) -> None:
        """Keep a plan; keeping it twice changes nothing."""
        ...

    async def kept_plan(self, plan: str) -> KeptPlan | None:
        """A plan with its progress; None: unknown id."""
        ...

    async def newest_plans(self, connection: str) -> tuple[KeptPlan, ...]:
        """The newest plan of each course of a connection, with its progress; by course."""
        ...

    async def keep_batch(self, batch: Batch) -> None:
        """Keep a batch, or its progress (`approved` with `by` and `standing`, `finished`)."""
        ...

    async def batch(self, batch: str) -> Batch | None:
        """A batch by id; None: unknown."""
        ...

    async def open_batch(self, connection: str) -> Batch | None:
        """The newest batch of a connection that was approved and has not finished."""
        ...

    async def keep_fix(self, fix: AppliedFix) -> None:
        """Keep a fix, or that it was undone, in place of what was kept under its id."""
        ...

    async def fixes(self, connection: str) -> tuple[AppliedFix, ...]:
        """The fixes of a connection, in the order in which they were first kept."""
        ...

    async def intend(self, plan: str, changes: Sequence[Change]) -> None:
        """Before a chunk is sent: these are about to go. Intended and unsettled = read before retry."""
        ...

    async def settle(
        self,
        plan: str,
        outcomes: Sequence[Outcome],
        refused: Sequence[Refused] = (),
        mended: Collection[str] = (),
    ) -> None:
        """Links, last-sent scores and history of a chunk, in one transaction; twice changes nothing.

        `refused`: what is to be remembered of it, each in place of an earlier one of its key; `mended`: keys
        of what is to be forgotten.

        A line item or link change that ended in-sis or already there makes its `Link` (its ref from
        `held`, else the receipt); a score change that is in the SIS as wanted becomes its last-sent.
        """
        ...

    async def sightings(self, connection: str, courses: Collection[str]) -> tuple[Sighting, ...]:
        """What runs saw of causes in these courses, by time, then course, problem and key."""
        ...

    async def put_sightings(self, connection: str, found: Sequence[Sighting]) -> None:
        """Keep them; of several of one run and cause the one that `Sighting.replaces` chooses stays."""

    async def refused(self, connection: str, classes: Collection[str] | None) -> tuple[Refused, ...]:
        """What is remembered of refusals, of these SIS classes and of the connection as a whole; by key.

        `classes` None: of all classes.
        """
        ...

    async def drop_refused(self, connection: str, key: str) -> bool:
        """Forget one remembered refusal; False: there was none."""
        ...

    async def close(self) -> None:
        """Let go of the database."""
        ...


class Steps(Protocol):
    """What a flow sees of the engine: named steps, plain JSON in and out, each may run twice."""

    async def step(self, name: str, do: Callable[[Json], Awaitable[Json]], given: Json) -> Json:
        """Run one step and bring its result; an engine remembers it, the direct one does not."""
        ...
