"""What the refusals of one run leave for the next, and what those of earlier runs keep back in this one.

The store is asked before each write, not a variable: a run may go on in another process. Which causes stay,
and what each hangs on, is decided in `sync/refused.py`; what the SIS's words mean, in the dictionary.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from passback.core.finding import Finding, Receipt, Rejection
from passback.core.ports import Clock
from passback.core.problem import Problem, State
from passback.core.sis import Sis
from passback.dictionary.recognize import Match
from passback.run.ports import Outcome, Store
from passback.run.report import recognized
from passback.sync.checks import CHECKS, refused_before
from passback.sync.model import Change, Plan
from passback.sync.plan import covers
from passback.sync.refused import hangs_on, remembered_cause, spot_of, stands, thing_of, with_days
from passback.sync.remembered import Recheck, Refused, Scope

# What a check of its own can see in a read.
_VISIBLE = frozenset(problem for check in CHECKS if check is not refused_before for problem in check.PROBLEMS)


# What a change has in common with others, in one scope: scope, thing, class, what it hangs on.
_Place = tuple[Scope, str, str, str]


@dataclass
class Sorted:
    """Changes by what may become of them now: sent, decided after those are, or kept back, and why."""

    now: list[Change] = field(default_factory=list)
    later: list[Change] = field(default_factory=list)
    kept_back: list[tuple[Change, Finding]] = field(default_factory=list)


class Refusals:
    """The memory of one connection while plans are applied.

    `plans`: the plans of this run; a refusal of one of them is of this run.
    """

    def __init__(self, store: Store, clock: Clock, sis: Sis, plans: Sequence[str]) -> None:
        self._store = store
        self._clock = clock
        self._sis = sis
        self._plans = frozenset(plans)
        self._words: dict[str, Match | None] = {}

    # ---- before a write -----------------------------------------------------------------------------

    async def sorted(self, connection: str, plan: Plan, class_ref: str, changes: Sequence[Change]) -> Sorted:
        """Which of these changes may go now.

        Of a group that is remembered as refused one goes first. If this run has had it refused again, the
        rest is kept back; if it was taken, nothing is remembered any more and the rest goes.
        """
        groups = _groups(plan, changes)
        if not groups:
            return Sorted(now=list(changes))
        held = await self._store.refused(connection, [class_ref])
        known = {memory.key: memory for memory in held if stands(memory)}
        made = Sorted()
        trying: set[str] = set()
        turn = {change.key: min(at for at, _ in groups.get(change.key, [(0, None)])) for change in changes}
        for change in sorted(changes, key=lambda change: turn[change.key]):
            mine = [recheck for _, recheck in groups.get(change.key, ()) if recheck.memory in known]
            again = next((r for r in mine if known[r.memory].plan in self._plans), None)
            if again is not None:
                made.kept_back.append((change, replace(again.why, subject=change.subject)))
            elif trying & {recheck.memory for recheck in mine}:
                made.later.append(change)
            else:
                made.now.append(change)
                trying |= {recheck.memory for recheck in mine}
        order = {change.key: at for at, change in enumerate(changes)}
        made.now.sort(key=lambda change: order[change.key])
        return made

    # ---- after one ----------------------------------------------------------------------------------

    async def settle(self, connection: str, plan: Plan, outcomes: Sequence[Outcome]) -> None:
        """Keep the outcomes, and what they say of the next sync, in one transaction."""
        if not any(_written(outcome) for outcome in outcomes):
            await self._store.settle(plan.id, outcomes)
            return
        known = {m.key: m for m in await self._store.refused(connection, {o.class_ref for o in outcomes})}
        taken = _days(plan, [outcome for outcome in outcomes if _taken(outcome)])
        learned: dict[str, Refused] = {}
        for outcome in outcomes:
            memory = self._learned(plan, outcome, known)
            # What refuses one and takes another is no cause that the two share; of a period its days tell.
            if memory is not None and (memory.scope is Scope.PERIOD or _place(memory) not in taken):
                before = learned.get(memory.key, memory)
                learned[memory.key] = replace(memory, days=tuple({*before.days, *memory.days}))
        periods = await self._periods(plan, known, learned, taken)
        mended = [key for key, m in known.items() if m.scope is not Scope.PERIOD and _place(m) in taken]
        await self._store.settle(plan.id, outcomes, tuple({**learned, **periods}.values()), mended)

    def _learned(self, plan: Plan, outcome: Outcome, known: Mapping[str, Refused]) -> Refused | None:
        """What this outcome says of others like it: a refusal, with its own day alone."""
        if not isinstance(outcome.answer, Rejection) or outcome.verdict.state is not State.REFUSED:
            return None
        cause = self._cause(plan, outcome, outcome.answer) if _written(outcome) else None
        places = {place[0]: place for place in _places(plan, outcome)}
        if cause is None or cause[1] not in places:
            return None
        scope, thing, class_ref, on = places[cause[1]]
        spot, now = spot_of(plan.spots, outcome.change.subject), self._clock.now()
        days = (spot.due,) if spot is not None and scope is Scope.PERIOD else ()
        fresh = Refused(cause[0], scope, thing, class_ref, on, 1, now, now, plan.id, days, ())
        before = known.get(fresh.key)
        if before is None:
            return fresh
        return replace(fresh, times=before.times + (before.plan not in self._plans), first=before.first)

    async def _periods(
        self,
        plan: Plan,
        known: Mapping[str, Refused],
        learned: Mapping[str, Refused],
        taken: Mapping[_Place, frozenset[date]],
    ) -> Mapping[str, Refused]:
        """Periods whose days change; of a new one the days that this plan had taken before count too."""
        found: dict[str, Refused] = {}
        for key, memory in {**known, **learned}.items():
            if memory.scope is not Scope.PERIOD:
                continue
            held, place = known.get(key), _place(memory)
            near = taken.get(place, frozenset())
            if held is None:
                kept = await self._store.kept_plan(plan.id)
                done = [outcome for outcome in (kept.outcomes if kept else ()) if _taken(outcome)]
                near |= _days(plan, done).get(place, frozenset())
            base = replace(memory, days=held.days if held else (), taken=held.taken if held else ())
            fresh = frozenset(learned[key].days) if key in learned else frozenset()
            # What this very run refused was not expected by it: what it takes beside it only tells how far.
            expected = held is not None and held.plan not in self._plans
            found[key] = with_days(base, fresh, near, expected=expected)
        return {key: memory for key, memory in found.items() if memory != known.get(key)}

    def _cause(self, plan: Plan, outcome: Outcome, said: Rejection) -> tuple[Problem, Scope] | None:
        """What it is remembered as; None: nobody knows, or a read shows it."""
        if said.raw not in self._words:
            self._words[said.raw] = recognized(said.raw, self._sis)
        match = self._words[said.raw]
        if match is None:
            return None
        subject = outcome.change.subject
        here = [finding for finding in plan.findings if covers(finding.subject, subject)]
        seen = {finding.problem for finding in here}
        # Where a check could not tell, nothing is ruled out.
        blind = Problem.PART_UNREAD in seen
        ruled_out = frozenset() if blind else _VISIBLE - seen
        causes = [cause.problem for cause in match.entry.causes]
        return remembered_cause(causes, frozenset(ruled_out))


def _groups(plan: Plan, changes: Sequence[Change]) -> Mapping[str, list[tuple[int, Recheck]]]:
    """By change, the rechecks that it is part of, and its turn in each."""
    found: dict[str, list[tuple[int, Recheck]]] = {}
    wanted = {change.key for change in changes}
    for recheck in plan.rechecks:
        for turn, key in enumerate(recheck.changes):
            if key in wanted:
                found.setdefault(key, []).append((turn, recheck))
    return found


def _written(outcome: Outcome) -> bool:
    """It went out. A score without a line item did not: it shares the end of its item."""
    went = outcome.change.subject.student is None or outcome.ref is not None
    return went and isinstance(outcome.answer, Receipt | Rejection)


def _taken(outcome: Outcome) -> bool:
    """It went out and the SIS took it. What was there already says nothing of what it would take."""
    return isinstance(outcome.answer, Receipt) and outcome.verdict.state in {State.IN_SIS, State.DIFFERS}


def _places(plan: Plan, outcome: Outcome) -> Iterator[_Place]:
    thing, spot = thing_of(outcome.change), spot_of(plan.spots, outcome.change.subject)
    for scope in Scope if thing is not None else ():
        on = hangs_on(scope, outcome.change, spot)
        if on is not None and thing is not None:
            yield scope, thing, "" if scope is Scope.CONNECTION else outcome.class_ref, on


def _place(memory: Refused) -> _Place:
    return memory.scope, memory.thing, memory.class_ref, memory.on


def _days(plan: Plan, outcomes: Sequence[Outcome]) -> Mapping[_Place, frozenset[date]]:
    """By place, the due dates of these; a place without a date is there too."""
    found: dict[_Place, set[date]] = {}
    for outcome in outcomes:
        spot = spot_of(plan.spots, outcome.change.subject)
        for place in _places(plan, outcome):
            found.setdefault(place, set()).update(() if spot is None else (spot.due,))
    return {place: frozenset(days) for place, days in found.items()}
