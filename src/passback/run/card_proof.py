"""How sure a card is, and why: what was seen, what the SIS said, which causes are ruled out.

Knows an explanation and how it was heard. Never surer than its evidence: a wrong cause told with confidence
sends a person to the wrong place.
"""

from datetime import datetime
from enum import Enum, auto

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.dictionary.book import entry_for
from passback.dictionary.explain import Explanation, Ranked, Weight
from passback.dictionary.frames import say
from passback.run.card_words import moment, named
from passback.run.cards import Confidence, Proof


class Heard(Enum):
    """What a cause is known by."""

    FINDING = auto()
    WARNING = auto()
    WORDS = auto()
    UNKNOWN_WORDS = auto()
    READ_BACK = auto()
    SILENCE = auto()


_PLAIN = {
    Heard.FINDING: (Confidence.CERTAIN, "proof.looked"),
    Heard.WARNING: (Confidence.LIKELY, "proof.may"),
    Heard.UNKNOWN_WORDS: (Confidence.GUESS, "proof.unknown"),
    Heard.READ_BACK: (Confidence.CERTAIN, "proof.read-back"),
    Heard.SILENCE: (Confidence.CERTAIN, "proof.silent"),
}


def proof_of(told: Explanation, heard: Heard, sis: Sis, read_at: datetime) -> Proof:
    """The proof of a card whose first cause is that of the explanation."""
    by = {weight: [r for r in told.causes if r.standing is weight] for weight in Weight}
    if heard is Heard.WORDS:
        confidence, says = _of_words(by[Weight.SEEN], by[Weight.RULED_OUT], by[Weight.POSSIBLE], sis)
    else:
        confidence, frame = _PLAIN[heard]
        says = [say(frame, sis=sis.display)]
    others = by[Weight.POSSIBLE][1:] if not by[Weight.SEEN] else by[Weight.POSSIBLE]
    if heard is Heard.WORDS and others:
        says.append(say("proof.else", titles=_titles(others, sis)))
    if by[Weight.RULED_OUT]:
        says.append(say("proof.ruled-out", titles=_titles(by[Weight.RULED_OUT], sis)))
    says.append(say("proof.read", when=moment(read_at)))
    problems = {weight: tuple(r.cause.problem for r in ranked) for weight, ranked in by.items()}
    return Proof(
        confidence,
        tuple(says),
        read_at,
        seen=problems[Weight.SEEN],
        ruled_out=problems[Weight.RULED_OUT],
        possible=problems[Weight.POSSIBLE],
    )


def _of_words(
    seen: list[Ranked], out: list[Ranked], possible: list[Ranked], sis: Sis
) -> tuple[Confidence, list[str]]:
    if seen:
        return Confidence.CERTAIN, [say("proof.both", sis=sis.display)]
    if len(possible) == 1:
        return Confidence.LIKELY, [say("proof.left" if out else "proof.words", sis=sis.display)]
    ranked = possible or out
    tell = named(ranked[0].cause.tell or "", sis)
    return Confidence.GUESS, [say("proof.open", count=len(ranked), sis=sis.display, tell=tell)]


def _titles(ranked: list[Ranked], sis: Sis) -> str:
    return "; ".join(named(title_of(r.cause.problem), sis) for r in ranked)


def title_of(problem: Problem) -> str:
    """A problem in a few words, whatever the SIS calls it."""
    return entry_for(problem, None).title
