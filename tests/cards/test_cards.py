"""One card per cause, each score on one card; as text, Markdown and JSON, harmless whatever a name holds."""

import asyncio
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from card_pages import cards
from in_process import Practice, a_practice, connected, settings
from passback.core.errors import BadInput
from passback.core.problem import Problem, State, Who
from passback.core.sis import Sis
from passback.run import app as run_app
from passback.run.card_page import as_markdown, as_text
from passback.run.card_words import fitted, named
from passback.run.cards import Card, ordered
from passback.run.causes import masked
from passback.run.report import ARRIVED, Report

Told = tuple[Report, tuple[Card, ...]]
HOSTILE = "\x1b[31m[Lab](javascript:x) <script>alert(1)</script> | `a` *b* \u202e# \n## Forged"


async def night(practice: Practice, sis: str, *, sync: bool = True) -> Told:
    async with run_app.open(settings(practice)) as app:
        await connected(app, practice, sis)
        batch, _ = await app.plan(f"practice-{sis}")
        report = await (app.sync(batch) if sync else app.report(batch))
        return report, await app.cards.of_batch(await app.chosen_batch(batch.connection, batch.id))


@pytest.fixture(scope="module")
def aspen() -> Told:
    return asyncio.run(night(a_practice(), "aspen"))


def card_of(cards: tuple[Card, ...], problem: Problem) -> Card:
    (card,) = [card for card in cards if card.problem is problem]
    return card


def test_every_score_that_did_not_arrive_is_on_exactly_one_card(aspen: Told) -> None:
    report, cards = aspen
    states = Counter[State]()
    for card in cards:
        states.update(card.impact.states)

    missing = {state: number for state, number in report.states.items() if state not in ARRIVED and number}
    assert dict(states) == missing
    assert sum(card.impact.scores for card in cards) == sum(missing.values()) > 100
    assert len({card.id for card in cards}) == len(cards)


def test_a_card_says_what_was_wanted_and_what_there_is(aspen: Told) -> None:
    card = card_of(aspen[1], Problem.CATEGORY_NOT_FOUND)

    assert card.headline == "22 scores for “Lab 1: Measuring density” did not reach Aspen"
    assert card.here == ("group: Labs", "categories in Aspen: Classwork, Homework, Tests")
    assert card.key == "Labs"
    assert (card.owner, card.fix.offer and card.fix.offer.command) == (
        Who.TEACHER,
        "passback fix practice-aspen category-not-found",
    )


def test_what_the_sis_holds_otherwise_says_how_in_the_card_and_the_report(aspen: Told) -> None:
    report, cards = aspen
    card = card_of(cards, Problem.VALUE_CHANGED_BY_SIS)
    lines = [line for line in report.to_json()["scores"] if line["state"] == "differs"]

    assert {line["how"] for line in lines} == {"rounded"}
    assert {row.how for row in card.detail.differs} == {"rounded"}
    assert "(rounded by the SIS)" in as_text([card], 80, None, 1, "more")

    (row, *_) = card.detail.differs
    unknown = replace(card, detail=replace(card.detail, differs=(replace(row, how=None),)))
    assert "by the SIS)" not in as_text([unknown], 80, None, 1, "more")


def test_the_reader_s_own_come_first_then_the_largest_and_what_needs_nobody_last(aspen: Told) -> None:
    for reader in (None, Who.SIS_ADMIN):
        cards = ordered(aspen[1], reader)
        groups = [card.group(reader).value for card in cards]

        assert groups == sorted(groups, key=["yours", "others", "quiet"].index)
        for one, two in pairwise(cards):
            assert one.group(reader) is not two.group(reader) or one.impact.scores >= two.impact.scores
    assert ordered(aspen[1], Who.SIS_ADMIN)[0].owner is Who.SIS_ADMIN


def test_a_plan_says_what_will_not_arrive_and_a_sync_what_did_not() -> None:
    _, planned = asyncio.run(night(a_practice(), "pinnacle", sync=False))
    _, synced = asyncio.run(night(a_practice(), "pinnacle"))

    assert [card.headline for card in planned] == [
        "10 scores for “Summer assignment” will not reach Pinnacle"
    ]
    assert [card.headline for card in synced] == ["10 scores for “Summer assignment” did not reach Pinnacle"]
    assert planned[0].id == synced[0].id


def test_what_is_not_shown_in_full_has_its_line_and_is_counted(aspen: Told) -> None:
    cards = aspen[1]
    text = as_text(cards, 80, None, 2, "passback cards practice-aspen --all")

    assert f"showing 2 of {len(cards)} in full" in text
    assert text.count("  Why ") == 2
    flat = " ".join(text.split())
    assert all(card.headline in flat for card in cards)


@pytest.mark.parametrize("width", [30, 40, 80, 100])
def test_no_line_of_words_is_wider_than_the_screen(aspen: Told, width: int) -> None:
    lines = as_text(aspen[1], width, Who.TEACHER, 99, "").splitlines()
    long = [line for line in lines if len(line) > width]

    # Only what has no space to break at, and must stay whole to be copied, may stick out.
    assert [
        line for line in long if len(line.split()) > 1 and "practice-" not in line and "/" not in line
    ] == []


