"""What a teacher reads is short, plain and says whose it is; each rule finds the fault planted for it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from card_pages import cards
from entry_rules import grade
from passback.core.problem import Who
from passback.core.sis import Sis
from passback.dictionary import book
from passback.run.card_page import as_text
from passback.run.card_words import HEADLINE, WHY, short
from passback.run.cards import Card

ALL = [card for found in cards().values() for card in found]
Rule = Callable[[Card], Iterator[str]]
# What nobody says aloud: long numbers, UUIDs, codes in brackets.
ID = re.compile(r"\d{5,}|[0-9a-f]{8}-[0-9a-f]{4}|[A-Z]+-[A-Z0-9]+-\d", re.IGNORECASE)


def above_the_fold(card: Card) -> list[str]:
    places = [text for place in card.where for text in (place.course, *place.sections, *place.assignments)]
    steps = [step.do for step in card.fix.steps]
    return [
        card.headline,
        card.why,
        *card.here,
        *places,
        *card.impact.says,
        *steps,
        card.fix.effort,
        *card.proof.says,
    ]


def the_headline_is_short(card: Card) -> Iterator[str]:
    if len(card.headline.split()) > HEADLINE:
        yield card.headline


def the_why_is_short_and_plain(card: Card) -> Iterator[str]:
    if len(card.why.split()) > WHY or grade(card.why) > 8:
        yield f"grade {grade(card.why):.1f}: {card.why}"


def no_id_is_above_the_fold(card: Card) -> Iterator[str]:
    yield from (text for text in above_the_fold(card) if ID.search(text))


def it_says_whose_it_is_and_what_to_do(card: Card) -> Iterator[str]:
    text = as_text([card], 80, None, 1, "")
    if not card.fix.steps or not card.fix.effort or "Who " not in text or "Fix " not in text:
        yield text


def it_names_the_sis(card: Card) -> Iterator[str]:
    words = " ".join((card.headline, card.why, *(step.do for step in card.fix.steps)))
    if re.search(r"\b(the|this) SIS\b(?! (?:ID|team of Canvas))", words, re.IGNORECASE):
        yield words


def a_guess_is_not_told_to_nobody(card: Card) -> Iterator[str]:
    if card.proof.confidence.value == "guess" and card.owner is Who.NOBODY:
        yield card.headline


RULES: list[Rule] = [
    the_headline_is_short,
    the_why_is_short_and_plain,
    no_id_is_above_the_fold,
    it_says_whose_it_is_and_what_to_do,
    it_names_the_sis,
    a_guess_is_not_told_to_nobody,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_card_of_the_practice_school_keeps_the_rule(rule: Rule) -> None:
    assert len(ALL) > 30
    assert {card.headline: slips for card in ALL if (slips := list(rule(card)))} == {}


A_CARD = ALL[0]
GUESS = next(card for card in ALL if card.proof.confidence.value == "guess")
HARD = "Institutional interoperability necessitates comprehensive administrative authorization."
PLANTED = [
    (the_headline_is_short, replace(A_CARD, headline="word " * 13)),
    (the_why_is_short_and_plain, replace(A_CARD, why="It is so. " * 9)),
    (the_why_is_short_and_plain, replace(A_CARD, why=HARD)),
    (no_id_is_above_the_fold, replace(A_CARD, here=("student 7028113",))),
    (no_id_is_above_the_fold, replace(A_CARD, headline="5a7d7ee0-3f2b-5c57-9c6e-0d3a3f6c2b51")),
    (it_says_whose_it_is_and_what_to_do, replace(A_CARD, fix=replace(A_CARD.fix, effort=""))),
    (it_names_the_sis, replace(A_CARD, why="It is not in the SIS.")),
    (a_guess_is_not_told_to_nobody, replace(GUESS, owner=Who.NOBODY)),
]


@pytest.mark.parametrize(("rule", "card"), PLANTED, ids=lambda given: getattr(given, "__name__", ""))
def test_a_rule_finds_its_planted_fault(rule: Rule, card: Card) -> None:
    assert list(rule(card))


@pytest.mark.parametrize("sis", [Sis.ASPEN, Sis.INFINITE_CAMPUS], ids=str)
def test_the_first_sentences_of_every_cause_serve_as_a_why(sis: Sis) -> None:
    whys = {f"{e.id} {c.problem}": short(c.meaning, e.sis or sis) for e in book.entries() for c in e.causes}
    slips = {name: why for name, why in whys.items() if len(why.split()) > WHY or grade(why) > 8}

    assert slips == {}
    assert len(whys) > 200


def test_a_title_that_is_a_headline_is_short() -> None:
    assert [e.title for e in book.entries() if len(e.title.split()) > HEADLINE - 1] == []
