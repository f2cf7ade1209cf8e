"""Makes the cards of a report: each cause with its explanation, how sure that is, and its history.

Decides nothing about a score: it joins what a report, its plans, the dictionary and the history say.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from passback.core.finding import Finding
from passback.core.problem import Action, Effect, Problem, Safety, Severity, State, Who
from passback.core.subject import Subject
from passback.core.value import digest
from passback.dictionary.book import entry_for
from passback.dictionary.entry import Step
from passback.dictionary.explain import Explanation, explain
from passback.dictionary.frames import say
from passback.dictionary.recognize import Match
from passback.run.card_proof import Heard, proof_of
from passback.run.card_words import (
    answered,
    day,
    facts,
    fitted,
    held_because,
    named,
    short,
    way_said,
)
from passback.run.cards import Card, Detail, Differs, Fix, Impact, Offer, Place, ordered
from passback.run.causes import Cause, causes_of
from passback.run.history import History, Name
from passback.run.ports import KeptPlan
from passback.run.report import ARRIVED, Line, Report, common, recognized
from passback.run.shown import acting
from passback.sync.fixes import fixes_for
from passback.sync.plan import covers
from passback.sync.ruled_out import ruled_out_of_all

Offers = Callable[[Cause, Who], Offer | None]
_SOON = timedelta(days=14)
_ALIKE = {State.NOT_SENT, State.REFUSED}
# Decided here and not by the SIS: a warning of these is as sure as any other finding.
_OURS = frozenset(
    {
        Problem.CONNECTION_NOT_UNIQUE,
        Problem.DUPLICATE_ASSIGNMENT_GROUPS,
        Problem.HELD_FOR_A_PERSON,
        Problem.OTHER_EXCHANGE_ACTIVE,
        Problem.PART_UNREAD,
        Problem.SEVERAL_MATCHES,
        Problem.SYNC_BOX_HIDDEN,
    }
)
# Who is asked by a ticket, and not by standing beside them.
_DESKS = frozenset({Who.SIS_ADMIN, Who.SIS_VENDOR, Who.CANVAS_ADMIN})
_COMMANDS: Mapping[Problem, str] = {
    Problem.HELD_FOR_A_PERSON: "holds",
    Problem.SYNC_BOX_HIDDEN: "holds",
    Problem.OTHER_EXCHANGE_ACTIVE: "cutover",
}


def command_for(connection: str) -> Offers:
    """The commands that help with a cause, by whose it is: an answer, else a cure, else a ticket."""

    def offer(cause: Cause, owner: Who) -> Offer | None:
        name = _COMMANDS.get(cause.problem)
        if name is not None:
            return Offer(f"passback {name} {connection}", Safety.ASK)
        if cause.lines and fixes_for(cause.problem):
            # Whatever it does, it shows it before and after first.
            return Offer(f"passback fix {connection} {cause.problem.value}", Safety.ASK)
        if owner in _DESKS:
            # It writes nothing anywhere: the text is sent on by hand.
            return Offer(f"passback ticket {connection} {cause.problem.value}", Safety.SHOW)
        return None

    return offer


@dataclass(frozen=True)
class Maker:
    """Makes the cards of one report.

    `plans`: those that the report tells of. `planned`: courses of which nothing has been sent yet.
    `histories`: what is known of causes; none is new. `now`: for how long a term is still open.
    """

    report: Report
    plans: Sequence[KeptPlan]
    planned: frozenset[str]
    histories: Mapping[Name, History]
    now: datetime
    offers: Offers

    def cards(self, reader: Who | None = None) -> tuple[Card, ...]:
        """Every cause has its card; the reader's own come first."""
        return ordered([self._card(cause) for cause in causes_of(self.report)], reader)

    # ---- what is looked up once -------------------------------------------------------------------

    @cached_property
    def _by_course(self) -> Mapping[str, KeptPlan]:
        return {kept.plan.course: kept for kept in self.plans}

    @cached_property
    def _findings(self) -> Mapping[str, Sequence[Finding]]:
        found: dict[str, list[Finding]] = {}
        for trouble in self.report.troubles:
            for finding in trouble.findings:
                found.setdefault(finding.subject.course, []).append(finding)
        return found

    @cached_property
    def _arrived(self) -> Counter[tuple[str, str | None, str | None]]:
        lines = (line.subject for line in self.report.lines if line.state in ARRIVED)
        return Counter((s.course, s.section, s.assignment) for s in lines)

    @cached_property
    def _missing(self) -> Counter[str]:
        return Counter(line.subject.course for line in self.report.lines if line.state not in ARRIVED)

    # ---- one card ---------------------------------------------------------------------------------

    def _card(self, cause: Cause) -> Card:
        sis = self.report.sis
        told = self._told(cause)
        entry = told.entry or entry_for(cause.problem, sis)
        top = told.causes[0].cause if told.causes else entry.causes[0]
        steps = tuple(replace(step, do=named(step.do, sis), where=self._place(step)) for step in top.steps)
        first = acting(steps)
        effect = told.risk or entry.effect
        owner = Who.NOBODY if effect is Effect.HARMLESS else first.who
        plans = [self._by_course[c] for c in _courses(cause) if c in self._by_course]
        heard = self._heard(cause)
        return Card(
            id=f"{cause.problem.value}.{digest([cause.key])[:6]}" if cause.key else cause.problem.value,
            connection=self.report.connection,
            sis=sis,
            problem=cause.problem,
            key=cause.key,
            entry=entry.id,
            headline=self._headline(cause),
            why=short(top.meaning, sis),
            here=self._here(cause, told),
            where=self._where(cause),
            impact=self._impact(cause, effect),
            owner=owner,
            fix=self._fix(cause, steps, first, owner),
            proof=proof_of(told, heard, sis, max((k.plan.made for k in plans), default=self.now)),
            history=self.histories.get((cause.problem, cause.key)),
            detail=_detail(cause),
        )

    def _told(self, cause: Cause) -> Explanation:
        """The explanation, with what else was seen or ruled out on these very subjects."""
        sis = self.report.sis
        hit = [line.subject for line in (*cause.lines, *cause.items)]
        seen = [f for f in self._about(hit) if f.problem is not Problem.PART_UNREAD]
        said = [line for line in (*cause.lines, *cause.items) if line.raw is not None]
        matches = [m for raw in _words(said) if (m := recognized(raw, sis))]
        if matches:
            alike = common([match.variables for match in matches])
            match: Match = replace(matches[0], variables=alike)
            return explain(match, sis.value, seen=seen, ruled_out=self._ruled_out([x.subject for x in said]))
        own = [line.why for line in cause.lines if line.why and line.why.problem is cause.problem]
        findings = [*own, *cause.findings]
        if findings:
            return explain(
                replace(findings[0], facts=common([f.facts for f in findings])), sis.value, seen=seen
            )
        return explain(entry_for(cause.problem, sis).id, sis.value)

    def _about(self, subjects: Sequence[Subject]) -> Sequence[Finding]:
        """What checks found on one of these subjects, whatever the problem."""
        return [
            finding
            for course in dict.fromkeys(subject.course for subject in subjects)
            for finding in self._findings.get(course, ())
            if any(covers(finding.subject, subject) for subject in subjects)
        ]

    def _ruled_out(self, subjects: Iterable[Subject]) -> frozenset[Problem]:
        return ruled_out_of_all({course: kept.plan for course, kept in self._by_course.items()}, subjects)

    def _heard(self, cause: Cause) -> Heard:
        lines = (*cause.lines, *cause.items)
        if cause.problem is Problem.UNRECOGNIZED:
            return Heard.UNKNOWN_WORDS
        if any(line.raw is not None for line in lines):
            return Heard.WORDS
        if any(line.state is State.DIFFERS for line in lines):
            return Heard.READ_BACK
        if any(line.state is State.UNCONFIRMED for line in lines):
            return Heard.SILENCE
        warns = bool(cause.findings) and all(f.severity is Severity.WARNS for f in cause.findings)
        return Heard.WARNING if warns and not lines and cause.problem not in _OURS else Heard.FINDING

    # ---- what it says -----------------------------------------------------------------------------

    def _headline(self, cause: Cause) -> str:
        sis, places = self.report.sis, self._places(cause)
        if not cause.lines and not cause.items:
            title = named(entry_for(cause.problem, None).title, sis)
            groups = [place for place in places if place[0] == "category"]
            return fitted("headline.noted", [("noted", name) for _, name in groups or places], title=title)
        if not cause.lines:
            works = {s.assignment for s in cause.subjects if s.assignment}
            places = [("work", places[0][1])] if len(works) == 1 and places else places
            return fitted("headline.work", places, count=len(works), sis=sis.display)
        states = {line.state for line in cause.lines}
        kind = next(iter(states)).value if len(states) == 1 else State.NOT_SENT.value
        if states <= _ALIKE and set(_courses(cause)) <= self.planned:
            kind = "planned"
        return fitted(f"headline.{kind}", places, count=len(cause.lines), sis=sis.display)

    def _places(self, cause: Cause) -> list[tuple[str, str]]:
        """What people call the place, the best first: one assignment, its group, one section, one course."""
        names, subjects = self.report.names, cause.subjects
        found: list[tuple[str, str]] = []
        courses = {s.course for s in subjects}
        one = len(courses) == 1
        for kind in ("assignment", "section", "course"):
            ids = {held for s in subjects if (held := getattr(s, kind))}
            if kind == "section" and cause.problem.value.startswith("category") and cause.key:
                found.append(("category", cause.key))
            if one and len(ids) == 1 and (name := names.get(f"{kind}/{min(ids)}", "")):
                found.append((kind, name))
        if one and not found and (value := _value(cause)):
            found.append(("course", value))
        return found or [("courses", f"{len(courses):,}")]

    def _here(self, cause: Cause, told: Explanation) -> tuple[str, ...]:
        sis = self.report.sis
        # A finding says more than the SIS's own words: it knows what would have fitted.
        known = [finding.facts for finding in cause.findings]
        given = {**told.variables, **(common(known) if known else {})}
        if cause.problem is Problem.VALUE_CHANGED_BY_SIS:
            rows = _differs(cause)[:1]
            return (
                *way_said(cause.key, sis),
                *(say("facts.changed", value=r.sent, result=r.held or "–", sis=sis.display) for r in rows),
            )
        if cause.problem is Problem.HELD_FOR_A_PERSON:
            return held_because(given, sis)
        if cause.problem is Problem.DISCARDED:
            return answered(line.why.facts for line in cause.lines if line.why)
        way = way_said(cause.key, sis) if cause.problem is Problem.NOT_CARRIED else ()
        return (*way, *facts(given, sis))

    def _where(self, cause: Cause) -> tuple[Place, ...]:
        names = self.report.names
        places = []
        for course in _courses(cause):
            mine = [s for s in cause.subjects if s.course == course]
            sections = {names[key] for s in mine if (key := f"section/{s.section}") in names}
            works = {names[key] for s in mine if (key := f"assignment/{s.assignment}") in names}
            called = names.get(f"course/{course}") or _value(cause) or course
            places.append(Place(called, tuple(sorted(sections)), tuple(sorted(works))))
        return tuple(sorted(places, key=lambda place: place.course))

    def _impact(self, cause: Cause, effect: Effect) -> Impact:
        courses = _courses(cause)
        works = {(x.subject.course, x.subject.section, x.subject.assignment) for x in cause.lines}
        others = sum(self._arrived[work] for work in works)
        states = Counter(line.state for line in cause.lines)
        closes = self._closes(cause) if effect is not Effect.HARMLESS else None
        parts = [say(f"state.{state.value}", count=number) for state, number in states.most_common()]
        says = [f"{', '.join(parts)}."] if parts else []
        if cause.problem is Problem.PART_UNREAD or (effect is Effect.BLOCKS_SYNC and not cause.lines):
            says.append(say("impact.unread"))
        elif not cause.lines:
            says.append(say("impact.noted" if effect is Effect.HARMLESS else "impact.noted-harm"))
        if others:
            says.append(say("impact.others", count=others))
        if effect is Effect.BLOCKS_SYNC and cause.findings:
            says.append(say("impact.whole", sis=self.report.sis.display))
        elif cause.lines and sum(self._missing[course] for course in courses) == len(cause.lines):
            says.append(say("impact.alone", count=len(courses)))
        if closes is not None and closes - self.now < _SOON:
            says.append(self._until(closes))
        return Impact(len(cause.lines), dict(states), others, closes, tuple(says))

    def _closes(self, cause: Cause) -> datetime | None:
        """The soonest end of a term that is open where scores wait."""
        found = [
            closes
            for line in cause.lines
            if (kept := self._by_course.get(line.subject.course))
            and (closes := kept.plan.closes.get(line.subject.section or ""))
        ]
        return min(found, default=None)

    def _until(self, closes: datetime) -> str:
        left = (closes.date() - self.now.astimezone(closes.tzinfo).date()).days
        words = {"date": day(closes.date()), "sis": self.report.sis.display}
        if left < 0:
            return say("closes.past", **words)
        if left == 0:
            return say("closes.today", **words)
        return say("closes.soon", count=left, **words)

    def _place(self, step: Step) -> str:
        return self.report.sis.display if step.where == "SIS" else step.where

    def _fix(self, cause: Cause, steps: tuple[Step, ...], first: Step, owner: Who) -> Fix:
        offer = self.offers(cause, owner) if owner is not Who.NOBODY else None
        safety = Safety.SAFE if first.action is Action.RESEND else Safety.SHOW
        if owner in {Who.NOBODY, Who.SIS_VENDOR}:
            effort = say(f"effort.{owner.value}")
        else:
            kind = first.where.lower()
            known = kind in {"canvas", "passback"}
            effort = say(f"effort.{kind}") if known else say("effort.sis", place=first.where)
        return Fix(steps, effort, safety, offer)


def _courses(cause: Cause) -> Sequence[str]:
    return sorted({subject.course for subject in cause.subjects})


def _value(cause: Cause) -> str:
    """What a course that could not be read is called."""
    return next(
        (f.facts["value"] for f in cause.findings if f.subject.section is None and f.facts.get("value")), ""
    )


def _words(lines: Iterable[Line]) -> Sequence[str]:
    return [*dict.fromkeys(line.raw for line in lines if line.raw is not None)]


def _differs(cause: Cause) -> Sequence[Differs]:
    rows = [line for line in cause.lines if line.state is State.DIFFERS and line.why]
    told = [(line, line.why.facts) for line in rows if line.why]
    return [
        Differs(line.subject.student or "", facts.get("value", ""), facts.get("result", ""), line.how)
        for line, facts in told
    ]


def _detail(cause: Cause) -> Detail:
    lines = (*cause.lines, *cause.items)
    exchanges = dict.fromkeys(line.exchange for line in lines if line.exchange is not None)
    return Detail(tuple(_words(lines)), tuple(exchanges), cause.subjects, tuple(_differs(cause)))