def test_no_name_in_a_card_is_markup_or_moves_the_screen() -> None:
    practice = a_practice()
    for work in practice.school.canvas.assignments.values():
        if work.name == "Sketchbook check":
            work.name = HOSTILE
    _, cards = asyncio.run(night(practice, "sapphire"))
    text, markdown = as_text(cards, 80, None, 9, ""), as_markdown(cards, None, 9, "")

    assert "Lab" in text
    assert "\x1b" not in text + markdown
    assert "\u202e" not in text + markdown
    assert not re.search(r"(?<!\\)<script|[^\\]\[Lab\]\(|^#+ Forged", markdown, re.MULTILINE)


def test_the_json_is_plain_and_whole_and_no_student_s_name_is_in_it(aspen: Told) -> None:
    cards = aspen[1]
    text = json.dumps([card.to_json() for card in cards])
    people = {person.name for person in a_practice().school.canvas.users.values()} - {"Test Student"}

    assert set(json.loads(text)[0]) == {
        *("id", "connection", "sis", "problem", "key", "entry", "headline", "why", "here", "where"),
        *("impact", "owner", "fix", "proof", "history", "detail"),
    }
    assert [name for name in people if name in text + as_text(cards, 80, None, 99, "")] == []
    assert all(Card.from_dict(card.to_dict()) == card for card in cards)


def test_a_term_that_closes_soon_is_said_and_a_far_one_is_not(aspen: Told) -> None:
    """The practice school's term ends on January 8; its zone is Chicago's."""
    said = {
        days: [line for card in asyncio.run(_cards_on(days)) for line in card.impact.says if "term" in line]
        for days in (0, 45, 46, 47)
    }

    assert said[0] == []
    assert set(said[45]) == {"The term in Sapphire closes tomorrow, Jan 8, 2027."}
    assert set(said[46]) == {"The term in Sapphire closes today, Jan 8, 2027."}
    assert set(said[47]) == {"The term in Sapphire closed on Jan 8, 2027."}


async def _cards_on(days: int) -> tuple[Card, ...]:
    """Planned on the first day, read some days later at seven in its evening: the next day in UTC."""
    practice = a_practice()
    async with run_app.open(settings(practice)) as app:
        await connected(app, practice, "sapphire")
        batch, _ = await app.plan("practice-sapphire")
        later = datetime(2026, 11, 24, 1, 0, tzinfo=UTC) + timedelta(days=days)
        practice.clock.jump((later - practice.clock.now()).total_seconds())
        return await app.cards.of_batch(batch)


def test_one_course_has_its_own_cards_and_an_unknown_one_is_refused() -> None:
    async def ask() -> None:
        practice = a_practice()
        async with run_app.open(settings(practice)) as app:
            await connected(app, practice, "aspen")
            with pytest.raises(BadInput, match="nothing is planned yet"):
                await app.cards.newest("practice-aspen")
            await app.plan("practice-aspen")
            every = await app.cards.newest("practice-aspen")
            mine = await app.cards.newest("practice-aspen", ["3102"])
            assert {s.course for card in mine for s in card.detail.subjects} == {"3102"}
            assert 0 < len(mine) < len(every)
            with pytest.raises(BadInput, match="--course 9: nothing is planned for it"):
                await app.cards.newest("practice-aspen", ["9"])

    asyncio.run(ask())


# ---- words -----------------------------------------------------------------------------------------


def test_a_long_name_is_cut_at_a_word_and_a_long_section_gives_way_to_its_course() -> None:
    long = "A comparison of power and of loneliness in two novels of the last century"
    cut = fitted("headline.refused", [("assignment", long), ("course", "English")], count=3, sis="Aspen")
    other = fitted("headline.refused", [("section", long), ("course", "English")], count=3, sis="Aspen")
    alone = fitted("headline.refused", [("section", long)], count=1, sis="Aspen")

    assert cut == "3 scores for “A comparison of power and…” did not reach Aspen"
    assert other == "3 scores in English did not reach Aspen"
    assert alone == "1 score in A comparison of power and… did not reach Aspen"


def test_the_sis_is_called_by_its_name_and_its_ids_are_not() -> None:
    said = named("The SIS knows no SIS ID. Open it in the SIS; the SIS ID is blank in this SIS.", Sis.Q_SIS)

    assert said == "Q knows no SIS ID. Open it in Q; the SIS ID is blank in Q."


def test_the_key_of_unknown_words_holds_no_name_and_no_number() -> None:
    raw = '{"error":"grade of Zoe Quill (4711) was not stored for s4711"}'

    assert masked(raw) == masked(raw.replace("Zoe Quill", "Al Bo").replace("4711", "12"))
    assert not {"Zoe", "Quill", "4711", "s4711"} & set(masked(raw).split())
    assert "was not stored for" in masked(raw)


def test_a_frame_is_never_read_twice() -> None:
    assert "{sis}" in fitted("headline.refused", [("assignment", "{sis} {0.x}")], count=1, sis="Aspen")


def test_two_cards_of_one_problem_have_two_ids(aspen: Told) -> None:
    card = card_of(aspen[1], Problem.CATEGORY_NOT_FOUND)

    assert card.id.startswith("category-not-found.")
    assert replace(card, key="").key == ""


def test_the_card_in_readme_is_the_one_that_a_teacher_sees() -> None:
    card = card_of(cards()["practice-aspen"], Problem.CATEGORY_NOT_FOUND)
    shown = as_text([card], 80, Who.TEACHER, 1, "").partition("\n\n")[2].rstrip()

    assert shown in (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
