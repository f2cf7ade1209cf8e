"""Puts an explanation together: one entry, its causes ranked by what was seen on that very subject.

A refusal and a prediction of the same problem end in the same explanation. Writes no sentence itself.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import TYPE_CHECKING

from passback.core.problem import Effect, Problem
from passback.core.sis import Sis
from passback.core.slots import Slots
from passback.core.value import Value, value
from passback.dictionary import book
from passback.dictionary.entry import Cause, Entry
from passback.dictionary.recognize import Ambiguous, Match, Unknown, recognize
from passback.dictionary.spelling import sis_named

if TYPE_CHECKING:
    # A finding is only passed through here; its module brings both sides of a gradebook, and time.
    from passback.core.finding import Finding


class Outcome(StrEnum):
    """How an explanation came to be: from a message (sure, torn, not at all), or from a finding."""

    MATCH = "match"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    FINDING = "finding"


class Weight(StrEnum):
    """What is known of a cause here: a check saw it, it may be, or the facts speak against it."""

    SEEN = "seen"
    POSSIBLE = "possible"
    RULED_OUT = "ruled-out"


@value
class Ranked(Value):
    """A cause, and what is known of it here."""

    cause: Cause
    standing: Weight


@value
class Explanation(Value):
    """What a message or a finding means.

    `entry`: None where the outcome is unknown, or ambiguous between different problems; then `nearest` or
    `candidates` say what it could be. Where the candidates share one problem, one of them explains it.
    `match`: how the message was recognized, None for an id or a finding. `raw`: the message as given.
    """

    outcome: Outcome
    entry: Entry | None
    causes: tuple[Ranked, ...]
    variables: Slots
    match: Match | None
    candidates: tuple[Match, ...]
    nearest: tuple[Entry, ...]
    raw: str | None

    @property
    def effect(self) -> Effect | None:
        """The harm here: that of the cause that was seen, else the entry's own."""
        if self.entry is None:
            return None
        seen = [r.cause.effect or self.entry.effect for r in self.causes if r.standing is Weight.SEEN]
        return seen[0] if seen else self.entry.effect

    @property
    def risk(self) -> Effect | None:
        """The harm to reckon with: as `effect`, but harmless only if no cause that may be does harm."""
        if self.effect is not Effect.HARMLESS or self.entry is None:
            return self.effect
        seen = [r for r in self.causes if r.standing is Weight.SEEN]
        may_be = seen[:1] or [r for r in self.causes if r.standing is not Weight.RULED_OUT]
        effects = [r.cause.effect or self.entry.effect for r in may_be]
        return next((effect for effect in effects if effect is not Effect.HARMLESS), Effect.HARMLESS)


def explain(
    what: str | Match | Finding,
    sis: str | None = None,
    seen: Collection[Finding] = (),
    ruled_out: Collection[Problem] = (),
) -> Explanation:
    """Explain a raw message, the id of an entry, a match, or a finding.

    Args:
        what: text that is an id or alias is explained as that entry; other text is recognized.
        sis: slug or usual spelling; None: any.
        seen: what checks found on the very subject of the message; their causes come first.
        ruled_out: problems that the snapshot speaks against; their causes come last.

    Raises:
        BadInput: `sis` is no SIS that passback knows.
    """
    if isinstance(what, Match):
        return _of_match(what, seen, ruled_out, None)
    if not isinstance(what, str):
        return _of_finding(what, sis_named(sis) if sis is not None else None, seen)
    if entry := book.entry(what.strip()):
        causes = rank(entry, seen, ruled_out)
        return Explanation(Outcome.MATCH, entry, causes, {}, None, (), (), None)
    match recognize(what, sis):
        case Match() as found:
            return _of_match(found, seen, ruled_out, what)
        case Ambiguous(candidates):
            return _of_several(candidates, seen, ruled_out, what)
        case Unknown() as none:
            return Explanation(Outcome.UNKNOWN, None, (), {}, None, (), none.nearest, what)


def explanation_of(found: Match | Ambiguous) -> Explanation:
    """The explanation of a text that was recognized already, one entry or several."""
    if isinstance(found, Match):
        return _of_match(found, (), (), None)
    return _of_several(found.candidates, (), (), None)


def rank(
    entry: Entry, seen: Collection[Finding] = (), ruled_out: Collection[Problem] = ()
) -> tuple[Ranked, ...]:
    """The causes of an entry, seen ones first, ruled-out ones last, else as the entry has them."""
    found = {finding.problem for finding in seen}

    def weight(cause: Cause) -> Weight:
        if cause.problem in found:
            return Weight.SEEN
        return Weight.RULED_OUT if cause.problem in ruled_out else Weight.POSSIBLE

    order = list(Weight)
    ranked = [Ranked(cause, weight(cause)) for cause in entry.causes]
    return tuple(sorted(ranked, key=lambda r: order.index(r.standing)))


def _of_several(
    candidates: tuple[Match, ...], seen: Collection[Finding], ruled_out: Collection[Problem], raw: str | None
) -> Explanation:
    """Who said it is open. Where all mean the same problem one of them explains it, the others beside it.

    That one is the entry of the SIS with the most known messages: the likeliest to be asked about.
    """
    if len({match.entry.problem for match in candidates}) > 1:
        return Explanation(Outcome.AMBIGUOUS, None, (), {}, None, candidates, (), raw)
    told = max(candidates, key=lambda match: (len(book.entries(match.entry.sis)), match.entry.id))
    causes = rank(told.entry, seen, ruled_out)
    return Explanation(Outcome.AMBIGUOUS, told.entry, causes, told.variables, None, candidates, (), raw)


def _of_match(
    found: Match, seen: Collection[Finding], ruled_out: Collection[Problem], raw: str | None
) -> Explanation:
    causes = rank(found.entry, seen, ruled_out)
    return Explanation(Outcome.MATCH, found.entry, causes, found.variables, found, (), (), raw)


def _of_finding(finding: Finding, sis: Sis | None, seen: Collection[Finding]) -> Explanation:
    """A finding knows its problem: the entry's other causes are told only if they were seen too."""
    entry = book.entry_for(finding.problem, sis)
    causes = tuple(r for r in rank(entry, (finding, *seen)) if r.standing is Weight.SEEN)
    own = sorted(causes, key=lambda r: r.cause.problem is not finding.problem)
    return Explanation(Outcome.FINDING, entry, tuple(own), finding.facts, None, (), (), None)
