"""Applying a plan: one line item of one class at a time; look, intend, write, read back, judge, settle.

The order is what makes a crash harmless. Before a write its changes are kept as *intended*, after it as
*settled*; what is intended and not settled is read back before anything is sent again. What the SIS holds
is looked at just before each write, so a drifted change is left out by itself; the read of a plan that was
made a moment ago in the same command is that look (docs/adr/0011).
"""

from collections.abc import Callable, Sequence

from passback.core.errors import NoAnswer, PassbackError
from passback.core.finding import Answer, Finding, Receipt, Rejection, Silence
from passback.core.gradebook import LineItem, Part, Score, Unread
from passback.core.ports import Clock, SisSide
from passback.core.problem import Problem, Safety, Severity, State
from passback.core.value import Json
from passback.run.ends import (
    carried_over,
    held_of,
    is_as_wanted,
    known_ref,
    may_go_again,
    on_another_scale,
    to_send,
)
from passback.run.just_read import JustRead
from passback.run.patience import Patience
from passback.run.ports import KeptPlan, Outcome, Store
from passback.run.refusals import Refusals, Sorted
from passback.run.unanswered import unread
from passback.sync.adopt import candidates
from passback.sync.carry import same
from passback.sync.judge import judge
from passback.sync.model import Change, Link, Verdict

_THERE = Verdict(State.ALREADY_THERE, proven=True, why=None)
_NOBODY = Unread("nothing was sent", Problem.SIS_UNREACHABLE)
_DRIFTED = Problem.CHANGED_SINCE_PLAN, "Canvas changed since the plan was made"


class Apply(Patience):
    """Writes the changes of plans to one SIS.

    `drifted`: keys of changes that are not wanted any more, by assignment `lost` for another reason than age;
    what an earlier run began of them is looked at all the same.
    `just_read`: by plan, what was read for it in this very command. `stopped`: why the rest of a plan waits.
    """

    def __init__(self, sis: SisSide, store: Store, clock: Clock, refusals: Refusals) -> None:
        super().__init__(clock)
        self.sis = sis
        self.store = store
        self.refusals = refusals
        self.drifted: frozenset[str] = frozenset()
        self.lost: dict[str, tuple[Problem, str]] = {}
        self.just_read: dict[str, JustRead] = {}
        self.stopped: dict[str, Unread] = {}

    async def step(self, given: Json) -> Json:
        """One line item: `{"plan", "section", "assignment"}` in, `{"settled": n}` out. May run twice."""
        given, kept = await self._kept(given)
        work = _Work(self, kept, str(given["section"]), str(given["assignment"]))
        return {"settled": await work.do()}

    async def adopt(self, given: Json) -> Json:
        """Take note of scores that the SIS holds already as Canvas has them: `{"plan"}` in."""
        _, kept = await self._kept(given)
        links, _ = await self.store.snapshot_parts(kept.connection, kept.plan.course)
        refs = {(link.section, link.assignment): link for link in links}
        outcomes = []
        for row in kept.plan.standing:
            link = refs.get((row.subject.section or "", row.subject.assignment or ""))
            if row.adopts is not None and link is not None:
                change = Change(row.subject, row.adopts, row.adopts, None, Safety.SAFE)
                receipt = Receipt(link.ref, self.clock.now())
                outcomes.append(Outcome(change, link.class_ref, link.ref, _THERE, receipt, row.adopts))
        if outcomes:
            await self.store.settle(kept.plan.id, outcomes)
        return {"adopted": len(outcomes)}

    async def _kept(self, given: Json) -> tuple[dict[str, Json], KeptPlan]:
        """What a step was given, and the plan that it names."""
        if not isinstance(given, dict):
            raise TypeError("a step is given an object")
        kept = await self.store.kept_plan(str(given["plan"]))
        if kept is None:
            raise LookupError(f"no plan {given['plan']}")
        return given, kept


