"""What a conformance test stands on: a served school, a connection that was synced once, a class of it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, uuid5

from passback.connect.canvas.client import Canvas
from passback.core.capabilities import Capabilities, Ids
from passback.core.connection import Connection
from passback.core.finding import Answer, Receipt, Silence
from passback.core.gradebook import Gradebook, LineItem, Mark, Score, Unread
from passback.core.ports import CourseRef, SisSide
from passback.core.problem import Safety, State
from passback.core.subject import Subject
from passback.run.ports import Outcome
from passback.run.report import Report
from passback.run.testing import ConnectionTest
from passback.sandbox.faults import fault_from
from passback.sandbox.state.school import School
from passback.sync.judge import judge
from passback.sync.model import Change, Verdict
from served import NAME, Served, served

T = TypeVar("T")


@dataclass
class Ground:
    """One connection, tested and synced once. `section`: as the id profile names one of its classes.

    `key`: its entry of the first line, and the name of its port. `template`: a line item of that class that
    the SIS took, with the scores of at least two students. `course`: the Canvas course of the class.
    `unproven`: scores that the first sync called proven and a fresh client did not find so right after it.
    """

    key: str
    served: Served
    connection: Connection
    test: ConnectionTest
    first: Report
    section: str = ""
    course: str = ""
    class_ref: str = ""
    template: LineItem = field(default=None)  # type: ignore[assignment] - found once the rest stands
    students: tuple[str, ...] = ()
    unproven: tuple[Subject, ...] = ()
    made: int = 0

    # ---- asking ----------------------------------------------------------------------------------

    def ask(self, what: Callable[[SisSide], Awaitable[T]]) -> T:
        """What a fresh client says, which remembers nothing of earlier ones."""

        async def go() -> T:
            async with self.served.side(self.connection) as side:
                return await what(side)

        return asyncio.run(go())

    def book(self) -> Gradebook:
        """The class, read whole."""
        read = self.ask(lambda side: side.read(self.section))
        assert isinstance(read, Gradebook), read
        return read

    def items(self) -> tuple[LineItem, ...]:
        """The line items of the class."""
        listed = self.ask(lambda side: side.line_items(self.class_ref))
        assert not isinstance(listed, Unread), listed
        return listed

    def item(self, ref: str) -> LineItem | None:
        """A line item as a fresh client sees it."""
        return next((item for item in self.items() if item.ref == ref), None)

    def scores(self, ref: str) -> dict[str, Score]:
        """The scores of a line item by student, as a fresh client sees them."""
        held = self.ask(lambda side: side.scores(self.class_ref, ref))
        assert not isinstance(held, Unread), held
        assert len({score.student for score in held}) == len(held), "one student, one score"
        return {score.student: score for score in held}

    @property
    def can(self) -> Capabilities:
        """What the connector says that this SIS holds."""

        async def limits(side: SisSide) -> Capabilities:
            return side.capabilities

        return self.ask(limits)

    # ---- sending ---------------------------------------------------------------------------------

    def wanted(self, title: str = "", **more: object) -> LineItem:
        """A line item like the template that is not there yet."""
        self.made += 1
        title = title or f"Conformance {self.made}"
        chosen = self.can.line_item_ids.value is Ids.CLIENT
        ref = str(uuid5(NAMESPACE_URL, f"{self.key}/{self.made}")) if chosen else None
        return replace(self.template, ref=ref, title=title, description="", **more)

    def save(self, before: LineItem | None, after: LineItem) -> Answer:
        """What the SIS says to a line item."""
        return self.ask(lambda side: side.save_line_item(self.class_ref, before, after))

    def new_item(self, **more: object) -> LineItem:
        """A line item that is there, as it was sent."""
        wanted = self.wanted(**more)
        answer = self.save(None, wanted)
        assert isinstance(answer, Receipt), answer
        held = self.item(answer.ref)
        assert held is not None
        return held

    def send(self, ref: str, *scores: Score) -> list[Answer]:
        """What the SIS says to scores, in their order."""
        pairs = [(ref, score) for score in scores]
        return list(self.ask(lambda side: side.save_scores(self.class_ref, pairs)))

    def ended(self, ref: str, score: Score) -> tuple[Answer, Score | None, Verdict]:
        """One score: what was said to it, what is there afterwards, and what passback makes of the two.

        The law of all of these tests is kept here: nothing is called proven that is not there.
        """
        before = self.scores(ref).get(score.student)
        answer = self.send(ref, score)[0]
        held = self.scores(ref).get(score.student)
        change = Change(Subject("c", "s", "a", score.student), before, score, None, Safety.SAFE)
        verdict = judge(change, answer, held, self.can)
        if verdict.state is State.IN_SIS:
            blank = held is None or held.mark is None
            assert blank if score.mark is None else held is not None and held.mark == score.mark
        return answer, held, verdict

    def a_score(self, mark: Mark, student: int = 0, **more: object) -> Score:
        """A score of one of the class's students."""
        plain = Score(self.students[student], mark, letter=None, late=False, missing=False, comment="")
        return replace(plain, **more)

    @property
    def some_marks(self) -> list[Decimal]:
        """Marks that every gradebook holds: none, a part, all."""
        return [Decimal(0), (self.template.maximum / 2).to_integral_value(), self.template.maximum]

    # ---- what goes wrong --------------------------------------------------------------------------

    @contextmanager
    def fault(self, kind: str, times: int | None = None, **more: object) -> Iterator[None]:
        """Something goes wrong at the SIS until the context ends."""
        faults = self.served.school.faults
        faults.append(fault_from({"system": self.key, "kind": kind, "times": times, **more}))
        try:
            yield
        finally:
            faults.clear()

    def sync(self) -> Report:
        """The course of the class, planned and synced."""

        async def go() -> Report:
            # Two plans of one content and one moment are one plan; no clock of this world stands still.
            await self.served.clock.sleep(1)
            async with self.served.app() as app:
                batch, _ = await app.plan(self.connection.name, [self.course])
                return await app.sync(batch, just_planned=True)

        return asyncio.run(go())


