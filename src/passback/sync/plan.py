"""One course's plan: the diff, what the checks saw, and what waits, bound to a digest.

Knows how a finding stops a change. Writes nothing: what is approved is exactly this value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time

from passback.core.finding import Finding, distinct
from passback.core.gradebook import Gradebook, Unread
from passback.core.problem import Problem, Severity, State
from passback.core.subject import Subject
from passback.core.value import Json, digest
from passback.sync.adopt import places
from passback.sync.calendar import period, zone_in
from passback.sync.checks import CHECKS, cannot_tell
from passback.sync.chosen import as_chosen
from passback.sync.diff import diff, place_of
from passback.sync.grounds import grounds
from passback.sync.holds import split
from passback.sync.model import Change, Link, Plan, Silencing, Snapshot, Standing, plan_id, silenced_as
from passback.sync.notes import notes
from passback.sync.refused import rechecks, spots
from passback.sync.routing import PUBLISHED
from passback.sync.states import considered


def plan(
    snapshot: Snapshot, made: datetime, fixes: Iterable[Change] = (), *, unattended: bool = False
) -> Plan:
    """What would be done to this course.

    `fixes`: changes that a person chose. Those of our own store come first, and the rest is planned as if
    they were in place; a score among them takes the place of what the diff says of it, and asks nobody again.
    `unattended`: for a schedule, which does not begin with a course by itself.
    The same snapshot, time and fixes give the same plan, to the byte.

    Raises:
        ValueError: a score would stand in two places; a bug, and no plan is better than that one.
    """
    chosen = {change.key: change for change in fixes}
    ours = [change for change in chosen.values() if change.is_ours]
    theirs = [change for change in chosen.values() if not change.is_ours]
    given = as_chosen(snapshot, chosen.values()) if chosen else snapshot
    found = diff(given)
    changes = {change.key: change for change in found.changes if change.key not in chosen}
    fixed = {change.subject for change in theirs}
    standing = [row for row in found.standing if row.subject not in fixed]
    findings = _findings(given)
    going, blocked = _without_blocked(given, list(changes.values()), findings)
    asked = split(given, _sorted(going), unattended=unattended)
    free = _sorted([*asked.going, *theirs])
    all_of = [*ours, *free, *(change for hold in asked.waiting for change in hold.changes)]
    rows = tuple(sorted([*standing, *blocked, *asked.dropped], key=lambda row: place_of(row.subject)))
    where = spots(given, places(given), free)
    tried = rechecks(given, where, free)
    told = [
        *findings,
        *(row.why for row in rows if row.why),
        *(hold.why for hold in asked.waiting),
        *(recheck.why for recheck in tried),
    ]
    unnamed = Plan(
        id="",
        course=snapshot.course.id,
        course_name=snapshot.course.name,
        classes=_classes(snapshot),
        closes=_closes(snapshot, made),
        names=names_in(given),
        space=snapshot.space,
        made=made,
        read=_read(snapshot),
        changes=(*_sorted(ours), *free),
        standing=rows,
        findings=findings,
        holds=asked.waiting,
        grounds=grounds(given, all_of),
        rechecks=tried,
        spots=where,
        silenced=_silenced(given, told),
    )
    considered(unnamed)
    return replace(unnamed, id=plan_id(unnamed.content()))


def _silenced(snapshot: Snapshot, findings: Iterable[Finding]) -> Mapping[str, Silencing]:
    """What of these a person does not want to be told. It sends nothing: what is blocked stays blocked."""
    found = {}
    for finding in findings:
        silence = snapshot.policy_of(finding.subject.section).silenced.get(finding.problem.value)
        if silence is not None:
            found[silenced_as(finding)] = silence
    return dict(sorted(found.items()))


def _findings(snapshot: Snapshot) -> tuple[Finding, ...]:
    seen = list(notes(snapshot))
    for check in CHECKS:
        unable = cannot_tell(snapshot, check)
        seen += [*check.check(snapshot), *([unable] if unable else [])]
    return distinct(seen)


def _without_blocked(
    snapshot: Snapshot, changes: Sequence[Change], findings: Sequence[Finding]
) -> tuple[list[Change], list[Standing]]:
    """What no finding stands against, and the scores that one does.

    A line item to be made goes only if a score is left for it, or the district wants it at publication. Where
    another exchange is active scores wait for a person's word; elsewhere they are not sent.
    """
    blocking = _blocking(findings)
    going: list[Change] = []
    standing: list[Standing] = []
    for change in changes:
        why = _against(blocking, change.subject)
        if why is None:
            going.append(change)
        elif change.subject.student is not None:
            waits = why.problem is Problem.OTHER_EXCHANGE_ACTIVE
            state = State.WAITING if waits else State.NOT_SENT
            standing.append(Standing(change.subject, state, why, None))
    scored = {(c.subject.section, c.subject.assignment) for c in going if c.subject.student is not None}
    kept = [
        c
        for c in going
        if not c.makes_item
        or (c.subject.section, c.subject.assignment) in scored
        or snapshot.policy_of(c.subject.section).made == PUBLISHED
    ]
    return kept, standing


def _blocking(findings: Iterable[Finding]) -> Mapping[Subject, tuple[int, Finding]]:
    """The first finding that blocks a subject, with its place among all: looked up and not searched for."""
    found: dict[Subject, tuple[int, Finding]] = {}
    for place, finding in enumerate(findings):
        if finding.severity is Severity.BLOCKS:
            found.setdefault(finding.subject, (place, finding))
    return found


def _against(blocking: Mapping[Subject, tuple[int, Finding]], subject: Subject) -> Finding | None:
    """The first of the findings that cover a subject; None: nothing stands against it."""
    hits = [blocking[wide] for wide in wider(subject) if wide in blocking]
    return min(hits, key=lambda hit: hit[0])[1] if hits else None


def wider(subject: Subject) -> frozenset[Subject]:
    """All subjects that cover this one, and itself: a finding about one of them speaks of it too."""
    return frozenset(
        Subject(subject.course, section, assignment, student)
        for section in (subject.section, None)
        for assignment in (subject.assignment, None)
        for student in (subject.student, None)
    )


def covers(wide: Subject, narrow: Subject) -> bool:
    """True if a finding about `wide` speaks of `narrow` too."""
    return wide in wider(narrow)


def _sorted(changes: Iterable[Change]) -> tuple[Change, ...]:
    """By section, assignment and student; of one line item its link first, then itself, then its scores."""
    return tuple(sorted(changes, key=lambda c: (place_of(c.subject), not isinstance(c.after, Link))))


def _classes(snapshot: Snapshot) -> Mapping[str, str]:
    return {
        section: read.class_ref
        for section, read in sorted(snapshot.gradebooks.items())
        if isinstance(read, Gradebook)
    }


def _closes(snapshot: Snapshot, made: datetime) -> Mapping[str, datetime]:
    """When the term that is open in a class ends: the last second of its last day, where the class is."""
    found: dict[str, datetime] = {}
    for section, read in sorted(snapshot.gradebooks.items()):
        zone = zone_in(snapshot, section)
        if isinstance(zone, Unread) or not isinstance(read, Gradebook):
            continue
        term = period(read.terms, made.astimezone(zone).date())
        if term is not None:
            found[section] = datetime.combine(term.last, time(23, 59, 59), zone)
    return found


def names_in(snapshot: Snapshot) -> Mapping[str, str]:
    """What people call the assignments, sections and groups of the course, as `Plan.names` has it."""
    course = snapshot.course
    parts = (("assignment", course.assignments), ("section", course.sections), ("group", course.groups))
    return {
        f"{kind}/{thing.id}": thing.name
        for kind, part in parts
        if not isinstance(part, Unread)
        for thing in part
    }


def _read(snapshot: Snapshot) -> str:
    books: dict[str, Json] = {section: book.to_dict() for section, book in snapshot.gradebooks.items()}
    return digest({"course": snapshot.course.to_dict(), "gradebooks": books})