class _Work:
    """The changes of one line item of one plan, from look to settle."""

    def __init__(self, apply: Apply, kept: KeptPlan, section: str, assignment: str) -> None:
        self.apply, self.sis, self.store = apply, apply.sis, apply.store
        self.plan = kept.plan
        self.connection = kept.connection
        self.section, self.assignment = section, assignment
        self.class_ref = kept.plan.classes[section]
        self.intended = frozenset(kept.intended)
        self.settled = {outcome.change.key: outcome for outcome in kept.outcomes}
        self.linked: frozenset[str] = frozenset()
        self.failed: Unread | None = None

    async def do(self) -> int:
        mine = [
            c
            for c in self.plan.changes
            if (c.subject.section or "", c.subject.assignment or "") == (self.section, self.assignment)
            and not c.is_ours
        ]
        todo = [c for c in mine if c.key not in self.settled]
        if not todo:
            return 0
        links, _ = await self.store.snapshot_parts(self.connection, self.plan.course)
        self.linked = frozenset(link.ref for link in links)
        ref = known_ref(self.settled.values(), links, self.section, self.assignment)
        silent = self.apply.unanswered.silent or self.apply.stopped.get(self.plan.id)
        if silent is not None:
            await self._settle([self._unasked(c, ref, silent) for c in todo])
            return len(todo)
        gone = [c for c in todo if c.key in self.apply.drifted and c.key not in self.intended]
        await self._settle([self._left(c, ref) for c in gone])
        todo = [c for c in todo if c not in gone]
        scores = [c for c in todo if c.subject.student is not None]
        fresh = False
        for change in (c for c in todo if c.subject.student is None):
            outcome = await self._one(change, ref)
            creates = change.before is None
            if (creates and outcome.ref is None) or on_another_scale(outcome):
                await self._settle([outcome, *(carried_over(score, outcome) for score in scores)])
                return len(todo)
            await self._settle([outcome])
            fresh = creates and isinstance(outcome.answer, Receipt) and not isinstance(change.after, Link)
            ref = outcome.ref or ref
        if scores:
            await self._scores(scores, ref, fresh=fresh)
        return len(todo)

    def _left(self, change: Change, ref: str | None) -> Outcome:
        problem, why = self.apply.lost.get(change.subject.assignment or "", _DRIFTED)
        return self._not_written(change, ref, State.NOT_SENT, problem, why)

    async def _one(self, change: Change, ref: str | None) -> Outcome:
        """The change of a line item or a link, unless a refusal that is remembered keeps it back."""
        if isinstance(change.after, Link):
            return await self._link(change)
        found = await self._sorted([change])
        for kept_back, why in found.kept_back:
            return self._outcome(kept_back, ref, Verdict(State.NOT_SENT, proven=False, why=why), why, None)
        return await self._item(change)

    async def _sorted(self, changes: Sequence[Change]) -> Sorted:
        return await self.apply.refusals.sorted(self.connection, self.plan, self.class_ref, changes)

    async def _settle(self, outcomes: Sequence[Outcome]) -> None:
        if outcomes:
            await self.apply.refusals.settle(self.connection, self.plan, outcomes)

    def _outcome(
        self,
        change: Change,
        ref: str | None,
        verdict: Verdict,
        answer: Answer | Finding,
        held: Score | LineItem | Link | Unread | None,
    ) -> Outcome:
        return Outcome(change, self.class_ref, ref, verdict, answer, held)

    def _not_written(
        self, change: Change, ref: str | None, state: State, problem: Problem, why: str
    ) -> Outcome:
        finding = Finding(problem, Severity.BLOCKS, change.subject, {"result": why})
        return self._outcome(change, ref, Verdict(state, proven=False, why=finding), finding, None)

    def _unasked(self, change: Change, ref: str | None, silent: Unread) -> Outcome:
        """Not written, since what the SIS holds is not known; what an earlier run began may have arrived."""
        state = State.UNCONFIRMED if change.key in self.intended else State.WAITING
        return self._not_written(change, ref, state, silent.problem, silent.why)

    # ---- the line item ------------------------------------------------------------------------

    async def _link(self, change: Change) -> Outcome:
        link = change.after
        if not isinstance(link, Link):
            raise TypeError("a link change carries a link")
        return self._outcome(change, link.ref, _THERE, Receipt(link.ref, self.apply.clock.now()), link)

    async def _item(self, change: Change) -> Outcome:
        wanted = change.after
        if wanted is None and isinstance(change.before, LineItem):
            return await self._delete(change, change.before)
        if not isinstance(wanted, LineItem):
            raise TypeError("a change of a line item carries one")
        before = change.before if isinstance(change.before, LineItem) else None
        known = before.ref if before is not None else None
        listed = await self._read_items()
        if isinstance(listed, Unread):
            return self._unasked(change, known, listed)
        held = self._find(listed, wanted, known)
        if change.key in self.intended and held is not None and held != before:
            silence = Silence("the run ended before the answer was kept", sent=True)
            verdict = judge(change, silence, held, self.sis.capabilities)
            if verdict.state is not State.UNCONFIRMED:
                return self._outcome(change, held.ref, verdict, silence, held)
        # What is to be made may be there by now, made by somebody else under an id of its own.
        made = held is None and before is None and bool(candidates(listed, wanted, self.linked))
        if made or held != before:
            if held is not None and is_as_wanted(change, held, self.sis.capabilities):
                there = Receipt(held.ref or "", self.apply.clock.now())
                return self._outcome(change, held.ref, _THERE, there, held)
            why = "the line item in the SIS changed since the plan was made"
            return self._not_written(change, known, State.NOT_SENT, Problem.CHANGED_SINCE_PLAN, why)
        unwanted = change.key in self.apply.drifted
        return self._left(change, known) if unwanted else await self._write_item(change, before, wanted)

    async def _delete(self, change: Change, before: LineItem) -> Outcome:
        """Delete a line item that a person consented to lose, if it is still the one that was seen."""
        ref = before.ref
        if ref is None:
            raise TypeError("what was read from the SIS has its id")
        listed = await self._read_items()
        if isinstance(listed, Unread):
            return self._unasked(change, ref, listed)
        held = self._find(listed, before, ref)
        if held is None:
            return self._outcome(change, ref, _THERE, Receipt(ref, self.apply.clock.now()), None)
        if held != before:
            why = "the line item in the SIS changed since the plan was made"
            return self._not_written(change, ref, State.NOT_SENT, Problem.CHANGED_SINCE_PLAN, why)
        if change.key in self.apply.drifted:
            return self._left(change, ref)
        await self.store.intend(self.plan.id, [change])
        try:
            answer: Answer = await self.apply.patiently(
                lambda: self.sis.delete_line_item(self.class_ref, ref), writes=True
            )
        except PassbackError as error:
            answer = Silence(str(error), sent=isinstance(error, NoAnswer) and error.sent)
            if not answer.sent:
                return self._not_written(change, ref, State.WAITING, unread(error).problem, str(error))
        listed = await self._read_items(lambda rows: self._find(rows, before, ref) is None)
        held_now = listed if isinstance(listed, Unread) else self._find(listed, before, ref)
        verdict = judge(change, answer, held_now, self.sis.capabilities)
        return self._outcome(change, ref, verdict, answer, held_now)

    async def _write_item(self, change: Change, before: LineItem | None, wanted: LineItem) -> Outcome:
        known = before.ref if before is not None else None
        await self.store.intend(self.plan.id, [change])
        try:
            answer: Answer = await self.apply.patiently(
                lambda: self.sis.save_line_item(self.class_ref, before, wanted), writes=True
            )
        except PassbackError as error:
            answer = Silence(str(error), sent=isinstance(error, NoAnswer) and error.sent)
            if not answer.sent:
                return self._not_written(change, known, State.WAITING, unread(error).problem, str(error))
        if isinstance(answer, Rejection):
            verdict = judge(change, answer, before, self.sis.capabilities)
            return self._outcome(change, known, verdict, answer, before)
        ref = answer.ref if isinstance(answer, Receipt) else wanted.ref
        said = isinstance(answer, Receipt)
        listed = await self._read_items(lambda rows: not said or self._find(rows, wanted, ref) != before)
        held = listed if isinstance(listed, Unread) else self._find(listed, wanted, ref)
        verdict = judge(change, answer, held, self.sis.capabilities)
        if isinstance(held, LineItem):
            ref = held.ref
        elif held is None or isinstance(answer, Silence):
            # The SIS said yes and does not show it, or nobody knows: nothing is hung on such an item.
            ref = None
        return self._outcome(change, ref, verdict, answer, held)

    async def _read_items(
        self, shows: Callable[[Sequence[LineItem]], bool] = lambda _: True
    ) -> Part[LineItem]:
        return await self.apply.look(lambda: self.sis.line_items(self.class_ref), shows)

    def _find(self, listed: Sequence[LineItem], wanted: LineItem, ref: str | None) -> LineItem | None:
        """The line item itself by its id; without one, the only one that could be it."""
        ref = ref or wanted.ref
        if ref is not None:
            return next((item for item in listed if item.ref == ref), None)
        alike = candidates(listed, wanted, self.linked)
        return alike[0] if len(alike) == 1 else None

    # ---- its scores -----------------------------------------------------------------------------

    async def _scores(self, changes: Sequence[Change], ref: str | None, *, fresh: bool) -> None:
        if ref is None:
            why = "the line item was not found"
            problem = Problem.CHANGED_SINCE_PLAN
            await self._settle(
                [self._not_written(c, None, State.NOT_SENT, problem, why) for c in changes],
            )
            return
        if self._just_read(changes, ref):
            await self._send(changes, ref)
            return
        held: Part[Score] = () if fresh else await self._read_scores(ref)
        if isinstance(held, Unread):
            await self._settle([self._unasked(c, ref, held) for c in changes])
            return
        to_send: list[Change] = []
        done: list[Outcome] = []
        for change in changes:
            if (looked := self._look(change, ref, held_of(held, change))) is None:
                to_send.append(change)
            else:
                done.append(looked)
        await self._settle(done)
        if to_send:
            await self._send(to_send, ref)

    def _just_read(self, changes: Sequence[Change], ref: str) -> bool:
        """True if the read of the plan is the look. What an earlier run began is always looked at."""
        read = self.apply.just_read.get(self.plan.id)
        if read is None or any(change.key in self.intended for change in changes):
            return False
        return read.is_the_look(self.section, ref, self.apply.clock.now())

    def _look(self, change: Change, ref: str, held: Score | None) -> Outcome | None:
        """Just before the write: None where it may go, else how it ended without one."""
        limits = self.sis.capabilities
        after = change.after if isinstance(change.after, Score) else None
        if self._stands(change, () if held is None else (held,)):
            # What an earlier run began and did not arrive goes again, unless nobody wants it any more.
            return self._left(change, ref) if change.key in self.apply.drifted else None
        if change.key in self.intended:
            silence = Silence("the run ended before the answer was kept", sent=True)
            return self._outcome(change, ref, judge(change, silence, held, limits), silence, held)
        if same(held, after, limits):
            return self._outcome(change, ref, _THERE, Receipt(ref, self.apply.clock.now()), held)
        why = "the score in the SIS changed since the plan was made"
        return self._not_written(change, ref, State.NOT_SENT, Problem.CHANGED_SINCE_PLAN, why)

    async def _send(self, changes: Sequence[Change], ref: str) -> None:
        """Those of which nothing is remembered at once; of a group that is, one first."""
        left = list(changes)
        while left:
            found = await self._sorted(left)
            await self._settle(
                [
                    self._outcome(c, ref, Verdict(State.NOT_SENT, proven=False, why=why), why, None)
                    for c, why in found.kept_back
                ]
            )
            if found.now:
                await self._send_now(found.now, ref)
            left = found.later

    async def _send_now(self, changes: Sequence[Change], ref: str) -> None:
        await self.store.intend(self.plan.id, changes)
        answers = dict(zip((c.key for c in changes), await self._write(changes, ref), strict=True))
        left = [c for c in changes if may_go_again(answers[c.key])]
        if left and len(left) < len(changes):
            answers |= dict(zip((c.key for c in left), await self._write(left, ref), strict=True))
        outcomes = await self._judged(changes, answers, ref)
        lost = [o.change for o in outcomes if o.verdict.state is State.UNCONFIRMED and o.held is None]
        if lost:
            # The read-back shows that these did not arrive: once more, then it stands as it is.
            answers |= dict(zip((c.key for c in lost), await self._write(lost, ref), strict=True))
            outcomes = await self._judged(changes, answers, ref)
        await self._settle(outcomes)

    async def _write(self, changes: Sequence[Change], ref: str) -> Sequence[Answer]:
        pairs = [(ref, to_send(change)) for change in changes]
        try:
            return await self.apply.patiently(
                lambda: self.sis.save_scores(self.class_ref, pairs), writes=True
            )
        except NoAnswer as error:
            return [Silence(str(error), error.sent)] * len(pairs)
        except PassbackError as error:
            self.failed = unread(error)
            return [Silence(str(error), sent=False)] * len(pairs)

    async def _judged(self, changes: Sequence[Change], answers: dict[str, Answer], ref: str) -> list[Outcome]:
        said = [change for change in changes if isinstance(answers[change.key], Receipt)]
        held = await self._read_scores(ref, lambda rows: not any(self._stands(c, rows) for c in said))
        outcomes = []
        for change in changes:
            answer = answers[change.key]
            kept = held if isinstance(held, Unread) else held_of(held, change)
            verdict = judge(change, answer, kept, self.sis.capabilities)
            if isinstance(answer, Silence) and not answer.sent and verdict.state is not State.IN_SIS:
                known = answer.problem or (self.failed or _NOBODY).problem
                outcomes.append(self._not_written(change, ref, State.WAITING, known, answer.why))
            else:
                outcomes.append(self._outcome(change, ref, verdict, answer, kept))
        return outcomes

    def _stands(self, change: Change, held: Sequence[Score]) -> bool:
        """True if the score is as it was before the change."""
        before = change.before if isinstance(change.before, Score) else None
        return same(held_of(held, change), before, self.sis.capabilities)

    async def _read_scores(
        self, ref: str, shows: Callable[[Sequence[Score]], bool] = lambda _: True
    ) -> Part[Score]:
        return await self.apply.look(lambda: self.sis.scores(self.class_ref, ref), shows)
