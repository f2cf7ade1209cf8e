"""`passback ticket`, typed at a practice school in this process."""

import json
import re
from datetime import UTC, datetime

import pytest

from desk import Desk, a_desk
from passback.cli.ticket_text import as_markdown, as_text
from passback.core.finding import Exchange, Rejection
from passback.core.problem import Effect, Problem, State, Who
from passback.core.sis import Sis
from passback.dictionary.explain import explain
from passback.run.ticket import Example, Ticket, _exchange
from passback.sandbox.school import interface

pytestmark = pytest.mark.disable_socket
NAME = "practice-powerschool"
AT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    made = a_desk(monkeypatch, capsys)
    made.type("sync", NAME, "--yes")
    return made


def a_ticket(*said: str, request: str | None = "r-1") -> Ticket:
    exchange = Exchange("PUT", "sis.test", "/lineItems/1", 422, request, AT)
    return Ticket(
        connection="maple",
        sis=Sis.SKYWARD,
        made=AT,
        to=Who.SIS_ADMIN,
        problem=Problem.GRADING_PERIOD_LOCKED,
        title="The grading period is locked",
        effect=Effect.BLOCKS_ASSIGNMENT,
        numbers={"scores": 1, "assignments": 1, "classes": 2, "students": 1, "courses": 1},
        states={State.REFUSED: 1},
        first=AT,
        last=AT,
        refused=1,
        exchanges=(exchange,),
        examples=(Example("c-1", "li-1", "s-1"),),
        said=said,
        explanation=explain(
            "skyward.grading-period-locked", ruled_out=[Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD]
        ),
    )


def test_a_ticket_says_to_whom_what_is_asked_for_and_which_requests_were_refused(desk: Desk) -> None:
    code, out, _ = desk.type("ticket", NAME, "grading-period-locked")
    assert code == 0
    assert "To: SIS admin" in out
    assert "Unlock the grading period" in out
    assert "/ws/xte/section/assignment/" in out
    assert ": 409" in out
    assert "powerschool.grading-period-locked" in out


def test_a_ticket_holds_no_name_of_a_student_and_no_secret(desk: Desk) -> None:
    school = desk.practice.school
    told = [desk.type("ticket", NAME, p, "--format", f)[1] for p in troubles(desk) for f in FORMATS]
    assert len(told) >= 3 * len(FORMATS)
    names = {person.name for person in school.canvas.users.values()}
    described = json.dumps(interface(school, desk.practice.urls))
    secrets = set(re.findall(r'"client_secret": "([^"]+)"', described))
    assert secrets
    for text in told:
        assert not [name for name in names if name in text]
        assert not [secret for secret in secrets if secret in text]


FORMATS = ("text", "json", "markdown")


def troubles(desk: Desk) -> list[str]:
    _, report = desk.json("sync", NAME, "--yes")
    assert isinstance(report, dict)
    return [str(problem["problem"]) for problem in report["problems"]]


def test_what_was_not_met_is_said_in_one_line_with_what_was(desk: Desk) -> None:
    code, _, told = desk.type("ticket", NAME, "score-excused")
    assert code == 2
    assert "no problem 'score-excused'" in told
    assert "grading-period-locked" in told
    assert len(told.splitlines()) == 1


def test_it_goes_to_whom_one_says(desk: Desk) -> None:
    _, told = desk.json("ticket", NAME, "grading-period-locked", "--to", "sis-vendor")
    assert isinstance(told, dict)
    assert told["to"] == "sis-vendor"
    assert told["numbers"]["scores"] > 0
    assert told["requests"][0]["status"] == 409


def test_causes_that_were_ruled_out_are_said_so_and_not_asked_for() -> None:
    told = as_text(a_ticket())
    above, _, below = told.partition("Ruled out here")
    meaning = "The due date lies in none of the grading periods"
    assert meaning not in above
    assert meaning in below
    assert "Check in Skyward which periods the section uses" not in told


def test_words_from_outside_start_no_markup_and_move_no_terminal() -> None:
    told = as_markdown(a_ticket("`<img src=x>` \x1b[2J [a](b)", request="`*`"))
    assert "\x1b" not in told
    for line in told.splitlines():
        if "img" in line or "request id" in line:
            assert line.count("`") % 2 == 0
    assert "'<img" in told


def test_an_id_that_stands_only_in_the_words_names_the_request() -> None:
    raw = '{"request_id":11410981,"status":422,"error":"Invalid Assignment Category for due date: 1/2/2026"}'
    held = Rejection(raw, 422, (), Exchange("PUT", "h", "/p", 422, None, AT))
    named = _exchange(held, Sis.FOCUS)
    assert named is not None
    assert named.request == "11410981"
