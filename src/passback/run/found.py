"""What keeps scores back, by a kept plan and what became of it: findings with short keys, to be named by.

What the SIS refused is a finding here too, as the dictionary recognizes it. Knows plans and no school.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.core.value import Value, value
from passback.run.ports import KeptPlan
from passback.run.report import ARRIVED, Line, lines_of


@value
class Found(Value):
    """One finding. `kept_back`: the scores. `raw`: the SIS's own words, where it spoke.

    `names`: what people call what it is about, by Canvas id.
    """

    finding: Finding
    course_name: str
    names: Mapping[str, str]
    kept_back: tuple[Subject, ...]
    raw: str | None

    @property
    def place(self) -> str:
        """The assignment and the section, as people call them; never a student."""
        s = self.finding.subject
        work = self.names.get(f"assignment/{s.assignment}", s.assignment) if s.assignment else None
        section = self.names.get(f"section/{s.section}", s.section) if s.section else None
        student = f"student {s.student}" if s.student else None
        return ", ".join(part for part in (work, section, student) if part) or "the course"


def found_in(kept: KeptPlan, sis: Sis) -> tuple[Found, ...]:
    """What a plan found against its scores and what came back, the most scores first.

    Notes that stop nothing and ask nobody are left out.
    """
    held: dict[str, Finding] = {}
    scores: dict[str, set[Subject]] = defaultdict(set)
    words: dict[str, str] = {}
    plan = kept.plan
    for finding in plan.findings:
        if finding.severity is not Severity.INFORMS:
            held.setdefault(finding.key, finding)
    for hold in plan.holds:
        held.setdefault(hold.why.key, hold.why)
        scores[hold.why.key] |= {c.subject for c in hold.changes if c.subject.student is not None}
    for finding, hit, raw in (*_stopped(kept, sis), *_refused(kept, sis)):
        held.setdefault(finding.key, finding)
        scores[finding.key] |= set(hit)
        if raw is not None:
            words[finding.key] = raw
    made = [
        Found(finding, plan.course_name, plan.names, _sorted(scores[key]), words.get(key))
        for key, finding in held.items()
    ]
    return tuple(sorted(made, key=lambda f: (-len(f.kept_back), f.finding.problem, f.finding.key)))


def with_earlier(
    now: Sequence[Found], kept: KeptPlan, earlier: Sequence[Sequence[Found]]
) -> tuple[Found, ...]:
    """What a fix left over too: what the SIS refused before it, as far as that has not arrived since.

    Only refusals: whatever else kept a score back, the plan of the fix says itself.
    """
    known = {found.finding.key for found in now}
    arrived = {o.change.subject for o in kept.outcomes if o.verdict.state in ARRIVED}
    arrived |= {row.subject for row in kept.plan.standing if row.state in ARRIVED}
    more: dict[str, Found] = {}
    for found in (found for each in earlier for found in each):
        left = tuple(subject for subject in found.kept_back if subject not in arrived)
        if found.raw is not None and left and found.finding.key not in known:
            more.setdefault(found.finding.key, replace(found, kept_back=left))
    return (*now, *more.values())


def _sorted(subjects: Iterable[Subject]) -> tuple[Subject, ...]:
    return tuple(sorted(subjects, key=lambda s: (s.section or "", s.assignment or "", s.student or "")))


_One = tuple[Finding, tuple[Subject, ...], str | None]


def _stopped(kept: KeptPlan, sis: Sis) -> Iterable[_One]:
    """Scores that stand for a finding which was never put to the SIS."""
    for line in lines_of(kept, sis):
        why = line.why
        if line.state in ARRIVED or line.raw is not None or why is None or not line.score:
            continue
        if why.severity is not Severity.INFORMS and why.problem is not Problem.HELD_FOR_A_PERSON:
            yield why, (line.subject,), None


def _refused(kept: KeptPlan, sis: Sis) -> Iterable[_One]:
    """One finding per line item that was refused, and one per score where the line item was not."""
    grouped: dict[tuple[Problem, str | None, str | None], list[Line]] = defaultdict(list)
    for line in lines_of(kept, sis):
        if line.raw is not None and line.problem is not None:
            grouped[line.problem, line.subject.section, line.subject.assignment].append(line)
    for (problem, _, assignment), lines in grouped.items():
        name = kept.plan.names.get(f"assignment/{assignment}", "")
        facts = {"assignment": name, "assignment_id": assignment or ""}
        first, scores = lines[0], [line for line in lines if line.score]
        whole = Finding(problem, Severity.BLOCKS, replace(first.subject, student=None), facts)
        if len(scores) < len(lines):
            yield whole, tuple(line.subject for line in scores), first.raw
        else:
            for line in scores:
                yield replace(whole, subject=line.subject), (line.subject,), line.raw
