"""A card is never surer than its evidence."""

from datetime import UTC, datetime

import pytest

from passback.core.finding import Finding
from passback.core.problem import Effect, Problem, Severity
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.dictionary import book
from passback.dictionary.explain import explain
from passback.run.card_proof import Heard, proof_of
from passback.run.cards import Confidence, Proof

AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
SEVERAL = next(e for e in book.entries(Sis.POWERSCHOOL) if len(e.causes) > 2)
ONE = next(e for e in book.entries(Sis.POWERSCHOOL) if len(e.causes) == 1)
CAUSES = [cause.problem for cause in SEVERAL.causes]


def proof(entry: str, seen: list[Problem], out: list[Problem], heard: Heard = Heard.WORDS) -> Proof:
    findings = [Finding(p, Severity.WARNS, Subject("7", "S", "A", None), {}) for p in seen]
    return proof_of(explain(entry, seen=findings, ruled_out=out), heard, Sis.POWERSCHOOL, AT)


def test_a_refusal_whose_cause_was_seen_is_certain() -> None:
    told = proof(SEVERAL.id, CAUSES[1:2], [])

    assert told.confidence is Confidence.CERTAIN
    assert told.seen == (CAUSES[1],)


def test_a_refusal_of_many_causes_is_a_guess_and_names_the_others() -> None:
    told = proof(SEVERAL.id, [], [])

    assert told.confidence is Confidence.GUESS
    assert set(told.possible) == set(CAUSES)
    assert f"{len(CAUSES)} causes" in told.says[0]
    assert "Could also be" in told.says[1]


def test_a_refusal_is_likely_where_all_other_causes_are_ruled_out() -> None:
    told = proof(SEVERAL.id, [], CAUSES[1:])

    assert told.confidence is Confidence.LIKELY
    assert set(told.ruled_out) == set(CAUSES[1:])
    assert any(text.startswith("Ruled out: ") for text in told.says)


def test_where_everything_is_ruled_out_nothing_is_likely() -> None:
    assert proof(SEVERAL.id, [], CAUSES).confidence is Confidence.GUESS


@pytest.mark.parametrize(
    ("heard", "confidence"),
    [
        (Heard.WORDS, Confidence.LIKELY),
        (Heard.FINDING, Confidence.CERTAIN),
        (Heard.WARNING, Confidence.LIKELY),
        (Heard.READ_BACK, Confidence.CERTAIN),
        (Heard.UNKNOWN_WORDS, Confidence.GUESS),
    ],
)
def test_how_it_was_heard_decides_of_an_entry_with_one_cause(heard: Heard, confidence: Confidence) -> None:
    assert proof(ONE.id, [], [], heard).confidence is confidence


def test_a_refusal_is_harmless_only_if_every_cause_that_may_be_it_is() -> None:
    mixed = explain("focus.grading-period-locked")
    other = [r.cause.problem for r in mixed.causes if r.cause.effect not in {None, Effect.HARMLESS}]

    assert mixed.effect is Effect.HARMLESS
    assert mixed.risk is not Effect.HARMLESS
    assert explain("focus.grading-period-locked", ruled_out=other).risk is Effect.HARMLESS
    assert explain("passback.test-student").risk is Effect.HARMLESS
