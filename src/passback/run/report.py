"""What became of every score of a sync: one state each, and what did not arrive grouped by problem.

A refusal is traced through the dictionary, a finding names its problem itself; both end in the same
explanation. The sums are checked here: a report that would lose a score is never made.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from passback.core.finding import Exchange, Finding, Rejection, Silence
from passback.core.problem import Effect, Problem, Severity, State
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.core.value import Json, Value, value
from passback.dictionary.book import entry_for
from passback.dictionary.entry import Entry
from passback.dictionary.explain import Explanation, explain
from passback.dictionary.recognize import Ambiguous, Match, recognize
from passback.run.ports import Batch, KeptPlan, Outcome
from passback.sync.refused import was_refused

ARRIVED = frozenset({State.IN_SIS, State.ALREADY_THERE})


@value
class Line(Value):
    """One score, or one line item where `score` is False: where it stands and why.

    `raw`: the SIS's own words, where it spoke; `exchange`: the request that it refused, where it was a single
    one. `proven`: by read-back. `problem`: what keeps it back, from the finding or from those words.
    """

    subject: Subject
    score: bool
    state: State
    proven: bool
    why: Finding | None
    raw: str | None
    exchange: Exchange | None
    problem: Problem | None

    @property
    def how(self) -> str | None:
        """How what differs does: `rounded`, `capped`, `cut`, `a-day-off`, `dropped`, `edited`, or None."""
        if self.state is not State.DIFFERS or self.why is None:
            return None
        edited = self.why.problem is Problem.EDITED_IN_SIS
        return "edited" if edited else self.why.facts.get("state")


@value
class Trouble(Value):
    """One problem with all that it hit. `lines` are scores; `items` line items and mere notes.

    `title`: the problem in plain words, whatever the SIS calls it.
    `effect`: the harm that the dictionary gives the entry; harmless only if all causes that may be it are.
    """

    problem: Problem
    title: str
    effect: Effect
    explanation: Explanation
    lines: tuple[Line, ...]
    items: tuple[Line, ...]
    findings: tuple[Finding, ...]

    @property
    def unread(self) -> bool:
        """Something could not be read: what it held is not known, and no count shows it."""
        return self.problem is Problem.PART_UNREAD or self.effect is Effect.BLOCKS_SYNC

    @property
    def harmless(self) -> bool:
        """Nobody has to act."""
        return self.effect is Effect.HARMLESS


@value
class Report(Value):
    """One sync, told. `states` counts scores; their sum is `considered`. `finished`: when, None: cut off.

    `marked`: assignments that Canvas now has marked for the SIS; their scores go with the next sync. `by`:
    who approved it, None: nobody is told. `standing`: when that person gave the standing approval that a
    schedule ran it under, None: it was approved by itself.
    """

    batch: str
    connection: str
    sis: Sis
    finished: datetime | None
    considered: int
    proven: int
    marked: int
    states: Mapping[State, int]
    lines: tuple[Line, ...]
    troubles: tuple[Trouble, ...]
    names: Mapping[str, str]
    by: str | None
    standing: datetime | None

    def to_json(self) -> dict[str, Json]:
        """The shape of `--format json`; stable, documented in docs/report.md."""
        return {
            "batch": self.batch,
            "connection": self.connection,
            "sis": self.sis.value,
            "finished": self.finished is not None,
            "finished_at": self.finished.isoformat() if self.finished else None,
            "approved_by": self.by,
            "standing_approval_of": self.standing.isoformat() if self.standing else None,
            "considered": self.considered,
            "proven": self.proven,
            "marked": self.marked,
            "states": {state.value: self.states[state] for state in State},
            "problems": [_trouble_json(trouble, self.names) for trouble in self.troubles],
            "scores": [_line_json(line) for line in self.lines],
        }


def make_report(batch: Batch, sis: Sis, plans: Sequence[KeptPlan]) -> Report:
    """Put the outcomes of a batch together.

    Raises:
        AssertionError: a score would be in no state or in two; a bug, never shown as a success.
    """
    lines = [line for kept in plans for line in lines_of(kept, sis)]
    findings = [finding for kept in plans for finding in kept.plan.findings]
    findings += [hold.why for kept in plans for hold in kept.plan.holds]
    findings += batch.unread
    scores = tuple(line for line in lines if line.score)
    if len({line.subject for line in scores}) != len(scores):
        raise AssertionError("a score stands in two states")
    states = Counter(line.state for line in scores)
    return Report(
        batch=batch.id,
        connection=batch.connection,
        sis=sis,
        finished=batch.finished,
        considered=len(scores),
        marked=sum(_marked(outcome) for kept in plans for outcome in kept.outcomes),
        proven=sum(line.proven and line.state is State.IN_SIS for line in scores),
        states={state: states[state] for state in State},
        lines=scores,
        troubles=_troubles(lines, findings, sis),
        names=_names(plans),
        by=batch.by,
        standing=batch.standing,
    )


def _marked(outcome: Outcome) -> bool:
    return outcome.change.marks and outcome.verdict.state in ARRIVED


def lines_of(kept: KeptPlan, sis: Sis) -> Iterable[Line]:
    """Every score and line item of one plan: where it stands, and why."""
    outcomes = {outcome.change.key: outcome for outcome in kept.outcomes}
    for row in kept.plan.standing:
        yield _stands(row.subject, row.state, row.why)
    for hold in kept.plan.holds:
        for change in hold.changes:
            if change.subject.student is not None:
                yield _stands(change.subject, State.WAITING, hold.why)
    for change in kept.plan.changes:
        outcome = outcomes.get(change.key)
        if outcome is not None:
            yield _ended(outcome, sis)
        elif change.subject.student is not None:
            # Planned, not sent yet: the run goes on later and this waits for it.
            yield _stands(change.subject, State.WAITING, None)


def _stands(subject: Subject, state: State, why: Finding | None) -> Line:
    problem = why.problem if why else None
    return Line(
        subject, score=True, state=state, proven=False, why=why, raw=None, exchange=None, problem=problem
    )


def _ended(outcome: Outcome, sis: Sis) -> Line:
    state = outcome.verdict.state
    why = None if state in ARRIVED else _why(outcome)
    # Where the verdict says why, no words did: a field that Canvas dropped while it said yes.
    refused = state not in ARRIVED and outcome.verdict.why is None
    said = outcome.answer if isinstance(outcome.answer, Rejection) and refused else None
    problem = why.problem if why else None
    if said is not None:
        match = recognized(said.raw, sis)
        problem = match.entry.problem if match else Problem.UNRECOGNIZED
    subject = outcome.change.subject
    return Line(
        subject,
        score=subject.student is not None,
        state=state,
        proven=outcome.verdict.proven,
        why=why,
        raw=said.raw if said else None,
        exchange=said.exchange if said else None,
        problem=problem,
    )


def _why(outcome: Outcome) -> Finding | None:
    """What stands in the way, where it was not the SIS's own words."""
    if outcome.verdict.why is not None:
        return outcome.verdict.why
    if isinstance(outcome.answer, Finding):
        return outcome.answer
    if isinstance(outcome.answer, Silence):
        facts = {"result": outcome.answer.why}
        return Finding(Problem.SIS_TOO_SLOW, Severity.WARNS, outcome.change.subject, facts)
    return None


