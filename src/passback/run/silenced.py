"""Findings that a person does not want to be told, said once: which, how many, why, on whose word.

Silencing hides, it never sends: what a finding blocks stays blocked.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from passback.core.finding import Finding
from passback.core.problem import Problem
from passback.core.subject import Subject
from passback.core.value import Json, Value, value
from passback.dictionary.book import entry_for
from passback.sync.model import Plan, Silencing
from passback.sync.refused import waiting_for


@value
class Silenced(Value):
    """One problem on one person's word.

    `findings`: how many are not told. `scores`: how many these keep back, or make wait.
    """

    problem: Problem
    title: str
    reason: str
    by: str
    at: datetime
    findings: int
    scores: int

    def to_json(self) -> dict[str, Json]:
        """One row of `silenced` in the JSON of a plan and of a check."""
        return {name: held for name, held in self.to_dict().items() if name != "is"}


def silenced(plans: Sequence[Plan]) -> tuple[Silenced, ...]:
    """What of these plans is not told, by problem and by word."""
    findings: dict[tuple[Problem, Silencing], set[tuple[Subject, frozenset[tuple[str, str]]]]] = {}
    scores: Counter[tuple[Problem, Silencing]] = Counter()
    for plan in plans:
        waiting = [(recheck.why, 1) for recheck in waiting_for(plan).values()]
        for finding, kept_back in (*told_of(plan), *waiting):
            silence = plan.silence(finding)
            if silence is not None:
                key = (finding.problem, silence)
                said = (finding.subject, frozenset(finding.facts.items()))
                findings.setdefault(key, set()).add(said)
                scores[key] += kept_back
    return tuple(
        Silenced(
            problem,
            entry_for(problem, None).title,
            silence.reason,
            silence.by,
            silence.at,
            len(found),
            scores[problem, silence],
        )
        for (problem, silence), found in findings.items()
    )


def told_of(plan: Plan) -> list[tuple[Finding, int]]:
    """Every finding that a plan rests on, and how many scores that very row keeps back."""
    held = [(h.why, sum(c.subject.student is not None for c in h.changes)) for h in plan.holds]
    rows = [(row.why, 1) for row in plan.standing if row.why is not None]
    return [*((finding, 0) for finding in plan.findings), *held, *rows]
