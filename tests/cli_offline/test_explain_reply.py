"""The help desk's answer is ready to paste, for whatever was asked."""

import json

import pytest

from passback.cli.main import main


def reply(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    main(["explain", "--reply", *args])
    return capsys.readouterr().out


def test_a_teacher_reads_what_to_do_about_their_own_assignment(capsys: pytest.CaptureFixture[str]) -> None:
    text = reply(capsys, "Grading Category missing for assignment Lab 4", "--sis", "powerschool")

    assert "about “Lab 4”" in text
    assert "What you do:\n- " in text
    assert text.rstrip().endswith("(Entry: powerschool.category-not-imported)")
    assert "http" not in text


def test_what_does_no_harm_says_so_and_that_it_may_be_left(capsys: pytest.CaptureFixture[str]) -> None:
    text = reply(capsys, "pinnacle.due-date-not-for-everyone")

    assert "No other grade is held up by this." in text
    assert "What you do:\n- Leave it as it is" in text
    assert "Nobody" not in text
    assert "held up" not in reply(capsys, "pinnacle.due-date-outside-term")


def test_who_begins_stands_first(capsys: pytest.CaptureFixture[str]) -> None:
    text = reply(capsys, "infinite-campus.not-authorized")

    assert text.index("What others do:") < text.index("What you do:")
    assert "Vendor support: Ask Infinite Campus" in text


def test_where_several_systems_could_be_meant_it_asks_which(capsys: pytest.CaptureFixture[str]) -> None:
    text = reply(capsys, "Assignment with app id 7 cannot be created for section with app id")

    assert "Which system" in text or "Which of these" in text or "(Entry: " in text


def test_words_that_nobody_knows_are_asked_for_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert "send the whole text" in reply(capsys, "blub")


def test_as_json_it_stands_beside_the_explanation(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(reply(capsys, "No Grading Period Found", "--sis", "synergy", "--format", "json"))

    assert told["entry"]["id"] == "synergy.due-date-outside-grading-period"
    assert "(Entry: synergy.due-date-outside-grading-period)" in told["reply"]
