"""What did not arrive, one group per cause: a problem, and the one fact that a single act would change.

A missing category is another cause than the next missing category; two assignments without a due date are one
thing to know. The key never holds the SIS's raw words or an id: the same cause has the same key every night.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.core.value import Value, value
from passback.run.report import Line, Report, Trouble, recognized
from passback.sync.plan import covers, wider

_CATEGORY, _STATE, _VALUE = "category", "state", "value"
# The slot whose value tells one cause of a problem from another; a problem that is not here is one cause.
_TOLD_BY: Mapping[Problem, str] = {
    Problem.CATEGORY_NOT_FOUND: _CATEGORY,
    Problem.CATEGORY_NOT_IMPORTED: _CATEGORY,
    Problem.CATEGORY_NOT_UNIQUE: _CATEGORY,
    Problem.CATEGORY_WITHOUT_GRADE_SCALE: _CATEGORY,
    Problem.CATEGORY_NOT_LEAD_TEACHERS: _CATEGORY,
    Problem.CATEGORY_DIFFERS_BETWEEN_SECTIONS: _CATEGORY,
    Problem.DUPLICATE_ASSIGNMENT_GROUPS: _CATEGORY,
    Problem.HELD_FOR_A_PERSON: _STATE,
    Problem.NOT_CARRIED: _STATE,
    Problem.SYNC_TURNED_OFF: _STATE,
    Problem.VALUE_CHANGED_BY_SIS: _STATE,
    Problem.PART_UNREAD: _VALUE,
}
_LONGEST = 120
_WARNED = "warned of"


@value
class Cause(Value):
    """One cause with all that it hit. `lines` are scores; `items` line items. `key`: see the module."""

    problem: Problem
    key: str
    lines: tuple[Line, ...]
    items: tuple[Line, ...]
    findings: tuple[Finding, ...]

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What it is about, each once: scores and line items first, then what findings speak of."""
        hit = [line.subject for line in (*self.lines, *self.items)]
        return tuple(dict.fromkeys([*hit, *(finding.subject for finding in self.findings)]))


def causes_of(report: Report) -> tuple[Cause, ...]:
    """Every cause of a report: each score that has a problem is in exactly one."""
    return tuple(cause for trouble in report.troubles for cause in _split(trouble, report.sis))


def _split(trouble: Trouble, sis: Sis) -> Iterable[Cause]:
    found = [(finding, _key(trouble.problem, finding.facts)) for finding in _unique(trouble.findings)]
    lines = [(line, _key_of_line(line, trouble.problem, found, sis)) for line in trouble.lines]
    items = [(line, _key_of_line(line, trouble.problem, found, sis)) for line in trouble.items]
    found = _apart(found, [(line.subject, key) for line, key in (*lines, *items)])
    for key in dict.fromkeys([key for _, key in (*lines, *items)] + [key for _, key in found]):
        yield Cause(
            trouble.problem,
            key,
            tuple(line for line, own in lines if own == key),
            tuple(line for line, own in items if own == key),
            tuple(finding for finding, own in found if own == key),
        )


def _apart(
    found: Sequence[tuple[Finding, str]], hit: Sequence[tuple[Subject, str]]
) -> list[tuple[Finding, str]]:
    """Mere warnings about other things than those that were hit by the same cause are a cause of their own.

    What was only warned of and went is not to be mended together with what did not arrive.
    """
    about = {(wide, key) for subject, key in hit for wide in wider(subject)}
    within, keys = set(hit), {key for _, key in hit}
    made = []
    for finding, key in found:
        touches = (finding.subject, key) in about or any((w, key) in within for w in wider(finding.subject))
        warned = finding.severity is not Severity.BLOCKS and key in keys and not touches
        made.append((finding, f"{key} {_WARNED}".strip() if warned else key))
    return made


def _key_of_line(line: Line, problem: Problem, found: Sequence[tuple[Finding, str]], sis: Sis) -> str:
    if line.why is not None and line.why.problem is problem:
        return _key(problem, line.why.facts)
    if problem is Problem.UNRECOGNIZED:
        return masked(line.raw or "")
    if problem not in _TOLD_BY:
        return ""
    match = recognized(line.raw, sis) if line.raw is not None else None
    own = _key(problem, match.variables if match else {})
    # Words that do not say it: what a check found on that very subject does.
    return own or next((key for finding, key in found if covers(finding.subject, line.subject)), "")


def _key(problem: Problem, facts: Mapping[str, str]) -> str:
    slot = _TOLD_BY.get(problem)
    return " ".join(facts.get(slot, "").split())[:_LONGEST] if slot else ""


def masked(raw: str) -> str:
    """Words that nobody knows, without what may be an id or a name: only plain small words are left."""
    return " ".join(re.findall(r"(?<![^\s\"(\[{:,])[a-z]{2,}(?![^\s\"')\]}:,.])", raw))[:_LONGEST]


def _unique(findings: Sequence[Finding]) -> Iterable[Finding]:
    """Each once; a finding holds a mapping and has no hash of its own."""
    return {(f.severity, f.subject, tuple(sorted(f.facts.items()))): f for f in findings}.values()
