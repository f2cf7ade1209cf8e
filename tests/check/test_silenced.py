"""What nobody wants to be told is said once, in a check and in a plan, and stays where it was."""

from typing import Any

import pytest

from desk import Desk

pytestmark = pytest.mark.disable_socket
NAME = "practice-aspen"
REASON = "our SIS does that and nobody minds"


def checked(desk: Desk) -> dict[str, Any]:
    _, told = desk.json("check", NAME)
    assert isinstance(told, dict)
    return told


def silence(desk: Desk, problem: str, reason: str = REASON) -> None:
    code, _, err = desk.type("settings", NAME, "--set", f"silence.{problem}={reason}")
    assert code == 0, err


def test_what_is_silenced_is_one_line_and_every_score_is_still_accounted_for(desk: Desk) -> None:
    before = checked(desk)
    cause = next(c for c in before["causes"] if c["stops"] and c["scores"])
    silence(desk, cause["problem"])

    after = checked(desk)
    _, text, _ = desk.type("check", NAME)

    (row,) = after["silenced"]
    assert (row["problem"], row["scores"], row["reason"]) == (cause["problem"], cause["scores"], REASON)
    assert row["by"]
    assert row["findings"] > 0
    assert after["causes"] == [c for c in before["causes"] if c["problem"] != cause["problem"]]
    assert after["ready"] == before["ready"]
    kept_back = sum(each["scores"] for each in (*after["causes"], *after["silenced"]))
    assert after["considered"] == after["ready"] + kept_back
    (line,) = [line for line in text.splitlines() if cause["title"] in line]
    assert line.startswith(f"silenced: {cause['title']}: {cause['scores']} score")
    assert f"kept back: {REASON} ({row['by']}, " in line


def test_with_every_cause_silenced_a_check_is_clear_and_a_sync_sends_no_more(desk: Desk) -> None:
    _, plain = desk.json("plan", NAME)
    for cause in checked(desk)["causes"]:
        silence(desk, cause["problem"])

    code, told = desk.json("check", NAME)
    _, quiet = desk.json("plan", NAME)

    assert isinstance(told, dict)
    assert (code, told["clear"], told["causes"]) == (0, True, [])
    assert isinstance(plain, dict)
    assert isinstance(quiet, dict)
    assert plain["problems"] != []
    assert quiet["problems"] == []
    assert {row["problem"] for row in quiet["silenced"]} == {row["problem"] for row in plain["problems"]}
    for same in ("total", "changes"):
        assert quiet[same] == plain[same]


def test_a_report_still_says_what_was_not_sent_and_why(desk: Desk) -> None:
    cause = next(c for c in checked(desk)["causes"] if c["severity"] == "blocks" and c["scores"])
    silence(desk, cause["problem"])

    code, told = desk.json("sync", NAME, "--yes")

    assert isinstance(told, dict)
    assert code == 1
    (row,) = [p for p in told["problems"] if p["problem"] == cause["problem"]]
    assert row["scores"] == cause["scores"]


def test_what_waits_for_a_try_is_counted_where_it_is_silenced(desk: Desk) -> None:
    desk.type("sync", NAME, "--yes")
    before = checked(desk)
    cause = next(c for c in before["causes"] if c["refused_before"])
    silence(desk, cause["problem"])

    after = checked(desk)

    (row,) = [row for row in after["silenced"] if row["problem"] == cause["problem"]]
    assert row["scores"] == cause["scores"] > 0
    assert after["ready"] == before["ready"]


def test_it_is_told_again_when_the_word_is_taken_back(desk: Desk) -> None:
    before = checked(desk)
    problem = before["causes"][0]["problem"]
    silence(desk, problem)
    assert checked(desk) != before

    desk.type("settings", NAME, "--unset", f"silence.{problem}")

    after = checked(desk)
    assert (after["causes"], after["silenced"]) == (before["causes"], [])


def test_a_problem_that_there_is_not_is_one_line_with_near_names(desk: Desk) -> None:
    code, out, err = desk.type("settings", NAME, "--set", "silence.name-to-long=x")

    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert "did you mean name-too-long" in err
