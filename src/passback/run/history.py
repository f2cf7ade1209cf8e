"""How often a cause was seen, and whether it was gone in between: told from sightings, whatever their order.

A sighting is what one run (a plan, and its sync) saw of one cause in one course. Gone is a sighting too, and
rests on evidence: what was looked for and is not there, or scores that arrived. A part that could not be read
says nothing. Event time decides, never the order in which sightings come in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from passback.core.problem import Problem, State
from passback.core.subject import Subject
from passback.core.value import Value, value
from passback.run.causes import Cause
from passback.run.ports import Batch, KeptPlan, Sighting
from passback.run.report import ARRIVED, Report
from passback.sync.ruled_out import looked_for

Name = tuple[Problem, str]
Place = tuple[str | None, str | None]
# What differs is in the SIS: the words that once refused it are not said any more.
_TAKEN = ARRIVED | {State.DIFFERS}


@value
class History(Value):
    """What is known of a cause. `times`: in how many runs it was seen, in the course where that was most.

    `fixed`: how often it was gone afterwards, by evidence; `back`: how often it came again after that.
    """

    first: datetime
    last: datetime
    times: int
    fixed: int
    back: int


def histories(sightings: Iterable[Sighting]) -> Mapping[Name, History]:
    """The history of every cause that was ever seen, over all courses of the sightings."""
    rows: dict[Name, dict[str, list[Sighting]]] = {}
    for sighting in sightings:
        courses = rows.setdefault((sighting.problem, sighting.key), {})
        courses.setdefault(sighting.course, []).append(sighting)
    told = {name: [_told(found) for found in courses.values()] for name, courses in rows.items()}
    return {name: _joined(held) for name, each in told.items() if (held := [h for h in each if h])}


def _told(found: Sequence[Sighting]) -> History | None:
    """Of one cause in one course; None: it was only ever said to be gone."""
    ordered = sorted(found, key=lambda sighting: (sighting.at, sighting.run))
    seen = [sighting.at for sighting in ordered if sighting.seen]
    if not seen:
        return None
    turns = list(pairwise(ordered))
    fixed = sum(one.seen and not two.seen for one, two in turns)
    back = sum(two.seen and not one.seen and one.at > seen[0] for one, two in turns)
    return History(seen[0], seen[-1], len(seen), fixed, back)


def _joined(told: Sequence[History]) -> History:
    return History(
        first=min(history.first for history in told),
        last=max(history.last for history in told),
        times=max(history.times for history in told),
        fixed=sum(history.fixed for history in told),
        back=sum(history.back for history in told),
    )


# ---- what a run saw ---------------------------------------------------------------------------------


def sightings_of(
    batch: Batch,
    plans: Sequence[KeptPlan],
    report: Report,
    causes: Sequence[Cause],
    known: Sequence[Sighting],
) -> tuple[Sighting, ...]:
    """What a run says of every cause: those that it saw, and of the `known` ones those that are gone.

    The time is that of the approval where there was one, else of the plan: the same however often a run that
    was cut off is resumed.
    """
    runs = {kept.plan.course: (kept.plan.id, batch.approved or kept.plan.made) for kept in plans}
    made: dict[tuple[str, Problem, str], Sighting] = {}
    for cause in causes:
        for course in dict.fromkeys(subject.course for subject in cause.subjects):
            run, at = runs.get(course, (batch.id, batch.made))
            places = _places(subject for subject in cause.subjects if subject.course == course)
            refused = any(
                x.raw is not None for x in (*cause.lines, *cause.items) if x.subject.course == course
            )
            row = Sighting(
                course, cause.problem, cause.key, run, at, seen=True, refused=refused, places=places
            )
            made[row.name] = row
    taken = _taken(report)
    for kept in plans:
        run, at = runs[kept.plan.course]
        for last in _open(known, kept.plan.course, at):
            if last.name not in made and _is_gone(kept, last, taken):
                made[last.name] = replace(last, run=run, at=at, seen=False)
    return tuple(made.values())


def _open(known: Iterable[Sighting], course: str, at: datetime) -> Iterable[Sighting]:
    """The causes of a course that were there last, at that time."""
    latest: dict[Name, Sighting] = {}
    for sighting in sorted(known, key=lambda each: each.at):
        if sighting.course == course and sighting.at < at:
            latest[sighting.problem, sighting.key] = sighting
    return [sighting for sighting in latest.values() if sighting.seen]


def _is_gone(kept: KeptPlan, last: Sighting, taken: Mapping[Place, bool]) -> bool:
    """A check that could see looked for it and did not find it; or all its scores have arrived since.

    Not where a class could not be read: then its being absent says nothing. What the SIS itself refused is
    gone only when the SIS takes it.
    """
    if any(section is not None and section not in kept.plan.classes for section, _ in last.places):
        return False
    about = [Subject(last.course, section, assignment, None) for section, assignment in last.places]
    if not last.refused and all(looked_for(kept.plan, last.problem, subject) for subject in about):
        return bool(about)
    works = [place for place in last.places if place[1] is not None]
    return bool(works) and all(taken.get(place, False) for place in works)


def _taken(report: Report) -> Mapping[Place, bool]:
    """By section and assignment: the SIS has every score of it that was considered."""
    taken: dict[Place, bool] = {}
    for line in report.lines:
        place = (line.subject.section, line.subject.assignment)
        taken[place] = taken.get(place, True) and line.state in _TAKEN
    return taken


def _places(subjects: Iterable[Subject]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys((subject.section, subject.assignment) for subject in subjects))
