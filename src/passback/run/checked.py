"""What a check saw, grouped by cause: what it stops, whose it is to mend, what could not be told.

Pure: from plans to what people and machines read. No sentence stands here; the dictionary has them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from passback.core.finding import Finding
from passback.core.problem import Effect, Problem, Severity, State
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.core.value import Json, Value, value
from passback.dictionary.book import entry_for
from passback.dictionary.entry import Entry, Step
from passback.run.overview import joined
from passback.run.silenced import Silenced, silenced, told_of
from passback.sync.model import Plan
from passback.sync.refused import waiting_for
from passback.sync.states import considered


@value
class Cause(Value):
    """One problem with all that it hits.

    `title`: in plain words, whatever the SIS calls it. `scores`, `assignments`, `students`: how many it keeps
    back, or makes wait. `tried`: keys of remembered refusals that it rests on: of what each speaks of, one is
    tried in the next sync, and the rest goes if that is taken.
    """

    problem: Problem
    title: str
    severity: Severity
    effect: Effect
    entry: Entry
    scores: int
    assignments: int
    students: int
    findings: tuple[Finding, ...]
    tried: tuple[str, ...]

    @property
    def stops(self) -> bool:
        """Something does not go, and somebody can do something about it."""
        harmless = self.effect is Effect.HARMLESS
        return not harmless and (self.scores > 0 or self.severity is Severity.BLOCKS)

    @property
    def first(self) -> Step:
        """What to do first, and who does it."""
        mine = [cause for cause in self.entry.causes if cause.problem is self.problem]
        return (mine or self.entry.causes)[0].steps[0]


@value
class Untold(Value):
    """A part that could not be read, and the checks that cannot tell without it.

    `section` None: it is of the course, or of several classes.
    """

    part: str
    course: str
    section: str | None
    checks: tuple[str, ...]


@value
class CheckedCourse(Value):
    """One course: when it was read, how many of its scores were looked at, and how many would go."""

    course: str
    name: str
    read_at: datetime
    considered: int
    ready: int


@value
class Checked(Value):
    """What a sync would meet now. Nothing was written for it. `unread`: courses that could not be read.

    `names`: what people call courses, sections and assignments, by Canvas id; never a student's name.
    """

    connection: str
    sis: Sis
    courses: tuple[CheckedCourse, ...]
    causes: tuple[Cause, ...]
    silenced: tuple[Silenced, ...]
    untold: tuple[Untold, ...]
    unread: tuple[Finding, ...]
    names: Mapping[str, str]

    @property
    def considered(self) -> int:
        """Scores that were looked at."""
        return sum(course.considered for course in self.courses)

    @property
    def ready(self) -> int:
        """Scores that would be sent, or are in the SIS already."""
        return sum(course.ready for course in self.courses)

    @property
    def clear(self) -> bool:
        """Nothing stops anything, and everything could be read."""
        return not any(cause.stops for cause in self.causes) and not self.untold and not self.unread

    def to_json(self) -> dict[str, Json]:
        """The shape of `passback check --format json`; stable, documented in docs/check.md."""
        return {
            "connection": self.connection,
            "sis": self.sis.value,
            "clear": self.clear,
            "considered": self.considered,
            "ready": self.ready,
            "courses": [_plain(course) for course in self.courses],
            "causes": [_cause_json(cause) for cause in self.causes],
            "silenced": [each.to_json() for each in self.silenced],
            "cannot_tell": [_plain(part) for part in self.untold],
            "unread": [_finding_json(finding) for finding in self.unread],
            "names": dict(self.names),
        }


def make_checked(connection: str, sis: Sis, plans: Sequence[Plan], unread: Sequence[Finding]) -> Checked:
    """Group what the plans found. `unread`: courses without a plan."""
    hits: dict[Problem, _Hit] = {}
    for plan in plans:
        for finding, _ in told_of(plan):
            if not _untold(finding) and plan.silence(finding) is None:
                hits.setdefault(finding.problem, _Hit()).add(finding)
        for subject, why in _kept_back(plan):
            if plan.silence(why) is None:
                hits.setdefault(why.problem, _Hit()).stop(subject, why)
        for recheck in plan.rechecks:
            if plan.silence(recheck.why) is not None:
                continue
            hits.setdefault(recheck.why.problem, _Hit()).tried.setdefault(recheck.memory)
    causes = [_cause(problem, hit, sis) for problem, hit in hits.items()]
    return Checked(
        connection=connection,
        sis=sis,
        courses=tuple(_course(plan) for plan in plans),
        causes=tuple(sorted(causes, key=_rank)),
        silenced=silenced(plans),
        untold=_parts(plans),
        unread=tuple(unread),
        names=_names(plans),
    )


@dataclass
class _Hit:
    """What is known of one problem while plans are gone through. `findings`: each once, by what it says."""

    findings: dict[tuple[Subject, frozenset[tuple[str, str]]], Finding] = field(default_factory=dict)
    subjects: set[Subject] = field(default_factory=set)
    tried: dict[str, None] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        self.findings.setdefault((finding.subject, frozenset(finding.facts.items())), finding)

    def stop(self, subject: Subject, why: Finding) -> None:
        self.add(why)
        self.subjects.add(subject)


def _kept_back(plan: Plan) -> Iterable[tuple[Subject, Finding]]:
    """Each score that would not go, and why."""
    for row in plan.standing:
        if row.why is not None:
            yield row.subject, row.why
    for hold in plan.holds:
        for change in hold.changes:
            if change.subject.student is not None:
                yield change.subject, hold.why
    for subject, recheck in waiting_for(plan).items():
        yield subject, recheck.why


def _cause(problem: Problem, hit: _Hit, sis: Sis) -> Cause:
    order = list(Severity)
    entry = entry_for(problem, sis)
    findings = joined(tuple(hit.findings.values()))
    places = {(s.course, s.assignment) for s in hit.subjects}
    places |= {(f.subject.course, f.subject.assignment) for f in findings if f.subject.assignment is not None}
    return Cause(
        problem=problem,
        title=entry_for(problem, None).title,
        severity=min((finding.severity for finding in findings), key=order.index),
        effect=entry.effect,
        entry=entry,
        scores=len(hit.subjects),
        assignments=len(places),
        students=len({(s.course, s.student) for s in hit.subjects}),
        findings=findings,
        tried=tuple(hit.tried),
    )


def _rank(cause: Cause) -> tuple[bool, int, int, str]:
    return not cause.stops, list(Severity).index(cause.severity), -cause.scores, cause.problem.value


def _untold(finding: Finding) -> bool:
    return finding.problem is Problem.PART_UNREAD and finding.severity is Severity.INFORMS


def _parts(plans: Sequence[Plan]) -> tuple[Untold, ...]:
    found: dict[tuple[str, str, str | None], list[str]] = {}
    for plan in plans:
        for finding in plan.findings:
            if _untold(finding) and plan.silence(finding) is None:
                key = (finding.facts.get("value", ""), finding.subject.course, finding.subject.section)
                found.setdefault(key, []).append(finding.facts.get("result", ""))
    return tuple(Untold(*key, tuple(checks)) for key, checks in found.items())


def _course(plan: Plan) -> CheckedCourse:
    waiting = waiting_for(plan)
    going = sum(c.subject.student is not None and c.subject not in waiting for c in plan.changes)
    there = sum(row.state is State.ALREADY_THERE for row in plan.standing)
    return CheckedCourse(plan.course, plan.course_name, plan.made, len(considered(plan)), going + there)


def _names(plans: Sequence[Plan]) -> Mapping[str, str]:
    names = {name: held for plan in plans for name, held in plan.names.items()}
    return names | {f"course/{plan.course}": plan.course_name for plan in plans}


def _plain(held: Value) -> dict[str, Json]:
    return {name: given for name, given in held.to_dict().items() if name != "is"}


def _finding_json(finding: Finding) -> dict[str, Json]:
    return {
        "problem": finding.problem.value,
        "severity": finding.severity.value,
        "subject": _plain(finding.subject),
        "facts": dict(finding.facts),
    }


def _cause_json(cause: Cause) -> dict[str, Json]:
    return {
        "problem": cause.problem.value,
        "title": cause.title,
        "stops": cause.stops,
        "severity": cause.severity.value,
        "effect": cause.effect.value,
        "entry": cause.entry.id,
        "who": cause.first.who.value,
        "first_step": cause.first.do,
        "scores": cause.scores,
        "assignments": cause.assignments,
        "students": cause.students,
        "refused_before": list(cause.tried),
        "findings": [_finding_json(finding) for finding in cause.findings],
    }
