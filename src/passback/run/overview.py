"""What a batch of plans would do, in numbers and lines, for people to approve."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from passback.core.finding import Finding, distinct
from passback.core.gradebook import Assignment, Group, LineItem, Score
from passback.core.problem import Effect, Problem, Severity, State
from passback.core.settings import Setting
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.core.value import Json, Value, plain, value
from passback.dictionary.book import entry_for
from passback.dictionary.entry import Entry
from passback.run.ports import Batch
from passback.run.silenced import Silenced, silenced, told_of
from passback.sync.approval import Approval
from passback.sync.gate import marks
from passback.sync.model import (
    Change,
    Link,
    Plan,
)
from passback.sync.refused import was_refused


@value
class Counts(Value):
    """Scores by what would happen to them, line items made, changed or adopted, work marked in Canvas.

    `leave`: already there, or different in the SIS and left so. `hold`: waits for a person or a date.
    """

    create: int
    update: int
    clear: int
    leave: int
    skip: int
    hold: int
    items_made: int
    items_changed: int
    items_adopted: int
    marked: int


@value
class CourseView(Value):
    """One course of a batch."""

    plan: str
    course: str
    name: str
    counts: Counts


@value
class Warned(Value):
    """One problem that the checks or rules found, in plain words; its entry, and how many scores it has."""

    problem: Problem
    title: str
    severity: Severity
    entry: Entry
    findings: tuple[Finding, ...]
    scores: int

    @property
    def refused_before(self) -> bool:
        """It rests on what the SIS refused in an earlier sync: one of it is tried, the rest goes with it."""
        return any(map(was_refused, self.findings))


@value
class Row(Value):
    """One change, before and after, for people and machines. `why`: the problem that it is about, if any."""

    course: str
    section: str | None
    assignment: str | None
    student: str | None
    verb: str
    title: str
    before: str
    after: str
    why: str | None


@value
class Overview(Value):
    """A batch, ready to be approved. `rows`: every change, none left out."""

    batch: str
    connection: str
    sis: Sis
    courses: tuple[CourseView, ...]
    total: Counts
    warned: tuple[Warned, ...]
    silenced: tuple[Silenced, ...]
    unread: tuple[Finding, ...]
    rows: tuple[Row, ...]
    names: Mapping[str, str]

    @property
    def shut_out(self) -> bool:
        """A system did not let us in or did not answer, and scores wait for that."""
        stops = [w for w in self.warned if w.entry.effect is Effect.BLOCKS_SYNC and w.scores]
        return any(w.problem is not Problem.OTHER_EXCHANGE_ACTIVE for w in stops)

    def to_json(self) -> dict[str, Json]:
        """The shape of `passback plan --format json`."""
        return {
            "batch": self.batch,
            "connection": self.connection,
            "sis": self.sis.value,
            "total": _counts_json(self.total),
            "courses": [
                {"plan": c.plan, "course": c.course, "name": c.name, **_counts_json(c.counts)}
                for c in self.courses
            ],
            "problems": [
                {
                    "problem": w.problem.value,
                    "severity": w.severity.value,
                    "entry": w.entry.id,
                    "title": w.title,
                    "scores": w.scores,
                    "findings": [
                        {k: v for k, v in finding.to_dict().items() if k in {"subject", "facts"}}
                        for finding in w.findings
                    ],
                }
                for w in self.warned
            ],
            "silenced": [each.to_json() for each in self.silenced],
            "unread": [finding.to_dict() for finding in self.unread],
            "changes": [{k: v for k, v in row.to_dict().items() if k != "is"} for row in self.rows],
        }


def make_overview(batch: Batch, sis: Sis, plans: Sequence[Plan]) -> Overview:
    """Count and list what the plans would do."""
    courses = tuple(CourseView(p.id, p.course, p.course_name, _counts(p)) for p in plans)
    total = Counts(
        **{
            name: sum(getattr(course.counts, name) for course in courses)
            for name in Counts.__dataclass_fields__
        }
    )
    return Overview(
        batch=batch.id,
        connection=batch.connection,
        sis=sis,
        courses=courses,
        total=total,
        warned=_warned(plans, sis),
        silenced=silenced(plans),
        unread=batch.unread,
        names={key: held for plan in plans for key, held in plan.names.items()},
        rows=tuple(row for plan in plans for change in plan.changes for row in (row_of(change, plan.names),)),
    )


def _counts(plan: Plan) -> Counts:
    scores = [c for c in plan.changes if c.subject.student is not None]
    marked = marks(plan)
    items = [c for c in plan.changes if c.subject.student is None and not c.is_ours and not c.in_canvas]
    held = sum(c.subject.student is not None for hold in plan.holds for c in hold.changes)
    waiting = sum(s.state is State.WAITING for s in plan.standing)
    there = sum(s.state in {State.ALREADY_THERE, State.DIFFERS} for s in plan.standing)
    return Counts(
        create=sum(c.before is None for c in scores),
        update=sum(c.before is not None and not _clears(c) for c in scores),
        clear=sum(_clears(c) for c in scores),
        leave=there,
        skip=len(plan.standing) - there - waiting,
        hold=held + waiting,
        items_made=sum(c.before is None and not isinstance(c.after, Link) for c in items),
        items_changed=sum(c.before is not None for c in items),
        items_adopted=sum(isinstance(c.after, Link) for c in items),
        marked=len(marked),
    )


def _clears(change: Change) -> bool:
    after = change.after
    return change.before is not None and (after is None or (isinstance(after, Score) and after.mark is None))


def _warned(plans: Sequence[Plan], sis: Sis) -> tuple[Warned, ...]:
    found: dict[Problem, list[Finding]] = {}
    hit: Counter[Problem] = Counter()
    for plan in plans:
        for finding, scores in told_of(plan):
            if plan.silence(finding) is None:
                hit[finding.problem] += scores
                found.setdefault(finding.problem, []).append(finding)
    order = list(Severity)
    made = [
        Warned(
            problem,
            entry_for(problem, None).title,
            min((f.severity for f in findings), key=order.index),
            entry_for(problem, sis),
            joined(distinct(findings)),
            hit[problem],
        )
        for problem, findings in found.items()
    ]
    return tuple(sorted(made, key=lambda w: (order.index(w.severity), -w.scores, w.problem)))


def joined(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings that say the same of several things of one section are one, about what those have in common.

    A part that could not be read is said of each of its scores; to people it is one thing, in one class.
    """
    alike: dict[tuple[str, str | None, tuple[tuple[str, str], ...]], list[Finding]] = {}
    for finding in findings:
        subject, facts = finding.subject, tuple(sorted(finding.facts.items()))
        alike.setdefault((subject.course, subject.section, facts), []).append(finding)
    return tuple(_about_all(mine) for mine in alike.values())