def _troubles(lines: Sequence[Line], findings: Sequence[Finding], sis: Sis) -> tuple[Trouble, ...]:
    grouped: dict[Problem, list[Line]] = {}
    words: dict[Problem, Match] = {}
    for line in lines:
        if line.state in ARRIVED or line.problem is None:
            continue
        grouped.setdefault(line.problem, []).append(line)
        if line.raw is not None and line.problem not in words and (match := recognized(line.raw, sis)):
            words[line.problem] = match
    for finding in findings:
        # What was refused before and went this time is no trouble any more.
        if not was_refused(finding):
            grouped.setdefault(finding.problem, [])
    made = []
    for problem, hit in grouped.items():
        mine = tuple(f for f in findings if f.problem is problem)
        told = _explained(problem, words.get(problem), hit, mine, sis)
        entry = told.entry or entry_for(problem, sis)
        made.append(
            Trouble(
                problem,
                entry_for(problem, None).title,
                told.risk or entry.effect,
                told,
                tuple(line for line in hit if line.score),
                tuple(line for line in hit if not line.score),
                mine,
            )
        )
    return tuple(sorted(made, key=lambda t: (t.harmless, -len(t.lines), t.problem)))


def recognized(raw: str, sis: Sis) -> Match | None:
    """What an SIS's words are; None: nobody knows them, or they can be of several problems."""
    found = recognize(raw, sis.value)
    if isinstance(found, Match):
        return found
    if isinstance(found, Ambiguous) and len({c.entry.problem for c in found.candidates}) == 1:
        return found.candidates[0]
    return None


