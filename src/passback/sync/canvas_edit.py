"""What fixes that change Canvas share: the change itself, and what it costs students and the SIS.

Pure. A change in Canvas is seen by teachers and families, so each is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from passback.core.finding import Finding
from passback.core.gradebook import Assignment, Course, Group, Submission, Unread
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.core.subject import Subject
from passback.sync.model import Change, Snapshot
from passback.sync.proposal import Option, Proposal, proposal
from passback.sync.routing import units

# What a course grade in Canvas rests on.
_COUNT = frozenset({"group", "points"})


def work_of(snapshot: Snapshot, assignment: str | None) -> Assignment | None:
    """The assignment, where the list was read and has it."""
    listed = snapshot.course.assignments
    works = () if isinstance(listed, Unread) else listed
    return next((work for work in works if work.id == assignment), None)


def edit(snapshot: Snapshot, work: Assignment, why: Problem | None, **fields: object) -> Change:
    """The change of an assignment in Canvas. `why`: what is wrong with this very assignment, if anything."""
    after: Assignment = replace(work, **fields)  # type: ignore[arg-type]
    return Change(Subject(snapshot.course.id, None, work.id, None), work, after, why, Safety.ASK)


def asked(
    snapshot: Snapshot,
    action: Action,
    finding: Finding,
    options: Sequence[Option],
    given_up: int = 0,
) -> Iterable[Proposal]:
    """The proposal of these edits, if there are any: of one nothing has to be chosen, of several one is.

    `grades` is that of the edit that would change the most.
    """
    if not options:
        return
    grades = max(grades_that_change(snapshot.course, option.changes) for option in options)
    made = proposal(action, Safety.ASK, finding, options=options, given_up=given_up)
    yield replace(made, acts_on=ActsOn.CANVAS, grades=grades)


def scores_of(snapshot: Snapshot, work: Assignment) -> int:
    """How many scores of it are considered for the SIS."""
    return sum(len(unit.cases) for unit in units(snapshot) if unit.assignment.id == work.id)


def grades_that_change(course: Course, changes: Sequence[Change]) -> int:
    """How many students' course grade in Canvas edits of assignments would change.

    By the weights that Canvas shows for the groups, without drop rules: where a group has some, everybody
    with a score in it counts. Where a part was not read, everybody with a score on the assignment does.
    """
    works, marks, groups = course.assignments, course.submissions, course.groups
    edited = {c.after.id: c.after for c in changes if isinstance(c.after, Assignment)}
    if isinstance(marks, Unread) or not any(set(c.edits) & _COUNT for c in changes):
        return 0
    mine = {row.student for row in marks if row.assignment in edited and row.score is not None}
    if isinstance(works, Unread) or isinstance(groups, Unread):
        return len(mine)
    held = {work.id: work for work in works}
    touched = {work.group for work in (*edited.values(), *(held[i] for i in edited if i in held))}
    if any(group.drops for group in groups if group.id in touched):
        return len(mine)
    weights = {group.id: group for group in groups}
    rows: dict[str, list[Submission]] = defaultdict(list)
    for row in marks:
        rows[row.student].append(row)
    after = {**held, **edited}
    return sum(_grade(rows[s], held, weights) != _grade(rows[s], after, weights) for s in mine)


def _grade(
    rows: list[Submission], works: Mapping[str, Assignment], groups: Mapping[str, Group]
) -> Decimal | None:
    """A student's course grade in percent of what was graded, by group weights where there are any."""
    earned: dict[str, Decimal] = defaultdict(Decimal)
    possible: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        work = works.get(row.assignment)
        counts = work is not None and work.published and not work.omit_from_final_grade and not row.excused
        if work is None or not counts or row.score is None or work.points is None:
            continue
        earned[work.group] += row.score
        possible[work.group] += work.points
    weighted = any((group.weight or 0) > 0 for group in groups.values())
    if not weighted:
        total = sum(possible.values())
        return sum(earned.values()) / total if total else None
    used = [g for g in possible if possible[g] > 0 and g in groups]
    share = sum((groups[g].weight or Decimal(0) for g in used), Decimal(0))
    if not share:
        return None
    return sum(((groups[g].weight or Decimal(0)) * earned[g] / possible[g] for g in used), Decimal(0)) / share