def _about_all(findings: Sequence[Finding]) -> Finding:
    first = findings[0].subject
    assignments = {finding.subject.assignment for finding in findings}
    students = {finding.subject.student for finding in findings}
    wide = Subject(
        first.course,
        first.section,
        first.assignment if len(assignments) == 1 else None,
        first.student if len(students) == 1 else None,
    )
    return replace(findings[0], subject=wide)


def row_of(change: Change, names: Mapping[str, str]) -> Row:
    """One change as people and machines read it. `names`: of the plan."""
    s = change.subject
    thing = change.after if change.after is not None else change.before
    title = thing.title if isinstance(thing, LineItem) else ""
    if isinstance(thing, Assignment):
        verb, title = "mark" if change.marks else "change", thing.name
    elif change.is_ours:
        verb = "give up" if isinstance(thing, Link) else "choose"
    elif isinstance(change.after, Link):
        verb = "adopt"
    elif change.before is None:
        verb = "create"
    else:
        verb = "clear" if s.student is not None and _clears(change) else "update"
    both = said(change.before), said(change.after)
    if change.edits and not change.marks:
        both = _fields(change.before, change.edits, names), _fields(change.after, change.edits, names)
    why = change.why.value if change.why else None
    return Row(s.course, s.section, s.assignment, s.student, verb, title, *both, why)


def _fields(thing: object, fields: Sequence[str], names: Mapping[str, str]) -> str:
    """The fields of an assignment that a fix changes; a link of another system by its size alone."""
    shown = []
    for name in fields:
        held = getattr(thing, name)
        links = isinstance(held, Mapping) and ("1 link" if len(held) == 1 else f"{len(held)} links")
        text = links or str(held)
        shown.append(f"{name} {names.get(f'group/{held}', text) if name == 'group' else text}")
    return ", ".join(shown)


def said(thing: object) -> str:
    """What a thing reads like in one line; nothing for none."""
    if isinstance(thing, Score):
        return mark_text(thing)
    if isinstance(thing, LineItem):
        return f"{thing.title} · due {thing.due.isoformat()} · {plain(thing.maximum)} points"
    if isinstance(thing, Assignment):
        return f"{thing.name} · Sync to SIS {'on' if thing.post_to_sis else 'off'}"
    if isinstance(thing, Group):
        weight = f" · weight {plain(thing.weight)}" if thing.weight is not None else ""
        return f"the assignment group {thing.name}{weight}"
    return _said_of_ours(thing)


def _said_of_ours(thing: object) -> str:
    match thing:
        case Link() | Approval(ref=str()):
            return f"the line item {thing.ref}"
        case Setting():
            return f"{thing.name} = {thing.value}"
        case Approval():
            return f"yes to {thing.kind.value}"
        case _:
            return ""


def mark_text(score: Score) -> str:
    """A score in words: `8.5`, `excused`, `8.5, late`."""
    mark = score.mark
    said = "" if mark is None else mark if isinstance(mark, str) else _number(mark)
    flags = [word for word, on in (("late", score.late), ("missing", score.missing)) if on]
    return ", ".join([said or "no score", *flags])


def _number(mark: object) -> str:
    return plain(mark) if isinstance(mark, Decimal) else "excused"


def _counts_json(counts: Counts) -> dict[str, Json]:
    return {name: getattr(counts, name) for name in Counts.__dataclass_fields__}
