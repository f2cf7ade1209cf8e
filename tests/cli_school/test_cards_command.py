"""`passback cards`, typed at a practice school in this process."""

import json

import pytest

from desk import Desk, a_desk
from passback.core.problem import Who

pytestmark = pytest.mark.disable_socket
NAME = "practice-powerschool"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    return a_desk(monkeypatch, capsys)


def test_the_cards_of_a_plan_and_of_its_sync_and_of_one_reader(desk: Desk) -> None:
    code, _, err = desk.type("cards", NAME)
    assert (code, "nothing is planned yet" in err) == (2, True)

    desk.type("plan", NAME)
    code, planned, _ = desk.type("cards", NAME)
    assert code == 1
    assert "will not reach PowerSchool" in planned

    code, text, _ = desk.type("sync", NAME, "--yes")
    assert code == 1
    code, mine, _ = desk.type("cards", NAME, "--mine", Who.TEACHER.value)
    assert "30 scores for “Summer reading response” did not reach PowerSchool" in text
    assert mine.index("Yours") < mine.index("For others to fix") < mine.index("Nobody needs to act")

    _, markdown, _ = desk.type("cards", NAME, "--format", "markdown")
    assert "### 30 scores for “Summer reading response” did not reach PowerSchool" in markdown

    _, whole, _ = desk.type("cards", NAME, "--format", "json")
    _, report, _ = desk.type("sync", NAME, "--yes", "--format", "json")
    cards = json.loads(whole)["cards"]
    assert len(cards) == len({card["id"] for card in cards}) > 5
    assert {card["id"] for card in json.loads(report)["cards"]} <= {card["id"] for card in cards}


def test_a_plan_of_another_connection_and_an_unknown_course_are_refused_in_one_line(desk: Desk) -> None:
    desk.type("plan", NAME)
    for arguments, said in (
        (("--plan", "nope"), "no plan 'nope'"),
        (("--course", "999"), "--course 999: nothing is planned for it"),
    ):
        code, out, err = desk.type("cards", NAME, *arguments)
        assert (code, out) == (2, "")
        assert said in err
