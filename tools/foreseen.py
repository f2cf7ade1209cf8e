"""Which messages a plan foresees: passback plans the very state of a proof, and that with one value changed.

What it says of the thing in question in the first and not in the second is what the message came of. The
connection was made before, with all in order. A proof of what an SIS says to a call of its own, which no
assignment in Canvas leads to, shows nothing here; `predicting` asks about those.
"""

import asyncio
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from in_process import a_practice, settings
from passback.core.errors import PassbackError
from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.dictionary.book import known
from passback.run import app as run_app
from passback.run.ports import KeptPlan
from passback.sandbox.school import interface
from passback.sandbox.state.school import School
from proofs.calling import Http
from proofs.ours import OURS, Ours
from proofs.proving import Proof, fresh, restored
from proofs.state import path_to, put
from proofs.syncing import Sync

ANYWHERE = Subject("", None, None, None)


@dataclass(frozen=True)
class Told:
    """What a plan says of one thing: a problem, and whether it keeps something from being sent."""

    problem: Problem
    stops: bool
    subject: Subject


def foreseen(proof: Proof) -> frozenset[Problem]:
    """The problems by which a plan foresees what a proof is about; empty: it does not.

    Of the message's own problems any word of the plan counts; another problem only where it keeps back what
    would be refused.
    """
    new = _new(proof)
    own = {cause.problem for cause in known(proof.entry).causes}
    return frozenset(told.problem for told in new if told.problem in own or told.stops)


def _new(proof: Proof) -> frozenset[Told]:
    """What a plan says of the state of the proof, or of one of ours with the same cause, and not without."""
    school = fresh()
    case = proof.stand(school)
    ours = OURS.get(proof.entry)
    if ours is not None:
        asked = Sync(ours.sis, 0, "")
        return _told(fresh(), asked, ours) - _told(fresh(), asked, None)
    path = path_to(school, case.owner, case.name)
    stood = pickle.dumps(school)
    flipped = restored(stood)
    put(flipped, path, case.to)
    return _told(restored(stood), case.ask, None) - _told(flipped, case.ask, None)


def _told(school: School, ask: object, ours: Ours | None) -> frozenset[Told]:
    described: Any = interface(school, a_practice().urls)
    match ask:
        case Sync() if ask.course == 0:
            return asyncio.run(_of_plan(school, ask.sis.value, None, [], ours))
        case Sync():
            _seat(school, ask.course)
            return asyncio.run(_of_plan(school, ask.sis.value, str(ask.course), ask.doing.split(), ours))
        case Http() if ask.system in described["sis"]:
            return asyncio.run(_of_plan(school, ask.system, None, [], ours))
        case _:
            return frozenset()


def _seat(school: School, course: int) -> None:
    """Move a student to each section of the course that has none: a plan speaks of sections with scores."""
    canvas = school.canvas
    seats = [row for row in canvas.enrollments.values() if row.course == course]
    graded = {row.user for row in canvas.submissions.values() if row.score is not None}
    movable = iter([row for row in seats if row.user in graded])
    taken = {row.section for row in seats}
    for section in [row for row in canvas.sections.values() if row.course == course]:
        if section.id not in taken:
            next(movable).section = section.id


async def _of_plan(
    school: School, system: str, course: str | None, words: list[str], ours: Ours | None
) -> frozenset[Told]:
    """What a plan says of one course, or of all that a system has; `words`: the ids that it is about."""
    practice = a_practice()
    given: Any = interface(practice.school, practice.urls)
    if ours is not None:
        ours.cause(school, given["sis"][system])
    async with run_app.open(settings(practice)) as app:
        (made,) = await app.add_described("practice", {**given, "sis": {system: given["sis"][system]}})
        practice.school = school
        try:
            batch, _ = await app.plan(made.name, [course] if course else [])
        except PassbackError as error:
            problem = getattr(error, "problem", None)
            return frozenset({Told(problem, stops=True, subject=ANYWHERE)} if problem else ())
        found = {Told(one.problem, stops=True, subject=one.subject) for one in batch.unread}
        for plan in batch.plans:
            kept = await app.store.kept_plan(plan)
            found |= set(_of_course(kept, words)) if kept else set()
        return frozenset(found)


def _of_course(kept: KeptPlan, words: list[str]) -> Iterator[Told]:
    plan = kept.plan
    rows: list[tuple[Finding, bool]] = [(f, f.severity is Severity.BLOCKS) for f in plan.findings]
    rows += [(row.why, True) for row in plan.standing if row.why is not None]
    rows += [(hold.why, True) for hold in plan.holds]
    works = {key.partition("/")[2] for key in plan.names if key.startswith("assignment/")} & set(words)
    for finding, stops in rows:
        work = finding.subject.assignment
        if not works or work is None or work in works:
            yield Told(finding.problem, stops, finding.subject)
