"""What a support desk needs to act: one problem with its counts, times, requests and masked words.

Made from plans as they were kept; asks no school. Holds no name, no score and no secret: ids, and words of
the SIS with all names taken out.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from passback.core.errors import BadInput
from passback.core.finding import Exchange, Rejection
from passback.core.problem import Effect, Problem, State, Who
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.core.value import Json, Value, value
from passback.dictionary.explain import Explanation, Weight, explain
from passback.dictionary.masking import mask
from passback.dictionary.recognize import Match, recognize
from passback.run.ports import Batch, KeptPlan, Outcome
from passback.run.report import Report, Trouble, make_report, recognized
from passback.run.schools import Schools
from passback.sync.ruled_out import ruled_out_of_all

SHOWN = 10
# Whose desk a problem goes to, the farthest from the teacher first: who asks for a ticket has tried the rest.
_DESKS = (Who.SIS_VENDOR, Who.SIS_ADMIN, Who.CANVAS_ADMIN, Who.OPERATOR, Who.TEACHER)


@value
class Example(Value):
    """One score or line item as the SIS knows it: its class, its line item, its student's id there."""

    class_ref: str
    line_item: str | None
    student: str | None


@value
class Ticket(Value):
    """One problem, for the one who is to solve it.

    `numbers`: scores, assignments, classes, students and courses that it hits. `exchanges`: the refused
    requests, the newest first, at most `SHOWN` of `refused`. `said`: the distinct words of the SIS, masked.
    `first` and `last`: when it was met in these plans.
    """

    connection: str
    sis: Sis
    made: datetime
    to: Who
    problem: Problem
    title: str
    effect: Effect
    numbers: Mapping[str, int]
    states: Mapping[State, int]
    first: datetime
    last: datetime
    refused: int
    exchanges: tuple[Exchange, ...]
    examples: tuple[Example, ...]
    said: tuple[str, ...]
    explanation: Explanation

    def to_json(self) -> dict[str, Json]:
        """The shape of `passback ticket --format json`."""
        entry = self.explanation.entry
        return {
            "connection": self.connection,
            "sis": self.sis.value,
            "made": self.made.isoformat(),
            "to": self.to.value,
            "problem": self.problem.value,
            "entry": entry.id if entry else None,
            "title": self.title,
            "effect": self.effect.value,
            "numbers": dict(self.numbers),
            "states": {state.value: number for state, number in self.states.items()},
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "refused": self.refused,
            "requests": [_bare(exchange) for exchange in self.exchanges],
            "examples": [_bare(example) for example in self.examples],
            "said": list(self.said),
            "causes": [
                {"problem": ranked.cause.problem.value, "standing": ranked.standing.value}
                for ranked in self.explanation.causes
            ],
            "ruled_out": [
                ranked.cause.problem.value
                for ranked in self.explanation.causes
                if ranked.standing is Weight.RULED_OUT
            ],
        }


class Tickets:
    """Tickets of connections. `chosen`: how a batch is found by the id that a person gave."""

    def __init__(self, schools: Schools, chosen: Callable[[str, str], Awaitable[Batch]]) -> None:
        self._schools = schools
        self._chosen = chosen

    async def ticket(self, name: str, what: str, plan: str | None = None, to: Who | None = None) -> Ticket:
        """What a desk needs about one problem. `plan`: by that one, None: the newest of each course.

        Raises:
            BadInput: no such connection or plan, or nothing of that name was met.
        """
        store, now = self._schools.store, self._schools.means.clock.now()
        connection = await self._schools.named(name)
        kept = await store.newest_plans(name)
        if plan is not None:
            found = [await store.kept_plan(one) for one in (await self._chosen(name, plan)).plans]
            kept = tuple(one for one in found if one is not None)
        ids = tuple(one.plan.id for one in kept)
        batch = Batch("", name, now, ids, unread=(), approved=None, finished=None, by=None, standing=None)
        return make_ticket(make_report(batch, connection.sis, kept), kept, what, to, now)


