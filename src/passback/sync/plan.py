"""One course's plan: the diff, what the checks saw, and what waits, bound to a digest.

Knows how a finding stops a change. Writes nothing: what is approved is exactly this value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, LineItem, Unread
from passback.core.problem import Problem, Severity, State
from passback.core.subject import Subject
from passback.core.value import Json, digest
from passback.sync.adopt import places
from passback.sync.checks import CHECKS, cannot_tell
from passback.sync.chosen import as_chosen
from passback.sync.diff import diff, place_of
from passback.sync.holds import split
from passback.sync.model import Change, Link, Plan, Snapshot, Standing, plan_id
from passback.sync.notes import notes
from passback.sync.routing import PUBLISHED
from passback.sync.states import considered


def plan(snapshot: Snapshot, made: datetime, fixes: Iterable[Change] = ()) -> Plan:
    """What would be done to this course.

    `fixes`: changes that a person chose. Those of our own store come first, and the rest is planned as if
    they were in place; a score among them takes the place of what the diff says of it, and asks nobody again.
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
    free, holds = split(given, _sorted(going))
    unnamed = Plan(
        id="",
        course=snapshot.course.id,
        course_name=snapshot.course.name,
        classes=_classes(snapshot),
        names=_names(snapshot),
        space=snapshot.space,
        made=made,
        read=_read(snapshot),
        changes=(*_sorted(ours), *_sorted([*free, *theirs])),
        standing=tuple(sorted([*standing, *blocked], key=lambda row: place_of(row.subject))),
        findings=findings,
        holds=holds,
    )
    considered(unnamed)
    return replace(unnamed, id=plan_id(unnamed.content()))


def _findings(snapshot: Snapshot) -> tuple[Finding, ...]:
    seen = list(notes(snapshot, places(snapshot)))
    for check in CHECKS:
        unable = cannot_tell(snapshot, check)
        seen += [*check.check(snapshot), *([unable] if unable else [])]
    unique: list[Finding] = []
    for finding in seen:
        if finding not in unique:
            unique.append(finding)
    return tuple(unique)


def covers(wide: Subject, narrow: Subject) -> bool:
    """True if a finding about `wide` speaks of `narrow` too; None means all of them."""
    pairs = (
        (wide.section, narrow.section),
        (wide.assignment, narrow.assignment),
        (wide.student, narrow.student),
    )
    return wide.course == narrow.course and all(one is None or one == two for one, two in pairs)


def _without_blocked(
    snapshot: Snapshot, changes: Sequence[Change], findings: Sequence[Finding]
) -> tuple[list[Change], list[Standing]]:
    """What no finding stands against, and the scores that one does.

    A line item to be made goes only if a score is left for it, or the district wants it at publication. Where
    another exchange is active scores wait for a person's word; elsewhere they are not sent.
    """
    blocking = [finding for finding in findings if finding.severity is Severity.BLOCKS]
    going: list[Change] = []
    standing: list[Standing] = []
    for change in changes:
        why = next((finding for finding in blocking if covers(finding.subject, change.subject)), None)
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
        if not _makes_item(c)
        or (c.subject.section, c.subject.assignment) in scored
        or snapshot.policy_of(c.subject.section).made == PUBLISHED
    ]
    return kept, standing


def _makes_item(change: Change) -> bool:
    return isinstance(change.after, LineItem) and change.before is None


def _sorted(changes: Iterable[Change]) -> tuple[Change, ...]:
    """By section, assignment and student; of one line item its link first, then itself, then its scores."""
    return tuple(sorted(changes, key=lambda c: (place_of(c.subject), not isinstance(c.after, Link))))


def _classes(snapshot: Snapshot) -> Mapping[str, str]:
    return {
        section: read.class_ref
        for section, read in sorted(snapshot.gradebooks.items())
        if isinstance(read, Gradebook)
    }


def _names(snapshot: Snapshot) -> Mapping[str, str]:
    parts = (("assignment", snapshot.course.assignments), ("section", snapshot.course.sections))
    return {
        f"{kind}/{thing.id}": thing.name
        for kind, part in parts
        if not isinstance(part, Unread)
        for thing in part
    }


def _read(snapshot: Snapshot) -> str:
    books: dict[str, Json] = {section: book.to_dict() for section, book in snapshot.gradebooks.items()}
    return digest({"course": snapshot.course.to_dict(), "gradebooks": books})
