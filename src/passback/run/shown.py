"""Cures that a person carries out: who, where to the very screen, what to do, the command that checks again.

Read from the entry's steps; a step that takes grades away is a cure of its own, after all that keep them.
Addresses come from dictionary/screens.yaml alone: into Canvas, and into an SIS only where the address of the
page is known for certain (today one page of PowerSchool). Where it is not, the path has to do.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar
from urllib.parse import quote

from passback.core.connection import Connection
from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety, Who
from passback.core.sis import Sis
from passback.core.value import Json, Value, value
from passback.dictionary.entry import Cause, Loss, Step
from passback.dictionary.explain import Explanation, Weight
from passback.run.card_words import named, only_looks
from passback.sync.canvas_edit import work_of
from passback.sync.model import Snapshot

_CANVAS, _PASSBACK = "Canvas", "passback"
# A page by its own address, which Canvas gives; where a finding is about none, the list of them.
_ASSIGNMENT, _ASSIGNMENTS = "{assignment}", "courses/{course}/assignments"
_ORDER = (None, Loss.OTHER, Loss.GRADES)


@value
class ShownStep(Value):
    """One step. `place`: where, screen by screen; `path`: the screens alone, none where no source names them.

    `link`: straight to it. `again`: it says to sync again, which the check does.
    """

    who: Who
    where: str
    path: tuple[str, ...]
    place: str
    do: str
    link: str | None
    loses: Loss | None
    again: bool

    @property
    def deletes(self) -> bool:
        """Does it take grades away for good?"""
        return self.loses is Loss.GRADES


@value
class Shown(Value):
    """One cure by hand. `who` and `acts_on`: of the first step that changes something.

    `tell`: how to know that it is this cause. `loses`: the worst that any of its steps takes away.
    `check_again`: the command to type when it is done.
    """

    problem: Problem
    tell: str | None
    who: Who
    acts_on: ActsOn
    steps: tuple[ShownStep, ...]
    loses: Loss | None
    check_again: str

    @property
    def safety(self) -> Safety:
        """It is shown, and never done by us."""
        return Safety.SHOW

    @property
    def deletes(self) -> bool:
        """Does it take grades away for good?"""
        return self.loses is Loss.GRADES

    @property
    def first(self) -> ShownStep:
        """The first step that changes something, else the first."""
        return _acting(self.steps)

    @property
    def at(self) -> ShownStep:
        """The first step whose screens are known; else where the first change is made."""
        return next((step for step in self.steps if step.path), self.first)


AStep = TypeVar("AStep", Step, ShownStep)


def acting(steps: Sequence[AStep]) -> AStep:
    """Of some steps the first that changes something, else the first; who does it has to act."""
    return next((step for step in steps if not only_looks(step.do)), steps[0])


def _acting(steps: Sequence[ShownStep]) -> ShownStep:
    return acting([step for step in steps if not step.again] or steps)


def shown(
    told: Explanation, connection: Connection, finding: Finding, assignment_url: str | None = None
) -> tuple[Shown, ...]:
    """The cures by hand of all causes that may be, those that keep grades first.

    Each cause gives one cure of the steps that take nothing away, and one of each step that does; what is
    ruled out here comes last among its like. A cause that only asks to sync again gives none.

    Args:
        told: the explanation of the finding.
        connection: whose Canvas and SIS it is.
        finding: what it is about; its key names the check.
        assignment_url: the assignment's own address, as Canvas gives it.
    """
    again = f"passback fix {connection.name} {finding.key} --done"
    found = []
    for ranked in told.causes:
        for steps in _apart(ranked.cause):
            made = tuple(_step(step, connection, finding, assignment_url) for step in steps)
            cure = _cure(ranked.cause, made, again, connection.sis)
            found.append((ranked.standing is Weight.RULED_OUT, cure))
    kept = [(out, cure) for out, cure in found if not all(step.again for step in cure.steps)]
    return tuple(cure for _, cure in sorted(kept, key=lambda each: (_rank(each[1]), each[0])))


def _rank(cure: Shown) -> int:
    return _ORDER.index(cure.loses)


def _apart(cause: Cause) -> Iterable[Sequence[Step]]:
    keeps = [step for step in cause.steps if step.loses is None]
    if keeps:
        yield keeps
    for step in cause.steps:
        if step.loses is not None:
            yield [step]


def _cure(cause: Cause, steps: tuple[ShownStep, ...], again: str, sis: Sis) -> Shown:
    first = _acting(steps)
    worst = max((step.loses for step in steps), key=_ORDER.index)
    tell = named(cause.tell, sis) if cause.tell else None
    return Shown(cause.problem, tell, first.who, acts_on(first.where), steps, worst, again)


def acts_on(where: str) -> ActsOn:
    """What a step in that place acts on; passback's own settings change only what is sent."""
    return {_CANVAS: ActsOn.CANVAS, _PASSBACK: ActsOn.WIRE}.get(where, ActsOn.SIS)


def _step(step: Step, connection: Connection, finding: Finding, assignment_url: str | None) -> ShownStep:
    sis = connection.sis
    where = sis.display if step.where == "SIS" else step.where
    return ShownStep(
        who=step.who,
        where=where,
        path=step.path,
        place=step.place.replace(step.where, where, 1),
        do=named(step.do, sis),
        link=_link(step, connection, finding, assignment_url),
        loses=step.loses,
        again=step.action is Action.RESEND,
    )


def _link(step: Step, connection: Connection, finding: Finding, assignment_url: str | None) -> str | None:
    """The step's page; None: its address is not known for certain, or it has none."""
    if step.page is None:
        return None
    if step.page == _ASSIGNMENT and assignment_url is not None:
        return assignment_url
    page = step.page.replace(_ASSIGNMENT, _ASSIGNMENTS)
    root = connection.canvas.url if step.where == _CANVAS else connection.settings.url
    return f"{root.rstrip('/')}/{page.format(course=quote(finding.subject.course, safe=''))}"


def assignment_address(snapshot: Snapshot, finding: Finding) -> str | None:
    """What Canvas says is the address of the assignment that a finding is about; None: of none."""
    work = work_of(snapshot, finding.subject.assignment)
    return work.url if work is not None and work.url.startswith(("https://", "http://")) else None


# ---- as JSON -------------------------------------------------------------------------------------------


def shown_json(cure: Shown) -> dict[str, Json]:
    """One cure by hand."""
    return {
        "problem": cure.problem.value,
        "acts_on": cure.acts_on.value,
        "safety": cure.safety.value,
        "who": cure.who.value,
        "path": cure.at.place,
        "link": cure.at.link,
        "deletes": cure.deletes,
        "steps": [step_json(step) for step in cure.steps],
        "check_again": cure.check_again,
    }


def step_json(step: ShownStep) -> dict[str, Json]:
    """One step; `path` as a person reads it, from the system to the last screen."""
    return {
        "who": step.who.value,
        "where": step.where,
        "path": step.place,
        "do": step.do,
        "link": step.link,
        "deletes": step.deletes,
    }
