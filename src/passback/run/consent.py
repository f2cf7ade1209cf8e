"""What waits for a person, and what the person answers: holds, choices between line items, a first contact.

Reads the newest plan of each course as it was kept; only to tell line items of one name apart is the SIS
asked. An answer is to exactly what was shown: other changes get another key and wait again.
"""

from collections.abc import Mapping, Sequence

from passback.core.errors import BadInput
from passback.core.finding import Finding
from passback.core.gradebook import Assignment, Unread
from passback.core.problem import Problem
from passback.core.subject import Subject
from passback.core.value import Json, Value, digest, plain, value
from passback.run.ports import KeptPlan
from passback.run.schools import Schools
from passback.sync.approval import DISCARDED, Approval, ApprovalKind
from passback.sync.model import (
    Hold,
    contact_key,
)

_KEY = 12
_ASKED = frozenset({ApprovalKind.HOLD, ApprovalKind.CHOICE, ApprovalKind.CONTACT})


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
    """One thing that waits. `kind`: `hold`, `choice` or `contact`; `why`: the finding.

    `scores`: how many wait. `titles`: work that would be marked in Canvas. `candidates`: of a choice, what
    there is to choose from. `answer`: what a person said since it was planned, None: nothing yet.
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
    answer: Approval | None

    @property
    def place(self) -> tuple[ApprovalKind, Subject, str]:
        """Where an answer to it is kept."""
        return self.kind, self.subject, self.key if self.kind is ApprovalKind.HOLD else ""

    @property
    def said(self) -> str | None:
        """`approved`, `discarded` or the line item that was chosen; None: nothing yet."""
        return (self.answer.ref or "approved") if self.answer else None

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
            "approved": self.said not in {None, DISCARDED},
            "discarded": self.said == DISCARDED,
            "by": self.answer.by if self.answer else None,
            "at": self.answer.at.isoformat() if self.answer else None,
        }


@value
class Answered(Value):
    """An answer that is kept, whether or not what it is about still waits.

    `said`: `approved`, `discarded`, or the line item that was chosen. `course_name` and `names`: by the
    newest plan of its course, empty where none is kept.
    """

    key: str
    approval: Approval
    said: str
    course_name: str
    names: Mapping[str, str]

    def to_json(self) -> dict[str, Json]:
        """One row of `passback holds --answered --format json`."""
        s = self.approval.subject
        return {
            "key": self.key,
            "kind": self.approval.kind.value,
            "course": s.course,
            "course_name": self.course_name,
            "section": s.section,
            "assignment": s.assignment,
            "said": self.said,
            "by": self.approval.by,
            "at": self.approval.at.isoformat(),
        }


@value
class Still(Value):
    """What became of a question after a fresh look. `key`: under which it waits now; None: it does not.

    Another key than before: other changes would go now.
    """

    question: Question
    key: str | None

    def to_json(self) -> dict[str, Json]:
        """One row of `passback approve --fixed --format json`."""
        return {"key": self.question.key, "waits": self.key is not None, "waits_under": self.key}


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
        given = {approval.place: approval for approval in await self._store.approvals(name)}
        made = [question for kept in plans for question in _holds(kept, given)]
        sis = None
        for kept in plans:
            for subject, why, scores in _choices(kept):
                sis = sis or self._schools.sis(connection)
                key = _choice_key(subject)
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
                        answer=given.get((ApprovalKind.CHOICE, subject, "")),
                    )
                )
        return tuple(made)

    async def approve(
        self, name: str, keys: Sequence[str], choose: str | None, by: str
    ) -> tuple[Question, ...]:
        """Say yes to what these keys name, all or none; `choose`: the line item, for a choice.

        Raises:
            BadInput: nothing of that key waits, somebody answered otherwise, or the choice is none of the
                candidates; nothing was kept.
        """
        chosen = await self.chosen(name, keys)
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
        await self._keep(name, chosen, choose, by)
        return chosen

    async def many(self, name: str) -> tuple[Question, ...]:
        """What one word may answer: all holds that wait, but for those that would delete something.

        Raises:
            BadInput: no such connection, or there are none.
        """
        waiting = await self.questions(name)
        found = tuple(
            question
            for question in waiting
            if question.answer is None
            and question.kind is ApprovalKind.HOLD
            and question.why.facts.get("state") != "deleted"
        )
        if not found:
            raise BadInput(
                f"nothing waits that one word could answer; `passback holds {name}` lists what does"
            )
        return found

    async def discard(self, name: str, keys: Sequence[str], by: str) -> tuple[Question, ...]:
        """Drop these very changes, all or none: not sent, and not asked again until something else changes.

        Raises:
            BadInput: nothing of that key waits, somebody answered otherwise, or it is a question that wants
                another answer; nothing was kept.
        """
        chosen = await self.chosen(name, keys)
        for question in chosen:
            if question.kind is not ApprovalKind.HOLD:
                raise BadInput(f"{question.key}: there are no changes to discard; leave it, and it waits")
        await self._keep(name, chosen, DISCARDED, by)
        return chosen

    async def take_back(self, name: str, keys: Sequence[str]) -> tuple[Answered, ...]:
        """Forget answers, all or none; what still waits is asked again by the next plan.

        Raises:
            BadInput: nothing was answered under one of these keys; nothing was changed.
        """
        given = {answered.key: answered for answered in await self.answered(name)}
        for key in keys:
            if key not in given:
                listed = f"`passback holds {name} --answered` lists what was"
                raise BadInput(f"nothing was answered under {key[:40]!r}; {listed}")
        taken = tuple(given[key] for key in dict.fromkeys(keys))
        for answered in taken:
            await self._store.drop_approval(name, answered.approval)
        return taken

    async def answered(self, name: str, course: str | None = None) -> tuple[Answered, ...]:
        """What people answered, oldest first, of one course or of all.

        Raises:
            BadInput: no such connection.
        """
        await self._schools.named(name)
        plans = {kept.plan.course: kept.plan for kept in await self._store.newest_plans(name)}
        found = []
        for approval in await self._store.approvals(name):
            if approval.kind not in _ASKED or course not in {None, approval.subject.course}:
                continue
            plan = plans.get(approval.subject.course)
            names, title = (plan.names, plan.course_name) if plan else ({}, "")
            found.append(Answered(_key_of(approval), approval, approval.ref or "approved", title, names))
        return tuple(found)

    async def chosen(self, name: str, keys: Sequence[str]) -> tuple[Question, ...]:
        """What waits under these keys, each once.

        Raises:
            BadInput: nothing waits under one of them; the text says where it does, if it does elsewhere.
        """
        waiting = {question.key: question for question in await self.questions(name)}
        for key in keys:
            if key not in waiting:
                raise BadInput(await self._not_waiting(name, key))
        return tuple(waiting[key] for key in dict.fromkeys(keys))

    async def still(self, name: str, asked: Sequence[Question]) -> tuple[Still, ...]:
        """Which of these wait by the newest plans: for the same reason, at the same place."""
        now = [question for question in await self.questions(name) if question.answer is None]
        found = {(q.kind, q.subject, q.why.facts.get("state")): q.key for q in now}
        return tuple(Still(q, found.get((q.kind, q.subject, q.why.facts.get("state")))) for q in asked)

    async def _not_waiting(self, name: str, key: str) -> str:
        shown = repr(key[:40])
        for answered in await self.answered(name):
            if answered.key == key:
                who = f"{answered.approval.by} on {answered.approval.at:%Y-%m-%d}"
                return f"{shown} was answered by {who} ({answered.said}); --undo takes that back"
        for connection in await self._store.connections():
            plans = await self._store.newest_plans(connection.name) if connection.name != name else ()
            if any(hold.key == key for kept in plans for hold in kept.plan.holds):
                return f"{shown} waits in the connection {connection.name!r}, not in {name!r}"
        return (
            f"nothing waits under {shown}, or what did has changed since it was shown; "
            f"`passback holds {name}` lists what does"
        )

    async def _keep(self, name: str, chosen: Sequence[Question], ref: str | None, by: str) -> None:
        """Keep one answer to several questions, all or none. The first of two people is heard."""
        for question in chosen:
            if question.answer is not None and question.answer.ref != ref:
                raise BadInput(_other_answer(question, question.answer))
        now = self._schools.means.clock.now()
        kept: list[Approval] = []
        for question in chosen:
            wanted = Approval(*question.place, ref, by, now)
            held = await self._store.first_approval(name, wanted)
            if held.ref != ref:
                for mine in kept:
                    await self._store.drop_approval(name, mine)
                raise BadInput(_other_answer(question, held))
            kept += [wanted] if held == wanted else []


def _other_answer(question: Question, held: Approval) -> str:
    said = held.ref or "approved"
    who = f"{held.by} on {held.at:%Y-%m-%d}"
    return f"{question.key} was answered by {who} ({said}); --undo takes that back; nothing was kept"


def _key_of(approval: Approval) -> str:
    """The key that the question of an answer was listed under."""
    if approval.kind is ApprovalKind.CHOICE:
        return _choice_key(approval.subject)
    return approval.digest if approval.kind is ApprovalKind.HOLD else contact_key(approval.subject)


def _choice_key(subject: Subject) -> str:
    return digest(["choice", subject.to_dict()])[:_KEY]


def _holds(kept: KeptPlan, given: Mapping[tuple[ApprovalKind, Subject, str], Approval]) -> list[Question]:
    return [_hold(kept, hold, given) for hold in kept.plan.holds]


def _hold(
    kept: KeptPlan, hold: Hold, given: Mapping[tuple[ApprovalKind, Subject, str], Approval]
) -> Question:
    kind = ApprovalKind.CONTACT if hold.is_contact else ApprovalKind.HOLD
    digest_of = "" if hold.is_contact else hold.key
    return Question(
        key=hold.key,
        kind=kind,
        course_name=kept.plan.course_name,
        names=kept.plan.names,
        why=hold.why,
        subject=hold.subject,
        scores=sum(change.subject.student is not None for change in hold.changes),
        titles=tuple(c.after.name for c in hold.changes if isinstance(c.after, Assignment)),
        candidates=(),
        answer=given.get((kind, hold.subject, digest_of)),
    )


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