def make_ticket(
    report: Report, plans: Sequence[KeptPlan], what: str, to: Who | None, now: datetime
) -> Ticket:
    """The ticket of one problem of a report. `what`: the problem, or the id of its entry.

    Raises:
        BadInput: nothing of that name was met; the text lists what was.
    """
    trouble = _chosen(report, what)
    hit = [*trouble.lines, *trouble.items]
    subjects = {line.subject for line in hit} | {finding.subject for finding in trouble.findings}
    outcomes = [
        outcome
        for kept in plans
        for outcome in kept.outcomes
        if outcome.change.subject in {line.subject for line in hit}
    ]
    refusals = [o.answer for o in outcomes if isinstance(o.answer, Rejection)]
    exchanges = sorted(
        {named for answer in refusals if (named := _exchange(answer, report.sis)) is not None},
        key=lambda exchange: (exchange.at, exchange.path),
        reverse=True,
    )
    met = [exchange.at for exchange in exchanges] or [
        kept.plan.made for kept in plans if kept.plan.course in {s.course for s in subjects}
    ]
    return Ticket(
        connection=report.connection,
        sis=report.sis,
        made=now,
        to=to or _desk(trouble),
        problem=trouble.problem,
        title=trouble.title,
        effect=trouble.effect,
        numbers=_numbers(len(trouble.lines), subjects),
        states=Counter(line.state for line in trouble.lines),
        first=min(met, default=now),
        last=max(met, default=now),
        refused=len(exchanges),
        exchanges=tuple(exchanges[:SHOWN]),
        examples=_examples(outcomes),
        said=tuple(sorted({mask(answer.raw, report.sis) for answer in refusals}))[:SHOWN],
        explanation=_explained(report, trouble, plans),
    )


def _explained(report: Report, trouble: Trouble, plans: Sequence[KeptPlan]) -> Explanation:
    """What the SIS's words mean, without the causes that the plans' own reading speaks against everywhere."""
    said = [line for line in (*trouble.lines, *trouble.items) if line.raw is not None]
    match = next((found for line in said if (found := recognized(line.raw or "", report.sis))), None)
    if match is None:
        return trouble.explanation
    by_course = {kept.plan.course: kept.plan for kept in plans}
    spoken_against = ruled_out_of_all(by_course, [line.subject for line in said])
    return explain(match, report.sis.value, seen=trouble.findings, ruled_out=spoken_against)


def _chosen(report: Report, what: str) -> Trouble:
    for trouble in report.troubles:
        entry = trouble.explanation.entry
        if what == trouble.problem.value or (entry is not None and what == entry.id):
            return trouble
    there = ", ".join(trouble.problem.value for trouble in report.troubles)
    hint = f"there are: {there}" if there else "the newest plans met no problem"
    raise BadInput(f"no problem {what[:60]!r} in what was last seen of {report.connection!r}; {hint}")


def _exchange(answer: Rejection, sis: Sis) -> Exchange | None:
    """The refused request; where no header names it, the words may (facts/sis-vendors.md §0.1, Focus)."""
    if answer.exchange is None or answer.exchange.request is not None:
        return answer.exchange
    found = recognize(answer.raw, sis.value)
    named = found.variables.get("request_id") if isinstance(found, Match) else None
    return replace(answer.exchange, request=named)


def _desk(trouble: Trouble) -> Who:
    """The farthest one whom the steps name: of the causes that were seen, else of all that remain."""
    causes = trouble.explanation.causes
    seen = [ranked for ranked in causes if ranked.standing is Weight.SEEN]
    left = seen or [ranked for ranked in causes if ranked.standing is not Weight.RULED_OUT]
    named = {step.who for ranked in left for step in ranked.cause.steps}
    return next((who for who in _DESKS if who in named), Who.SIS_ADMIN)


def _numbers(scores: int, subjects: set[Subject]) -> Mapping[str, int]:
    return {
        "scores": scores,
        "assignments": len({(s.course, s.assignment) for s in subjects if s.assignment}),
        "classes": len({(s.course, s.section) for s in subjects if s.section}),
        "students": len({s.student for s in subjects if s.student}),
        "courses": len({s.course for s in subjects}),
    }


def _examples(outcomes: Sequence[Outcome]) -> tuple[Example, ...]:
    """Three of different classes or line items, by the ids of the SIS."""
    found: dict[tuple[str, str | None], Example] = {}
    for outcome in outcomes:
        if not isinstance(outcome.answer, Rejection):
            continue
        student = getattr(outcome.change.after, "student", None)
        found.setdefault((outcome.class_ref, outcome.ref), Example(outcome.class_ref, outcome.ref, student))
    return tuple(found.values())[:3]


def _bare(held: Exchange | Example) -> dict[str, Json]:
    return {name: part for name, part in held.to_dict().items() if name != "is"}