def _explained(
    problem: Problem,
    match: Match | None,
    lines: Sequence[Line],
    findings: Sequence[Finding],
    sis: Sis,
) -> Explanation:
    if match is not None:
        alike = {line.raw for line in lines if line.raw is not None}
        # The slots of one refusal do not speak for others.
        match = match if len(alike) == 1 else replace(match, variables={})
        return explain(match, sis.value, seen=findings)
    told = [f for f in (*(line.why for line in lines), *findings) if f is not None and f.problem is problem]
    if told:
        # One explanation stands for all: it speaks only of what they have in common.
        return explain(replace(told[0], facts=common([f.facts for f in told])), sis.value, seen=findings)
    return explain(entry_for(problem, sis).id, sis.value)


def common(facts: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """What several findings or messages say alike, and is not empty."""
    shared = set(facts[0].items())
    for other in facts[1:]:
        shared &= set(other.items())
    return {name: held for name, held in facts[0].items() if (name, held) in shared and held}


def _names(plans: Sequence[KeptPlan]) -> Mapping[str, str]:
    """What people call courses, sections and assignments, by Canvas id; never a student's name."""
    names = {name: held for kept in plans for name, held in kept.plan.names.items()}
    return names | {f"course/{kept.plan.course}": kept.plan.course_name for kept in plans}


def _trouble_json(trouble: Trouble, names: Mapping[str, str]) -> dict[str, Json]:
    entry: Entry | None = trouble.explanation.entry
    subjects = {line.subject for line in (*trouble.lines, *trouble.items)} | {
        finding.subject for finding in trouble.findings
    }
    said: list[Json] = [*sorted({line.raw for line in (*trouble.lines, *trouble.items) if line.raw})]
    names_of = {names.get(f"assignment/{s.assignment}", s.assignment or "") for s in subjects if s.assignment}
    ordered = sorted(subjects, key=lambda s: (s.course, s.section or "", s.assignment or "", s.student or ""))
    return {
        "problem": trouble.problem.value,
        "title": trouble.title,
        "effect": trouble.effect.value,
        "entry": entry.to_json() if entry else None,
        "scores": len(trouble.lines),
        "states": dict(Counter(line.state.value for line in trouble.lines)),
        "said": said,
        "facts": dict(trouble.explanation.variables),
        "assignments": [*sorted(names_of)],
        "subjects": [_subject_json(subject) for subject in ordered],
    }


def _subject_json(subject: Subject) -> dict[str, Json]:
    return {
        "course": subject.course,
        "section": subject.section,
        "assignment": subject.assignment,
        "student": subject.student,
    }


def _line_json(line: Line) -> dict[str, Json]:
    return {
        **_subject_json(line.subject),
        "state": line.state.value,
        "proven": line.proven,
        "how": line.how,
        "problem": line.problem.value if line.problem else None,
        "said": line.raw,
    }
