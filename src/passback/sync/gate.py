"""Marking work for the SIS where Canvas hides the box that a teacher would tick.

Knows which work would take part if it were marked. May not mark anything where the teacher could have: a box
that is shown and not ticked is a choice.
Source: facts/canvas.md §1.5 (`post_to_sis`).
"""

from dataclasses import replace

from passback.core.gradebook import Gradebook, Unread
from passback.core.problem import Problem, Safety
from passback.core.subject import Subject
from passback.sync.model import Change, Snapshot
from passback.sync.routing import takes_part


def to_mark(
    snapshot: Snapshot,
    shown: bool | Unread,  # noqa: FBT001 - what Canvas says of its box
) -> tuple[Change, ...]:
    """The assignments to be marked, by id, each a `Change` of an `Assignment` that wants consent.

    `shown`: Canvas shows its teachers the box *Sync to SIS*. Only where it is known to be hidden anything is
    marked, and only work that would be sent then: published, graded, in a course with a class that joins.
    Canvas takes this change in a closed grading period too.
    """
    listed = snapshot.course.assignments
    if shown or isinstance(shown, Unread) or isinstance(listed, Unread) or not _joins(snapshot):
        return ()
    marked = ((work, replace(work, post_to_sis=True)) for work in listed if not work.post_to_sis)
    return tuple(
        Change(_subject(snapshot, before.id), before, after, Problem.SYNC_TURNED_OFF, Safety.ASK)
        for before, after in sorted(marked, key=lambda pair: pair[0].id)
        if takes_part(after)
    )


def _joins(snapshot: Snapshot) -> bool:
    """True if a class of the course is in the SIS and takes part."""
    return any(
        isinstance(read, Gradebook) and snapshot.policy_of(section).joins
        for section, read in snapshot.gradebooks.items()
    )


def _subject(snapshot: Snapshot, assignment: str) -> Subject:
    return Subject(snapshot.course.id, None, assignment, None)
