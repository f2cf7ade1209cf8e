"""A repair as people see it before and after: items with before → after, what is somebody else's, the end.

Values, and how they read as JSON. Decides nothing.
"""

from collections.abc import Mapping
from datetime import datetime

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.core.value import Json, Value, value
from passback.dictionary.explain import Explanation, explain
from passback.run.found import Found
from passback.run.overview import Row
from passback.run.ports import AppliedFix
from passback.run.report import Line, Report
from passback.run.shown import Shown, shown_json, step_json
from passback.sync.fixes import fixes_for
from passback.sync.model import Plan
from passback.sync.proposal import Proposal

# More than these at once want a reason in words (a consent that nobody reads is none).
BULK = 500


@value
class Item(Value):
    """One thing to say yes to, or with `options` to choose. `wanted`: the scores it is to free.

    `frees`: those of them that would be sent. `rows`: every change of it, before → after. `others`: the
    actions that could cure it in its place; `by_hand`: what a person could do in its place.
    """

    proposal: Proposal
    course: str
    course_name: str
    place: str
    wanted: tuple[Subject, ...]
    frees: tuple[Subject, ...]
    rows: tuple[Row, ...]
    others: tuple[str, ...]
    by_hand: tuple[Shown, ...]

    @property
    def key(self) -> str:
        """What `--leave` names it by."""
        return self.proposal.key

    @property
    def problem(self) -> Problem:
        """What it cures; of several the first."""
        return self.problems[0]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that it cures, which are several where one change cures several."""
        return tuple(dict.fromkeys(finding.problem for finding in self.proposal.findings))


@value
class Told(Value):
    """A finding that no fix of ours cures: somebody has to act, by one of the cures, the best first.

    `link`: straight to where the first of them begins, else to the assignment in Canvas, if there is one.
    """

    found: Found
    cures: tuple[Shown, ...]
    link: str | None


@value
class Repair(Value):
    """What would be done, whole: what is shown is what runs.

    `gone`: findings whose cause is not there any more and that keep nothing back. `still`: findings that were
    looked at again and are there.
    """

    connection: str
    sis: Sis
    by: str
    made: datetime
    items: tuple[Item, ...]
    to_choose: tuple[Item, ...]
    told: tuple[Told, ...]
    gone: tuple[Found, ...]
    still: tuple[Found, ...]
    plans: tuple[Plan, ...]

    @property
    def frees(self) -> frozenset[Subject]:
        """The scores that would be sent."""
        return frozenset(subject for item in self.items for subject in item.frees)

    @property
    def size(self) -> int:
        """How many changes it makes, in our store and in the SIS."""
        return sum(len(plan.changes) for plan in self.plans)

    @property
    def is_large(self) -> bool:
        """True if it wants a reason in words."""
        return self.size > BULK


@value
class Repaired(Value):
    """What became of a repair. `fix`: what `undo` names it by. `green`: scores that are in the SIS now.

    `red`: those that are not, with why; where there are none, line items that are not. `answered`: scores
    that wait or are left out as was chosen.
    """

    fix: AppliedFix
    green: int
    proven: int
    red: tuple[Line, ...]
    answered: int
    report: Report

    @property
    def unmade(self) -> tuple[Line, ...]:
        """The changes in Canvas that are not there, with why; what is changed there belongs to no class."""
        items = [line for trouble in self.report.troubles for line in trouble.items]
        return tuple(line for line in items if line.subject.section is None)


def cures(problem: Problem) -> tuple[str, ...]:
    """The actions of the fixes for a problem, the preferred first; none: somebody has to act."""
    return tuple(fix.ACTION.value for fix in fixes_for(problem))


def explained(found: Found, sis: Sis) -> Explanation:
    """What a finding means here, by the SIS's own words where it spoke."""
    told = explain(found.raw, sis.value, seen=(found.finding,)) if found.raw is not None else None
    return told if told is not None and told.entry is not None else explain(found.finding, sis.value)


def found_json(found: Found) -> dict[str, Json]:
    """One row of `passback fix CONNECTION --format json`."""
    s = found.finding.subject
    return {
        "finding": found.finding.key,
        "problem": found.finding.problem.value,
        "severity": found.finding.severity.value,
        "course": s.course,
        "course_name": found.course_name,
        "section": s.section,
        "assignment": s.assignment,
        "student": s.student,
        "place": found.place,
        "scores": len(found.kept_back),
        "said": found.raw,
        "cures": [*cures(found.finding.problem)],
    }


def repair_json(repair: Repair) -> dict[str, Json]:
    """What would be done, or was."""
    return {
        "connection": repair.connection,
        "items": [item_json(item) for item in repair.items],
        "to_choose": [item_json(item) for item in repair.to_choose],
        "others": [_told_json(told, repair.sis) for told in repair.told],
        "gone": [found.finding.key for found in repair.gone],
        "still": [found.finding.key for found in repair.still],
    }


def _told_json(told: Told, sis: Sis) -> dict[str, Json]:
    page = explained(told.found, sis)
    best: dict[str, Json] = shown_json(told.cures[0]) if told.cures else {}
    return {
        **best,
        **found_json(told.found),
        "entry": page.entry.id if page.entry else None,
        "deletes": bool(told.cures) and all(cure.deletes for cure in told.cures),
        "steps": [step_json(step) for cure in told.cures for step in cure.steps],
        "link": told.link,
        "by_hand": [shown_json(cure) for cure in told.cures],
    }


def repaired_json(done: Repaired) -> dict[str, Json]:
    """What became of it."""
    states: Mapping[str, int] = {
        state: sum(line.state.value == state for line in done.red)
        for state in sorted({line.state.value for line in done.red})
    }
    return {
        "fix": done.fix.id,
        "green": done.green,
        "proven": done.proven,
        "red": len(done.red),
        "red_states": dict(states),
        "answered": done.answered,
        "unmade": [
            {"assignment": line.subject.assignment, "problem": line.problem.value if line.problem else None}
            for line in done.unmade
        ],
    }


def item_json(item: Item) -> dict[str, Json]:
    """One item as JSON."""
    made = item.proposal
    return {
        "item": item.key,
        "action": made.action.value,
        "acts_on": made.acts_on.value,
        "safety": made.safety.value,
        "problem": item.problem.value,
        "findings": [finding.key for finding in made.findings],
        "course": item.course,
        "course_name": item.course_name,
        "place": item.place,
        "options": [{"ref": option.ref, "label": option.label} for option in made.options],
        "changes": [{k: v for k, v in row.to_dict().items() if k != "is"} for row in item.rows],
        "frees": len(item.frees),
        "other_cures": [*item.others],
        "by_hand": [shown_json(cure) for cure in item.by_hand],
        "grades_that_change": made.grades,
        "scores_given_up": made.given_up,
    }
