"""A card: one cause, told to the person who can do something about it. A value; its JSON is a stable shape.

What an error means and what to do comes from the dictionary, the numbers from a report, how sure it is from
what was looked at, how old it is from the history. `card_making.py` makes cards, `card_page.py` draws them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from passback.core.finding import Exchange
from passback.core.problem import Problem, Safety, State, Who
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.core.value import Json, Value, value
from passback.dictionary.entry import Step
from passback.run.history import History


class Confidence(StrEnum):
    """How sure it is that this is the cause: seen, the only one that is left, or one of several."""

    CERTAIN = "certain"
    LIKELY = "likely"
    GUESS = "guess"


class Group(StrEnum):
    """Whose a card is, for one reader."""

    YOURS = "yours"
    OTHERS = "others"
    QUIET = "quiet"


@value
class Offer(Value):
    """What passback itself can do about a cause: a command, and whether it asks first."""

    command: str
    safety: Safety


@value
class Place(Value):
    """Where in one course: its name, and those of sections and assignments, as teachers call them."""

    course: str
    sections: tuple[str, ...]
    assignments: tuple[str, ...]


@value
class Impact(Value):
    """What is held up. `states` counts `scores`; `others`: scores of the same work that arrived.

    `closes`: when the term of one of the classes ends, the soonest, in that class's zone; None: not known.
    """

    scores: int
    states: Mapping[State, int]
    others: int
    closes: datetime | None
    says: tuple[str, ...]


@value
class Fix(Value):
    """What to do: all steps, the first one's effort in words, and whether it is done for you."""

    steps: tuple[Step, ...]
    effort: str
    safety: Safety
    offer: Offer | None


@value
class Proof(Value):
    """How passback knows. Causes of the entry, by problem: seen there, ruled out there, not looked at."""

    confidence: Confidence
    says: tuple[str, ...]
    read_at: datetime
    seen: tuple[Problem, ...]
    ruled_out: tuple[Problem, ...]
    possible: tuple[Problem, ...]


@value
class Differs(Value):
    """A score that the SIS holds otherwise; `student` is a Canvas id. `how`: as of a report's line."""

    student: str
    sent: str
    held: str
    how: str | None


@value
class Detail(Value):
    """For whoever has to look it up: the SIS's words untouched, the requests, Canvas ids."""

    said: tuple[str, ...]
    exchanges: tuple[Exchange, ...]
    subjects: tuple[Subject, ...]
    differs: tuple[Differs, ...]


@value
class Card(Value):
    """One cause of one connection. `id` is the same every night; `key`: see `run/causes.py`.

    `headline` (at most 12 words) and `why` (at most 25) name no id. `owner`: who does the first step.
    """

    id: str
    connection: str
    sis: Sis
    problem: Problem
    key: str
    entry: str
    headline: str
    why: str
    here: tuple[str, ...]
    where: tuple[Place, ...]
    impact: Impact
    owner: Who
    fix: Fix
    proof: Proof
    history: History | None
    detail: Detail

    def group(self, reader: Who | None) -> Group:
        """Whose it is for this reader; None: for nobody in particular."""
        if self.owner is Who.NOBODY:
            return Group.QUIET
        return Group.YOURS if self.owner is reader else Group.OTHERS

    def to_json(self) -> dict[str, Json]:
        """The shape of `--format json`; stable, documented in docs/report.md."""
        return {
            "id": self.id,
            "connection": self.connection,
            "sis": self.sis.value,
            "problem": self.problem.value,
            "key": self.key,
            "entry": self.entry,
            "headline": self.headline,
            "why": self.why,
            "here": [*self.here],
            "where": [_bare(place) for place in self.where],
            "impact": {
                "scores": self.impact.scores,
                "states": {state.value: number for state, number in self.impact.states.items()},
                "others_arrived": self.impact.others,
                "closes": self.impact.closes.isoformat() if self.impact.closes else None,
                "says": [*self.impact.says],
            },
            "owner": self.owner.value,
            "fix": {
                "steps": [_bare(step) for step in self.fix.steps],
                "effort": self.fix.effort,
                "safety": self.fix.safety.value,
                "offer": self.fix.offer.command if self.fix.offer else None,
            },
            "proof": {**_bare(self.proof), "confidence": self.proof.confidence.value},
            "history": _bare(self.history) if self.history else None,
            "detail": {
                "said": [*self.detail.said],
                "requests": [_bare(exchange) for exchange in self.detail.exchanges],
                "subjects": [_bare(subject) for subject in self.detail.subjects],
                "differs": [_bare(row) for row in self.detail.differs],
            },
        }


def ordered(cards: Sequence[Card], reader: Who | None = None) -> tuple[Card, ...]:
    """The reader's own first, then by how many scores they hold up; what needs nobody comes last."""
    groups = list(Group)
    return tuple(
        sorted(cards, key=lambda c: (groups.index(c.group(reader)), -c.impact.scores, c.problem, c.key))
    )


def _bare(given: Value) -> dict[str, Json]:
    """A value's fields alone."""
    return {key: held for key, held in given.to_dict().items() if key != "is"}
