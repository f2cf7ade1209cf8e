"""Changing Canvas, where a person said yes: look, intend, save, read back, judge, settle.

Knows marks for the SIS, and what a fix changes: groups that are made come first, then assignments, and groups
that are deleted last. What was marked is sent by the next plan, which looks at its class first; what a fix
changes comes before what is sent of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from passback.core.capabilities import Capabilities
from passback.core.errors import NoAnswer, PassbackError
from passback.core.finding import Answer, Finding, Receipt, Rejection, Silence
from passback.core.gradebook import Assignment, Group, Unread
from passback.core.ports import CanvasSide, Clock
from passback.core.problem import Problem, Severity, State
from passback.core.value import Json
from passback.run.canvas_groups import CanvasGroups
from passback.run.ports import KeptPlan, Outcome, Store
from passback.run.unanswered import unread
from passback.sync.judge import judge
from passback.sync.model import Change, Verdict

_FORBIDDEN, _SAID = (401, 403), 200
_THERE = frozenset({State.IN_SIS, State.ALREADY_THERE})
# Of an assignment that is left as it is, and not only for now.
_FOR_GOOD = frozenset({Problem.CHANGED_SINCE_PLAN, Problem.DATA_NOT_ACCEPTED, Problem.PERMISSION_MISSING})
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
        self._groups = CanvasGroups(canvas, clock, limits)

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
        todo = [change for change in kept.plan.changes if change.in_canvas and change.key not in settled]
        edits = [change for change in todo if isinstance(change.after, Assignment)]
        goes = [change for change in todo if change.after is None]
        comes = [change for change in todo if change not in edits and change not in goes]
        outcomes = [*kept.outcomes, *await self._change_groups(kept, comes)]
        outcomes += await self._edit(kept, edits, outcomes) if edits else []
        outcomes += await self._change_groups(kept, goes)
        return {"settled": len(outcomes) - len(kept.outcomes), "lost": _lost(outcomes)}

    async def _change_groups(self, kept: KeptPlan, changes: Sequence[Change]) -> list[Outcome]:
        """Make, weigh or delete groups, one after the other, each settled before the next."""
        made = []
        for change in changes:
            stop = self._stopped(change, self.stopped.get(kept.plan.id))
            if stop is None:
                await self._store.intend(kept.plan.id, [change])
                outcome = await self._groups.change(change, begun=change.key in kept.intended)
            else:
                outcome = self._not_sent(change, stop)
            await self._store.settle(kept.plan.id, [outcome])
            made.append(outcome)
        return made

    async def _edit(
        self, kept: KeptPlan, changes: Sequence[Change], earlier: Sequence[Outcome]
    ) -> list[Outcome]:
        """Change assignments; those that go to a group that was made go by the id that Canvas gave it."""
        listed = self.stopped.get(kept.plan.id) or await self._listed(kept.plan.course)
        groups = {o.change.after.id: o for o in earlier if isinstance(o.change.after, Group)}
        answers: dict[str, Answer | Finding] = {}
        wanted: dict[str, Change] = {}
        for change in changes:
            wanted[change.key] = as_made = _in_group(change, groups)
            stop = _without_group(as_made, groups) or self._stop(as_made, listed)
            if stop is None:
                await self._store.intend(kept.plan.id, [change])
            answers[change.key] = stop or await self._save(kept.plan.course, as_made)
        shown = await self._listed(kept.plan.course)
        outcomes = []
        for change in changes:
            judged = self._judged(wanted[change.key], answers[change.key], shown)
            outcomes.append(replace(judged, change=change))
        await self._store.settle(kept.plan.id, outcomes)
        return outcomes

    async def _listed(self, course: str) -> Listed:
        try:
            read = (await self._canvas.read(course)).assignments
        except PassbackError as error:
            return unread(error)
        return read if isinstance(read, Unread) else {work.id: work for work in read}

    def _stopped(self, change: Change, listed: Unread | None) -> Finding | None:
        """Why nothing of the kind is sent."""
        if listed is not None:
            return Finding(listed.problem, Severity.WARNS, change.subject, {"result": listed.why})
        if change.key in self.drifted:
            facts = {"result": "what it rests on changed since the plan was made"}
            return Finding(Problem.CHANGED_SINCE_PLAN, Severity.WARNS, change.subject, facts)
        return None

    def _stop(self, change: Change, listed: Listed) -> Receipt | Finding | None:
        """Why it is not sent: it is so by now, it is not what the person saw, or nobody can tell."""
        if isinstance(listed, Unread):
            return self._stopped(change, listed)
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
        if isinstance(answer, Finding):
            return self._not_sent(change, answer)
        ref = change.subject.assignment
        held = shown if isinstance(shown, Unread) else shown.get(ref or "")
        return Outcome(change, "", ref, judge(change, answer, held, self._limits), answer, held)

    def _not_sent(self, change: Change, why: Finding) -> Outcome:
        state = State.NOT_SENT if why.problem in _FOR_GOOD else State.WAITING
        return Outcome(
            change, "", change.subject.assignment, Verdict(state, proven=False, why=why), why, None
        )


def _in_group(change: Change, groups: Mapping[str, Outcome]) -> Change:
    """The change with the id of the group that was made for it."""
    if not isinstance(change.after, Assignment):
        return change
    made = groups.get(change.after.group)
    if made is None or made.ref is None or made.verdict.state not in _THERE:
        return change
    after = replace(change.after, group=made.ref)
    return replace(change, after=after)


def _without_group(change: Change, groups: Mapping[str, Outcome]) -> Finding | None:
    """Why an assignment cannot go to its group: that was not made."""
    made = groups.get(change.after.group) if isinstance(change.after, Assignment) else None
    if made is None or made.change.before is not None:
        return None
    why = _why(made)
    return Finding(Problem(why["problem"]), Severity.WARNS, change.subject, {"result": why["said"]})


def _lost(outcomes: Sequence[Outcome]) -> dict[str, Json]:
    missed = [o for o in outcomes if o.change.edits and o.verdict.state not in _THERE]
    return {outcome.change.subject.assignment or "": {**_why(outcome)} for outcome in missed}


def _why(outcome: Outcome) -> dict[str, str]:
    """Why a change in Canvas was not made, as those that it was made for are told."""
    why, answer, after = outcome.verdict.why, outcome.answer, outcome.change.after
    if why is not None and why.problem is Problem.CHANGED_SINCE_PLAN:
        return {"problem": why.problem.value, "said": why.facts.get("result", "")}
    problem = why.problem if why is not None else Problem.CANVAS_UNREACHABLE
    said = why.facts.get("result", "") if why is not None else ""
    if isinstance(answer, Rejection) and why is None:
        problem = Problem.PERMISSION_MISSING if answer.status in _FORBIDDEN else Problem.DATA_NOT_ACCEPTED
        said = answer.raw[:_SAID]
    if isinstance(after, Group):
        return {
            "problem": problem.value,
            "said": f"Canvas did not make the group {after.name[:60]!r}; {said}",
        }
    fields = ", ".join(outcome.change.edits)
    told = f"Canvas did not take the change of its {fields}"
    return {"problem": problem.value, "said": f"{told}; {said}" if said else told}
