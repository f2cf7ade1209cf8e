"""An SIS that does what it is told, with hooks for what can go wrong on the way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

from passback.core.capabilities import Capabilities, Exempt, Ids, Limit
from passback.core.connection import Auth, CanvasSettings, Connection, SisSettings
from passback.core.errors import NoAnswer
from passback.core.finding import Answer, Receipt, Rejection, Silence
from passback.core.gradebook import Gradebook, LineItem, Mark, Missing, Part, Score, Unread
from passback.core.ports import Probe
from passback.core.problem import Problem, Safety
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.run.apply import Apply
from passback.run.clock import VirtualClock
from passback.run.flow import items
from passback.run.ports import Outcome
from passback.run.refusals import Refusals
from passback.run.store.memory_store import MemoryStore
from passback.sync.model import Change, Plan, plan_id

T = TypeVar("T")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ON = date(2026, 11, 23)


MAPLE = Connection(
    name="maple",
    sis=Sis.ONEROSTER,
    canvas=CanvasSettings("https://canvas.test", "1", "env:CANVAS_TOKEN"),
    settings=SisSettings(
        "https://sis.test",
        "1.1",
        Auth("oauth2-basic", "https://sis.test/token", "id", "env:SECRET", (), {}),
        {},
    ),
    profile=None,
)


class Crash(BaseException):
    """The process dies here: nothing of ours may catch it."""


def capabilities(ids: Ids) -> Capabilities:
    def firm(given: T) -> Limit[T]:
        return Limit(given, "test", ON, firm=True)

    return Capabilities(
        line_item_ids=firm(ids),
        decimals=firm(2),
        title_max=None,
        points_whole=None,
        extra_credit=None,
        score_factor_max=None,
        exempt=firm(Exempt.FLAG),
        late=firm(True),
        missing=firm(True),
        comment_max=None,
        letters=None,
        clear=firm(True),
        delete=None,
        not_counted=None,
        category_required=None,
        category_case_matters=None,
        category_default=None,
        category_code_suffix=None,
        term_end_inclusive=firm(True),
        readable=firm(True),
        bulk=None,
    )


@dataclass
class IdealSis:
    """One class. `refuses(thing)` gives the words of a refusal; `faults` happen at numbered calls."""

    ids: Ids = Ids.CLIENT
    items: dict[str, LineItem] = field(default_factory=dict)
    held: dict[tuple[str, str], Score] = field(default_factory=dict)
    refuses: Callable[[LineItem | Score], str | None] = lambda _: None
    keeps: Callable[[Score], Score | None] = lambda score: score
    whole_batch_fails: bool = False
    faults: dict[str, list[str]] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    @property
    def capabilities(self) -> Capabilities:
        return capabilities(self.ids)

    def _fault(self, call: str) -> str:
        self.calls.append(call)
        planned = self.faults.get(call, [])
        fault = planned.pop(0) if planned else ""
        if fault == "crash before":
            raise Crash(call)
        if fault == "down":
            raise NoAnswer("connection refused", Problem.SIS_UNREACHABLE, sent=False)
        return fault

    async def read(self, section: str) -> Gradebook | Missing | Unread:
        raise AssertionError("apply reads line items and scores only")

    async def roster(self, section: str) -> Gradebook | Missing | Unread:
        raise AssertionError("apply reads line items and scores only")

    async def class_scores(self, class_ref: str, refs: Sequence[str]) -> Mapping[str, Part[Score]]:
        raise AssertionError("apply reads the scores of single line items")

    async def line_items(self, class_ref: str) -> Part[LineItem]:
        if self._fault("line_items") == "unread":
            return Unread("garbage", Problem.ANSWER_NOT_UNDERSTOOD)
        return tuple(self.items.values())

    async def scores(self, class_ref: str, ref: str) -> Part[Score]:
        if self._fault("scores") == "unread":
            return Unread("garbage", Problem.ANSWER_NOT_UNDERSTOOD)
        return tuple(score for (item, _), score in self.held.items() if item == ref)

    async def save_line_item(self, class_ref: str, before: LineItem | None, after: LineItem) -> Answer:
        fault = self._fault("save_line_item")
        if fault == "request lost":
            return Silence("timed out", sent=True)
        if said := self.refuses(after):
            return Rejection(said, 409, ())
        ref = after.ref or f"made-{len(self.items) + 1}"
        self.items[ref] = replace(after, ref=ref)
        self.writes.append(f"item {ref}")
        if fault == "crash after":
            raise Crash("save_line_item")
        return Silence("timed out", sent=True) if fault == "reply lost" else Receipt(ref, NOW)

    async def delete_line_item(self, class_ref: str, ref: str) -> Answer:
        fault = self._fault("delete_line_item")
        if fault == "request lost":
            return Silence("timed out", sent=True)
        if said := self.refuses(self.items[ref]):
            return Rejection(said, 409, ())
        del self.items[ref]
        self.held = {key: score for key, score in self.held.items() if key[0] != ref}
        self.writes.append(f"delete {ref}")
        if fault == "crash after":
            raise Crash("delete_line_item")
        return Silence("timed out", sent=True) if fault == "reply lost" else Receipt(ref, NOW)

    async def save_scores(self, class_ref: str, scores: Sequence[tuple[str, Score]]) -> Sequence[Answer]:
        fault = self._fault("save_scores")
        if fault == "request lost":
            return [Silence("timed out", sent=True)] * len(scores)
        refused = {score.student: said for _, score in scores if (said := self.refuses(score))}
        if refused and self.whole_batch_fails:
            return [
                Rejection(refused[s.student], 409, (s.student,))
                if s.student in refused
                else Silence("others in the batch were refused", sent=False)
                for _, s in scores
            ]
        answers: list[Answer] = []
        for ref, score in scores:
            if score.student in refused:
                answers.append(Rejection(refused[score.student], 409, (score.student,)))
                continue
            self.writes.append(f"score {ref} {score.student}")
            if (kept := self.keeps(score)) is not None:
                self.held[ref, score.student] = kept
            answers.append(Silence("timed out", sent=True) if fault == "reply lost" else Receipt(ref, NOW))
        if fault == "crash after":
            raise Crash("save_scores")
        return answers

    async def greet(self) -> None:
        self._fault("greet")

    async def probe(self) -> Sequence[Probe]:
        return ()


def score(student: str, mark: Mark) -> Score:
    return Score(student, mark, None, late=False, missing=False, comment="")


def line_item(ref: str | None, title: str = "Lab 4") -> LineItem:
    return LineItem(ref, title, "", "cat", ON, ON, Decimal(10), None)


def subject(student: str | None = None) -> Subject:
    return Subject("course", "section", "assignment", student)


def a_plan(*changes: Change) -> Plan:
    draft = Plan(
        "", "course", "Biology", {"section": "class"}, {}, {}, "space", NOW, "read", changes, (), (), (), {}
    )
    return replace(draft, id=plan_id(draft.content()))


def creates(item: LineItem, *scores: Score) -> Plan:
    """A plan that makes one line item with these scores; student ids of Canvas are `c-` and the SIS's."""
    return a_plan(
        Change(subject(), None, item, None, Safety.SAFE),
        *(Change(subject(f"c-{s.student}"), None, s, None, Safety.SAFE) for s in scores),
    )


@dataclass
class Desk:
    """A store, a clock and a school; `run` applies a plan as a fresh process would.

    `words`: whose words it refuses with. `drifted`: keys of changes that are not wanted any more.
    """

    sis: IdealSis
    clock: VirtualClock
    store: MemoryStore
    words: Sis = MAPLE.sis
    drifted: frozenset[str] = frozenset()

    async def run(self, plan: Plan) -> dict[str, Outcome]:
        await self.store.save_connection(MAPLE)
        await self.store.keep_plan("maple", plan)
        refusals = Refusals(self.store, self.clock, self.words, [plan.id])
        apply = Apply(self.sis, self.store, self.clock, refusals)
        apply.drifted = self.drifted
        for section, assignment in items(plan):
            await apply.step({"plan": plan.id, "section": section, "assignment": assignment})
        kept = await self.store.kept_plan(plan.id)
        assert kept is not None
        return {o.change.subject.student or "item": o for o in kept.outcomes}


def a_desk() -> Desk:
    """A desk with an empty class."""
    clock = VirtualClock(NOW)
    return Desk(IdealSis(), clock, MemoryStore())
