"""What a person chose, put in place: the snapshot as it would be after these changes, before any of them.

So a plan can show what a fix would bring about. Nothing is written; `apply` writes the same changes later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from passback.core.gradebook import Assignment, Course, Group, Unread
from passback.core.settings import Setting
from passback.sync.approval import Approval
from passback.sync.model import (
    Change,
    Link,
    Snapshot,
)
from passback.sync.policies import with_settings
from passback.sync.text import same_name

K = TypeVar("K")
V = TypeVar("V")


def as_chosen(snapshot: Snapshot, changes: Iterable[Change]) -> Snapshot:
    """The snapshot with settings, approvals, links, groups and assignments as the changes would leave them.

    Other changes leave it as it is. Putting the same in place twice changes nothing more.

    Raises:
        BadInput: a setting has a name or a value that this version does not know.
    """
    settings = {(s.level, s.target, s.name): s for s in snapshot.settings}
    approvals = {a.place: a for a in snapshot.approvals}
    works: dict[str, Assignment] = {}
    groups: list[Change] = []
    links = {(k.section, k.assignment): k for k in snapshot.links}
    for change in changes:
        thing = change.after if change.after is not None else change.before
        match thing:
            case Setting():
                _put(settings, (thing.level, thing.target, thing.name), thing, change)
            case Approval():
                _put(approvals, thing.place, thing, change)
            case Link() if change.after is None:
                links.pop((thing.section, thing.assignment), None)
            case Assignment():
                works[thing.id] = thing
            case Group():
                groups.append(change)
            case _:
                pass
    course, place = _with_groups(snapshot.course, groups)
    if works and not isinstance(course.assignments, Unread):
        found = (works.get(work.id, work) for work in course.assignments)
        edited = tuple(replace(work, group=place.get(work.group, work.group)) for work in found)
        course = replace(course, assignments=edited)
    given = replace(snapshot, course=course, approvals=tuple(approvals.values()), links=tuple(links.values()))
    chosen = tuple(settings.values())
    return given if chosen == snapshot.settings else with_settings(given, chosen)


def _with_groups(course: Course, changes: Iterable[Change]) -> tuple[Course, Mapping[str, str]]:
    """The course with its groups changed, and by the id that one was to be made under the one in its place.

    What has been made since is there under Canvas's own id.
    """
    if isinstance(course.groups, Unread):
        return course, {}
    groups = {group.id: group for group in course.groups}
    place = {}
    for change in changes:
        match change.before, change.after:
            case None, Group() as made:
                there = next((held for held in groups.values() if same_name(held.name, made.name)), made)
                place[made.id] = there.id
                groups[there.id] = there
            case Group() as gone, None:
                groups.pop(gone.id, None)
            case _, Group() as changed:
                groups[changed.id] = changed
    return replace(course, groups=tuple(groups.values())), place


def _put(held: dict[K, V], key: K, thing: V, change: Change) -> None:
    if change.after is None:
        held.pop(key, None)
    else:
        held[key] = thing
