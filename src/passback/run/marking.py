"""Changing assignments in Canvas, where a person said yes: look, intend, save, read back, judge, settle.

Knows assignments alone: marks for the SIS, and what a fix changes. What was marked is sent by the next plan,
which looks at its class first; what a fix changes comes before what is sent of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from passback.core.capabilities import Capabilities
from passback.core.errors import NoAnswer, PassbackError
from passback.core.finding import Answer, Finding, Receipt, Rejection, Silence
from passback.core.gradebook import Assignment, Unread
from passback.core.ports import CanvasSide, Clock
from passback.core.problem import Problem, Severity, State
from passback.core.value import Json
from passback.run.ports import Outcome, Store
from passback.run.unanswered import unread
from passback.sync.gate import edits
from passback.sync.judge import judge
from passback.sync.model import Change, Verdict

_FORBIDDEN, _SAID = (401, 403), 200
_THERE = frozenset({State.IN_SIS, State.ALREADY_THERE})
Listed = Mapping[str, Assignment] | Unread


class Marking:
    """Makes the changes of plans in one Canvas. `drifted`: keys of changes that are not wanted any more.

    `stopped`: by plan, why the rest of it waits.
    """

    def __init__(self, canvas: CanvasSide, store: Store, clock: Clock, limits: Capabilities) -> None:
        self.drifted: frozenset[str] = frozenset()
        self.stopped: dict[str, Unread] = {}
        self._canvas = canvas
        self._store = store
        self._clock = clock
        self._limits = replace(limits, readable=None)  # that one speaks of the SIS, and Canvas can be read

    async def step(self, given: Json) -> Json:
        """All of one plan: `{"plan"}` in, `{"settled": n, "lost": {id: why}}` out. May run twice.

        `lost`: assignments that are not as the plan wants them, so that nothing of them may go; with the
        `problem` and what was `said`.
        """
        if not isinstance(given, dict):
            raise TypeError("a step is given an object")
        kept = await self._store.kept_plan(str(given["plan"]))
        if kept is None:
            raise LookupError(f"no plan {given['plan']}")
        settled = {outcome.change.key for outcome in kept.outcomes}
        todo = [change for change in edits(kept.plan) if change.key not in settled]
        if not todo:
            return {"settled": 0, "lost": _lost(kept.outcomes)}
        listed = self.stopped.get(kept.plan.id) or await self._listed(kept.plan.course)
        answers: dict[str, Answer | Finding] = {}
        for change in todo:
            stop = self._stop(change, listed)
            if stop is None:
                await self._store.intend(kept.plan.id, [change])
            answers[change.key] = stop or await self._save(kept.plan.course, change)
        shown = await self._listed(kept.plan.course)
        outcomes = [self._judged(change, answers[change.key], shown) for change in todo]
        await self._store.settle(kept.plan.id, outcomes)
        return {"settled": len(outcomes), "lost": _lost((*kept.outcomes, *outcomes))}

    async def _listed(self, course: str) -> Listed:
        try:
            read = (await self._canvas.read(course)).assignments
        except PassbackError as error:
            return unread(error)
        return read if isinstance(read, Unread) else {work.id: work for work in read}

    def _stop(self, change: Change, listed: Listed) -> Receipt | Finding | None:
        """Why it is not sent: it is marked by now, it is not what the person saw, or nobody can tell."""
        if isinstance(listed, Unread):
            return Finding(listed.problem, Severity.WARNS, change.subject, {"result": listed.why})
        held = listed.get(change.subject.assignment or "")
        if held is not None and held == change.after:
            return Receipt(held.id, self._clock.now())
        if held != change.before or change.key in self.drifted:
            facts = {"result": "the assignment changed in Canvas since the plan was made"}
            return Finding(Problem.CHANGED_SINCE_PLAN, Severity.WARNS, change.subject, facts)
        return None

    async def _save(self, course: str, change: Change) -> Answer | Finding:
        before, after = change.before, change.after
        if not isinstance(before, Assignment) or not isinstance(after, Assignment):
            raise TypeError("only an assignment that is there is changed")
        try:
            return await self._canvas.save(course, before, after)
        except PassbackError as error:
            if isinstance(error, NoAnswer) and error.sent:
                return Silence(str(error), sent=True)
            facts = {"result": str(error)}
            return Finding(unread(error).problem, Severity.WARNS, change.subject, facts)

    def _judged(self, change: Change, answer: Answer | Finding, shown: Listed) -> Outcome:
        ref = change.subject.assignment
        if isinstance(answer, Finding):
            waits = answer.problem is not Problem.CHANGED_SINCE_PLAN
            state = State.WAITING if waits else State.NOT_SENT
            return Outcome(change, "", ref, Verdict(state, proven=False, why=answer), answer, None)
        held = shown if isinstance(shown, Unread) else shown.get(ref or "")
        return Outcome(change, "", ref, judge(change, answer, held, self._limits), answer, held)


def _lost(outcomes: Sequence[Outcome]) -> dict[str, Json]:
    missed = [o for o in outcomes if o.change.edits and o.verdict.state not in _THERE]
    return {outcome.change.subject.assignment or "": _why(outcome) for outcome in missed}


def _why(outcome: Outcome) -> Json:
    """Why a change in Canvas was not made, as those that it was made for are told."""
    why, answer = outcome.verdict.why, outcome.answer
    if why is not None and why.problem is Problem.CHANGED_SINCE_PLAN:
        return {"problem": why.problem.value, "said": why.facts.get("result", "")}
    problem = why.problem if why is not None else Problem.CANVAS_UNREACHABLE
    said = why.facts.get("result", "") if why is not None else ""
    if isinstance(answer, Rejection) and why is None:
        problem = Problem.PERMISSION_MISSING if answer.status in _FORBIDDEN else Problem.DATA_NOT_ACCEPTED
        said = answer.raw[:_SAID]
    fields = ", ".join(outcome.change.edits)
    told = f"Canvas did not take the change of its {fields}"
    return {"problem": problem.value, "said": f"{told}; {said}" if said else told}
