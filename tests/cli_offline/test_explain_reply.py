"""The help desk's answer is ready to paste, for whatever was asked."""

import json

import pytest

from passback.cli.main import main
from passback.core.problem import Who
from passback.dictionary import book


def reply(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    main(["explain", "--reply", *args])
    return capsys.readouterr().out


def test_a_teacher_reads_what_to_do_about_their_own_assignment(capsys: pytest.CaptureFixture[str]) -> None:
    text = reply(capsys, "Grading Category missing for assignment Lab 4", "--sis", "powerschool")

    assert "about “Lab 4”" in text
    assert "What you do:\n1. " in text
    assert text.rstrip().endswith("(Entry: powerschool.category-not-imported)")
    assert "http" not in text


def test_what_does_no_harm_says_so_and_that_it_may_be_left(capsys: pytest.CaptureFixture[str]) -> None:
    text = reply(capsys, "pinnacle.due-date-not-for-everyone")

    assert "No other grade is held up by this." in text
    assert "What you do:\n1. Leave it as it is" in text
    assert "Nobody" not in text
    assert "held up" not in reply(capsys, "pinnacle.due-date-outside-term")


def test_who_begins_stands_first(capsys: pytest.CaptureFixture[str]) -> None:
    text = reply(capsys, "infinite-campus.not-authorized")

    assert text.index("1. Vendor support: ") < text.index("You: ")
    assert "Vendor support: Ask Infinite Campus" in text


def test_where_several_systems_could_be_meant_it_asks_which(capsys: pytest.CaptureFixture[str]) -> None:
    text = reply(capsys, "Assignment with app id 7 cannot be created for section with app id")

    assert "Which system" in text or "Which of these" in text or "(Entry: " in text


def test_where_several_systems_say_the_same_nobody_reads_of_a_system_that_is_not_theirs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = reply(capsys, "Internal Server Error")
    meaning, asked = text.split("If this does not help")

    assert "Aeries" not in meaning
    assert "Synergy" not in meaning
    assert "the system that your school keeps grades in (Aeries, Synergy)" in asked
    assert text.rstrip().endswith("(Entry: passback.sis-internal-error)")
    assert "Aeries" in reply(capsys, "Internal Server Error", "--sis", "aeries")


def test_steps_stand_in_their_order_whoever_does_them(capsys: pytest.CaptureFixture[str]) -> None:
    entry = book.entry("powerschool.section-without-sis-id")
    assert entry is not None
    text = reply(capsys, entry.id)
    places = [text.index(f"{n}. ") for n, _ in enumerate(entry.causes[0].steps, 1)]

    assert places == sorted(places)
    for step in entry.causes[0].steps:
        who = "You" if step.who is Who.TEACHER else "Canvas admin"
        assert f". {who}: {step.do}" in text


def test_a_question_is_not_followed_by_what_to_do_if_it_does_not_help(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = reply(capsys, "blub")

    assert text.startswith("Hello,\n\nThank you for the message.")
    assert "If this does not help" not in text


def test_words_that_nobody_knows_are_asked_for_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert "send the whole text" in reply(capsys, "blub")


def test_as_json_it_stands_beside_the_explanation(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(reply(capsys, "No Grading Period Found", "--sis", "synergy", "--format", "json"))

    assert told["entry"]["id"] == "synergy.due-date-outside-grading-period"
    assert "(Entry: synergy.due-date-outside-grading-period)" in told["reply"]
