"""What waits for a person, and the person's yes: holds, a choice between line items, the cut-over.

Reads the newest plan of each course as it was kept; only to tell line items of one name apart is the SIS
asked. A yes is to exactly what was shown: other changes get another key and wait again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from passback.core.errors import BadInput
from passback.core.finding import Finding
from passback.core.gradebook import Assignment, Unread
from passback.core.problem import Problem
from passback.core.subject import Subject
from passback.core.value import Json, Value, digest, plain, value
from passback.run.ports import KeptPlan
from passback.run.schools import Schools
from passback.sync.model import Approval, ApprovalKind

_KEY = 12
_EVERYTHING = Subject("", None, None, None)


@value
class Candidate(Value):
    """A line item that could be the one. `scores`: how many it holds, None: not read."""

    ref: str
    title: str
    due: str
    maximum: str
    scores: int | None


@value
class Question(Value):
    """One thing that waits. `kind`: `hold` or `choice`; `why`: the finding; `answered`: a yes is kept.

    `scores`: how many wait. `titles`: work that would be marked in Canvas. `candidates`: of a choice, what
    there is to choose from.
    """

    key: str
    kind: ApprovalKind
    course_name: str
    names: Mapping[str, str]
    why: Finding
    subject: Subject
    scores: int
    titles: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    answered: bool

    def to_json(self) -> dict[str, Json]:
        """The shape of one row of `passback holds --format json`."""
        return {
            "key": self.key,
            "kind": self.kind.value,
            "course": self.subject.course,
            "course_name": self.course_name,
            "section": self.subject.section,
            "assignment": self.subject.assignment,
            "why": self.why.facts.get("state", self.why.problem.value),
            "scores": self.scores,
            "to_mark": list(self.titles),
            "facts": dict(self.why.facts),
            "candidates": [{k: v for k, v in c.to_dict().items() if k != "is"} for c in self.candidates],
            "approved": self.answered,
        }


@value
class CutOver(Value):
    """Where the cut-over stands. `active`: courses (by name) where the other exchange was seen.

    `confirmed`: who said that it is off, and when; None: nobody.
    """

    connection: str
    active: tuple[str, ...]
    by: str | None
    at: datetime | None


class Consent:
    """Questions and answers of connections."""

    def __init__(self, schools: Schools) -> None:
        self._schools = schools
        self._store = schools.store

    async def questions(self, name: str, course: str | None = None) -> tuple[Question, ...]:
        """What waits for a person by the newest plans, of one course or of all.

        Raises:
            BadInput: no such connection, or no plan of that course.
            Retryable, NeedsLogin, NeedsConfig: line items of one name could not be told apart.
        """
        connection = await self._schools.named(name)
        plans = await self._store.newest_plans(name)
        if course is not None:
            plans = tuple(kept for kept in plans if kept.plan.course == course)
            if not plans:
                raise BadInput(f"no plan of a course {course[:40]!r}; `passback plan {name}` makes one")
        given = {approval.place for approval in await self._store.approvals(name)}
        made = [question for kept in plans for question in _holds(kept, given)]
        sis = None
        for kept in plans:
            for subject, why, scores in _choices(kept):
                sis = sis or self._schools.sis(connection)
                key = digest(["choice", subject.to_dict()])[:_KEY]
                class_ref = kept.plan.classes.get(subject.section or "", "")
                named = set(why.facts.get("result", "").split(", "))
                listed = await sis.line_items(class_ref)
                found = []
                for item in () if isinstance(listed, Unread) else listed:
                    if item.ref is not None and item.ref in named:
                        held = await sis.scores(class_ref, item.ref)
                        count = None if isinstance(held, Unread) else len(held)
                        due, most = item.due.isoformat(), plain(item.maximum)
                        found.append(Candidate(item.ref, item.title, due, most, count))
                made.append(
                    Question(
                        key=key,
                        kind=ApprovalKind.CHOICE,
                        course_name=kept.plan.course_name,
                        names=kept.plan.names,
                        why=why,
                        subject=subject,
                        scores=scores,
                        titles=(),
                        candidates=tuple(found),
                        answered=(ApprovalKind.CHOICE, subject, "") in given,
                    )
                )
        return tuple(made)

    async def approve(
        self, name: str, keys: Sequence[str], choose: str | None, by: str
    ) -> tuple[Question, ...]:
        """Say yes to what these keys name, all or none; `choose`: the line item, for a choice.

        Raises:
            BadInput: nothing of that key waits, or the choice is none of the candidates; nothing was kept.
        """
        waiting = {question.key: question for question in await self.questions(name)}
        for key in keys:
            if key not in waiting:
                raise BadInput(f"nothing waits under {key[:40]!r}; `passback holds {name}` lists what does")
        chosen = [waiting[key] for key in dict.fromkeys(keys)]
        choices = [question for question in chosen if question.kind is ApprovalKind.CHOICE]
        if choices and choose is None:
            refs = ", ".join(candidate.ref for candidate in choices[0].candidates)
            raise BadInput(f"{choices[0].key}: which line item? add --choose with one of: {refs}")
        if choose is not None and (len(chosen) != 1 or not choices):
            raise BadInput("--choose goes with the key of one choice, and nothing else")
        refs_of = {candidate.ref for question in choices for candidate in question.candidates}
        if choose is not None and choose not in refs_of:
            known = ", ".join(sorted(refs_of)) or "none"
            raise BadInput(f"--choose {choose[:60]!r}: not one of: {known}")
        now = self._schools.means.clock.now()
        for question in chosen:
            is_hold = question.kind is ApprovalKind.HOLD
            kept, ref = (question.key, None) if is_hold else ("", choose)
            approval = Approval(question.kind, question.subject, kept, ref, by, now)
            await self._store.put_approval(name, approval)
        return tuple(chosen)

    # ---- the cut-over -------------------------------------------------------------------------------

    async def cut_over(self, name: str) -> CutOver:
        """Where the cut-over stands, by the newest plans.

        Raises:
            BadInput: no such connection.
        """
        await self._schools.named(name)
        seen = [
            kept.plan.course_name
            for kept in await self._store.newest_plans(name)
            if any(f.problem is Problem.OTHER_EXCHANGE_ACTIVE for f in kept.plan.findings)
        ]
        given = [a for a in await self._store.approvals(name) if a.kind is ApprovalKind.CUT_OVER]
        last = given[-1] if given else None
        return CutOver(name, tuple(seen), last.by if last else None, last.at if last else None)

    async def confirm(self, name: str, by: str) -> CutOver:
        """Keep a person's word that the other exchange's schedule is off.

        Raises:
            BadInput: no such connection.
        """
        await self._schools.named(name)
        now = self._schools.means.clock.now()
        await self._store.put_approval(name, Approval(ApprovalKind.CUT_OVER, _EVERYTHING, "", None, by, now))
        return await self.cut_over(name)

    async def release(self, name: str) -> int:
        """The way back: let all line items go. Deletes nothing in the SIS; brings how many were ours.

        Raises:
            BadInput: no such connection.
        """
        await self._schools.named(name)
        return await self._store.release(name)


def _holds(kept: KeptPlan, given: set[tuple[ApprovalKind, Subject, str]]) -> list[Question]:
    return [
        Question(
            key=hold.key,
            kind=ApprovalKind.HOLD,
            course_name=kept.plan.course_name,
            names=kept.plan.names,
            why=hold.why,
            subject=hold.subject,
            scores=sum(change.subject.student is not None for change in hold.changes),
            titles=tuple(c.after.name for c in hold.changes if isinstance(c.after, Assignment)),
            candidates=(),
            answered=(ApprovalKind.HOLD, hold.subject, hold.key) in given,
        )
        for hold in kept.plan.holds
    ]


def _choices(kept: KeptPlan) -> list[tuple[Subject, Finding, int]]:
    """Work that several line items could be: where, why, and how many scores wait for the choice."""
    found: dict[Subject, tuple[Finding, int]] = {}
    for row in kept.plan.standing:
        why = row.why
        if why is None or why.problem is not Problem.SEVERAL_MATCHES or why.subject.student is not None:
            continue
        if why.subject.assignment is not None and why.subject.section is not None:
            found[why.subject] = (why, found.get(why.subject, (why, 0))[1] + 1)
    return [(subject, why, count) for subject, (why, count) in found.items()]