def never_left(answer: Answer) -> bool:
    """True if our client did not even send it."""
    return isinstance(answer, Silence) and not answer.sent


@contextmanager
def standing(
    key: str,
    sections: int = 0,
    prepare: Callable[[School], None] = lambda _: None,
    auth: str = "",
    options: Mapping[str, str] | None = None,
) -> Iterator[Ground]:
    """A fresh school, prepared, and one connection of it; of a course with so many classes (0: any).

    `auth` and `options` in place of what its entry says.
    """
    with served() as school:
        school.school.canvas.throttled.clear()
        prepare(school.school)
        ground = asyncio.run(_connected(key, school, auth, options or {}))
        asyncio.run(_choose(ground, sections))
        ground.unproven = asyncio.run(_unproven(ground))
        yield ground


async def _connected(key: str, school: Served, auth: str, options: Mapping[str, str]) -> Ground:
    name = f"{NAME}-{key}"
    async with school.app() as app:
        given: Any = school.described
        entry = given["sis"][key]
        entry |= {"options": entry.get("options", {}) | options}
        if auth:
            entry |= {"auth": entry["auth"] | {"kind": auth}}
        await app.add_described(NAME, given | {"sis": {key: entry}})
        test = await app.test(name)
        batch, _ = await app.plan(name)
        report = await app.sync(batch, just_planned=True)
        return Ground(key, school, await app.connection(name), test, report)


async def _choose(ground: Ground, sections: int) -> None:
    """Find the class with the most line items of ours, and of them the one with the most scores.

    `sections`: only in courses with so many classes, 1 or at least 2; 0: in any.
    """
    profile = ground.connection.profile
    assert profile is not None
    best = 0
    async with ground.served.means() as means, ground.served.side(ground.connection) as side:
        canvas = Canvas(ground.connection.canvas, means)
        for course in [await canvas.read(ref.id) for ref in await _listed(canvas)]:
            assert not isinstance(course.sections, Unread)
            named = [(s, profile.section.applied(s.sis_id, s.integration_id)) for s in course.sections]
            read = [(s, wanted, await side.read(wanted)) for s, wanted in named if wanted]
            books = [(s, wanted, book) for s, wanted, book in read if isinstance(book, Gradebook)]
            if sections and min(len(books), 2) != sections:
                continue
            for section, wanted, book in books:
                if isinstance(book.line_items, Unread):
                    continue
                links, _ = await ground.served.store.snapshot_parts(ground.connection.name, course.id)
                ours = {link.ref for link in links if link.section == section.id}
                taken = [(_scored(book, item), item) for item in book.line_items if item.ref in ours]
                taken = [(marks, item) for marks, item in taken if len(marks) > 1]
                if len(taken) > best:
                    best = len(taken)
                    marks, template = max(taken, key=lambda pair: len(pair[0]))
                    ground.section, ground.course, ground.class_ref = wanted, course.id, book.class_ref
                    ground.template, ground.students = template, marks
    assert best, "no class of this connection took two scores"


async def outcomes_of(ground: Ground) -> list[Outcome]:
    """What became of every change of the first sync."""
    batch = await ground.served.store.batch(ground.first.batch)
    assert batch is not None
    kept = [await ground.served.store.kept_plan(plan) for plan in batch.plans]
    return [outcome for plan in kept if plan is not None for outcome in plan.outcomes]


async def _unproven(ground: Ground) -> tuple[Subject, ...]:
    done = [o for o in await outcomes_of(ground) if o.verdict.state is State.IN_SIS]
    pairs = [(o, o.change.after) for o in done if isinstance(o.change.after, Score)]
    held: dict[tuple[str, str, str], Score] = {}
    async with ground.served.side(ground.connection) as side:
        for class_ref, ref in sorted({(o.class_ref, o.ref or "") for o, _ in pairs}):
            scores = await side.scores(class_ref, ref)
            assert not isinstance(scores, Unread), scores
            held |= {(class_ref, ref, score.student): score for score in scores}
    return tuple(
        o.change.subject
        for o, after in pairs
        if (kept := held.get((o.class_ref, o.ref or "", after.student))) is None or kept.mark != after.mark
    )


async def _listed(canvas: Canvas) -> list[CourseRef]:
    return list(await canvas.courses())


def _scored(book: Gradebook, item: LineItem) -> tuple[str, ...]:
    held = book.scores.get(item.ref or "", ())
    return () if isinstance(held, Unread) else tuple(s.student for s in held if isinstance(s.mark, Decimal))
