"""What a fix proposes: changes before → after, or a list to choose from, and what they would cost.

Values, and the ways in which all fixes write them. A proposal is never carried out here: the plan takes its
changes, and `apply` alone writes.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Safety
from passback.core.settings import Level, Setting
from passback.core.subject import Subject
from passback.core.value import Json, Value, digest, value
from passback.sync.approval import Approval
from passback.sync.model import (
    Change,
    Snapshot,
)
from passback.sync.text import normal

_KEY = 10
_NEAR = 2
_LETTERS_PER_SLIP = 3
_PERCENT = re.compile(r"[0-9]+(?:[.,][0-9]+)? ?%")


@value
class Option(Value):
    """One of several cures. `ref`: what a person names it by; `label`: how it reads."""

    ref: str
    label: str
    changes: tuple[Change, ...]


@value
class Proposal(Value):
    """A cure of one finding or of several that one change cures.

    `changes`: before → after, of what the fix itself changes; what is sent then follows from the plan.
    `options`: instead of changes, where there is more than one candidate. `agrees`: reasons of holds
    (`sync/holds.py`) that a yes to this is a yes to. `grades`: students whose course grade in Canvas would
    change. `given_up`: scores that are not sent any more.
    """

    action: Action
    acts_on: ActsOn
    safety: Safety
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    options: tuple[Option, ...]
    agrees: tuple[str, ...]
    grades: int
    given_up: int

    @property
    def key(self) -> str:
        """Names the item in a preview: the finding's own key, or of several one for all."""
        keys = sorted(finding.key for finding in self.findings)
        return keys[0] if len(keys) == 1 else digest([*keys])[:_KEY]


def proposal(
    action: Action,
    safety: Safety,
    finding: Finding,
    changes: Iterable[Change] = (),
    options: Iterable[Option] = (),
    agrees: tuple[str, ...] = (),
    given_up: int = 0,
) -> Proposal:
    """A proposal that acts on the wire alone, which costs nobody a grade.

    Of one option nothing has to be chosen: it is the change.
    """
    several = tuple(options)
    made = (*changes, *(several[0].changes if len(several) == 1 else ()))
    rest = several if len(several) > 1 else ()
    return Proposal(action, ActsOn.WIRE, safety, (finding,), made, rest, agrees, 0, given_up)


def joined(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Proposals of one kind with the same changes are one, which cures all their findings.

    So what cannot be done to one of them alone cannot be consented to for one of them alone.
    """
    found: dict[str, Proposal] = {}
    for each in proposals:
        same: list[Json] = [
            c.to_dict() for c in (*each.changes, *(c for o in each.options for c in o.changes))
        ]
        key = digest([each.action.value, same or [finding.key for finding in each.findings]])
        held = found.get(key)
        findings = (*(held.findings if held else ()), *each.findings)
        found[key] = Proposal(
            each.action,
            each.acts_on,
            each.safety,
            findings,
            each.changes,
            each.options,
            each.agrees,
            max(each.grades, held.grades if held else 0),
            each.given_up + (held.given_up if held else 0),
        )
    return tuple(found.values())


# ---- a setting as a change -----------------------------------------------------------------------


def chosen(snapshot: Snapshot, subject: Subject, level: Level, name: str, text: str) -> Change:
    """The choice of a setting for the class or the assignment that `subject` names.

    Its author is left out: who consents is known only then (`signed`). Safety: a setting by itself sends
    nothing; what follows from it asks for itself where it must.
    """
    target = f"{subject.section}/{subject.assignment}" if level is Level.ASSIGNMENT else subject.section or ""
    known = (s for s in snapshot.settings if (s.level, s.target, s.name) == (level, target, name))
    before = next(known, None)
    after = Setting(level, target, name, text, "", snapshot.read_at)
    work = subject.assignment if level is Level.ASSIGNMENT else None
    where = Subject(subject.course, subject.section, work, None)
    return Change(where, before, after, None, Safety.SAFE)


def signed(changes: Iterable[Change], by: str, at: datetime) -> tuple[Change, ...]:
    """The changes with who made them, where that is kept: settings and approvals."""
    made = []
    for change in changes:
        after = change.after
        mine = replace(after, by=by, at=at) if isinstance(after, Setting | Approval) else after
        made.append(replace(change, after=mine))
    return tuple(made)


# ---- candidates ----------------------------------------------------------------------------------


def candidate(wanted: str, names: Iterable[str]) -> str | None:
    """The one name that a person would take `wanted` for; None: there is none, or more than one.

    Equal after folding case, a plural, punctuation and a percentage; else at most two letters apart, and no
    more than one in three. Names with other numbers are other names: `Unit 1` is not `Unit 2`.
    """
    known = sorted(set(names))
    found = [name for name in known if _folded(name) and _folded(name) == _folded(wanted)]
    found = found or [name for name in known if _alike(_folded(name), _folded(wanted))]
    return found[0] if len({normal(name) for name in found}) == 1 else None


def _folded(name: str) -> str:
    """`Home-works (20 %)` as `home work`."""
    plain = _PERCENT.sub(" ", normal(name).casefold())
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    return " ".join(
        word[:-1] if len(word) > _LETTERS_PER_SLIP and word.endswith("s") else word for word in words
    )


def _alike(one: str, two: str) -> bool:
    one, two = one.replace(" ", ""), two.replace(" ", "")
    if not one or not two or [c for c in one if c.isdigit()] != [c for c in two if c.isdigit()]:
        return False
    allowed = min(_NEAR, min(len(one), len(two)) // _LETTERS_PER_SLIP)
    return abs(len(one) - len(two)) <= allowed and _apart(one, two) <= allowed


def _apart(one: str, two: str) -> int:
    """How many letters have to be put in, taken out or changed (Levenshtein)."""
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        last, row = row, [i]
        for j, b in enumerate(two, 1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (a != b)))
    return row[-1]
