"""Marking work for the SIS where Canvas hides the box that a teacher would tick.

Knows which work would take part if it were marked. May not mark anything where the teacher could have: a box
that is shown and not ticked is a choice.
Source: facts/canvas.md §1.5 (`post_to_sis`).
"""

from dataclasses import replace

from passback.core.gradebook import Assignment, Course, Gradebook, Unread
from passback.core.problem import Problem, Safety
from passback.core.subject import Subject
from passback.sync.model import Change, Plan, Snapshot
from passback.sync.routing import takes_part

# Why nobody asked Canvas about its box.
ALL_MARKED = Unread("nothing of the course wants a tick", Problem.PART_UNREAD)


def to_mark(snapshot: Snapshot) -> tuple[Change, ...]:
    """The assignments to be marked, by id, each a `Change` of an `Assignment` that wants consent.

    Only where the box is known to be hidden (`snapshot.box`) anything is marked, and only work that would be
    sent then: published, graded, in a course with a class that joins, unless the district leaves such work
    alone. Canvas takes this change in a closed grading period too.
    """
    box, listed = snapshot.box, snapshot.course.assignments
    if box or isinstance(box, Unread) or isinstance(listed, Unread) or not _joins(snapshot):
        return ()
    if snapshot.policy.unmarked != "ask":
        return ()
    return tuple(
        Change(_subject(snapshot, work.id), work, _marked(work), Problem.SYNC_BOX_HIDDEN, Safety.ASK)
        for work in sorted(listed, key=lambda work: work.id)
        if _wants_a_tick(work)
    )


def marks(plan: Plan) -> tuple[Change, ...]:
    """The changes of a plan that mark work in Canvas."""
    return tuple(change for change in plan.changes if change.marks)


def asks_for_the_box(course: Course) -> bool:
    """True if it matters whether Canvas shows its box: work of the course would be sent if it were marked."""
    return not isinstance(course.assignments, Unread) and any(map(_wants_a_tick, course.assignments))


def _wants_a_tick(work: Assignment) -> bool:
    return not work.post_to_sis and takes_part(_marked(work))


def _marked(work: Assignment) -> Assignment:
    return replace(work, post_to_sis=True)


def _joins(snapshot: Snapshot) -> bool:
    """True if a class of the course is in the SIS and takes part."""
    return any(
        isinstance(read, Gradebook) and snapshot.policy_of(section).joins
        for section, read in snapshot.gradebooks.items()
    )


def _subject(snapshot: Snapshot, assignment: str) -> Subject:
    return Subject(snapshot.course.id, None, assignment, None)
